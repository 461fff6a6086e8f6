"""README.md and docs/: links lead somewhere, commands exist, the excerpt of output is what the program writes."""

import re
import shlex
import unittest
from functools import cache

from program import ROOT, binary, run

PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


# Commands with commands of their own, which have the options.
NESTED = {"knowledge", "alerts", "scenario"}


@cache
def help_of(*command):
    return run(*command, "--help").decode()


class Pages(unittest.TestCase):
    def test_links_lead_somewhere(self):
        for page in PAGES:
            for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
                with self.subTest(page=page.name, target=target):
                    self.assertTrue((page.parent / target).exists())

    def test_commands_exist(self):
        binary()
        seen = 0
        for page in PAGES:
            text = page.read_text(encoding="utf-8")
            blocks = re.findall(r"^```(?:sh|bash|console)?\n(.*?)^```", text, re.M | re.S)
            inline = [c for c in re.findall(r"`([^`\n]+)`", text) if c.startswith("demarche ")]
            for line in [*"\n".join(blocks).splitlines(), *inline]:
                for part in line.split("|"):
                    words = shlex.split(part.replace("…", "").split("#")[0], posix=True) if part.strip().startswith(("demarche ", "cargo run")) else []
                    if words[:1] == ["cargo"] and "--example" in words:
                        example = words[words.index("--example") + 1]
                        with self.subTest(page=page.name, example=example):
                            self.assertTrue(list(ROOT.glob(f"crates/*/examples/{example}.rs")))
                        continue
                    if words[:1] == ["cargo"]:
                        words = words[words.index("--"):]
                    if len(words) < 2 or not words[1].islower():
                        continue
                    seen += 1
                    with self.subTest(page=page.name, command=part.strip()):
                        options = [w.split("=")[0] for w in words[2:] if w.startswith("-") and w != "-"]
                        known = help_of(*words[1:3] if words[1] in NESTED and len(words) > 2 and words[2][0] != "-" else words[1:2])
                        for option in options:
                            self.assertRegex(known, rf"(?m)(^|[\s,]){re.escape(option)}\b")
        self.assertGreater(seen, 15)

    def test_the_readmes_excerpt_is_what_the_program_writes(self):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        command, excerpt = re.search(r"<!-- excerpt: demarche (.*?) -->\n```\n(.*?)```", text, re.S).groups()
        written = iter(line.rstrip() for line in run(*shlex.split(command), "--quiet").decode().splitlines())
        for line in excerpt.splitlines():
            if line.strip() and line != "…":
                self.assertIn(line, written, "not in the output, or not in this order: copy the excerpt anew")


if __name__ == "__main__":
    unittest.main()
