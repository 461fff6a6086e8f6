"""The built program, for tests that look at it from outside: where it is, and what it writes.

`DEMARCHE_BIN` names a binary; else the newer of target/debug/demarche and target/release/demarche is run. Tests are skipped
where there is none: `cargo test --workspace` builds the first, `cargo build --release -p demarche-cli` the second.
"""

import atexit
import json
import os
import subprocess
import tempfile
import unittest
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# No setting of the caller may change what is tested. The date is for articles that state none: tables count by month.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("DEMARCHE_") and k != "COLUMNS"}
PUBLISHED = "2024-10-29"

# What is hard about texts: astral characters, combining accents, CRLF, entities, another language, rows that answer a pair,
# and quotes, line breaks and formulas for CSV.
ROWS = [
    {"id": "emoji", "text": "\U0001F468\u200D\U0001F469\u200D\U0001F467 Kenya accused Uganda of spying, the \U0001D4E3imes said.", "title": "A \"quoted\", title"},
    {"id": "accents", "text": "Jose\u0301 Garc\u00eda, Peru's president, denied that the army had killed protesters in Cusco.\r\n\r\n"
                              "“It never happened,” he told reporters on Monday.", "published": "2023-01-10"},
    {"id": "page", "html": "<html><body><article><h1>Strike</h1><p>France &amp; Germany condemned the bombing of Kharkiv on Sunday. The two "
                           "governments said that Russia must withdraw its troops at once, and promised more ammunition.</p><p>Moscow rejected "
                           "the demand, a Kremlin spokesman said in a statement on Monday evening.</p></article></body></html>",
     "publisher": "The Example Courier", "url": "https://courier.example/1"},
    {"id": "français", "text": "Le gouvernement français a annoncé mardi que les négociations avec les syndicats étaient terminées et que la "
                               "réforme serait présentée au parlement avant la fin du mois."},
    {"id": "pair", "text": "Kenya accused Uganda of spying.", "pairs": [{"source": [[0, 5]], "target": [[14, 20]]}, {"source": [], "target": [[0, 5]]}]},
    {"id": "line\nbreak", "text": "Talks\n\n=SUM(1,2)\n\nThe mayor of Lagos met union leaders."},
]


@cache
def binary():
    """Path of the program; skips the test where it is not built."""
    named = os.environ.get("DEMARCHE_BIN")
    if named:
        path = Path(named).resolve()
        if not path.is_file():
            raise FileNotFoundError(f"DEMARCHE_BIN names no file: {named}")
        return path
    target = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
    built = [p for p in (target / profile / "demarche" for profile in ("debug", "release")) if p.is_file()]
    if not built:
        raise unittest.SkipTest(f"no program in {target}: build it with `cargo test --workspace` or `cargo build --release -p demarche-cli`")
    return max(built, key=lambda p: p.stat().st_mtime)


def run(*args, stdin=None, status=0):
    """Standard output of a command, as bytes; its exit status must be `status`."""
    done = subprocess.run([binary(), *map(str, args)], cwd=ROOT, env=ENVIRONMENT, input=stdin, capture_output=True, timeout=600, check=False)
    if done.returncode != status:
        raise AssertionError(f"exit {done.returncode}: demarche {' '.join(map(str, args))}\n{done.stderr.decode()}")
    return done.stdout


def records(*args, stdin=None, status=0):
    """Records that `demarche code` writes to standard output."""
    out = run("code", *args, "--quiet", "--format", "jsonl", stdin=stdin, status=status)
    return [json.loads(line) for line in out.decode().split("\n")[:-1]]


class Coded:
    """The examples and the rows above, coded once to JSON Lines, Parquet and CSV in a temporary folder."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self.rows = folder / "rows.jsonl"
        self.rows.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in ROWS), encoding="utf-8")
        self.input = ["code", "examples", self.rows, "--published", PUBLISHED, "--embeddings", "--quiet"]
        self.jsonl, self.parquet, self.csv = folder / "records.jsonl", folder / "parquet", folder / "csv"
        for form in ("jsonl", "parquet", "csv"):
            run(*self.input, "--format", form, "-o", getattr(self, form))
        self.records = [json.loads(line) for line in self.jsonl.read_bytes().decode("utf-8").split("\n")[:-1]]


    def close(self):
        self._folder.cleanup()


@cache
def coded():
    """What all tests share; it goes when the run ends."""
    out = Coded()
    atexit.register(out.close)
    return out


def codebook(code):
    """Text of `demarche codebook CODE` in one line."""
    return " ".join(run("codebook", code).decode().split())


def tables_of(page):
    """Rows of the Markdown tables under each `###` heading of a page: heading → list of cells, marks removed."""
    out, heading = {}, None
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("#").strip() if line.startswith("### ") else None
        elif heading and line.startswith("|") and not line.startswith("|---"):
            cells = [c.strip() for c in line.strip().strip("|").split("|")]
            out.setdefault(heading, []).append(cells)
    return {name: rows[1:] for name, rows in out.items()}
