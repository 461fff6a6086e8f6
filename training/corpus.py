"""Reads and checks the corpus: Markdown passages with stand-off annotation (format: corpus/GUIDE.md).

usage: python3 training/corpus.py [--data DIR] FOLDER_OR_FILE...     checks, prints counts; exit 1 if anything does not fit
       python3 training/corpus.py [--data DIR] --json FOLDER_OR_FILE...   the passages as JSON Lines, spans in code points
       python3 training/corpus.py --standoff FILE...                the passages without their texts, for corpus/standoff

Passages of real news (`from: SET/ROW START-END`) hold offsets, not words; their texts come from --data. Without it only their
form is checked.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path

KINDS = ["person", "organization", "group", "place", "office", "time", "quantity", "materiel", "other"]
STANCES = ["announce", "assert", "confirm", "estimate", "accuse", "deny", "decline", "condemn", "endorse", "warn", "request", "commit"]
STATUSES = ["actual", "future", "hypothetical", "negated", "historical"]
MODES = {
    "AGREE": [],
    "CONSULT": ["visit", "third-party", "multilateral", "phone"],
    "SUPPORT": [],
    "CONCEDE": [],
    "COOPERATE": [],
    "AID": [],
    "RETREAT": ["withdraw", "release", "disarm", "ceasefire", "access", "resign"],
    "REQUEST": ["assist", "change", "yield", "meet"],
    "ACCUSE": ["disapprove", "investigate", "allege"],
    "REJECT": ["assist", "change", "yield", "meet"],
    "THREATEN": ["restrict", "arrest", "relations", "expel", "territory", "violence"],
    "PROTEST": ["demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"],
    "SANCTION": ["convict", "expel", "withdraw", "discontinue"],
    "MOBILIZE": ["troops", "weapons", "police", "militia"],
    "COERCE": ["seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber"],
    "ASSAULT": ["abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives", "suicide-attack",
                "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional"],
}
TYPES = list(MODES)
CONTEXTS = ("military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal "
            "reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic "
            "territory peacekeeping health asylum migration disasters natural_resource environment technology terrorism cbrn cyber "
            "misinformation crime corruption illegal_drugs trafficking").split()
QUANTITY_ROLES = ["killed", "injured", "arrested", "displaced", "missing", "present", "sent", "supplied", "paid", "lost", "other"]
# Where the texts of real news stand: file below --data, and the column of the text.
TEXTS = {
    "attribution": ("attribution/train.jsonl", "text"),
    "attribution-dev": ("attribution/dev.jsonl", "text"),
    "tr-news": ("toponyms/tr-news.jsonl", "text"),
    "geowebnews": ("toponyms/geowebnews.jsonl", "text"),
    "pages": ("pages/train.jsonl", "body"),
    "re3d": ("entities/re3d-train.jsonl", "text"),
    "stories": ("stories/train.jsonl", "text"),
}
PARTY_KINDS = {"person", "organization", "group", "place", "office", "other"}
QUOTES = "\"“”„«»"


class CorpusError(Exception):
    """A passage that does not fit the format; the message names file, line and remedy."""


def locate(text, words, occurrence, where):
    """Code-point span of `words` in `text`, at word edges. `occurrence` counts from 1; None demands that it stands once."""
    pattern = r"(?<!\w)" + re.escape(words) + r"(?!\w)" if words[:1].isalnum() and words[-1:].isalnum() else re.escape(words)
    if words[:1].isalnum() and not words[-1:].isalnum():
        pattern = r"(?<!\w)" + re.escape(words)
    elif words[-1:].isalnum() and not words[:1].isalnum():
        pattern = re.escape(words) + r"(?!\w)"
    hits = [m.span() for m in re.finditer(pattern, text)]
    if not hits:
        raise CorpusError(f"{where}: `{words}` is not in the text (as whole words); copy it exactly")
    if occurrence is None:
        if len(hits) > 1:
            raise CorpusError(f"{where}: `{words}` stands {len(hits)} times; say which with [..]#1 … #{len(hits)}")
        return hits[0]
    if occurrence > len(hits):
        raise CorpusError(f"{where}: `{words}` stands only {len(hits)} times, not {occurrence}")
    return hits[occurrence - 1]


class Texts:
    """Paragraphs of the public sets, by `SET/ROW START-END`. Files are read when first asked for. `blank` gives a text of as
    many spaces where there is no `data`: enough to check the form of an annotation."""

    def __init__(self, data, blank=False):
        self.data, self.blank, self.sets = data, blank, {}

    def paragraph(self, source, where):
        m = re.fullmatch(r"([a-z0-9-]+)/(\S+) (\d+)-(\d+)", source)
        if not m or m[1] not in TEXTS:
            raise CorpusError(f"{where}: cannot read `from: {source}`; write SET/ROW START-END, sets: {' '.join(TEXTS)}")
        if self.data is None and self.blank:
            return " " * (int(m[4]) - int(m[3]))
        if self.data is None:
            raise CorpusError(f"{where}: its text stands in the public sets; name their folder with --data")
        name, row, start, end = m[1], m[2], int(m[3]), int(m[4])
        if name not in self.sets:
            path, column = TEXTS[name]
            with open(Path(self.data) / path, encoding="utf-8") as f:
                self.sets[name] = {r["id"]: r[column] for r in map(json.loads, f)}
        text = self.sets[name].get(row)
        if text is None or not start < end <= len(text):
            raise CorpusError(f"{where}: `{name}` has no `{row}` with characters {start}-{end}")
        return text[start:end]


OFFSETS = re.compile(r"\[(\d+)-(\d+)\]")
SPAN = re.compile(r"\[([^\]]+)\](?:#(\d+))?")


def parse_spans(text, source, where, offsets=False):
    """Spans of `[a]`, `[a]#2`, `[a … b]`, joined by ` + `; with `offsets`, of `[12-17]`."""
    out = []
    for piece in re.split(r"\s\+\s(?=\[)", source.strip()):
        if offsets:
            m = OFFSETS.fullmatch(piece.strip())
            if not m or not int(m[1]) < int(m[2]) <= len(text):
                raise CorpusError(f"{where}: cannot read the span `{piece}`; write [START-END] within {len(text)} characters")
            out.append([int(m[1]), int(m[2])])
            continue
        m = SPAN.fullmatch(piece.strip())
        if not m:
            raise CorpusError(f"{where}: cannot read the span `{piece}`; write [words], [words]#2 or [first … last]")
        words, occ = m.group(1).strip(), int(m.group(2)) if m.group(2) else None
        parts = re.split(r"\s*(?:…|\.\.\.)\s*", words)
        if len(parts) == 2 and parts[0] and parts[1] and words not in text:
            start, first_end = locate(text, parts[0], occ, where)
            tail = text[first_end:]
            s, e = locate(tail, parts[1], 1, where)
            out.append([start, first_end + e])
        else:
            out.append(list(locate(text, words, occ, where)))
    return sorted(out)


def words_and_spans(rest):
    """Splits an annotation line into bare words and span expressions, in order."""
    out, i = [], 0
    token = re.compile(r"\s*(?:(\[[^\]]+\](?:#\d+)?(?:\s\+\s\[[^\]]+\](?:#\d+)?)*)|([^\s\[\]]+))")
    while i < len(rest):
        m = token.match(rest, i)
        if not m:
            if rest[i:].strip():
                raise ValueError(rest[i:])
            break
        out.append(("span", m.group(1)) if m.group(1) else ("word", m.group(2)))
        i = m.end()
    return out


def is_quoted(text, spans):
    """True where any of the spans lies inside (or takes in) quotation marks of its paragraph."""
    inside, depth = set(), False
    for i, ch in enumerate(text):
        if ch in "“«„":
            depth = True
        elif ch in "”»":
            depth = False
        elif ch == '"':
            depth = not depth
        elif ch == "\n" and text[i:i + 2] == "\n\n":
            depth = False
        elif depth and not ch.isspace():
            inside.add(i)
    return any(i in inside for s, e in spans for i in range(s, e))


def parse_line(p, line, where):
    try:
        items = words_and_spans(line)
    except ValueError as e:
        raise CorpusError(f"{where}: cannot read `{e}`") from e
    (_, ident), by_offset = items[0], "from" in p["meta"] and not p["paragraphs"]
    spans_of = lambda source: parse_spans(p["text"], source, where, by_offset)
    words = [w for k, w in items if k == "word"]
    if not re.fullmatch(r"[mce]\d+", ident):
        raise CorpusError(f"{where}: a line starts with m1, c1 or e1, not `{ident}`")
    if any(x["id"] == ident for x in p["mentions"] + p["claims"] + p["events"]):
        raise CorpusError(f"{where}: `{ident}` is used twice")
    if ident[0] == "m":
        if len(items) not in (3, 5) or items[1][1] not in KINDS or items[2][0] != "span":
            raise CorpusError(f"{where}: write `{ident} KIND [words]` and perhaps `= mK`; kinds: {' '.join(KINDS)}")
        spans = spans_of(items[2][1])
        if len(spans) != 1:
            raise CorpusError(f"{where}: a mention is one piece")
        p["mentions"].append({"id": ident, "kind": items[1][1], "span": spans[0], "coref": items[4][1] if len(items) == 5 else None})
        return
    if ident[0] == "c":
        if len(words) < 2 or words[1] not in STANCES:
            raise CorpusError(f"{where}: write `{ident} STANCE source [..] cue [..] content [..]`; stances: {' '.join(STANCES)}")
        claim = {"id": ident, "stance": words[1], "source": [], "cue": [], "content": [], "parent": None}
        i = 2
        while i < len(items):
            key = items[i][1]
            if i + 1 >= len(items):
                raise CorpusError(f"{where}: `{key}` needs a value")
            if key in ("source", "cue", "content") and items[i + 1][0] == "span":
                claim[key] = spans_of(items[i + 1][1])
            elif key == "in":
                claim["parent"] = items[i + 1][1]
            else:
                raise CorpusError(f"{where}: unknown `{key}` in a claim; known: source, cue, content, in")
            i += 2
        if not claim["cue"] or not claim["content"]:
            raise CorpusError(f"{where}: a claim has a cue and a content")
        claim["quoted"] = is_quoted(p["text"], claim["content"])
        p["claims"].append(claim)
        return
    if len(words) < 3 or words[2] not in STATUSES:
        raise CorpusError(f"{where}: write `{ident} TYPE STATUS trigger [..] …`; statuses: {' '.join(STATUSES)}")
    kind, _, mode = words[1].partition(":")
    if kind not in MODES:
        raise CorpusError(f"{where}: unknown type `{kind}`; types: {' '.join(TYPES)}")
    if mode and mode not in MODES[kind]:
        raise CorpusError(f"{where}: `{mode}` is no mode of {kind}; its modes: {' '.join(MODES[kind]) or 'none'}")
    ev = {"id": ident, "type": kind, "mode": mode or None, "status": words[2], "trigger": [], "actors": [], "recipients": [],
          "place": None, "time": None, "quantities": [], "context": [], "claims": []}
    i = 3
    while i < len(items):
        key = items[i][1]
        if i + 1 >= len(items):
            raise CorpusError(f"{where}: `{key}` needs a value")
        value = items[i + 1]
        if key == "trigger" and value[0] == "span":
            ev["trigger"] = spans_of(value[1])
        elif key in ("actor", "recipient"):
            ev[key + "s"].append(value[1])
        elif key in ("place", "time"):
            if ev[key]:
                raise CorpusError(f"{where}: only one {key} an event")
            ev[key] = value[1]
        elif key == "quantity":
            mid, _, role = value[1].partition("/")
            if role and role not in QUANTITY_ROLES:
                raise CorpusError(f"{where}: unknown quantity role `{role}`; roles: {' '.join(QUANTITY_ROLES)}")
            ev["quantities"].append({"mention": mid, "role": role or "other"})
        elif key == "context":
            if value[1] not in CONTEXTS:
                raise CorpusError(f"{where}: unknown context `{value[1]}`; contexts: {' '.join(CONTEXTS)}")
            ev["context"].append(value[1])
        elif key == "claim":
            ev["claims"].append(value[1])
        else:
            raise CorpusError(f"{where}: unknown `{key}` in an event; known: trigger actor recipient place time quantity context claim")
        i += 2
    if not ev["trigger"]:
        raise CorpusError(f"{where}: an event has a trigger")
    p["events"].append(ev)


def check_links(p, where):
    """Every id that is named exists and fits its role."""
    mentions = {m["id"]: m for m in p["mentions"]}
    claims = {c["id"]: c for c in p["claims"]}

    def mention(mid, kinds, role, ident):
        if mid not in mentions:
            raise CorpusError(f"{where}: {ident} names {role} `{mid}`, which is no mention of this passage")
        if kinds and mentions[mid]["kind"] not in kinds:
            raise CorpusError(f"{where}: {ident} has {role} `{mid}` of kind {mentions[mid]['kind']}; allowed: {' '.join(sorted(kinds))}")

    seen = set()
    for m in p["mentions"]:
        if m["coref"] is not None:
            mention(m["coref"], None, "=", m["id"])
        key = (m["kind"], tuple(m["span"]))
        if key in seen:
            raise CorpusError(f"{where}: {m['id']} repeats another mention")
        seen.add(key)
    for c in p["claims"]:
        if c["parent"] is not None and c["parent"] not in claims:
            raise CorpusError(f"{where}: {c['id']} stands in `{c['parent']}`, which is no claim of this passage")
        if c["parent"] is not None:
            par = claims[c["parent"]]["content"]
            if not all(any(s <= a and b <= e for s, e in par) for a, b in c["cue"]):
                raise CorpusError(f"{where}: {c['id']} says `in {c['parent']}`, but its cue is outside that content")
    for ev in p["events"]:
        if not ev["actors"] and not ev["recipients"]:
            raise CorpusError(f"{where}: {ev['id']} has neither actor nor recipient")
        for role in ("actors", "recipients"):
            for mid in ev[role]:
                mention(mid, PARTY_KINDS | {"quantity"}, role, ev["id"])
        if ev["place"]:
            mention(ev["place"], {"place", "organization", "other"}, "place", ev["id"])
        if ev["time"]:
            mention(ev["time"], {"time"}, "time", ev["id"])
        for q in ev["quantities"]:
            mention(q["mention"], {"quantity"}, "quantity", ev["id"])
        for cid in ev["claims"]:
            if cid not in claims:
                raise CorpusError(f"{where}: {ev['id']} names claim `{cid}`, which is no claim of this passage")


def read_file(path, texts=Texts(None)):
    """Yields the passages of one Markdown file. Raises CorpusError at the first that does not fit."""
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    p, state, para = None, "out", []

    def close_text():
        if para:
            p["paragraphs"].append(" ".join(para))
            para.clear()

    def finish():
        if p is None:
            return None
        where = f"{path}: {p['id']}"
        if not p["has_annotation"]:
            raise CorpusError(f"{where}: no ```annotation block")
        if "published" not in p["meta"] or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", p["meta"]["published"]):
            raise CorpusError(f"{where}: `published: YYYY-MM-DD` is missing")
        check_links(p, where)
        return p

    for n, line in enumerate(lines, 1):
        where = f"{path}:{n}"
        if state == "annotation":
            if line.strip() == "```":
                state = "out"
            elif line.strip() and not line.lstrip().startswith("#"):
                parse_line(p, line.strip(), f"{where} ({p['id']})")
            continue
        if line.startswith("## "):
            done = finish()
            if done:
                yield done
            ident = line[3:].strip()
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", ident):
                raise CorpusError(f"{where}: a passage's name has lower case, digits and hyphens only, not `{ident}`")
            p = {"id": ident, "file": str(path), "meta": {}, "paragraphs": [], "text": None, "mentions": [], "claims": [], "events": [], "has_annotation": False}
            state = "meta"
        elif p is None:
            continue
        elif line.startswith(">"):
            state = "text"
            words = line[1:].strip()
            if words:
                para.append(words)
            else:
                close_text()
        elif line.strip() == "```annotation":
            close_text()
            p["text"] = "\n\n".join(p["paragraphs"])
            if not p["text"] and "from" in p["meta"]:
                p["text"] = texts.paragraph(p["meta"]["from"], f"{where} ({p['id']})")
            if not p["text"]:
                raise CorpusError(f"{where}: annotation before any text")
            p["has_annotation"] = True
            state = "annotation"
        elif state == "meta" and ":" in line:
            key, _, value = line.partition(":")
            p["meta"][key.strip()] = value.strip()
    if state == "annotation":
        raise CorpusError(f"{path}: the last annotation block is not closed")
    done = finish()
    if done:
        yield done


def is_dev(key, share=8):
    """One in `share` by the hash of its name: fixed, whatever else is in the set."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % share == 0


