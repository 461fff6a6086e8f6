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


def in_batches(model, examples, device, padded=8192):
    """Examples with what the model says of each: (example, tags, [(link, class) of each claim], [the same of each event]), all scores on the CPU."""
    from train import collate, outputs

    order = sorted(range(len(examples)), key=lambda i: len(examples[i].win.ids))
    out, at = [None] * len(examples), 0
    while at < len(order):
        n = 1
        while at + n < len(order) and len(examples[order[at + n]].win.ids) * (n + 1) <= padded:
            n += 1
        batch = [examples[i] for i in order[at:at + n]]
        o = outputs(model, collate(batch, device))
        tags, said = o["tags"].float().cpu(), {}
        for kind in ("claims", "events"):
            said[kind] = iter(zip(o[kind]["link"].float().cpu(), o[kind]["class"].float().cpu())) if kind in o else iter(())
        for i, e, rows in zip(order[at:at + n], batch, tags):
            words = len(e.win.words)
            out[i] = (e, rows[:words], *([(link[:words], row) for link, row in (next(said[kind]) for _ in getattr(e, kind))] for kind in ("claims", "events")))
        at += n
    return out


def with_anchors(read, track, kind, bias=0.0):
    """Windows as examples with the anchors that a model finds on a track."""
    out = []
    for e, tags, _, _ in read:
        ex = sources.Example("", e.win, key=e.key)
        setattr(ex, kind, [{"anchor": list(range(a, b)), "link": [0] * len(e.win.words)} for a, b, _ in runs(tags[:, TRACKS.index(track)].tolist(), bias)])
        out.append(ex)
    return out


@torch.compiler.set_stance("force_eager")
@torch.no_grad()
def read_claims(model, articles, tok, device):
    """Outer claims of texts, as spans: a list for each."""
    examples = [sources.Example("", win, key=n) for n, text in enumerate(articles) for win in windows(text, tok) if win.words]
    found = with_anchors(in_batches(model, examples, device), "cue", "claims")
    out = [[] for _ in articles]
    for e, _, claims, _ in in_batches(model, [e for e in found if e.claims], device):
        text = articles[e.key]
        for anchor, (link, _) in zip(e.claims, claims):
            scores = link.log_softmax(-1).tolist()
            a, b = anchor["anchor"][0], anchor["anchor"][-1] + 1
            for w in range(a, b):
                scores[w] = [0.0, -50.0, -50.0]
            labels = viterbi(scores)
            claim = {"cue": [[e.win.words[a][1], e.win.words[b - 1][2]]], "source": pieces(labels, 1, e.win.words, text), "content": pieces(labels, 2, e.win.words, text)}
            if claim["content"] or claim["source"]:
                out[e.key].append(claim)
    return out


@torch.compiler.set_stance("force_eager")
@torch.no_grad()
def reading(model, dev, tok, device, bias=0.0):
    """How events of passages are read window by window, without the program's rules, own passages and real news apart: F1 of triggers that
    overlap, of those with the type, of those whose parties overlap too; triggers per window that has no event. For comparing models with each other."""
    model.eval()
    size, trigger = sources.SIZES["type"], TRACKS.index("trigger")
    party = lambda labels, k: {w for w, label in enumerate(labels) if label == k}
    alike = lambda a, b: bool(a & b) if a else not b
    out = {}
    for name, some in (("own", [p for p in dev if "from" not in p["meta"]]), ("news", [p for p in dev if "from" in p["meta"]])):
        gold = [e for e in sources.own_corpus(some, tok) if e.win.words]
        bare = [sources.Example("", e.win, key=n) for n, e in enumerate(gold)]
        found = with_anchors(in_batches(model, bare, device), "trigger", "events", bias)
        said = {e.key: (e, events) for e, _, _, events in in_batches(model, [e for e in found if e.events], device)}
        n = m = overlap = typed = roles = alarms = quiet = 0
        for k, g in enumerate(gold):
            e, scores = said.get(k, (None, []))
            got = []
            for a, (link, row) in zip(e.events if e else [], scores):
                labels = link.argmax(-1).tolist()
                for w in a["anchor"]:
                    labels[w] = 0
                got.append((set(a["anchor"]), int(row[:size].argmax()), party(labels, 1), party(labels, 2)))
            true = [(set(a["anchor"]), a["type"], party(a["link"], 1), party(a["link"], 2)) for a in g.events]
            n, m = n + len(got), m + len(true)
            if not true:
                quiet, alarms = quiet + 1, alarms + len(got)
            used = set()
            for words, kind, actors, recipients in got:
                near = sorted((j for j, t in enumerate(true) if j not in used and t[0] & words), key=lambda j: true[j][1] != kind)
                if near:
                    used.add(near[0])
                    t = true[near[0]]
                    overlap += 1
                    typed += t[1] == kind
                    roles += t[1] == kind and alike(t[2], actors) and alike(t[3], recipients)
        f1 = lambda h: round(200 * h / (n + m), 1) if n + m else 0.0
        out[name] = {"found": f1(overlap), "type": f1(typed), "roles": f1(roles), "precision": round(100 * overlap / max(n, 1), 1), "alarms": round(alarms / max(quiet, 1), 2)}
    return out


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
    model.eval()
    out = {}
    path = Path(data) / "attribution/dev.jsonl"
    if path.exists():
        docs = list(sources.rows(path))[:2 if small else None]
        got = read_claims(model, [r["text"] for r in docs], tok, device)
        out["attribution-dev"] = claim_scores([(r["text"], r["attributions"], claims) for r, claims in zip(docs, got)])
    out["reading"] = reading(model, dev[:20] if small else dev, tok, device)
    tally = {k: [0, 0, 0] for k in ("trigger", "cue", "nested-cue", "mention", "role")}
    right = {k: [0, 0] for k in ("type", "mode", "status", "stance")}
    for ex, tags, claims, events in in_batches(model, [e for e in sources.own_corpus(dev[:20] if small else dev, tok) if e.win.words], device):
        for t, name in enumerate(TRACKS):
            key = name if name in tally else "mention"
            got = {(a, b) for a, b, _ in runs(tags[:, t].tolist())}
            gold = {(a, b) for a, b, _ in runs([[0.0, 9.0 * (r[t] == 1) - 1, 9.0 * (r[t] == 2) - 1] for r in ex.tags])}
            hit = sum(any(a < d and c < b for c, d in gold) for a, b in got) if key != "mention" else len(got & gold)
            for i, v in enumerate((hit, len(got), len(gold))):
                tally[key][i] += v
        for a, (_, row) in zip(ex.claims, claims):
            right["stance"][0] += int(row.argmax()) == a["stance"]
            right["stance"][1] += 1
        sizes = sources.SIZES
        for a, (link, row) in zip(ex.events, events):
            for name, col in zip(("type", "mode", "status"), row.split([sizes["type"], sizes["mode"], sizes["status"], sizes["context"]])):
                if a[name] >= 0:
                    right[name][0] += int(col.argmax()) == a[name]
                    right[name][1] += 1
            labels = link.argmax(-1).tolist()
            tally["role"][0] += sum(g == p != 0 for g, p in zip(a["link"], labels))
            tally["role"][1] += sum(p != 0 for p in labels)
            tally["role"][2] += sum(g != 0 for g in a["link"])
    f1 = lambda h, n, m: round(2 * h / (n + m), 4) if n + m else 0.0
    out["corpus-dev"] = {f"{k}-f1": f1(*v) for k, v in tally.items()} | {f"{k}-accuracy": round(h / n, 4) if n else None for k, (h, n) in right.items()}
    return out
