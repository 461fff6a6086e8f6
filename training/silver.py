"""The teacher's readings of news that nobody annotated: what the student learns from beside the labels.

usage: python3 training/silver.py --data DIR [--run runs/teacher ...] [--out runs/silver.pt] [--without SET ...]

For each window the probabilities of all tags, and around each cue and trigger that the teacher finds those of links and
classes. Several teachers are asked together: their probabilities are averaged, and anchors are found in the mean. Windows of
`attribution` keep their own claims; the teacher adds mentions and events. Goes on where it stopped.
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
from model import Reader, Size, TRACKS, base_files

ROOT = Path(__file__).resolve().parent.parent
FIND = -0.4               # anchors are sought a little below even odds: the student should see doubtful ones too


def texts(data, without):
    """(set, row, text) of the sets whose windows the teacher reads; test paragraphs' rows are never among them."""
    files = {"attribution": "attribution", "pages": "pages", "tr-news": "toponyms", "re3d": "re3d", "stories": "stories"}
    data, capitals = Path(data), []
    for name, licence in files.items():
        if licence in without:
            continue
        path, column = corpus.TEXTS[name]
        for r in sources.rows(data / path):
            if name == "pages" and not sources.is_train_page(r["id"]) or name in ("tr-news", "re3d") and sources.is_dev(r["id"], 5):
                continue
            capitals.append(r[column])
            yield name, r["id"], r[column]
    if "background" not in without:
        known = sources.capitalised_words(capitals)
        for n, r in enumerate(sources.rows(data / "background/bbc.jsonl")):
            yield "background", str(n), capitalised(r["text"], known)
    if "times" not in without:
        for r in sources.rows(data / "times/wikiwars.jsonl"):
            if not sources.is_dev(r.get("id", r["text"][:20]), 5):
                yield "wikiwars", r["id"], r["text"]


def capitalised(text, known):
    """A text that lost its capitals (and its quotation marks) with those of sentence starts and of the words that `known` has with them."""
    words = " ".join(text.split()).split(" ")
    starts = [True] + [w[-1:] in (".", "?", "!") for w in words]
    return " ".join(w[:1].upper() + w[1:] if start or w.strip(".,?!:;()") in known else w for w, start in zip(words, starts))


def unread(data, dev, tok, without):
    """(name, window) of all that a teacher reads. Windows that share text with a paragraph of `dev` are left out."""
    held = sources.held_spans(dev)
    return [(f"{name}/{row}/{n}", win) for name, row, text in texts(data, without) for n, win in enumerate(windows(text, tok))
            if win.words and not words_under(win, held.get(f"{name}/{row}", []))]


