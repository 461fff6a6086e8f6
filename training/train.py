"""Trains the reading model: all heads together, from one command, seeded and resumable.

usage: python3 training/train.py --data DIR [--out runs/reader] [--without SET ...] [--silver FILE] [--small]
       python3 training/train.py --data DIR --out runs/reader --cross-validate
       python3 training/train.py --data DIR --out runs/next --go-on runs/reader/pairs.pt
       python3 training/train.py --data DIR --out runs/next --go-on model/reader.safetensors
       python3 training/train.py --packed FOLDER --plan long --batch 4 --workers 4 [--teacher --thaw]

Two models learn by one recipe. The teacher (`--teacher`, MPNet-base) takes an hour and a half on two cores; `silver.py` writes down how it
reads news that nobody annotated, and `--silver` gives that to the student, MiniLM-L6, which ships. The student needs no
teacher: without `--silver` it learns from labels alone.

The plan `short` is for two cores: four stages in an hour and a half. The plan `long` is for a GPU: one stage, `whole`, with many more passes
(`--batch`, `--workers`, `--minutes`, and `pack.py` for a machine without the corpora).

Stage `base` learns from every set but `relations`; stage `final` goes on with all sets and the int8 arithmetic of the
engine (fake quantisation); stage `polish` dwells on what is annotated in full (the own corpus), stage `pairs` on the
questions of `relations`. Cross-validation trains these questions five times from the same `base`, each time without one
fold, and scores that fold. `--go-on` teaches a finished model the corpus
as it is now, in one stage, `again`, over all sets (`export.py --stage again`). In every stage pieces are hidden in about half of
the windows that are no pair questions, but for every sixth step, which teaches embeddings. Checkpoints under --out every two minutes: the same command goes on where it stopped.
`export.py` writes the result to model/.
"""

import argparse
import dataclasses
import json
import random
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import safe_open
from tokenizers import Tokenizer

import corpus
import evaluate
import silver
import sources
from features import FIRST_PIECE, MASK
from vary import one_telling
from model import CLAIM_LINKS, EVENT_LINKS, STUDENT, TEACHER, Dropout, Reader, TRACKS, base_files, teacher_files

ROOT = Path(__file__).resolve().parent.parent
# padded tokens a batch; the rows of `relations` are few, so more and smaller steps
TOKENS_A_BATCH = {"teacher": 2048, "base": 2048, "final": 2048, "polish": 2048, "pairs": 1024, "again": 2048, "whole": 2048, "deep": 2048, "fold": 768}

# How often each set is seen, per stage: passes over the set (a fraction takes a share of it).
PASSES = {
    "teacher": {"corpus": 6, "news": 6, "attribution": 0.3, "relations": 1, "relation-events": 1, "news-events": 3, "stories": 0.03,
                "wikineural": 0.05, "wikigold": 0.2, "ewt": 0.2, "re3d": 1, "toponyms": 0.5, "times": 0.3, "background": 0.3},
    "base": {"corpus": 6, "news": 4, "silver": 1, "attribution": 2, "stories": 0.3, "wikineural": 0.4, "wikigold": 1, "ewt": 1, "re3d": 2,
             "toponyms": 1, "times": 1, "background": 0.4},
    "final": {"corpus": 6, "news": 6, "silver": 0.5, "attribution": 1, "relations": 5, "relation-events": 4, "news-events": 6, "stories": 0.05,
              "wikineural": 0.1, "wikigold": 0.3, "ewt": 0.3, "re3d": 1, "toponyms": 0.5, "times": 0.5, "background": 0.4},
    "polish": {"corpus": 8, "news": 8, "attribution": 0.4, "relations": 2, "relation-events": 2, "news-events": 5, "wikineural": 0.05,
               "wikigold": 0.2, "ewt": 0.1, "re3d": 0.5, "toponyms": 0.3, "times": 0.2, "background": 0.4},
    "pairs": {"corpus": 2, "news": 2, "attribution": 0.1, "relations": 8, "relation-events": 2, "news-events": 2, "wikineural": 0.02, "re3d": 0.2,
              "toponyms": 0.1, "times": 0.1, "background": 0.2},
    "again": {"corpus": 5, "news": 5, "silver": 1, "attribution": 0.6, "relations": 3, "relation-events": 1.5, "news-events": 3, "wikineural": 0.05,
              "wikigold": 0.2, "ewt": 0.1, "re3d": 0.5, "toponyms": 0.3, "times": 0.2, "background": 0.4},
    "whole": {"corpus": 36, "news": 36, "silver": 24, "attribution": 14, "relations": 18, "own-pairs": 3, "relation-events": 10, "news-events": 14, "stories": 0.5,
              "wikineural": 1, "wikigold": 2, "ewt": 2, "re3d": 4, "toponyms": 3, "times": 3, "background": 2},
    "fold": {"relations": 14},
}
PASSES["deep"] = PASSES["teacher"] | {"corpus": 24, "news": 24, "attribution": 5, "relations": 7, "own-pairs": 1.5, "relation-events": 7, "news-events": 12, "re3d": 2, "toponyms": 1,
                                      "times": 1}
