"""Fits what passages with events are about, and writes it into the model.

usage: python3 training/topic.py --demarche target/release/demarche --data DIR [--model model/reader.safetensors] [--scale 0.7] [--name NAME] [--write]

Codes the passages that the reader learns from (ours and of real news) with the program, and fits a logistic regression from a
window's embedding (unit length) to whether the passage holds any event; both kinds weigh the same. The program then leaves out an event of
which log-odds + scale * topic is below 0, where topic (the log-odds that the passage holds any, -2 at least) is negative. Prints what that does to
development passages, which neither the reader nor this has learned from: precision, recall and F1 of events with their types, and events
read per passage that holds none. With --write, the tensor `topic.weight` and the header's `topic_bias` and `topic_scale` are put into the model. It may be run on
any model of this shape; a topic that it has is left out first.
"""

import argparse
import base64
import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import corpus
from agreement import pair_events
from header import sorted_header

ROOT = Path(__file__).resolve().parent.parent
# strength of the normal prior around zero
PRIOR = 1 / 30
# as in crates/demarche/src/model.rs
LEAST_TOPIC = -2.0


def embedding(record):
    x = np.frombuffer(base64.b64decode(record["embedding"]), dtype=np.int8).astype(np.float64)
    return x / max(np.linalg.norm(x), 1e-9)


def code(program, model, passages):
    """Records of passages, with embeddings, in order."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        rows = [{"id": p["id"], "text": p["text"], "published": p["meta"]["published"], "language": "en"} for p in passages]
        source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        subprocess.run([program, "code", str(source), "-o", str(out), "--embeddings", "--model", str(model), "--quiet"], check=True)
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def fit(x, y):
    """Weights and bias of the most likely logistic curve (Newton's method) with a normal prior on the weights."""
    weigh = np.where(y, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    x = np.hstack([x, np.ones((len(x), 1))])
    prior = np.full(x.shape[1], PRIOR)
    prior[-1] = 0.0
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ w)))
        slope = x.T @ (weigh * (p - y)) + prior * w
        bend = (x * (weigh * p * (1 - p))[:, None]).T @ x + np.diag(prior)
        step = np.linalg.solve(bend, slope)
        w -= step
        if abs(step).max() < 1e-8:
            break
    return w[:-1], w[-1]


def log_odds(p):
    p = min(max(p, 1e-4), 1 - 1e-4)
    return np.log(p / (1 - p))


def figures(passages, records, topics, scale):
    """Precision, recall, F1 of events with their types, and events per passage that holds none."""
    right = said = gold = alarms = empty = 0
    for p, record, topic in zip(passages, records, topics):
        keeps = [j for j, e in enumerate(record["events"]) if scale is None or topic >= 0 or log_odds(e["confidence"]) + scale * max(topic, LEAST_TOPIC) >= 0]
        hits = [j for i, j in pair_events(p, record) if p["events"][i]["type"] == record["events"][j]["type"]]
        right += len(set(hits) & set(keeps))
        said += len(keeps)
        gold += len(p["events"])
        if not p["events"]:
            empty += 1
            alarms += len(keeps)
    share = lambda part, whole: 100 * part / max(whole, 1)
    return f"P {share(right, said):.1f} R {share(right, gold):.1f} F1 {share(2 * right, said + gold):.1f}, {alarms / max(empty, 1):.2f} false alarms ({empty} passages without events)"


def parts(data):
    """Header and tensors' bytes of a safetensors file."""
    (size,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8 : 8 + size]), data[8 + size :]


def joined(header, body):
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return sorted_header(struct.pack("<Q", len(text)) + text + body)


def without(data):
    """The model without a topic; it is the last tensor."""
    header, body = parts(data)
    found = header.pop("topic.weight", None)
    for key in ("topic_bias", "topic_scale"):
        header["__metadata__"].pop(key, None)
    return joined(header, body[: found["data_offsets"][0]] if found else body)


def with_topic(data, weights, bias, scale, name):
    header, body = parts(without(data))
    bytes_ = weights.astype("<f4").tobytes()
    header["topic.weight"] = {"dtype": "F32", "shape": [1, len(weights)], "data_offsets": [len(body), len(body) + len(bytes_)]}
    header["__metadata__"] |= {"topic_bias": f"{bias:.6f}", "topic_scale": str(scale)} | ({"name": name} if name else {})
    return joined(header, body + bytes_)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--demarche", required=True)
    ap.add_argument("--data", required=True, type=Path)
    ap.add_argument("--model", type=Path, default=ROOT / "model" / "reader.safetensors")
    ap.add_argument("--scale", type=float, default=0.7)
    ap.add_argument("--name", help="name of the model that is written")
    ap.add_argument("--write", action="store_true")
    args = ap.parse_args()
    data = args.model.read_bytes()
    sets = [("own", corpus.read_corpus([ROOT / "corpus" / "train"])), ("real news", corpus.read_corpus([ROOT / "corpus" / "standoff" / "train"], args.data))]
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.safetensors"
        bare.write_bytes(without(data))
        read = [(name, passages, code(args.demarche, bare, passages)) for name, passages in sets]
    learned = [(p, r) for _, passages, records in read for p, r in zip(passages, records) if not corpus.is_dev(p["id"])]
    weights, bias = fit(np.array([embedding(r) for _, r in learned]), np.array([bool(p["events"]) for p, _ in learned]))
    weights = weights.astype(np.float32).astype(np.float64)
    for name, passages, records in read:
        dev = [(p, r, embedding(r) @ weights + bias) for p, r in zip(passages, records) if corpus.is_dev(p["id"])]
        for scale in (None, 0.4, 0.7, 1.0, 1.5):
            print(f"{name}, {len(dev)} development passages, {'no topic' if scale is None else f'scale {scale}'}: {figures(*zip(*dev), scale)}")
    if args.write:
        args.model.write_bytes(with_topic(data, weights, bias, args.scale, args.name))
        print(f"{args.model}: topic with scale {args.scale} written", file=sys.stderr)


if __name__ == "__main__":
    main()