@torch.no_grad()
def read(models, wins, device):
    """What the teachers together say on a batch of windows."""
    from train import collate, outputs

    half = lambda t: t.float().cpu().half()
    mean = lambda scores: torch.stack([s.float().softmax(-1) for s in scores]).mean(0)
    examples = [sources.Example("", w) for w in wins]
    x = collate(examples, device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        first = [outputs(model, x) for model in models]
    tags = mean([o["tags"] for o in first]).cpu()
    for e, rows in zip(examples, tags.clamp_min(1e-9).log()):
        n = len(e.win.words)
        for track, kind in (("cue", "claims"), ("nested-cue", "claims"), ("trigger", "events")):
            for a, b, _ in runs(rows[:n, TRACKS.index(track)].tolist(), FIND):
                getattr(e, kind).append({"anchor": list(range(a, b)), "link": [0] * n})
    out = [{"tags": half(rows[:len(e.win.words)]), "claims": [], "events": []} for e, rows in zip(examples, tags)]
    x = collate(examples, device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        then = [outputs(model, x, o["states"]) for model, o in zip(models, first)]
    for kind in ("claims", "events"):
        items = [(i, a) for i, e in enumerate(examples) for a in getattr(e, kind)]
        if not items:
            continue
        links = half(mean([o[kind]["link"] for o in then]))
        scores = [o[kind]["class"].float() for o in then]
        if kind == "claims":
            classes = {"stance": half(mean(scores))}
        else:
            sizes = [sources.SIZES[k] for k in ("type", "mode", "status", "context")]
            kinds, modes, status, context = zip(*(s.split(sizes, -1) for s in scores))
            classes = {"type": half(mean(kinds)), "mode": half(mean(modes)), "status": half(mean(status)), "context": half(torch.stack([c.sigmoid() for c in context]).mean(0))}
        for k, (i, a) in enumerate(items):
            out[i][kind].append({"anchor": a["anchor"], "link": links[k, :len(examples[i].win.words)].clone()} | {name: rows[k].clone() for name, rows in classes.items()})
    return out


def attach(sets, unread, path):
    """Puts the teacher's words into the training sets: `attribution` gets what its labels do not say, the rest is the set `silver`."""
    said = torch.load(path, weights_only=True)["said"]
    matches = lambda e, s: s is not None and len(s["tags"]) == len(e.win.words)
    kept = {key for key, _ in unread}
    silver = []
    for e in sets.get("attribution", []):
        key = f"attribution/{e.key}"
        if key in kept and matches(e, said.get(key)):
            e.soft_tags, e.events = said[key]["tags"], said[key]["events"]
    for key, win in unread:
        e = sources.Example("silver", win, key=key)
        if not key.startswith("attribution/") and matches(e, said.get(key)):
            e.soft_tags, e.claims, e.events = (said[key][k] for k in ("tags", "claims", "events"))
            silver.append(e)
    sets["silver"] = silver


def load_teacher(run, device):
    state = torch.load(Path(run) / "teacher.pt", map_location="cpu", weights_only=True)
    if not state["done"]:
        raise SystemExit(f"{run}/teacher.pt is not trained to its end; run training/train.py --teacher again")
    if "size" not in state:
        raise SystemExit(f"{run}/teacher.pt does not say which layers were trained: it is of an older recipe; train the teacher again")
    model = Reader(sources.SIZES, Size(**state["size"]))
    model.load_state_dict(state["model"])
    return model.to(device).eval()


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", help="folder of the public sets")
    ap.add_argument("--packed", help="folder that pack.py wrote, instead of --data")
    ap.add_argument("--run", nargs="+", default=[str(ROOT / "runs" / "teacher")], help="where train.py --teacher left its checkpoints; of several teachers, all")
    ap.add_argument("--out", default=str(ROOT / "runs" / "silver.pt"))
    ap.add_argument("--without", nargs="*", default=[], metavar="SET")
    ap.add_argument("--small", action="store_true", help="a few windows: shows that it runs")
    args = ap.parse_args()
    if bool(args.data) == bool(args.packed):
        ap.error("one of --data and --packed is needed")
    if args.packed and args.without:
        ap.error("--without goes to pack.py where sets are packed")
    torch.backends.cuda.enable_cudnn_sdp(False)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    models = [load_teacher(run, device) for run in args.run]
    if args.packed:
        from pack import Pack

        todo = Pack(args.packed).sets()[2]
    else:
        tok = Tokenizer.from_str(base_files()[0])
        todo = unread(args.data, sources.dev_passages(args.data, ROOT, args.without), tok, args.without)
    out = Path(args.out)
    by = [str(Path(run).resolve()) for run in args.run]
    state = torch.load(out, weights_only=True) if out.exists() else {"by": by, "said": {}}
    if state["by"] != by:
        raise SystemExit(f"{out} is by other teachers ({', '.join(state['by'])}); name another --out")
    said = state["said"]
    todo = sorted((x for x in todo if x[0] not in said), key=lambda x: (len(x[1].ids), x[0]))
    if args.small:
        todo = todo[:64]
    began, tokens, total = time.time(), 0, sum(len(w.ids) for _, w in todo)
    print(f"{len(todo)} windows, {total:,} tokens to read, {len(said)} read before", flush=True)
    at, saved, a_batch = 0, time.time(), 4096 if device.type == "cpu" else 16384
    while at < len(todo):
        batch = [todo[at]]
        while at + len(batch) < len(todo) and len(todo[at + len(batch)][1].ids) * (len(batch) + 1) <= a_batch:
            batch.append(todo[at + len(batch)])
        for (key, _), words in zip(batch, read(models, [w for _, w in batch], device)):
            said[key] = words
        at += len(batch)
        tokens += sum(len(w.ids) for _, w in batch)
        if time.time() - saved > 60 or at == len(todo):
            saved = time.time()
            tmp = out.with_suffix(".tmp")
            torch.save(state, tmp)
            tmp.rename(out)
            rate = tokens / (time.time() - began)
            print(f"{at}/{len(todo)} windows  {rate:,.0f} tokens/s  {(total - tokens) / rate / 60:.1f} min left", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