LEARNING_RATE = {"teacher": (5e-5, 8e-4), "base": (1.5e-4, 8e-4), "final": (8e-5, 4e-4), "polish": (5e-5, 3e-4),
                 "pairs": (6e-5, 4e-4), "again": (7e-5, 4e-4), "whole": (1.5e-4, 8e-4), "deep": (5e-5, 6e-4), "fold": (1e-4, 8e-4)}     # encoder, heads
QUANTISE_FROM = {"teacher": 2.0, "base": 2.0, "final": 0.35, "polish": 0.0, "pairs": 0.0, "again": 0.0, "whole": 0.5, "deep": 2.0, "fold": 0.5}     # share of the stage


def collate(batch, device):
    """Pads windows to the longest of the batch; anchors of all windows in one list. What a window says is given as
    distributions: one-hot where a set labels it, the teacher's probabilities where it is silent and the teacher was asked."""
    t, w = max(len(e.win.ids) for e in batch), max(len(e.win.words) for e in batch)
    b = len(batch)
    out = {k: torch.zeros(b, t, dtype=torch.long) for k in ("ids", "shapes", "roles")}
    out["mask"] = torch.zeros(b, t, dtype=torch.bool)
    out["first"] = torch.zeros(b, w, dtype=torch.long)
    tags = torch.full((b, w, len(TRACKS)), sources.IGNORE)
    out["count"] = torch.tensor([len(e.win.words) for e in batch])
    out["pair"] = torch.tensor([e.pair for e in batch])
    out["story"] = torch.tensor([e.story for e in batch])
    # known here, so that nothing has to be asked of the device while it computes
    out["has"] = {"pair": any(e.pair >= 0 for e in batch), "story": any(e.story >= 0 for e in batch)}
    parts = {1: torch.zeros(b, w), 2: torch.zeros(b, w)}
    for i, e in enumerate(batch):
        n = len(e.win.ids)
        out["ids"][i, :n], out["shapes"][i, :n] = torch.tensor(e.win.ids), torch.tensor(e.win.shapes)
        out["mask"][i, :n] = True
        out["first"][i, :len(e.win.words)] = torch.tensor([x[0] for x in e.win.words], dtype=torch.long)
        if e.tags:
            tags[i, :len(e.win.words)] = torch.tensor(e.tags)
        if e.roles:
            firsts = [x[0] for x in e.win.words] + [n - 1]
            for j, role in enumerate(e.roles):
                if role:
                    out["roles"][i, firsts[j]:firsts[j + 1]] = role
                    parts[role][i, j] = 1
    out["hard"] = tags
    out["tags"] = one_hot(tags, 3)
    for i, e in enumerate(batch):
        if e.soft_tags is not None:
            n = len(e.win.words)
            soft, silent = e.soft_tags.float(), (tags[i, :n] < 0)[..., None]
            out["tags"][i, :n] = torch.where(silent, soft, out["tags"][i, :n])
    out["parts"] = torch.stack([p / p.sum(1, keepdim=True).clamp_min(1) for p in parts.values()], 1)      # [B, 2, W]
    for kind, labels in (("claims", len(CLAIM_LINKS)), ("events", len(EVENT_LINKS))):
        items = [(i, a) for i, e in enumerate(batch) for a in getattr(e, kind)]
        if not items:
            out[kind] = None
            continue
        n = len(items)
        ends = torch.tensor([(a["anchor"][0], a["anchor"][-1]) for _, a in items])
        weight, link, dist = torch.zeros(n, w), torch.zeros(n, w, labels), torch.zeros(n, w, dtype=torch.long)
        for k, (i, a) in enumerate(items):
            lo, hi = a["anchor"][0], a["anchor"][-1]
            weight[k, a["anchor"]] = 1 / len(a["anchor"])
            link[k, :len(batch[i].win.words)] = a["link"].float() if isinstance(a["link"], torch.Tensor) else one_hot(torch.tensor(a["link"]), labels)
            x = torch.arange(w)
            dist[k] = torch.where(x < lo, x - lo, torch.where(x > hi, x - hi, 0))
        out[kind] = {"row": torch.tensor([i for i, _ in items]), "start": ends[:, 0], "last": ends[:, 1], "widest": int((ends[:, 1] - ends[:, 0]).max()) + 1, "weight": weight, "link": link, "distance": dist}
        for label in ("stance", "type", "mode", "status"):
            said = [a.get(label, sources.IGNORE) for _, a in items]
            size = sources.SIZES[label]
            out[kind][label] = torch.stack([v.float() if isinstance(v, torch.Tensor) else one_hot(torch.tensor(v), size) for v in said])
        out[kind]["weight_of"] = torch.tensor([a.get("weight", 1.0) for _, a in items])
        ctx = [a.get("context") for _, a in items]
        silence = torch.full((len(corpus.CONTEXTS),), -1.0)
        out[kind]["context"] = torch.stack([silence if c is None else torch.as_tensor(c).float() for c in ctx])
    move = lambda x: {k: move(v) for k, v in x.items()} if isinstance(x, dict) else x.to(device) if isinstance(x, torch.Tensor) else x
    return move(out)