def files(paths):
    for path in map(Path, paths):
        yield from sorted(path.rglob("*.md")) if path.is_dir() else [path]


def read_corpus(paths, data=None):
    """All passages under the given files or folders, sorted by file; names must be unique. `data` is the folder of the public
    sets, for passages that have their text from there."""
    seen, out, texts = {}, [], Texts(data)
    for f in files(paths):
        for p in read_file(f, texts):
            if p["id"] in seen:
                raise CorpusError(f"{f}: the passage `{p['id']}` stands in {seen[p['id']]} too")
            seen[p["id"]] = f
            out.append(p)
    return out


def standoff(p):
    """The passage as Markdown without its text: spans as offsets."""
    spans = lambda ss: " + ".join(f"[{s}-{e}]" for s, e in ss)
    out = [f"## {p['id']}", *(f"{k}: {v}" for k, v in p["meta"].items()), "", "```annotation"]
    for m in p["mentions"]:
        out.append(f"{m['id']} {m['kind']} {spans([m['span']])}" + (f" = {m['coref']}" if m["coref"] else ""))
    for c in p["claims"]:
        parts = [f"{key} {spans(c[key])}" for key in ("source", "cue", "content") if c[key]]
        out.append(" ".join([c["id"], c["stance"], *parts] + ([f"in {c['parent']}"] if c["parent"] else [])))
    for e in p["events"]:
        fields = [e["id"], e["type"] + (f":{e['mode']}" if e["mode"] else ""), e["status"], f"trigger {spans(e['trigger'])}"]
        fields += [f"actor {m}" for m in e["actors"]] + [f"recipient {m}" for m in e["recipients"]]
        fields += [f"{key} {e[key]}" for key in ("place", "time") if e[key]]
        fields += [f"quantity {q['mention']}/{q['role']}" for q in e["quantities"]]
        fields += [f"context {c}" for c in e["context"]] + [f"claim {c}" for c in e["claims"]]
        out.append(" ".join(fields))
    return "\n".join([*out, "```", ""])


