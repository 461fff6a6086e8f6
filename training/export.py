"""Writes a trained checkpoint as the engine's file: model/reader.safetensors, model/tokenizer.json, model/cases.json, model/README.md.

usage: python3 training/export.py [--run runs/reader] [--model model] [--stage pairs]

Weights leave here quantised, by the rules that training used: s8 per output channel within ±63, embeddings s8 per row.
`cases.json` freezes what this very model computes (in PyTorch, with the fake quantisation) on sentences of our own, for
the Rust test that compares the two.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save
from tokenizers import Tokenizer

import card
import corpus
import sources
from decode import SOURCE_SWITCH, SWITCH
from features import windows
from header import sorted_header
from model import QEmbedding, QLinear, Reader, base_files, scaled_rows
from train import ROOT, collate, outputs

SENTENCES = [
    "South Korea's spy agency said on Monday that North Korea had sent an estimated 10,000 troops to Russia.",
    "Moscow denied the report. \"We strongly urge the North to stop,\" a ministry official told reporters.",
    "The striker's late attack sank the visitors, and the coach praised a fearless defence.",
    "GENEVA — Talks between the two delegations collapsed after 45 minutes, U.N. envoy Ana Prieto-Díaz said.\n\nShe will return in May.",
    "When the ferry that carries teachers and eels across the sound every morning failed to come back from the islands on the last Friday of the "
    "fair, the harbour master, who had quarrelled with its captain over a crate of lamps two winters before, told the mayor that nobody would be "
    "sent to look for it until the fog had lifted, while the pilots' union, meeting in the chapel, accused him of cowardice and put to sea in three "
    "boats lent by the lighthouse keeper's widow.",
]


def tensors(model):
    """Every tensor of the engine's file, by name."""
    out = {}

    def linear(name, layer):
        q, scale = scaled_rows(layer.weight.detach().float(), 63)
        out[f"{name}.q"] = q.to(torch.int8).numpy()
        out[f"{name}.scale"] = scale[:, 0].numpy()
        bias = layer.bias if layer.bias is not None else torch.zeros(layer.weight.shape[0])
        out[f"{name}.bias"] = bias.detach().float().numpy()

    def table(name, layer):
        q, scale = scaled_rows(layer.weight.detach().float(), 127)
        out[f"{name}.q"] = q.to(torch.int8).numpy()
        out[f"{name}.scale"] = scale[:, 0].numpy()

    def norm(name, layer):
        out[f"{name}.weight"] = layer.weight.detach().float().numpy()
        out[f"{name}.bias"] = layer.bias.detach().float().numpy()

    def block(name, layer):
        for part in ("qkv", "out", "up", "down"):
            linear(f"{name}.{part}", getattr(layer, part))
        for part in ("norm1", "norm2"):
            norm(f"{name}.{part}", getattr(layer, part))

    enc = model.encoder
    for name in ("word", "position", "shape", "role"):
        assert isinstance(getattr(enc, name), QEmbedding)
        table(f"encoder.embeddings.{name}", getattr(enc, name))
    norm("encoder.embeddings.norm", enc.norm)
    for i, layer in enumerate(enc.layers):
        block(f"encoder.layers.{i}", layer)
    for name in ("claim_around", "event_around"):
        around = getattr(model, name)
        out[f"{name}.distance"] = around.distance.weight.detach().float().numpy()
        block(f"{name}.layer", around.layer)
        linear(f"{name}.link", around.link)
        linear(f"{name}.score", around.score)
    for name in ("claim_link", "event_link"):
        head = getattr(model, name)
        for part in ("anchor", "word", "score"):
            assert isinstance(getattr(head, part), QLinear)
            linear(f"{name}.{part}", getattr(head, part))
        out[f"{name}.distance"] = head.distance.weight.detach().float().numpy()
    for name in ("event", "claim", "pair"):
        linear(f"{name}.up", getattr(model, name).up)
        linear(f"{name}.score", getattr(model, name).score)
    linear("tags", model.tags)
    linear("embed", model.embed)
    return {k: np.ascontiguousarray(v) for k, v in out.items()}


