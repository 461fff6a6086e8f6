"""Fits the confidences of events and claims to how often they are right, on development passages.

usage: python3 training/calibrate.py --demarche target/release/demarche --data DIR [--picture model/reliability.svg]

Codes the development passages (ours and of real news) with the program and its model, pairs what it found with the gold as
METRICS says, and fits Platt's scaling: p = 1 / (1 + exp(-(slope * log-odds + offset))). Prints the two header values for
`export.py --event-calibration` and `--claim-calibration`, and the expected calibration error before and after, the latter
with each passage's fold left out of its own fit. The program must run with a model that is not calibrated yet.
"""

import argparse
import json
import math
import subprocess
import sys
from pathlib import Path

import corpus
from agreement import pair_claims, pair_events

ROOT = Path(__file__).resolve().parent.parent
FOLDS, BINS = 5, 10


def judged_events(p, record):
    """(confidence, right) of each event read: right is paired with one of its type."""
    right = {j for i, j in pair_events(p, record) if p["events"][i]["type"] == record["events"][j]["type"]}
    return [(e["confidence"], j in right) for j, e in enumerate(record["events"])]


def judged_claims(p, record):
    """(confidence, right) of each claim read: right is where all three parts overlap."""
    pairs, whole = pair_claims(p, record)
    right = {j for (_, j), agrees in zip(pairs, whole) if agrees}
    return [(c["confidence"], j in right) for j, c in enumerate(record["claims"])]


def log_odds(p):
    p = min(max(p, 1 / 4097), 4096 / 4097)
    return math.log(p / (1 - p))


def fit(judged):
    """Slope and offset of the most likely logistic curve (Newton's method), targets smoothed as Platt does."""
    n1 = sum(r for _, r in judged)
    hit, miss = (n1 + 1) / (n1 + 2), 1 / (len(judged) - n1 + 2)
    a, b = 1.0, 0.0
    for _ in range(50):
        g = [0.0, 0.0]
        h = [[1e-9, 0.0], [0.0, 1e-9]]
        for p, right in judged:
            x = log_odds(p)
            q = 1 / (1 + math.exp(-(a * x + b)))
            d, w = q - (hit if right else miss), q * (1 - q)
            g[0] += d * x
            g[1] += d
            h[0][0] += w * x * x
            h[0][1] += w * x
            h[1][1] += w
        h[1][0] = h[0][1]
        det = h[0][0] * h[1][1] - h[0][1] * h[1][0]
        a -= (h[1][1] * g[0] - h[0][1] * g[1]) / det
        b -= (h[0][0] * g[1] - h[1][0] * g[0]) / det
    return a, b


def apply(curve, p):
    return 1 / (1 + math.exp(-(curve[0] * log_odds(p) + curve[1])))


def bins(judged):
    """Ten bins of equal mass: (mean confidence, share right, number)."""
    order = sorted(judged)
    cut = [order[len(order) * k // BINS:len(order) * (k + 1) // BINS] for k in range(BINS)]
    return [(sum(p for p, _ in c) / len(c), sum(r for _, r in c) / len(c), len(c)) for c in cut if c]


def error(judged):
    return sum(n * abs(p - r) for p, r, n in bins(judged)) / max(len(judged), 1)


def crossed(folds):
    """Calibrated confidences, each fold by a curve that has not seen it."""
    out = []
    for k, fold in enumerate(folds):
        curve = fit([j for i, f in enumerate(folds) if i != k for j in f])
        out += [(apply(curve, p), r) for p, r in fold]
    return out


def picture(panels):
    """Reliability diagrams side by side: said against right, before (hollow) and after (filled)."""
    side, gap = 240, 70
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(panels) * (side + gap) + 20} {side + 90}" font-family="sans-serif" font-size="12">',
           '<rect width="100%" height="100%" fill="#fff"/>']
    for n, (title, before, after) in enumerate(panels):
        x0, y0 = 50 + n * (side + gap), 30
        at = lambda p, r: (x0 + p * side, y0 + (1 - r) * side)
        out.append(f'<text x="{x0}" y="18" font-weight="bold">{title}</text><rect x="{x0}" y="{y0}" width="{side}" height="{side}" fill="none" stroke="#999"/>')
        out.append(f'<line x1="{x0}" y1="{y0 + side}" x2="{x0 + side}" y2="{y0}" stroke="#bbb" stroke-dasharray="4 4"/>')
        for t in (0, 0.5, 1):
            out.append(f'<text x="{x0 + t * side}" y="{y0 + side + 16}" text-anchor="middle">{t:g}</text><text x="{x0 - 8}" y="{y0 + (1 - t) * side + 4}" text-anchor="end">{t:g}</text>')
        out.append(f'<text x="{x0 + side / 2}" y="{y0 + side + 34}" text-anchor="middle">confidence (mean of a bin)</text>')
        out.append(f'<text transform="translate({x0 - 32} {y0 + side / 2}) rotate(-90)" text-anchor="middle">share that is right</text>')
        for points, fill in ((bins(before), "#fff"), (bins(after), "#1f5a8a")):
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(p, r) for p, r, _ in points))
            out.append(f'<polyline points="{path}" fill="none" stroke="#1f5a8a" stroke-opacity="{0.35 if fill == "#fff" else 1}"/>')
            out += [f'<circle cx="{at(p, r)[0]:.1f}" cy="{at(p, r)[1]:.1f}" r="4" fill="{fill}" stroke="#1f5a8a"><title>{p:.2f} said, {r:.2f} right, {c} of them</title></circle>' for p, r, c in points]
        out.append(f'<text x="{x0}" y="{y0 + side + 52}">error {error(before):.3f} before (hollow), {error(after):.3f} after</text>')
    return "\n".join([*out, "</svg>", ""])


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--demarche", default=str(ROOT / "target" / "release" / "demarche"))
    ap.add_argument("--data", help="folder of the public sets; without it only own passages are used")
    ap.add_argument("--picture", help="write reliability diagrams to this SVG file")
    args = ap.parse_args()
    passages = corpus.read_corpus([ROOT / "corpus" / "train"])
    if args.data:
        passages += corpus.read_corpus([ROOT / "corpus" / "standoff" / "train"], args.data)
    passages = [p for p in passages if corpus.is_dev(p["id"])]
    rows = "".join(json.dumps({"id": p["id"], "text": p["text"], "published": p["meta"]["published"], "language": "en"}) + "\n" for p in passages)
    coded = subprocess.run([args.demarche, "code", "--quiet", "--input-format", "jsonl", "-"], input=rows, capture_output=True, text=True, check=True)
    records = [json.loads(line) for line in coded.stdout.splitlines()]
    panels = []
    for name, judge in (("event", judged_events), ("claim", judged_claims)):
        folds = [[] for _ in range(FOLDS)]
        for n, (p, r) in enumerate(zip(passages, records)):
            folds[n % FOLDS] += judge(p, r)
        judged = [j for f in folds for j in f]
        after = crossed(folds)
        slope, offset = fit(judged)
        print(f'--{name}-calibration "{slope:.4f} {offset:.4f}"   {len(judged)} read in {len(passages)} passages; '
              f"error {error(judged):.3f} before, {error(after):.3f} after (cross-fitted)")
        panels.append((f"{name}s", judged, after))
    if args.picture:
        Path(args.picture).write_text(picture(panels), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
