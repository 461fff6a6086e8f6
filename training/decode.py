"""From the model's scores to spans: the same rules as `crates/demarche/src/decode.rs`."""

import math

SWITCH = 1.0          # price, in log-probability, of going into or out of the content from one word to the next
SOURCE_SWITCH = 0.25  # price of going from no part into the source or back: sources can be one word


def runs(scores, bias=0.0):
    """Maximal B I* runs of one track: scores are rows (O, B, I) per word; `bias` is added to O.
    Returns (first word, last word + 1, mean probability of not being O)."""
    out, start, total = [], None, 0.0
    for w, (o, b, i) in enumerate(scores):
        o += bias
        top = max(o, b, i)
        z = math.exp(o - top) + math.exp(b - top) + math.exp(i - top)
        inside = 1.0 - math.exp(o - top) / z
        label = 0 if o >= b and o >= i else (1 if b >= i else 2)
        if label == 1 or (label == 2 and start is None):
            if start is not None:
                out.append((start, w, total / (w - start)))
            start, total = w, 0.0
        if label == 0 and start is not None:
            out.append((start, w, total / (w - start)))
            start, total = None, 0.0
        if start is not None:
            total += inside
    if start is not None:
        out.append((start, len(scores), total / (len(scores) - start)))
    return out


def price(j, k, switch, source_switch):
    """Cost of label `k` after label `j`: 0 none, 1 source, 2 content."""
    return 0.0 if j == k else switch if 2 in (j, k) else source_switch


def viterbi(logp, switch=SWITCH, source_switch=SOURCE_SWITCH):
    """Best label per word where changes of label have a price; `logp` rows of log-probabilities."""
    if not logp:
        return []
    n = len(logp[0])
    best, back = list(logp[0]), []
    for row in logp[1:]:
        step, cur = [], []
        for k in range(n):
            j = max(range(n), key=lambda j: best[j] - price(j, k, switch, source_switch))
            step.append(j)
            cur.append(best[j] - price(j, k, switch, source_switch) + row[k])
        best = cur
        back.append(step)
    k = max(range(n), key=lambda j: best[j])
    out = [k]
    for step in reversed(back):
        k = step[k]
        out.append(k)
    return out[::-1]


def pieces(labels, label, words, text):
    """Spans of the runs of `label`; runs with nothing but space and punctuation between them are one."""
    out = []
    for w, k in enumerate(labels):
        if k != label:
            continue
        s, e = words[w][1], words[w][2]
        if out and w and labels[w - 1] == label:
            out[-1][1] = e
        elif out and not any(c.isalnum() for c in text[out[-1][1]:s]):
            out[-1][1] = e
        else:
            out.append([s, e])
    return [x for x in out if any(c.isalnum() for c in text[x[0]:x[1]])]