def one_hot(labels, size):
    """Rows of one 1; of zeros where nothing is said."""
    return F.one_hot(labels.clamp_min(0), size).float() * (labels >= 0)[..., None]


def anchor_states(states, a):
    """Mean state of each anchor's words: [A, H]; and the words of its window: [A, W, H]."""
    words = states[a["row"]]
    return torch.einsum("aw,awh->ah", a["weight"].to(words.dtype), words), words


def outputs(model, x, states=None):
    """All scores of a batch, as a dict. `states` are the encoder's of this batch where they are known."""
    if states is None:
        states = model.encoder(x["ids"], x["shapes"], x["roles"], x["mask"])
    words = torch.gather(states, 1, x["first"][..., None].expand(-1, -1, states.shape[-1]))
    out = {"states": states, "words": words, "tags": model.tags(words).view(*words.shape[:2], len(TRACKS), 3)}
    for kind, link, head, around in (("claims", model.claim_link, model.claim, model.claim_around),
                                     ("events", model.event_link, model.event, model.event_around)):
        if x[kind] is not None:
            anchor, in_window = anchor_states(words, x[kind])
            links, classes = link(anchor, in_window, x[kind]["distance"]), head(anchor)
            if around is not None:
                links, classes = (a + b for a, b in zip((links, classes), around(words, x[kind], x["count"])))
            out[kind] = {"link": links, "class": classes}
    if x["has"]["pair"]:
        parts = torch.einsum("bpw,bwh->bph", x["parts"].to(words.dtype), words)
        out["pair"] = model.pair(torch.cat([states[:, 0], parts[:, 0], parts[:, 1]], -1))
    if x["has"]["story"]:
        out["story"] = model.story(mean_state(states, x["mask"]))
    return out


