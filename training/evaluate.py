"""Dev figures during training; `demarche eval` is the measure that counts. Definitions: METRICS in docs/evaluation.md."""

from pathlib import Path

import torch

import corpus
import sources
from agreement import chars
from decode import pieces, runs, viterbi
from features import windows
from model import TRACKS


@torch.compiler.set_stance("force_eager")      # windows come one by one in all lengths: compiling for each takes longer than reading them
@torch.no_grad()
def pairs(model, data, tok, folds, device):
    """(fold, gold, answer) of the pair questions of these folds; YIELD stands for CONCEDE and RETREAT."""
    from train import collate, outputs

    model.eval()
    out = []
    fold_of = {r["id"]: (r["fold"], r["type"]) for r in sources.rows(Path(data) / "relations/train.jsonl")}
    items = list(sources.pair_examples(Path(data) / "relations/train.jsonl", tok, folds))
    for at in range(0, len(items), 32):
        batch = items[at:at + 32]
        scores = outputs(model, collate(batch, device))["pair"].float().softmax(-1)
        for e, row in zip(batch, scores):
            kind = corpus.TYPES[int(row.argmax())]
            fold, gold = fold_of[e.key]
            out.append([fold, gold, "YIELD" if kind in ("CONCEDE", "RETREAT") else kind])
    model.train()
    return out


QUAD = {t: q for q, ts in {1: "AGREE CONSULT SUPPORT", 2: "COOPERATE AID YIELD", 3: "REQUEST ACCUSE REJECT THREATEN",
                           4: "PROTEST SANCTION MOBILIZE COERCE ASSAULT"}.items() for t in ts.split()}


def macro(gold, got):
    out = []
    for label in sorted(set(gold)):
        tp = sum(g == label == p for g, p in zip(gold, got))
        n, m = got.count(label), gold.count(label)
        out.append(2 * tp / (n + m) if n + m else 0.0)
    return round(sum(out) / len(out), 4)


def pair_scores(answers):
    gold, got = [a[1] for a in answers], [a[2] for a in answers]
    return {"root": macro(gold, got), "quad": macro([QUAD[g] for g in gold], [QUAD[g] for g in got]),
            "binary": macro([QUAD[g] <= 2 for g in gold], [QUAD[g] <= 2 for g in got]), "rows": len(answers)}


@torch.no_grad()
def read_claims(model, text, tok, device, bias=0.0):
    """Outer claims of a text, as spans."""
    from train import collate, outputs

    out = []
    for win in windows(text, tok):
        if not win.words:
            continue
        ex = sources.Example("", win)
        words = outputs(model, collate([ex], device))
        found = runs(words["tags"][0, :, TRACKS.index("cue")].float().tolist(), bias)
        if not found:
            continue
        ex.claims = [{"anchor": list(range(a, b)), "link": [0] * len(win.words)} for a, b, _ in found]
        link = outputs(model, collate([ex], device))["claims"]["link"].float().log_softmax(-1)
        for (a, b, _), scores in zip(found, link.tolist()):
            scores = scores[:len(win.words)]
            for w in range(a, b):
                scores[w] = [0.0, -50.0, -50.0]
            labels = viterbi(scores)
            out.append({"cue": [[win.words[a][1], win.words[b - 1][2]]], "source": pieces(labels, 1, win.words, text),
                        "content": pieces(labels, 2, win.words, text)})
    return [c for c in out if c["content"] or c["source"]]


def claim_scores(rows):
    """Overlap-all and exact-all F1 over (text, gold, predicted) rows."""
    parts = ("source", "cue", "content")
    hit = {"overlap": 0, "exact": 0}
    n = m = 0
    for text, gold, got in rows:
        g = [{k: chars(text, a.get(k) or []) for k in parts} for a in gold]
        p = [{k: chars(text, a.get(k) or []) for k in parts} for a in got]
        n, m = n + len(p), m + len(g)
        cand = sorted(((3 * len(a["cue"] & b["cue"]) + len(a["content"] & b["content"]), i, j) for i, a in enumerate(g) for j, b in enumerate(p)), reverse=True)
        used_i, used_j = set(), set()
        for o, i, j in cand:
            if not o or i in used_i or j in used_j:
                continue
            used_i.add(i)
            used_j.add(j)
            hit["overlap"] += all(bool(g[i][k] & p[j][k]) or (not g[i][k] and not p[j][k]) for k in parts)
            hit["exact"] += all(g[i][k] == p[j][k] for k in parts)
    return {k: round(2 * v / (n + m), 4) if n + m else 0.0 for k, v in hit.items()} | {"predicted": n, "gold": m}


@torch.compiler.set_stance("force_eager")
@torch.no_grad()
def dev_scores(model, data, dev, tok, device, small=False):
    """Attribution dev (with the int8 arithmetic), and anchors, types, roles on the own corpus' dev passages."""
    from train import collate, outputs

    model.eval()
    out = {}
    path = Path(data) / "attribution/dev.jsonl"
    if path.exists():
        docs = list(sources.rows(path))[:2 if small else None]
        out["attribution-dev"] = claim_scores([(r["text"], r["attributions"], read_claims(model, r["text"], tok, device)) for r in docs])
    tally = {k: [0, 0, 0] for k in ("trigger", "cue", "nested-cue", "mention", "role")}
    right = {k: [0, 0] for k in ("type", "mode", "status", "stance")}
    for ex in sources.own_corpus(dev, tok):
        o = outputs(model, collate([ex], device))
        for t, name in enumerate(TRACKS):
            key = name if name in tally else "mention"
            got = {(a, b) for a, b, _ in runs(o["tags"][0, :, t].float().tolist())}
            gold = {(a, b) for a, b, _ in runs([[0.0, 9.0 * (r[t] == 1) - 1, 9.0 * (r[t] == 2) - 1] for r in ex.tags])}
            hit = sum(any(a < d and c < b for c, d in gold) for a, b in got) if key != "mention" else len(got & gold)
            for i, v in enumerate((hit, len(got), len(gold))):
                tally[key][i] += v
        if ex.claims:
            for a, row in zip(ex.claims, o["claims"]["class"]):
                right["stance"][0] += int(row.argmax()) == a["stance"]
                right["stance"][1] += 1
        if ex.events:
            sizes = sources.SIZES
            cols = o["events"]["class"].split([sizes["type"], sizes["mode"], sizes["status"], sizes["context"]], -1)
            for n, a in enumerate(ex.events):
                for name, col in zip(("type", "mode", "status"), cols):
                    if a[name] >= 0:
                        right[name][0] += int(col[n].argmax()) == a[name]
                        right[name][1] += 1
                labels = o["events"]["link"][n].argmax(-1).tolist()[:len(a["link"])]
                tally["role"][0] += sum(g == p != 0 for g, p in zip(a["link"], labels))
                tally["role"][1] += sum(p != 0 for p in labels)
                tally["role"][2] += sum(g != 0 for g in a["link"])
    f1 = lambda h, n, m: round(2 * h / (n + m), 4) if n + m else 0.0
    out["corpus-dev"] = {f"{k}-f1": f1(*v) for k, v in tally.items()} | {f"{k}-accuracy": round(h / n, 4) if n else None for k, (h, n) in right.items()}
    return out
