"""Peak memory of the program on large inputs, made here: prose, nothing but names, and an HTML page.

usage: python3 benches/memory.py [--binary target/release/demarche] [--megabytes 1 3 8]

Every text is made of the project's own sentences, repeated with numbers in them so that no two are alike. One thread, records as JSON Lines.
"""

import argparse
import os
import resource  # noqa: F401  (wait4 needs the platform to have it)
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROSE = (
    "Officials in the northern district said on Monday that patrol {n} had met no resistance. A spokesman for the army denied that "
    "its troops had fired on the convoy, and the foreign ministry called the report an invention. About {n} people left the town."
)
NAMES = ["Kenya", "Japan", "Pyongyang", "Sergei Lavrov", "the African Union", "Boko Haram", "Nairobi", "France", "Kyiv", "Angela Merkel"]


def prose(size):
    parts, length, n = [], 0, 0
    while length < size:
        parts.append(PROSE.format(n=n))
        length += len(parts[-1]) + 2
        n += 1
    return "\n\n".join(parts)


def names(size):
    parts, length, n = [], 0, 0
    while length < size:
        words = [NAMES[(n * 7 + k) % len(NAMES)] for k in range(12)]
        parts.append("; ".join(words) + f"; post {n}.")
        length += len(parts[-1]) + 1
        n += 1
    return " ".join(parts)


def page(size):
    body = "".join(f"<p>{p}</p>" for p in prose(size).split("\n\n"))
    return f"<html><head><title>A long page</title></head><body><article>{body}</article></body></html>"


def peak(command):
    """Megabytes and seconds of a command."""
    begun = time.perf_counter()
    proc = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = proc.stderr.read()
    _, status, usage = os.wait4(proc.pid, 0)
    proc.returncode = os.waitstatus_to_exitcode(status)
    if proc.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{err.decode()}")
    return usage.ru_maxrss / 1024, time.perf_counter() - begun


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--binary", default="target/release/demarche")
    ap.add_argument("--megabytes", type=float, nargs="+", default=[1, 3, 8])
    args = ap.parse_args()
    print(f"{'input':12} {'MB':>6} {'peak memory, MB':>16} {'seconds':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name, make, suffix in (("prose", prose, "txt"), ("names", names, "txt"), ("page", page, "html")):
            for megabytes in args.megabytes:
                path = Path(folder) / f"{name}.{suffix}"
                path.write_text(make(int(megabytes * 1e6)), encoding="utf-8")
                memory, seconds = peak([args.binary, "code", str(path), "--published", "2024-10-29", "--threads", "1", "--format", "jsonl", "--quiet"])
                print(f"{name:12} {megabytes:6g} {memory:16.0f} {seconds:9.1f}", flush=True)


if __name__ == "__main__":
    main()
