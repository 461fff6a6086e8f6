"""From text to what the encoder sees: paragraphs, wordpieces, windows, casing and quotation features.

The Rust reader (`crates/demarche/src/window.rs`) does the same for paragraphs on one line each that fit a window; `export.py` freezes cases that
both must agree on. The reader also joins hard-wrapped lines, trims control characters and cuts longer paragraphs at sentence ends.
Offsets are code points of the text, half-open.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

CLS, SEP, MASK = 101, 102, 103
FIRST_PIECE = 999      # ids below are reserved
WINDOW = 128          # whole paragraphs are packed into windows of at most this many wordpieces
LONGEST = 512         # a longer paragraph is cut at sentence ends into windows of at most this many

SPECIAL, LOWER, TITLE, UPPER, DIGIT, PUNCT, MIXED = 0, 1, 2, 3, 5, 6, 4
IN_QUOTES = 8         # added to the shape of words inside quotation marks


def word_shape(word):
    """Casing class of a word: punctuation, digits, lower, Title, UPPER or mixed."""
    if not any(c.isalnum() for c in word):
        return PUNCT
    if any(c.isnumeric() for c in word):
        return DIGIT
    upper = [c.isupper() for c in word]
    if not any(upper):
        return LOWER
    if upper[0] and not any(upper[1:]):
        return TITLE
    if all(u or not c.isalpha() for u, c in zip(upper, word)):
        return UPPER
    return MIXED


def quote_mask(paragraph):
    """For each character, whether it stands inside quotation marks (the marks themselves do not)."""
    inside, out = False, []
    for c in paragraph:
        if c in "“«„":
            inside = True
            out.append(False)
        elif c in "”»":
            inside = False
            out.append(False)
        elif c == '"':
            inside = not inside
            out.append(False)
        else:
            out.append(inside)
    return out


@dataclass
class Window:
    """Wordpieces of one encoder pass. `words[i]` is (first piece, start, end) of the i-th word."""

    ids: list = field(default_factory=lambda: [CLS])
    shapes: list = field(default_factory=lambda: [SPECIAL])
    words: list = field(default_factory=list)
    starts: list = field(default_factory=list)      # of the words, once asked for
    ends: list = field(default_factory=list)


def paragraphs(text):
    """Spans of the non-blank lines."""
    for m in re.finditer(r"[^\n]+", text):
        s, e = m.span()
        while s < e and text[s].isspace():
            s += 1
        while e > s and text[e - 1].isspace():
            e -= 1
        if s < e:
            yield s, e


def windows(text, tokenizer, limit=WINDOW):
    """Packs whole paragraphs into windows; pieces of a paragraph are `[SEP]`-ended."""
    out, cur = [], Window()
    for start, end in paragraphs(text):
        body = text[start:end]
        enc = tokenizer.encode(body, add_special_tokens=False)
        quotes = quote_mask(body)
        words = []                       # (pieces, start, end)
        last = None
        for tid, wid, (a, b) in zip(enc.ids, enc.word_ids, enc.offsets):
            if wid != last:
                words.append([[tid], a, b])
                last = wid
            else:
                words[-1][0].append(tid)
                words[-1][2] = b
        pieces = sum(len(w[0]) for w in words)
        if len(cur.ids) > 1 and len(cur.ids) + pieces + 1 > limit:
            out.append(cur)
            cur = Window()
        for tids, a, b in words:
            if len(cur.ids) + len(tids) + 1 > LONGEST:
                cur.ids.append(SEP)
                cur.shapes.append(SPECIAL)
                out.append(cur)
                cur = Window()
            shape = word_shape(body[a:b]) + (IN_QUOTES if quotes[a] else 0)
            cur.words.append((len(cur.ids), start + a, start + b))
            cur.ids += tids
            cur.shapes += [shape] * len(tids)
        if words:
            cur.ids.append(SEP)
            cur.shapes.append(SPECIAL)
    if len(cur.ids) > 1:
        out.append(cur)
    return out


def words_under(window, spans):
    """Indices of the words that share a character with any of the spans."""
    if len(window.starts) != len(window.words):
        window.starts, window.ends = [a for _, a, _ in window.words], [b for _, _, b in window.words]
    under = set()
    for s, e in spans:
        under.update(range(bisect_right(window.ends, s), bisect_left(window.starts, e)))
    return sorted(under)
