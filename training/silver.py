"""The teacher's readings of news that nobody annotated: what the student learns from beside the labels.

usage: python3 training/silver.py --data DIR [--run runs/teacher] [--out runs/silver.pt] [--without SET ...]

For each window the probabilities of all tags, and around each cue and trigger that the teacher finds those of links and
classes. Windows of `attribution` keep their own claims; the teacher adds mentions and events. Goes on where it stopped.
"""

import argparse
import sys
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer

import corpus
import sources
from decode import runs
from features import windows, words_under
from model import TEACHER, Reader, TRACKS, base_files

ROOT = Path(__file__).resolve().parent.parent
FIND = -0.4               # anchors are sought a little below even odds: the student should see doubtful ones too
STORIES = 3               # one story in so many: they are made up, and more of them than of news
PART = 2000               # windows between two savings


def texts(data, without):
    """(set, row, text) of the sets whose windows the teacher reads; test paragraphs' rows are never among them."""
    files = {"attribution": "attribution", "pages": "pages", "tr-news": "toponyms", "re3d": "re3d", "stories": "stories"}
    for name, licence in files.items():
        if licence in without:
            continue
        path, column = corpus.TEXTS[name]
        for n, r in enumerate(sources.rows(Path(data) / path)):
            if name == "stories" and n % STORIES:
                continue
            if name == "pages" and not sources.is_train_page(r["id"]) or name in ("tr-news", "re3d") and sources.is_dev(r["id"], 5):
                continue
            yield name, r["id"], r[column]


@torch.no_grad()
def read(model, wins, device):
    """The teacher's words on a batch of windows."""
    from train import collate, outputs

    half = lambda t: t.float().cpu().half()
    examples = [sources.Example("", w) for w in wins]
    with torch.autocast(device.type, dtype=torch.bfloat16):
        first = outputs(model, collate(examples, device))
    tags = first["tags"].float()
    for e, rows in zip(examples, tags):
        n = len(e.win.words)
        for track, kind in (("cue", "claims"), ("nested-cue", "claims"), ("trigger", "events")):
            for a, b, _ in runs(rows[:n, TRACKS.index(track)].tolist(), FIND):
                getattr(e, kind).append({"anchor": list(range(a, b)), "link": [0] * n})
    out = [{"tags": half(rows[:len(e.win.words)].softmax(-1)), "claims": [], "events": []} for e, rows in zip(examples, tags)]
    x = collate(examples, device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        o = outputs(model, x, first["states"])
    for kind in ("claims", "events"):
        items = [(i, a) for i, e in enumerate(examples) for a in getattr(e, kind)]
        for k, (i, a) in enumerate(items):
            n = len(examples[i].win.words)
            item = {"anchor": a["anchor"], "link": half(o[kind]["link"][k, :n].float().softmax(-1))}
            scores = o[kind]["class"][k].float()
            if kind == "claims":
                item["stance"] = half(scores.softmax(-1))
            else:
                s = sources.SIZES
                kinds, modes, status, context = scores.split([s["type"], s["mode"], s["status"], s["context"]])
                item |= {"type": half(kinds.softmax(-1)), "mode": half(modes.softmax(-1)), "status": half(status.softmax(-1)), "context": half(context.sigmoid())}
            out[i][kind].append(item)
    return out


def attach(sets, dev, path, data, tok, without):
    """Puts the teacher's words into the training sets: `attribution` gets what its labels do not say, the rest is the set `silver`.
    Windows that share text with a paragraph of `dev` get nothing."""
    held = {}
    for p in dev:
        if "from" in p["meta"]:
            key, span = p["meta"]["from"].split()[:2]
            held.setdefault(key, []).append([int(x) for x in span.split("-")])
    said = torch.load(path, weights_only=True)
    by_window = {}
    for name, row, text in texts(data, without):
        for n, win in enumerate(windows(text, tok)):
            by_window[name, row, n] = win
    seen, silver = {}, []
    for e in sets.get("attribution", []):
        n = seen[e.key] = seen.get(e.key, -1) + 1
        s = said.get(f"attribution/{e.key}/{n}")
        if s is not None and len(s["tags"]) == len(e.win.words) and not words_under(e.win, held.get(f"attribution/{e.key}", [])):
            e.soft_tags, e.events = s["tags"], s["events"]
    for (name, row, n), win in by_window.items():
        s = said.get(f"{name}/{row}/{n}")
        if name != "attribution" and s is not None and len(s["tags"]) == len(win.words) and not words_under(win, held.get(f"{name}/{row}", [])):
            silver.append(sources.Example("silver", win, soft_tags=s["tags"], claims=s["claims"], events=s["events"], key=f"{name}/{row}/{n}"))
    sets["silver"] = silver


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True, help="folder of the public sets")
    ap.add_argument("--run", default=str(ROOT / "runs" / "teacher"), help="where train.py --teacher left its checkpoints")
    ap.add_argument("--out", default=str(ROOT / "runs" / "silver.pt"))
    ap.add_argument("--without", nargs="*", default=[], metavar="SET")
    ap.add_argument("--small", action="store_true", help="a few windows: shows that it runs")
    args = ap.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tok = Tokenizer.from_str(base_files()[0])
    model = Reader(sources.SIZES, TEACHER)
    state = torch.load(Path(args.run) / "teacher.pt", map_location="cpu", weights_only=True)
    if not state["done"]:
        raise SystemExit(f"{args.run}/teacher.pt is not trained to its end; run training/train.py --teacher again")
    model.load_state_dict(state["model"])
    model.to(device).eval()
    out = Path(args.out)
    said = torch.load(out, weights_only=True) if out.exists() else {}
    todo = [(f"{name}/{row}/{n}", w) for name, row, text in texts(args.data, args.without) for n, w in enumerate(windows(text, tok)) if w.words]
    todo = sorted((x for x in todo if x[0] not in said), key=lambda x: (len(x[1].ids), x[0]))
    if args.small:
        todo = todo[:64]
    began, tokens, total = time.time(), 0, sum(len(w.ids) for _, w in todo)
    print(f"{len(todo)} windows, {total:,} tokens to read, {len(said)} read before", flush=True)
    at, saved = 0, 0
    while at < len(todo):
        batch = [todo[at]]
        while at + len(batch) < len(todo) and len(todo[at + len(batch)][1].ids) * (len(batch) + 1) <= 4096:
            batch.append(todo[at + len(batch)])
        for (key, _), words in zip(batch, read(model, [w for _, w in batch], device)):
            said[key] = words
        at += len(batch)
        tokens += sum(len(w.ids) for _, w in batch)
        if at - saved >= PART or at == len(todo):
            saved = at
            tmp = out.with_suffix(".tmp")
            torch.save(said, tmp)
            tmp.rename(out)
            rate = tokens / (time.time() - began)
            print(f"{at}/{len(todo)} windows  {rate:,.0f} tokens/s  {(total - tokens) / rate / 60:.1f} min left", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