def mean_state(states, mask):
    m = mask[..., None].to(states.dtype)
    return (states * m).sum(1) / m.sum(1)


def ce(logits, target, weight=None, smoothing=0.0):
    """Mean cross-entropy with target distributions over the rows that are said (rows of zeros are not); 0 where none is.
    Smoothing is for one-hot rows: the teacher's are soft already."""
    said = target.sum(-1)
    if smoothing:
        sharp = (target.amax(-1, keepdim=True) > 0.999).float() * smoothing
        target = target * (1 - sharp) + sharp * said[..., None] / target.shape[-1]
    per = -(target * logits.float().log_softmax(-1)).sum(-1)
    said = said if weight is None else said * weight
    return (per if weight is None else per * weight).sum() / said.sum().clamp_min(1e-6)


def loss_of(model, x, out):
    """The sum of all heads' losses, and each by name."""
    parts = {}
    tags = x["tags"]
    said = tags.sum(-1)
    per = -(tags * out["tags"].float().log_softmax(-1)).sum(-1)
    # cues inside contents are rare, and only the own corpus marks them: one counts for ten
    nested = TRACKS.index("nested-cue")
    per[..., nested] = per[..., nested] * (1 + 9 * (tags[..., nested, 1:].sum(-1)))
    for name, tracks, weight in (("mentions", slice(0, 10), 4.0), ("anchors", slice(10, 13), 4.0)):
        parts[name] = weight * per[..., tracks].sum() / said[..., tracks].sum().clamp_min(1e-6)
    for kind in ("claims", "events"):
        a = x[kind]
        if a is None:
            continue
        o, weight = out[kind], a["weight_of"]
        parts[f"{kind}-link"] = 2.0 * ce(o["link"], a["link"])
        if kind == "claims":
            parts["stance"] = 0.7 * ce(o["class"], a["stance"], weight, smoothing=0.05)
        else:
            sizes = sources.SIZES
            kinds, modes, status, context = o["class"].float().split([sizes["type"], sizes["mode"], sizes["status"], sizes["context"]], -1)
            parts["type"] = ce(kinds, a["type"], weight, smoothing=0.05)
            parts["mode"] = 0.5 * ce(modes, a["mode"], weight)
            parts["status"] = 0.7 * ce(status, a["status"], weight)
            told = (a["context"] >= 0).float()
            per_context = F.binary_cross_entropy_with_logits(context, a["context"].clamp_min(0), reduction="none")
            parts["context"] = 2.0 * (per_context * told).sum() / told.sum().clamp_min(1e-6)
    if "pair" in out:
        parts["pair"] = F.cross_entropy(out["pair"].float(), x["pair"], ignore_index=sources.IGNORE, label_smoothing=0.05)
    if "story" in out:
        parts["story"] = 0.4 * F.cross_entropy(out["story"].float(), x["story"], ignore_index=sources.IGNORE)
    if "embed" in out:
        parts["embed"] = out["embed"]
    return sum(parts.values()), parts


