"""The reading model: a MiniLM-L6 encoder with heads, and the quantisation that the Rust engine computes with.

`Reader.quantised` switches the fake quantisation on: weights s8 per output channel clamped to ±63, activations u8 per
token (asymmetric, zero always representable), embeddings s8 per row; attention, softmax, LayerNorm and residuals stay
float. These are exactly the rules of `crates/demarche-encoder`.
"""

import io
import json
import zipfile
from importlib import resources

import torch
import torch.nn.functional as F
from safetensors.torch import load as load_safetensors
from torch import nn

HIDDEN, HEADS, LAYERS, FFN, LINK = 384, 12, 6, 1536, 256
TRACKS = ["person", "organization", "group", "nation", "place", "office", "time", "quantity", "materiel", "other", "cue", "nested-cue", "trigger"]
CLAIM_LINKS = ["none", "source", "content"]
EVENT_LINKS = ["none", "actor", "recipient", "place", "time", "quantity"]
DISTANCE = 64         # distances from the anchor are clipped to ± this many words
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


def fake(x, q):
    """`q` in the forward pass, the gradient of `x` in the backward pass."""
    return x + (q - x).detach()


def quantise_rows(w, levels):
    """Rows of `w` as multiples of their own scale, and the scale: s8 symmetric, clamped to ± levels."""
    scale = w.detach().abs().amax(-1, keepdim=True).clamp_min(1e-9) / levels
    return (w.detach() / scale).round().clamp(-levels, levels), scale


def quantise_activations(x):
    """What u8 per token leaves of `x` (last axis one token)."""
    d = x.detach().float()
    mx, mn = d.amax(-1, keepdim=True).clamp_min(0), d.amin(-1, keepdim=True).clamp_max(0)
    span = (mx - mn).clamp_min(1e-9)
    inv = 255.0 / span
    zero = (-mn * inv).round()
    q = ((d * inv).round() + zero).clamp(0, 255)
    return fake(x, ((q - zero) * (span / 255.0)).to(x.dtype))


class QLinear(nn.Linear):
    """A linear layer that computes as the int8 kernel does when `quantised`."""

    quantised = False

    def forward(self, x):
        if not self.quantised:
            return super().forward(x)
        q, scale = quantise_rows(self.weight, 63)
        return F.linear(quantise_activations(x), fake(self.weight, q * scale), self.bias)


class QEmbedding(nn.Embedding):
    quantised = False

    def forward(self, i):
        if not self.quantised:
            return super().forward(i)
        rows = super().forward(i)
        q, scale = quantise_rows(rows, 127)
        return fake(rows, q * scale)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.out = QLinear(HIDDEN, 3 * HIDDEN), QLinear(HIDDEN, HIDDEN)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up, self.down = QLinear(HIDDEN, FFN), QLinear(FFN, HIDDEN)
        self.drop = nn.Dropout(0.1)

    def forward(self, x, mask):
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        ctx = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, t, HIDDEN)
        x = self.norm1(x + self.drop(self.out(ctx)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.word, self.position = QEmbedding(30522, HIDDEN), QEmbedding(512, HIDDEN)
        self.shape, self.role = QEmbedding(SHAPES, HIDDEN), QEmbedding(ROLES, HIDDEN)
        self.norm, self.drop = nn.LayerNorm(HIDDEN, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids, shapes, roles, mask):
        pos = torch.arange(ids.shape[1], device=ids.device)
        x = self.word(ids) + self.position(pos) + self.shape(shapes) + self.role(roles)
        x = self.drop(self.norm(x))
        mask = mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def load_base(self, w):
        with torch.no_grad():
            self.word.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.position.weight.copy_(w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0])
            self.shape.weight.zero_()
            self.role.weight.normal_(0, 0.02)
            self.role.weight[0].zero_()
            self.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
            for i, layer in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                att = [p + f"attention.self.{n}." for n in ("query", "key", "value")]
                layer.qkv.weight.copy_(torch.cat([w[a + "weight"] for a in att]))
                layer.qkv.bias.copy_(torch.cat([w[a + "bias"] for a in att]))
                for ours, theirs in ((layer.out, "attention.output.dense"), (layer.up, "intermediate.dense"), (layer.down, "output.dense"),
                                     (layer.norm1, "attention.output.LayerNorm"), (layer.norm2, "output.LayerNorm")):
                    ours.weight.copy_(w[p + theirs + ".weight"])
                    ours.bias.copy_(w[p + theirs + ".bias"])


class LinkHead(nn.Module):
    """Labels each word by its part in the claim or event of an anchor (cue or trigger): additive scorer over
    anchor, word and their distance."""

    def __init__(self, labels):
        super().__init__()
        self.anchor, self.word = QLinear(HIDDEN, LINK), QLinear(HIDDEN, LINK, bias=False)
        self.distance = nn.Embedding(2 * DISTANCE + 1, LINK)
        nn.init.normal_(self.distance.weight, 0, 0.02)
        self.score = QLinear(LINK, labels)

    def forward(self, anchors, words, distance):
        """anchors [A, H], words [A, W, H], distance [A, W] in words -> [A, W, labels]"""
        h = self.anchor(anchors)[:, None] + self.word(words) + self.distance(distance.clamp(-DISTANCE, DISTANCE) + DISTANCE)
        return self.score(F.relu(h))


class Classifier(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.up, self.drop, self.score = QLinear(inputs, HIDDEN), nn.Dropout(0.1), QLinear(HIDDEN, outputs)

    def forward(self, x):
        return self.score(self.drop(F.gelu(self.up(x))))


class Reader(nn.Module):
    def __init__(self, sizes):
        """`sizes`: outputs of the event classifier by name (type, mode, status, context) and `stance`."""
        super().__init__()
        self.encoder = Encoder()
        self.sizes = sizes
        self.tags = QLinear(HIDDEN, 3 * len(TRACKS))
        self.claim_link, self.event_link = LinkHead(len(CLAIM_LINKS)), LinkHead(len(EVENT_LINKS))
        self.event = Classifier(HIDDEN, sizes["type"] + sizes["mode"] + sizes["status"] + sizes["context"])
        self.claim = Classifier(HIDDEN, sizes["stance"])
        self.pair = Classifier(3 * HIDDEN, sizes["type"])
        self.embed = QLinear(HIDDEN, HIDDEN)
        self.story = nn.Linear(HIDDEN, sizes["type"])      # training only

    def set_quantised(self, on):
        for m in self.modules():
            if isinstance(m, (QLinear, QEmbedding)):
                m.quantised = on