def main(argv):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("paths", nargs="+", metavar="FOLDER_OR_FILE")
    ap.add_argument("--data", help="folder of the public sets, for passages of real news")
    ap.add_argument("--json", action="store_true", help="print the passages as JSON Lines")
    ap.add_argument("--standoff", action="store_true", help="print the passages without their texts")
    args = ap.parse_args(argv)
    passages, bad, seen, texts = [], 0, {}, Texts(args.data, blank=not (args.json or args.standoff))
    for f in files(args.paths):
        try:
            for p in read_file(f, texts):
                if p["id"] in seen:
                    raise CorpusError(f"{f}: the passage `{p['id']}` stands in {seen[p['id']]} too")
                seen[p["id"]] = f
                passages.append(p)
        except CorpusError as e:
            print(f"error: {e}", file=sys.stderr)
            bad += 1
    if args.json or args.standoff:
        for p in passages:
            print(json.dumps(p, ensure_ascii=False) if args.json else standoff(p))
        return 1 if bad else 0
    for title, counts in (
        ("mentions", Counter(m["kind"] for p in passages for m in p["mentions"])),
        ("stances", Counter(c["stance"] for p in passages for c in p["claims"])),
        ("types", Counter(e["type"] for p in passages for e in p["events"])),
        ("modes", Counter(f"{e['type']}:{e['mode']}" for p in passages for e in p["events"] if e["mode"])),
        ("statuses", Counter(e["status"] for p in passages for e in p["events"])),
    ):
        print(f"{title} ({sum(counts.values())}): " + ", ".join(f"{k} {v}" for k, v in sorted(counts.items(), key=lambda x: -x[1])))
    print(f"{len(passages)} passages, {sum(not p['events'] for p in passages)} without an event, {bad} files with an error")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