def schedule(sets, stage, seed, times=1):
    """The stage's batches, in order: lists of examples of like length, of about as many padded tokens each (`times` the usual number)."""
    rng = random.Random(f"{seed}-{stage}")
    pool = []
    for name in sorted(sets):
        passes = PASSES[stage].get(name, 0)
        items = list(range(len(sets[name])))
        while passes > 0:
            rng.shuffle(items)
            pool += [(name, i) for i in items[:round(len(items) * min(passes, 1))]]
            passes -= 1
    rng.shuffle(pool)
    batches = []
    for at in range(0, len(pool), 1500 * times):
        part = sorted(pool[at:at + 1500 * times], key=lambda p: (len(sets[p[0]][p[1]].win.ids), p))
        cur, longest = [], 0
        for p in part:
            n = len(sets[p[0]][p[1]].win.ids)
            if cur and max(longest, n) * (len(cur) + 1) > TOKENS_A_BATCH[stage] * times:
                batches.append(cur)
                cur, longest = [], 0
            cur.append(p)
            longest = max(longest, n)
        if cur:
            batches.append(cur)
    rng.shuffle(batches)
    return batches


HIDING, HIDDEN = 0.5, 0.1        # share of windows in which pieces are hidden, and of their pieces


def augment(e, rng, hide):
    """A window as this pass sees it. Half of those of annotated passages are told of other countries, persons and places. Where `hide`
    allows, about half of the windows that are no pair questions have some pieces hidden, so that what stands around them has to tell.
    Now and then casing is hidden (lower-cased feeds) or all of it is upper case (headlines)."""
    e = one_telling(e, rng)
    if hide and e.pair < 0 and rng.random() < HIDING:
        ids = [MASK if i >= FIRST_PIECE and rng.random() < HIDDEN else i for i in e.win.ids]
        e = sources.Example(**{**e.__dict__, "win": type(e.win)(ids, e.win.shapes, e.win.words)})
    r = rng.random()
    if r < 0.06 or (0.06 <= r < 0.09):
        new = 1 if r < 0.06 else 3
        win = type(e.win)(e.win.ids, [(s // 8) * 8 + new if s % 8 in (1, 2, 3, 4) else s for s in e.win.shapes], e.win.words)
        return sources.Example(**{**e.__dict__, "win": win})
    return e


class Steps(torch.utils.data.Dataset):
    """The batches of a stage by step, made by other processes where there are any (as arrays, which travel without shared files)."""

    def __init__(self, sets, batches, stage, seed, embeds):
        self.sets, self.batches, self.stage, self.seed, self.embeds = sets, batches, stage, seed, embeds

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, step):
        rng = random.Random(f"{self.seed}-{self.stage}-{step}")
        # what embeddings should be near is told by the whole text
        x = collate([augment(self.sets[name][i], rng, hide=not self.embeds(step)) for name, i in self.batches[step]], torch.device("cpu"))
        arrays = lambda x: {k: arrays(v) for k, v in x.items()} if isinstance(x, dict) else x.numpy() if isinstance(x, torch.Tensor) else x
        return arrays(x)


def unchanged(x):
    return x


def on_device(x, device):
    return {k: on_device(v, device) for k, v in x.items()} if isinstance(x, dict) else torch.from_numpy(x).to(device, non_blocking=True) if hasattr(x, "dtype") else x


SOUNDED = 40        # steps after which `--minutes` knows the speed


def run_stage(model, anchor, sets, stage, args, device, tag):
    path = Path(args.out) / f"{tag}.pt"
    if path.exists():
        state = torch.load(path, map_location=device, weights_only=True)
        if state["done"]:
            model.load_state_dict(model.shortened(state["model"]))
            print(f"{tag}: already trained ({path})", flush=True)
            return
    batches = schedule(sets, stage, args.seed, args.batch)
    batches = batches[:12] if args.small else batches[:max(1, round(len(batches) * args.share))]
    lr_encoder, lr_heads = (lr * args.rate for lr in LEARNING_RATE[stage])
    decay = lambda n: n.endswith("weight") and "norm" not in n
    groups = []
    for is_encoder in (True, False):
        for wd in (0.01, 0.0):
            ps = [p for n, p in model.named_parameters() if n.startswith("encoder.") == is_encoder and decay(n) == (wd > 0)]
            groups.append({"params": ps, "lr": lr_encoder if is_encoder else lr_heads, "weight_decay": wd})
    opt = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)
    base_lr = [g["lr"] for g in opt.param_groups]
    start, steps = 0, len(batches)
    if path.exists():
        model.load_state_dict(state["model"])
        opt.load_state_dict(state["opt"])
        start, steps = state["step"], state.get("steps", steps)
        print(f"{tag}: going on at step {start}", flush=True)
    model.train()
    embeds = lambda step: anchor is not None and step % 6 == 0
    loader = torch.utils.data.DataLoader(Steps(sets, batches, stage, args.seed, embeds), batch_size=None, sampler=range(start, steps), num_workers=args.workers,
                                         collate_fn=unchanged, prefetch_factor=8 if args.workers else None)
    began, saved, seen, mean = time.time(), time.time(), 0, {}
    for step, x in zip(range(start, steps), loader):
        if step >= steps:        # `--minutes` has made the stage shorter
            break
        model.set_quantised(step >= QUANTISE_FROM[stage] * steps)
        done = step / steps
        factor = min(1.0, (step + 1) / (0.06 * steps + 1)) * max(0.03, 1 - done)
        for g, lr in zip(opt.param_groups, base_lr):
            g["lr"] = lr * factor
        torch.manual_seed(args.seed * 1_000_003 + step)
        Dropout.reseed()
        seen += int(x["mask"].sum())
        x = on_device(x, device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            out = outputs(model, x)
            if embeds(step) and not x["has"]["pair"]:
                with torch.no_grad():
                    want = mean_state(anchor(x["ids"], x["shapes"] * 0, x["roles"] * 0, x["mask"]), x["mask"]).float()
                got = model.embed(mean_state(out["states"], x["mask"])).float()
                out["embed"] = (1 - F.cosine_similarity(got, want, dim=-1)).mean()
        loss, parts = loss_of(model, x, out)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 25 == 0 or step + 1 == steps:
            for k, v in parts.items():
                mean[k] = 0.9 * mean.get(k, float(v.detach())) + 0.1 * float(v.detach())
        if step == start:
            began, seen = time.time(), 0        # the first step waits for the workers to begin
        if args.minutes and start == 0 and step == SOUNDED:
            able = round(args.minutes * 60 / ((time.time() - began) / SOUNDED))
            if able < steps:
                print(f"{tag}: {able} of {steps} steps in {args.minutes:g} minutes, as --share {args.share * able / steps:.4f} has them", flush=True)
                steps = max(able, SOUNDED + 2)
        if step % 50 == 0 or step + 1 == steps:
            rate = seen / max(time.time() - began, 1e-9)
            left = (time.time() - began) / max(step - start, 1) * (steps - step - 1)
            print(f"{tag} step {step + 1}/{steps}  {rate:,.0f} tokens/s  {left / 60:.1f} min left  "
                  + " ".join(f"{k} {v:.3f}" for k, v in mean.items()), flush=True)
        if time.time() - saved > 120 or step + 1 == steps:
            saved = time.time()
            tmp = path.with_suffix(".tmp")
            torch.save({"model": model.state_dict(), "opt": None if step + 1 == steps else opt.state_dict(), "step": step + 1, "steps": steps, "done": step + 1 == steps,
                        "size": dataclasses.asdict(model.encoder.size)}, tmp)
            tmp.rename(path)
    model.eval()


def begun(model, path, device):
    """Weights to go on from, and the sets that they have learned from, which bind them still: of a finished checkpoint with its figures beside
    it, or of a model as it ships."""
    if path.endswith(".safetensors"):
        with safe_open(path, framework="pt", device=str(device)) as file:
            sets = json.loads(file.metadata()["trained_on"])
            return model.shipped({name: file.get_tensor(name) for name in file.keys()}), sets
    state = torch.load(path, map_location=device, weights_only=True)
    if not state["done"]:
        raise SystemExit(f"{path} is not trained to its end; run what made it again")
    return state["model"], json.loads((Path(path).parent / "figures.json").read_text())["sets"]


def finish(model, args, texts, tok, device, known, stages):
    """Writes the figures of a model that these stages have trained beside its checkpoints, with those known before."""
    sets, dev = texts
    model.set_quantised(True)
    model.eval()
    known.update(evaluate.dev_scores(model, args.data, dev, tok, device, small=args.small))
    known["sets"] = sorted({name for name in sets if any(name in PASSES[stage] for stage in stages)} | set(known.get("sets", [])))
    (Path(args.out) / "figures.json").write_text(json.dumps(known))
    print(json.dumps({k: v for k, v in known.items() if k != "relations-answers"}, indent=1))
    return 0


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", help="folder of the public sets")
    ap.add_argument("--packed", metavar="FOLDER", help="what pack.py wrote, instead of --data")
    ap.add_argument("--plan", choices=["short", "long"], default="short", help="stages for two cores, or for a GPU")
    ap.add_argument("--out", default=str(ROOT / "runs" / "reader"), help="checkpoints and figures")
    ap.add_argument("--without", nargs="*", default=[], metavar="SET", help=f"sets to leave out: {' '.join(sources.LICENCES)}")
    ap.add_argument("--cross-validate", action="store_true", help="five folds of `relations` instead of the final stage")
    ap.add_argument("--folds", type=int, nargs="*", default=[0, 1, 2, 3, 4])
    ap.add_argument("--teacher", action="store_true", help="train the teacher (MPNet-base, 110M) instead: an hour and a half on two cores")
    ap.add_argument("--go-on", metavar="FILE", help="a finished checkpoint of this recipe to go on from, or a model as it ships (reader.safetensors)")
    ap.add_argument("--silver", metavar="FILE", help="the teacher's readings, from training/silver.py")
    ap.add_argument("--small", action="store_true", help="a dozen steps a stage: shows that the recipe runs")
    ap.add_argument("--share", type=float, default=1.0, help="share of each stage's steps: ablations take fewer")
    ap.add_argument("--minutes", type=float, help="at most so long a stage, by the speed of its first steps")
    ap.add_argument("--batch", type=int, default=1, help="so many times the usual tokens a step")
    ap.add_argument("--rate", type=float, default=1.0, help="so many times the usual learning rates")
    ap.add_argument("--workers", type=int, default=0, help="processes that prepare batches")
    ap.add_argument("--thaw", action="store_true", help="all of the teacher's layers learn: half as much work again a step, for a GPU")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=0)
    args = ap.parse_args()
    unknown = set(args.without) - set(sources.LICENCES)
    if unknown:
        ap.error(f"unknown set `{' '.join(unknown)}`; known: {' '.join(sources.LICENCES)}")
    if args.go_on and (args.teacher or args.cross_validate):
        ap.error("--go-on goes with neither --teacher nor --cross-validate")
    if args.go_on and Path(args.go_on).resolve().parent == Path(args.out).resolve():
        ap.error("--go-on needs an --out of its own: the figures of the run it goes on from stay")
    if bool(args.data) == bool(args.packed):
        ap.error("one of --data and --packed is needed")
    if args.cross_validate and args.silver:
        ap.error("--cross-validate goes without --silver: the teacher has learned from all folds")
    if args.packed and args.without:
        ap.error("--without goes to pack.py where sets are packed")
    if args.threads:
        torch.set_num_threads(args.threads)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    # cuDNN's attention makes a plan for every new shape of a batch, and shapes around anchors are new at almost every step
    torch.backends.cuda.enable_cudnn_sdp(False)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    # models begin alike whatever the seed: runs of several seeds can be averaged
    torch.manual_seed(1)
    if args.packed:
        from pack import Pack

        pack = Pack(args.packed)
        args.data = args.packed
        tokenizer_json, weights = pack.base()
        tok = Tokenizer.from_str(tokenizer_json)
        sets, dev, unread = pack.sets()
    else:
        tokenizer_json, weights = base_files()
        tok = Tokenizer.from_str(tokenizer_json)
        sets, dev = sources.load(args.data, ROOT, tok, args.without)
        unread = silver.unread(args.data, dev, tok, args.without) if args.silver else None
    if args.teacher:
        model = Reader(sources.SIZES, dataclasses.replace(TEACHER, frozen=0) if args.thaw else TEACHER)
        model.encoder.load_base(pack.teacher() if args.packed else teacher_files())
        model.encoder.freeze()
        model.to(device)
        print({k: len(v) for k, v in sets.items()}, f"{len(dev)} dev passages", flush=True)
        run_stage(model, None, sets, "deep" if args.plan == "long" else "teacher", args, device, "teacher")
        print(json.dumps(evaluate.reading(model, dev, tok, device), indent=1))
        return 0
    model, anchor = Reader(sources.SIZES, STUDENT), Reader(sources.SIZES, STUDENT).encoder      # `anchor` stays: what embeddings should be near
    model.encoder.load_base(weights)
    model.begin_around()
    anchor.load_base(weights)
    with torch.no_grad():
        model.embed.weight.copy_(torch.eye(model.embed.weight.shape[0]))
        model.embed.bias.zero_()
    model.to(device)
    anchor.to(device).eval()

    if args.silver and "silver" not in args.without:
        silver.attach(sets, unread, args.silver)
    print({k: len(v) for k, v in sets.items()}, f"{len(dev)} dev passages", flush=True)
    figures = out / "figures.json"
    known = json.loads(figures.read_text()) if figures.exists() else {}
    if args.go_on:
        weights, known["sets"] = begun(model, args.go_on, device)
        if not model.go_on_from(weights):
            print("the checkpoint does not read the words near an anchor again: those layers begin as copies of the encoder's last", flush=True)
        run_stage(model, anchor, sets, "again", args, device, "again")
        return finish(model, args, (sets, dev), tok, device, known, ["again"])
    stage_sets = {k: v for k, v in sets.items() if not k.startswith("relation")}
    first = "whole" if args.plan == "long" else "base"
    if args.plan == "long" and not args.cross_validate:
        run_stage(model, anchor, sets, "whole", args, device, "whole")
        return finish(model, args, (sets, dev), tok, device, known, ["whole"])
    # what cross-validates has seen no row of `relations`
    run_stage(model, anchor, stage_sets, first, args, device, first + ("-apart" if args.plan == "long" else ""))

    if args.cross_validate:
        base = {k: v.clone() for k, v in model.state_dict().items()}
        answers = known.get("relations-answers", [])
        fold_of = {r["id"]: r["fold"] for r in sources.rows(Path(args.data) / "relations/train.jsonl")}
        for fold in args.folds:
            model.load_state_dict(base)
            kept = {name: [e for e in items if name not in ("relations", "relation-events") or fold_of[e.key] != fold] for name, items in sets.items()}
            run_stage(model, anchor, kept, "fold", args, device, f"fold{fold}")
            model.set_quantised(True)
            answers = [a for a in answers if a[0] != fold] + evaluate.pairs(model, args.data, tok, [fold], device)
            known["relations-answers"] = answers
            known["relations"] = evaluate.pair_scores(answers)
            print(f"fold {fold}:", known["relations"], flush=True)
            figures.write_text(json.dumps(known))
        return 0

    run_stage(model, anchor, sets, "final", args, device, "final")
    run_stage(model, anchor, sets, "polish", args, device, "polish")
    run_stage(model, anchor, sets, "pairs", args, device, "pairs")
    return finish(model, args, (sets, dev), tok, device, known, ["base", "final", "polish", "pairs"])


if __name__ == "__main__":
    sys.exit(main())
