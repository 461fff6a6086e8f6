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

    enc = model.encoder
    for name in ("word", "position", "shape", "role"):
        assert isinstance(getattr(enc, name), QEmbedding)
        table(f"encoder.embeddings.{name}", getattr(enc, name))
    norm("encoder.embeddings.norm", enc.norm)
    for i, layer in enumerate(enc.layers):
        for name in ("qkv", "out", "up", "down"):
            linear(f"encoder.layers.{i}.{name}", getattr(layer, name))
        for name in ("norm1", "norm2"):
            norm(f"encoder.layers.{i}.{name}", getattr(layer, name))
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
    """Scores of a few windows: tag scores, and link and class scores around the anchors in the middle."""
    out = []
    for text in SENTENCES:
        for win in windows(text, tok):
            ex = sources.Example("", win)
            mid = len(win.words) // 2
            ex.claims = [{"anchor": [mid], "link": [0] * len(win.words)}]
            ex.events = [{"anchor": [mid, mid + 1], "link": [0] * len(win.words)}]
            o = outputs(model, collate([ex], torch.device("cpu")))
            r = lambda t: [round(float(v), 5) for v in t.flatten()]
            out.append({"text": text, "ids": win.ids, "shapes": win.shapes, "words": [list(w) for w in win.words], "tags": r(o["tags"]),
                        "anchor": mid, "claim_link": r(o["claims"]["link"]), "stance": r(o["claims"]["class"]),
                        "event_link": r(o["events"]["link"]), "event": r(o["events"]["class"]),
                        "embed": r(model.embed(o["states"].mean(1)))})
    return out


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
    ap.add_argument("--switch", type=float, default=SWITCH)
    ap.add_argument("--source-switch", type=float, default=SOURCE_SWITCH)
    args = ap.parse_args()
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
        model.load_state_dict(state["model"])
        figures = json.loads((Path(args.run) / "figures.json").read_text())
        trained_on = figures.get("sets", [])
    model.eval()
    model.set_quantised(True)
    header = {"name": args.name, "cue_bias": str(args.cue_bias), "trigger_bias": str(args.trigger_bias), "mention_bias": str(args.mention_bias), "least_event": str(args.least_event),
              "switch": str(args.switch), "source_switch": str(args.source_switch), "trained_on": json.dumps(trained_on), "relations_folds": "[0,1,2,3,4]"}
    header |= {f"{k}_calibration": v for k, v in (("event", args.event_calibration), ("claim", args.claim_calibration)) if v}
    folder = Path(args.model)
    folder.mkdir(parents=True, exist_ok=True)
    data = sorted_header(save(tensors(model), metadata=header))
    (folder / "reader.safetensors").write_bytes(data)
    (folder / "tokenizer.json").write_text(tokenizer_json, encoding="utf-8")
    cases = frozen_cases(model, Tokenizer.from_str(tokenizer_json))
    (folder / "cases.json").write_text(json.dumps(cases, ensure_ascii=False), encoding="utf-8")
    if args.stage != "random":
        (folder / "README.md").write_text(card.model_card(figures, header, len(data)), encoding="utf-8")
    print(f"{folder}/reader.safetensors: {len(data) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
