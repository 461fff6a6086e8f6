//! A program that is given the message as JSON on standard input.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::{Channel, Failure, beginning};
use crate::message::Message;

/// How often a program is looked at.
const GLANCE: Duration = Duration::from_millis(20);
/// What is kept of what it says on standard error, in bytes.
const MOST_SAID: u64 = 4_000;
/// How long what it said is waited for after its end.
const AFTERWARDS: Duration = Duration::from_millis(200);

/// A program.
#[derive(Debug)]
pub(super) struct Program {
    program: PathBuf,
    arguments: Vec<String>,
    folder: PathBuf,
    timeout: Duration,
}

impl Program {
    pub(super) fn new(program: &str, arguments: &[String], base: &Path, timeout: Duration) -> Self {
        // a path is named from where the configuration lies, a name is looked for as a shell does
        let is_path = Path::new(program).components().count() > 1;
        let folder = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base.to_owned() };
        let program =
            if is_path { std::path::absolute(folder.join(program)).unwrap_or_else(|_| folder.join(program)) } else { program.into() };
        Self { program, arguments: arguments.to_vec(), folder, timeout }
    }

    /// Looks whether the program is there and is a program; whether this user may run it is seen when it is run.
    pub(super) fn check(&self) -> Result<String, Failure> {
        let hint = "the program must be there, and be a file with the permission to run it; write its path from where the configuration lies, as \"./tell\", or whole";
        if self.program.components().count() > 1 {
            let name = self.program.display();
            return match fs::metadata(&self.program) {
                Err(error) => Err(Failure::sure(format!("cannot look at `{name}`: {error}")).hint(hint)),
                Ok(_) if !is_program(&self.program) => Err(Failure::sure(format!("`{name}` is no program")).hint(hint)),
                Ok(_) => Ok(format!("`{name}` is a program")),
            };
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let named = format!("{}{}", self.program.display(), std::env::consts::EXE_SUFFIX);
        let mut places = std::env::split_paths(&path).flat_map(|folder| [folder.join(&self.program), folder.join(&named)]);
        match places.find(|place| is_program(place)) {
            Some(place) => Ok(format!("`{}` is a program", place.display())),
            None => Err(Failure::sure(format!("there is no program `{}` in the path", self.program.display())).hint(hint)),
        }
    }

    fn wait(&self, child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
        let begin = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status));
            }
            if begin.elapsed() >= self.timeout {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            thread::sleep(GLANCE);
        }
    }
}

/// True for a file that is there and is a program: one that somebody, not always this user, may run; where there are no such permissions,
/// any file.
fn is_program(path: &Path) -> bool {
    let Ok(found) = fs::metadata(path) else { return false };
    #[cfg(unix)]
    let is_runnable = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let is_runnable = true;
    found.is_file() && is_runnable
}

impl Channel for Program {
    fn send(&self, message: &Message) -> Result<(), Failure> {
        let name = self.program.display();
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .current_dir(&self.folder)
            .env("DEMARCHE_ALERT_ID", &message.id)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.map_err(|e| {
            Failure::sure(format!("cannot start `{name}`: {e}"))
                .hint("the program must be there, and be a file with the permission to run it")
        })?;
        let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
        let mut line = message.json().into_bytes();
        line.push(b'\n');
        thread::spawn(move || {
            // a program need not read it
            let _ = stdin.map(|mut stdin| stdin.write_all(&line));
        });
        let (say, said) = mpsc::channel();
        thread::spawn(move || {
            let mut text = Vec::new();
            if let Some(mut stderr) = stderr {
                let _ = stderr.by_ref().take(MOST_SAID).read_to_end(&mut text);
                let _ = say.send(String::from_utf8_lossy(&text).into_owned());
                // what follows is read, so that the program can go on
                let _ = std::io::copy(&mut stderr, &mut std::io::sink());
            }
        });
        let ended = self.wait(&mut child).map_err(|e| Failure::unsure(format!("cannot wait for `{name}`: {e}")))?;
        match ended {
            Some(status) if status.success() => Ok(()),
            Some(status) => {
                let said = beginning(&said.recv_timeout(AFTERWARDS).unwrap_or_default());
                let said = if said.is_empty() { String::new() } else { format!(": {said}") };
                match status.code() {
                    Some(code) => Err(Failure::sure(format!("`{name}` ended with {code}{said}"))),
                    // killed: it may have done its work
                    None => Err(Failure::unsure(format!("`{name}` was killed{said}"))),
                }
            }
            None => Err(Failure::unsure(format!("`{name}` took longer than {} s", self.timeout.as_secs()))
                .hint("give the channel a longer `timeout`, up to 2m, or let the program hand its work on")),
        }
    }

    fn longest(&self) -> Duration {
        self.timeout + AFTERWARDS
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::message::tests::message;

    fn shell(script: &str, folder: &Path, timeout: Duration) -> Program {
        Program::new("sh", &["-c".into(), script.into()], folder, timeout)
    }

    #[test]
    fn the_message_comes_on_standard_input() {
        let folder = tempfile::tempdir().unwrap();
        let program = shell("cat > got; test -n \"$DEMARCHE_ALERT_ID\"", folder.path(), Duration::from_secs(20));
        program.send(&message(true)).unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join("got")).unwrap(), format!("{}\n", message(true).json()));
        // it need not be read
        shell("exit 0", folder.path(), Duration::from_secs(20)).send(&message(false)).unwrap();
    }

    #[test]
    fn a_check_runs_nothing() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let check = |program: &str| Program::new(program, &[], folder.path(), Duration::from_secs(1)).check();
        assert!(check("sh").unwrap().ends_with("/sh` is a program"));
        let failure = check("demarche-no-such-program").unwrap_err();
        assert_eq!(failure.why, "there is no program `demarche-no-such-program` in the path");
        let tell = folder.path().join("tell");
        assert!(check("./tell").unwrap_err().why.starts_with("cannot look at `"));
        fs::write(&tell, "#!/bin/sh\ntouch ran\n").unwrap();
        let permit = |mode| fs::set_permissions(&tell, fs::Permissions::from_mode(mode)).unwrap();
        permit(0o600);
        let failure = check("./tell").unwrap_err();
        assert!(failure.why.ends_with("tell` is no program") && failure.hint.is_some(), "{failure:?}");
        permit(0o700);
        assert!(check("./tell").unwrap().ends_with("tell` is a program"));
        assert!(!folder.path().join("ran").exists());
    }

    #[test]
    fn what_fails_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let send = |script: &str, timeout| shell(script, folder.path(), timeout).send(&message(false)).unwrap_err();
        let failure = send("echo no such desk >&2; exit 3", Duration::from_secs(20));
        assert_eq!((failure.why.as_str(), failure.is_unsure), ("`sh` ended with 3: no such desk", false));
        assert!(send("kill -9 $$", Duration::from_secs(20)).is_unsure);
        let begin = Instant::now();
        let failure = send("exec sleep 60", Duration::from_millis(100));
        assert!(failure.is_unsure && failure.hint.is_some() && begin.elapsed() < Duration::from_secs(30));
        let absent = Program::new("./absent", &[], folder.path(), Duration::from_secs(1)).send(&message(false)).unwrap_err();
        assert!(!absent.is_unsure && absent.why.contains("absent"), "{absent:?}");
    }
}
