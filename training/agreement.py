"""How far two annotators of the same passages agree, layer by layer.

usage: python3 training/agreement.py FIRST.md SECOND.md [--differences]
       python3 training/agreement.py --data DIR FIRST.md SECOND.md      for passages of real news

FIRST and SECOND hold passages of the same names. Spans are F1 (neither is gold), codes on what both found are shares and
Cohen's kappa; pairing is METRICS': events by overlapping triggers, or equal type and a common party; claims by cue and content.
`--differences` lists every case where the two differ, for whoever settles them.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

import corpus


EDGE = " \t\r\n\"'“”‘’,.;:()[]—–-"


def chars(text, spans):
    out = set()
    for s, e in spans:
        while s < e and text[s] in EDGE:
            s += 1
        while e > s and text[e - 1] in EDGE:
            e -= 1
        out |= set(range(s, e))
    return out


def overlap(a, b):
    return any(s < y and x < e for s, e in a for x, y in b)


def paired(candidates):
    """One to one, best first."""
    used_i, used_j, out = set(), set(), []
    for _, i, j in sorted(candidates, key=lambda c: (c[0], -c[1], -c[2]), reverse=True):
        if i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            out.append((i, j))
    return out


def pair_events(p, q):
    """Pairs of positions of the events of two annotations (or of gold and record) of one text."""
    spans = [{m["id"]: m["span"] for m in x["mentions"]} for x in (p, q)]
    parties = lambda e, k: [spans[k][m] for m in e["actors"] + e["recipients"]]
    shared = lambda a, b: sum(max(0, min(e, y) - max(s, x)) for s, e in a for x, y in b)
    candidates = []
    for i, g in enumerate(p["events"]):
        for j, e in enumerate(q["events"]):
            trigger, same = overlap(g["trigger"], e["trigger"]), g["type"] == e["type"]
            common = shared(parties(g, 0), parties(e, 1))
            if trigger or same and common:
                candidates.append(((trigger, same, common), i, j))
    return paired(candidates)


def pair_claims(p, q):
    """Pairs of positions of two annotations' claims, and which agree in all three parts (overlap)."""
    parts = ("source", "cue", "content")
    a, b = ([{k: chars(p["text"], c[k]) for k in parts} for c in x["claims"]] for x in (p, q))
    weight = lambda g, c: 3 * len(g["cue"] & c["cue"]) + len(g["content"] & c["content"])
    pairs = paired([(weight(g, c), i, j) for i, g in enumerate(a) for j, c in enumerate(b) if weight(g, c)])
    agree = lambda x, y: bool(x & y) or not x and not y
    return pairs, [all(agree(a[i][k], b[j][k]) for k in parts) for i, j in pairs]


def roles_agree(p, q, e, f):
    spans = [{m["id"]: m["span"] for m in x["mentions"]} for x in (p, q)]
    side = lambda key: ([spans[0][m] for m in e[key]], [spans[1][m] for m in f[key]])
    return all(overlap(a, b) or not a and not b for a, b in (side("actors"), side("recipients")))


def kappa(pairs):
    """Cohen's kappa of pairs of codes."""
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[k] * second[k] for k in first) / n ** 2
    same = sum(a == b for a, b in pairs) / n
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


class Tally:
    def __init__(self):
        self.f1, self.codes = {}, {}

    def count(self, what, both, a, b):
        old = self.f1.get(what, (0, 0, 0))
        self.f1[what] = tuple(x + y for x, y in zip(old, (both, a, b)))

    def code(self, what, a, b):
        self.codes.setdefault(what, []).append((str(a), str(b)))

    def rows(self):
        for what, (both, a, b) in self.f1.items():
            yield what, f"F1 {2 * both / (a + b):.3f}" if a + b else "-", f"{a} and {b}, {both} in common"
        for what, pairs in self.codes.items():
            same = sum(a == b for a, b in pairs)
            yield what, f"{same / len(pairs):.3f}", f"{same} of {len(pairs)}, kappa {kappa(pairs):.3f}"