@torch.no_grad()
def frozen_cases(model, tok):
    """Scores of a few windows: tag scores, and link and class scores around three cues of a word and three triggers of two, at the window's
    start, middle and end; what reading the words near them again adds, by itself, too."""
    out = []
    for text in SENTENCES:
        for win in windows(text, tok):
            ex = sources.Example("", win)
            at = [0, len(win.words) // 2, len(win.words) - 2]
            ex.claims = [{"anchor": [w], "link": [0] * len(win.words)} for w in at]
            ex.events = [{"anchor": [w, w + 1], "link": [0] * len(win.words)} for w in at]
            x = collate([ex], torch.device("cpu"))
            o = outputs(model, x)
            added = {kind: around(o["words"], x[kind], x["count"]) for kind, around in (("claims", model.claim_around), ("events", model.event_around))}
            r = lambda t: [round(float(v), 5) for v in t.flatten()]
            out.append({"text": text, "ids": win.ids, "shapes": win.shapes, "words": [list(w) for w in win.words], "tags": r(o["tags"]), "anchors": at}
                       | {f"{kind}_{part}": r(o[kind][part]) for kind in added for part in ("link", "class")}
                       | {f"{kind}_added_{part}": r(scores) for kind, both in added.items() for part, scores in zip(("link", "class"), both)}
                       | {"embed": r(model.embed(o["states"].mean(1)))})
    return out


def learned_from():
    """Numbers of passages and of annotated paragraphs in the training part, without the share kept for development."""
    headings = lambda folder: [line[3:].strip() for path in sorted(folder.glob("*.md")) for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    return [sum(not corpus.is_dev(name) for name in headings(ROOT / "corpus" / part)) for part in ("train", "standoff/train")]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--run", default=str(ROOT / "runs" / "reader"))
    ap.add_argument("--model", default=str(ROOT / "model"))
    ap.add_argument("--stage", default="pairs", help="which checkpoint; `random` writes untrained weights")
    ap.add_argument("--name", default="reader-1")
    ap.add_argument("--cue-bias", type=float, default=0.0)
    ap.add_argument("--trigger-bias", type=float, default=0.0)
    ap.add_argument("--mention-bias", type=float, default=0.0)
    ap.add_argument("--least-event", type=float, default=0.4, help="events less sure than this are none")
    ap.add_argument("--event-calibration", help="`slope offset` from training/calibrate.py")
    ap.add_argument("--claim-calibration", help="the same for claims")
    ap.add_argument("--history", help="how the weights came about, for the card; needed for what went on from another model")
    ap.add_argument("--claim-reach", type=int, help="words on either side of a cue that are read once more; default as trained")
    ap.add_argument("--event-reach", type=int, help="the same for a trigger")
    ap.add_argument("--switch", type=float, default=SWITCH)
    ap.add_argument("--source-switch", type=float, default=SOURCE_SWITCH)
    ap.add_argument("--mean-with", nargs=2, metavar=("FILE", "SHARE"), help="write the mean with another checkpoint of the recipe, which has this share")
    args = ap.parse_args()
    if args.history is None:
        if args.stage == "again":
            ap.error("--stage again needs --history: the card says what the weights went on from")
        args.history = "All stages of the recipe, from the base encoder on."
    torch.manual_seed(0)
    model = Reader(sources.SIZES)
    tokenizer_json, weights = base_files()
    if args.stage == "random":
        model.encoder.load_base(weights)
        trained_on = []
    else:
        state = torch.load(Path(args.run) / f"{args.stage}.pt", map_location="cpu", weights_only=True)
        if not state["done"]:
            raise SystemExit(f"{args.run}/{args.stage}.pt is not trained to its end; run training/train.py again")
        state["model"] = model.shortened(state["model"])
        if args.mean_with:
            other, share = torch.load(args.mean_with[0], map_location="cpu", weights_only=True)["model"], float(args.mean_with[1])
            other = model.shortened(other)
            state["model"] = {name: other[name].float() * share + w.float() * (1 - share) for name, w in state["model"].items()}
        model.load_state_dict(state["model"])
        figures = json.loads((Path(args.run) / "figures.json").read_text())
        trained_on = figures.get("sets", [])
    for around, reach in ((model.claim_around, args.claim_reach), (model.event_around, args.event_reach)):
        if reach is not None:
            around.shorten(reach)
    model.eval()
    model.set_quantised(True)
    header = {"name": args.name, "cue_bias": str(args.cue_bias), "trigger_bias": str(args.trigger_bias), "mention_bias": str(args.mention_bias), "least_event": str(args.least_event),
              "switch": str(args.switch), "source_switch": str(args.source_switch), "trained_on": json.dumps(trained_on), "relations_folds": "[0,1,2,3,4]"}
    reaches = {"claim_reach": model.claim_around.reach, "event_reach": model.event_around.reach}
    header |= {f"{k}_calibration": v for k, v in (("event", args.event_calibration), ("claim", args.claim_calibration)) if v}
    folder = Path(args.model)
    folder.mkdir(parents=True, exist_ok=True)
    data = sorted_header(save(tensors(model), metadata=header))
    (folder / "reader.safetensors").write_bytes(data)
    (folder / "tokenizer.json").write_text(tokenizer_json, encoding="utf-8")
    cases = frozen_cases(model, Tokenizer.from_str(tokenizer_json))
    (folder / "cases.json").write_text(json.dumps(cases, ensure_ascii=False), encoding="utf-8")
    if args.stage != "random":
        (folder / "README.md").write_text(card.model_card(figures, header | reaches, len(data), args.history, learned_from()), encoding="utf-8")
    print(f"{folder}/reader.safetensors: {len(data) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
