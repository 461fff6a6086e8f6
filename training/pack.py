"""Everything that training needs in a folder of a few small files, for a machine (with a GPU, say) that has neither the corpora nor the
packages of the published encoders.

usage: python3 training/pack.py --data DIR --out FOLDER [--without SET ...] [--teacher]
       python3 training/train.py --packed FOLDER --out runs/reader

The encoders' matrices travel as s8 per row: what is lost (under half a per cent of a row's largest weight) is less than training moves them.
"""

import argparse
import io
import lzma
import pickle
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import silver
import sources
from features import Window
from model import base_files, scaled_rows, teacher_files

ROOT = Path(__file__).resolve().parent.parent
PART = 20_000_000                 # bytes a file of the teacher's weights at most
# read as they are when figures are made
FILES = ("attribution/dev.jsonl", "relations/train.jsonl")


def packed_window(w):
    return (np.array(w.ids, np.uint16), np.array(w.shapes, np.uint8), np.array(w.words, np.int32).reshape(-1, 3))


def window_of(packed):
    ids, shapes, words = packed
    return Window(ids.tolist(), shapes.tolist(), [tuple(w) for w in words.tolist()])


def packed_anchor(a):
    return {**a, "link": np.array(a["link"], np.int8)}


def packed_example(e):
    """All of an example but the teacher's words, which are made anew."""
    return (e.source, packed_window(e.win), None if e.tags is None else np.array(e.tags, np.int8).reshape(-1), [packed_anchor(a) for a in e.claims],
            [packed_anchor(a) for a in e.events], None if e.roles is None else np.array(e.roles, np.int8), e.pair, e.story, e.key,
            [packed_example(o) for o in e.others])


def example_of(packed):
    source, win, tags, claims, events, roles, pair, story, key, others = packed
    win = window_of(win)
    anchor = lambda a: {**a, "link": a["link"].tolist()}
    return sources.Example(source, win, None if tags is None else tags.reshape(len(win.words), -1).tolist(), [anchor(a) for a in claims], [anchor(a) for a in events],
                           None, None if roles is None else roles.tolist(), pair, story, key, [example_of(o) for o in others])


def packed_weights(weights):
    """Matrices as (s8, scale of each row); vectors as they are."""
    out = {}
    for name, w in weights.items():
        if w.dim() == 2:
            q, scale = scaled_rows(w.float(), 127)
            out[name] = (q.to(torch.int8).numpy(), scale.numpy())
        else:
            out[name] = w.numpy()
    return out


def weights_of(packed):
    return {name: torch.from_numpy(w[0].astype(np.float32) * w[1]) if isinstance(w, tuple) else torch.from_numpy(w) for name, w in packed.items()}


def write(path, value, part=None):
    data = lzma.compress(pickle.dumps(value, protocol=5), preset=6)
    if part is None:
        path.write_bytes(data)
        print(f"{path}: {len(data) / 1e6:.1f} MB", flush=True)
        return
    for n, at in enumerate(range(0, len(data), part), 1):
        path.with_name(f"{path.name}-{n}").write_bytes(data[at:at + part])
    print(f"{path}-1 to -{n}: {len(data) / 1e6:.1f} MB", flush=True)


def read(paths):
    """What was packed into these files, one or the parts of one."""
    if not paths:
        raise SystemExit("the pack lacks a part; run training/pack.py again")
    return pickle.load(io.BytesIO(lzma.decompress(b"".join(p.read_bytes() for p in paths))))


def parts(folder, name):
    return sorted(Path(folder).glob(f"{name}-*"), key=lambda p: int(p.name.rpartition("-")[2]))


class Pack:
    """A folder that `main` wrote."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def base(self):
        return read([self.folder / "student"])["tokenizer"], weights_of(read([self.folder / "student"])["weights"])

    def teacher(self):
        return weights_of(read(parts(self.folder, "teacher")))

    def sets(self):
        """Sets, dev passages, and the windows that a teacher reads with what is held back of them."""
        p = read([self.folder / "sets"])
        sets = {name: [example_of(e) for e in items] for name, items in p["sets"].items()}
        return sets, p["dev"], [(key, window_of(w)) for key, w in p["unread"]]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True, help="folder of the public sets")
    ap.add_argument("--out", required=True)
    ap.add_argument("--without", nargs="*", default=[], metavar="SET")
    ap.add_argument("--teacher", action="store_true", help="the teacher's weights too")
    args = ap.parse_args()
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer_json, weights = base_files()
    tok = Tokenizer.from_str(tokenizer_json)
    write(out / "student", {"tokenizer": tokenizer_json, "weights": packed_weights(weights)})
    if args.teacher:
        write(out / "teacher", packed_weights(teacher_files()), PART)
    sets, dev = sources.load(args.data, ROOT, tok, args.without)
    unread = silver.unread(args.data, dev, tok, args.without)
    write(out / "sets", {"sets": {name: [packed_example(e) for e in items] for name, items in sets.items()}, "dev": dev,
                         "unread": [(key, packed_window(w)) for key, w in unread]})
    for name in FILES:
        if name.partition("/")[0] not in args.without:
            (out / name).parent.mkdir(exist_ok=True)
            shutil.copy(Path(args.data) / name, out / name)
    print({k: len(v) for k, v in sets.items()}, f"{len(dev)} dev passages, {len(unread)} windows to read", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