def compare(p, q, tally, tell):
    words = lambda spans: " + ".join(p["text"][s:e] for s, e in spans)
    a, b = ({tuple(m["span"]): m for m in x["mentions"]} for x in (p, q))
    tally.count("mentions, exact span", len(a.keys() & b.keys()), len(a), len(b))
    for span in sorted(a.keys() & b.keys()):
        tally.code("kind of common mentions", a[span]["kind"], b[span]["kind"])
    pairs, whole = pair_claims(p, q)
    tally.count("claims, paired", len(pairs), len(p["claims"]), len(q["claims"]))
    tally.count("claims, all parts overlap", sum(whole), len(p["claims"]), len(q["claims"]))
    for i, j in pairs:
        c, d = p["claims"][i], q["claims"][j]
        tally.code("stance of paired claims", c["stance"], d["stance"])
        if c["stance"] != d["stance"]:
            tell(f"claim [{words(c['cue'])}]: {c['id']} {c['stance']} / {d['id']} {d['stance']}")
    for k, (x, taken) in enumerate(((p, {i for i, _ in pairs}), (q, {j for _, j in pairs}))):
        for n, c in enumerate(x["claims"]):
            if n not in taken:
                tell(f"claim only of {'first' if k == 0 else 'second'}: {c['id']} {c['stance']} [{words(c['cue'])}] content [{words(c['content'])[:60]}]")
    pairs = pair_events(p, q)
    typed = [(p["events"][i], q["events"][j]) for i, j in pairs if p["events"][i]["type"] == q["events"][j]["type"]]
    sizes = len(p["events"]), len(q["events"])
    tally.count("events, found by both", len(pairs), *sizes)
    tally.count("events, with type", len(typed), *sizes)
    tally.count("events, with type and roles", sum(roles_agree(p, q, e, f) for e, f in typed), *sizes)
    for i, j in pairs:
        e, f = p["events"][i], q["events"][j]
        tally.code("type of paired events", e["type"], f["type"])
        if e["type"] != f["type"]:
            tell(f"event [{words(e['trigger'])}]: {e['id']} {e['type']} / {f['id']} {f['type']}")
    for e, f in typed:
        tally.code("mode of events of one type", e["mode"], f["mode"])
        tally.code("status of events of one type", e["status"], f["status"])
        if (e["mode"], e["status"]) != (f["mode"], f["status"]) or not roles_agree(p, q, e, f):
            tell(f"event [{words(e['trigger'])}] {e['type']}: {line(p, e)} / {line(q, f)}")
    for k, (x, taken) in enumerate(((p, {i for i, _ in pairs}), (q, {j for _, j in pairs}))):
        for n, e in enumerate(x["events"]):
            if n not in taken:
                tell(f"event only of {'first' if k == 0 else 'second'}: {e['id']} {e['type']} [{words(e['trigger'])}] {line(x, e)}")
    tally.code("text holds an event", bool(p["events"]), bool(q["events"]))


def line(p, e):
    names = {m["id"]: p["text"][slice(*m["span"])] for m in p["mentions"]}
    side = lambda key: ", ".join(names[m] for m in e[key]) or "-"
    return f"{e['id']} {e['mode'] or '-'} {e['status']} actor {side('actors')} recipient {side('recipients')}"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("files", nargs="+", metavar="FILE", help="first and second annotation, in turns")
    ap.add_argument("--data", help="folder of the public sets, for passages of real news")
    ap.add_argument("--differences", action="store_true")
    args = ap.parse_args()
    if len(args.files) % 2:
        ap.error("files come in pairs: first and second annotation")
    tally, texts = Tally(), 0
    for first, second in zip(args.files[::2], args.files[1::2]):
        theirs = {p["id"]: p for p in corpus.read_corpus([second], args.data)}
        for p in corpus.read_corpus([first], args.data):
            q = theirs.get(p["id"])
            if q is None:
                continue
            if p["text"] != q["text"]:
                sys.exit(f"{second}: `{p['id']}` has another text than in {Path(first).name}")
            texts += 1
            lines = []
            compare(p, q, tally, lines.append)
            if args.differences and lines:
                print(f"\n## {p['id']}", *lines, sep="\n")
    print(f"\n{texts} texts labelled twice\n\n| layer | agreement | |\n|---|---|---|")
    for row in tally.rows():
        print("| " + " | ".join(row) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
