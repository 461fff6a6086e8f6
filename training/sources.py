"""The training sets as examples: windows with what each set says about them, and silence about what it does not.

Every set is optional (`--without NAME`). A label of -100 is "not said".
"""

import json
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import corpus
from corpus import is_dev
from features import LOWER, PUNCT, TITLE, words_under, windows
from model import TRACKS
from vary import Names, vary

IGNORE = -100
T = {name: i for i, name in enumerate(TRACKS)}
MODE_INDEX = {(t, m): i for i, (t, m) in enumerate((t, m) for t, ms in corpus.MODES.items() for m in ms)}
NO_MODE = len(MODE_INDEX)      # output for an event whose type has modes, none of which fits
SIZES = {"type": len(corpus.TYPES), "mode": len(MODE_INDEX) + 1, "status": len(corpus.STATUSES), "context": len(corpus.CONTEXTS),
         "stance": len(corpus.STANCES)}

LICENCES = {
    "corpus": "written for this project (Apache-2.0 OR MIT)",
    "attribution": "PolNeAR 1.0: published for research, no licence stated; articles their publishers'",
    "relations": "PLV: no licence stated",
    "relation-events": "our own event annotation of sentences of PLV (offsets and labels, Apache-2.0 OR MIT); the sentences as `relations`",
    "news-events": "our own event annotation of news paragraphs (offsets and labels, Apache-2.0 OR MIT); the paragraphs as `attribution` and `toponyms`",
    "news": "our own full annotation of paragraphs of real news (offsets and labels, Apache-2.0 OR MIT); the paragraphs as `attribution`, `toponyms`, `pages`, `re3d`, `stories`",
    "silver": "the teachers' readings of `attribution`, `pages`, `toponyms`, `re3d`, `stories`, `background` and the WikiWars of `times` (probabilities, not texts)",
    "own-pairs": "parties of one event in `corpus` and `news`, as questions like those of `relations`",
    "pages": "article-extraction-benchmark: MIT (texts for `news` and `silver` only)",
    "stories": "NGEC training set: MIT repository, synthetic stories",
    "wikineural": "WikiNEuRal: CC BY-NC-SA 4.0",
    "wikigold": "Wikigold: CC BY 4.0",
    "ewt": "Universal NER EWT: CC BY-SA 4.0",
    "re3d": "re3d (Dstl): Open Government Licence and others per source",
    "toponyms": "TR-News, from a GPL-3 repository",
    "times": "Microsoft Recognizers-Text: MIT; WikiWars: CC BY-SA 3.0",
    "background": "BBC/UCD set: research use",
}


@dataclass
class Example:
    """One window with its labels. `tags[word][track]` is 0 O, 1 B, 2 I or IGNORE."""

    source: str
    win: object
    tags: list = None
    claims: list = field(default_factory=list)      # dicts: anchor [words], link [word labels], stance, perhaps weight of the stance
    events: list = field(default_factory=list)      # dicts: anchor, link, type, mode, status, context, perhaps weight of these four
    soft_tags: object = None                        # the teacher's probabilities [words, tracks, 3], where `tags` are silent
    roles: list = None                              # per word: 1 first party, 2 second party
    pair: int = IGNORE
    story: int = IGNORE
    key: str = ""
    others: list = field(default_factory=list)      # the window told of others (vary.py)


def mode_label(kind, mode):
    return MODE_INDEX[kind, mode] if mode else NO_MODE if corpus.MODES[kind] else IGNORE


def rows(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            yield json.loads(line)


def blank(win, tracks=()):
    """Tags that say nothing, except O on the given tracks."""
    tags = [[IGNORE] * len(TRACKS) for _ in win.words]
    for row in tags:
        for t in tracks:
            row[t] = 0
    return tags


def put(tags, win, track, spans):
    """Marks the words under each span as one B I I … run of a track."""
    for span in spans:
        for n, w in enumerate(words_under(win, [span])):
            tags[w][track] = 1 if n == 0 else 2


def fits(win, spans):
    """True where the spans begin and end inside this window."""
    return bool(win.words) and all(win.words[0][1] <= s and e <= win.words[-1][2] for s, e in spans)


def touches(win, spans):
    return bool(words_under(win, spans))


def links(win, parts):
    """Word labels: the index of the part (1, 2, …) that covers a word, 0 where none does."""
    out = [0] * len(win.words)
    for label, spans in parts:
        for w in words_under(win, spans):
            out[w] = label
    return out


# Stances that a cue gives away by itself; all other PolNeAR cues stay unlabelled.
CUE_STANCE = [
    (r"denie[sd]|deny|denying|disputed?|disputes|refuted?|rejected (?:the )?(?:claim|suggestion|allegation)s?", "deny"),
    (r"confirm(?:s|ed|ing)?|acknowledged?|acknowledges|admit(?:s|ted)", "confirm"),
    (r"announce[sd]?|announcing|unveiled", "announce"),
    (r"believes?|believed|expects?|expected|estimate[sd]?|thinks?|predict(?:s|ed)?|projected|predicts|seem(?:s|ed)|appears?|appeared|suspects?|suspected|is expected|are expected|guess", "estimate"),
    (r"accuse[sd]?|accusing|alleg(?:es|ed|ing)|blame[sd]?|blaming", "accuse"),
    (r"condemn(?:s|ed|ing)?|criticize[sd]?|criticizing|blasted|denounce[sd]?|slammed|deplored?|decried|attacked|lamented|derided|mocked|complained", "condemn"),
    (r"praise[sd]?|praising|endorse[sd]?|endorsing|welcome[sd]?|supports?|supported|applauded|defended|backed|hailed|touted", "endorse"),
    (r"warn(?:s|ed|ing)?(?: of| that)?|cautioned|fears?|feared|worr(?:y|ied|ies)|is worried|are worried", "warn"),
    (r"urge[sd]?|urging|demand(?:s|ed|ing)?|called (?:for|on)|calling (?:for|on)|calls (?:for|on)|asked for|wants?|wanted|pleaded|requested|encouraged", "request"),
    (r"promise[sd]?|promising|vow(?:s|ed|ing)?|pledge[sd]?|threaten(?:s|ed)?|plans?|planned|intends?|agreed|committed", "commit"),
    (r"declined(?: to (?:comment|say|answer|discuss))?|would n[o']t (?:comment|say)|did not (?:comment|respond)", "decline"),
    (r"said|says|told|added|reported|noted|wrote|stated|according to|explained|tweeted|continued|recalled|pointed out|said in a statement|also said|replied", "assert"),
]
CUE_STANCE = [(re.compile(p), corpus.STANCES.index(s)) for p, s in CUE_STANCE]


def cue_stance(cue):
    cue = " ".join(cue.lower().split())
    return next((i for p, i in CUE_STANCE if p.fullmatch(cue)), IGNORE)


def attribution(path, tok, train=True):
    for r in rows(path):
        text = r["text"]
        for n, win in enumerate(windows(text, tok)):
            ex = Example("attribution", win, blank(win, [T["cue"]]), key=f"{r['id']}/{n}")
            for a in r["attributions"]:
                src, cue, con = (a.get(k) or [] for k in ("source", "cue", "content"))
                if not cue or not touches(win, cue) or not fits(win, cue):
                    continue
                put(ex.tags, win, T["cue"], cue)
                anchor = words_under(win, cue)
                link = links(win, [(2, con), (1, src)])
                for w in anchor:
                    link[w] = 0
                stance = cue_stance(" ".join(text[s:e] for s, e in cue))
                ex.claims.append({"anchor": anchor, "link": link, "stance": stance, "weight": 0.3})
            yield ex


def lower_words(passages):
    """Words that stand in lower case somewhere: tells `Protesters` at a sentence's start from `Kurds`."""
    return {w for p in passages for w in re.findall(r"\b[a-z]+\b", p["text"])}


def is_nation(text, span, lower):
    """Nationalities and peoples (all words capitalised) against collectives (`rebels`): two tracks, since they nest."""
    words = re.findall(r"\w[\w'’-]*", text[span[0]:span[1]])
    return bool(words) and all(w[0].isupper() and w.lower() not in lower for w in words)


def own_corpus(passages, tok, source="corpus", lower=None):
    """Passages annotated in full: ours, and (`source` "news") paragraphs of real news. `lower`: words known to stand in lower case, by
    default those that do so in the passages."""
    lower = lower_words(passages) if lower is None else lower
    for p in passages:
        text = p["text"]
        spans = {m["id"]: m["span"] for m in p["mentions"]}
        for win in windows(text, tok):
            ex = Example(source, win, blank(win, range(len(TRACKS))), key=p["id"])
            for m in sorted(p["mentions"], key=lambda m: m["span"][1] - m["span"][0]):      # the outer of two on one track wins
                if touches(win, [m["span"]]):
                    track = "nation" if m["kind"] == "group" and is_nation(text, m["span"], lower) else m["kind"]
                    put(ex.tags, win, T[track], [m["span"]])
            for c in p["claims"]:
                if touches(win, c["cue"]):
                    head = max(c["cue"], key=lambda s: s[1] - s[0])
                    put(ex.tags, win, T["nested-cue" if c["parent"] else "cue"], [head])
                    anchor = words_under(win, [head])
                    if not anchor:
                        continue
                    link = links(win, [(2, c["content"]), (1, c["source"])])
                    for w in anchor:
                        link[w] = 0
                    ex.claims.append({"anchor": anchor, "link": link, "stance": corpus.STANCES.index(c["stance"])})
            for e in p["events"]:
                head = max(e["trigger"], key=lambda s: s[1] - s[0])
                anchor = words_under(win, [head])
                if not anchor:
                    continue
                put(ex.tags, win, T["trigger"], [head])
                at = lambda ids: [spans[i] for i in ids if i]
                link = links(win, [(5, at(q["mention"] for q in e["quantities"])), (4, at([e["time"]])), (3, at([e["place"]])),
                                   (2, at(e["recipients"])), (1, at(e["actors"]))])
                ex.events.append({"anchor": anchor, "link": link, "type": corpus.TYPES.index(e["type"]),
                                  "mode": mode_label(e["type"], e["mode"]), "status": corpus.STATUSES.index(e["status"]),
                                  "context": [int(c in e["context"]) for c in corpus.CONTEXTS]})
            yield ex


TELLINGS = 3      # times each passage is told of others


def tell_of_others(examples, passages, names, tok, source):
    """Gives the windows of passages those of the same passages told of others. A telling that falls into more or fewer windows is
    left out."""
    windows_of = {}
    for e in examples:
        windows_of.setdefault(e.key, []).append(e)
    lower = lower_words(passages)
    for n in range(TELLINGS):
        told = [other for p in passages if (other := vary(p, names, random.Random(f"{p['id']}-{n}")))]
        anew = {}
        for e in own_corpus(told, tok, source, lower):
            anew.setdefault(e.key, []).append(e)
        for key, ones in anew.items():
            if len(ones) == len(windows_of[key]):
                for e, other in zip(windows_of[key], ones):
                    e.others.append(other)


PAIR_TYPES = {"YIELD": "CONCEDE"}


def pair_examples(path, tok, folds=None):
    """Rows of `relations` as pair questions. PLV's YIELD (CONCEDE or RETREAT) trains as CONCEDE."""
    for r in rows(path):
        if folds is not None and r["fold"] not in folds:
            continue
        for win in windows(r["text"], tok, limit=256)[:1]:
            roles = links(win, [(2, r["target"]), (1, r["source"])])
            yield Example("relations", win, roles=roles, pair=corpus.TYPES.index(PAIR_TYPES.get(r["type"], r["type"])), key=r["id"])


def sentence_spans(text):
    """Where sentences lie, roughly: cut after `.`, `!`, `?` before a capital, and at line ends."""
    start = 0
    for m in re.finditer(r"(?<=[.!?])[\"”’]?\s+(?=[\"“‘]?[A-Z])|\n+", text):
        if m.start() > start:
            yield start, m.start()
        start = m.end()
    if start < len(text):
        yield start, len(text)


def own_pairs(passages, tok):
    """Events of annotated passages as pair questions: the sentence with trigger, one actor and one recipient, where these two have one
    type in it."""
    for p in passages:
        spans = {m["id"]: m["span"] for m in p["mentions"]}
        for s, e in sentence_spans(p["text"]):
            inside = lambda span: s <= span[0] and span[1] <= e
            kinds = {}
            for event in p["events"]:
                if inside(event["trigger"][0]):
                    for a in event["actors"]:
                        for r in event["recipients"]:
                            if a and r and a != r and inside(spans[a]) and inside(spans[r]):
                                kinds.setdefault((a, r), set()).add(event["type"])
            for (a, r), types in kinds.items():
                if len(types) == 1:
                    at = lambda m: [[spans[m][0] - s, spans[m][1] - s]]
                    for win in windows(p["text"][s:e], tok, limit=256)[:1]:
                        yield Example("own-pairs", win, roles=links(win, [(2, at(r)), (1, at(a))]), pair=corpus.TYPES.index(types.pop()), key=p["id"])


def standoff_events(annotation, path, tok, folds=None):
    """Our events on the sentences of `relations`: triggers, types, parties (offsets and labels; the text is the set's)."""
    texts = {r["id"]: r for r in rows(path)}
    by_row = {}
    for line in Path(annotation).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            f = line.split("\t")
            by_row.setdefault(f[0], []).append(f[1:])
    spans = lambda s: [] if s == "-" else [[int(x) for x in p.split("-")] for p in s.split(";")]
    for ident, events in by_row.items():
        r = texts[ident]
        if folds is not None and r["fold"] not in folds:
            continue
        for win in windows(r["text"], tok, limit=256)[:1]:
            ex = Example("relation-events", win, blank(win, [T["trigger"]]), key=ident)
            for e in events:
                if e[0] == "none":
                    continue
                kind, mode, status, trigger, actors, recipients, place, time = e
                head = max(spans(trigger), key=lambda s: s[1] - s[0])
                anchor = words_under(win, [head])
                if not anchor:
                    continue
                put(ex.tags, win, T["trigger"], [head])
                ex.events.append(party_event(win, anchor, kind, mode, status, *map(spans, (actors, recipients, place, time))))
            yield ex


NEWS_FILES = {"attribution": "attribution/train.jsonl", "toponyms": "toponyms/tr-news.jsonl"}


def news_events(annotation, data, tok, without):
    """Our events on paragraphs of real news (corpus/standoff/news.tsv): every event of a paragraph, perhaps none."""
    spans = lambda s, off: [] if s == "-" else [[int(x) - off for x in p.split("-")] for p in s.split(";")]
    texts, open_paragraph = {}, None

    def finish():
        if open_paragraph:
            yield open_paragraph[2]

    for line in Path(annotation).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        key, *f = line.split("\t")
        name, _, row = key.partition("/")
        if name in without or name == "toponyms" and is_dev(row, 5):
            continue
        if name not in texts:
            texts[name] = {r["id"]: r["text"] for r in rows(data / NEWS_FILES[name])}
        if f[0] == "paragraph":
            yield from finish()
            start, end = (int(x) for x in f[1].split("-"))
            win = windows(texts[name][row][start:end], tok, limit=256)[0]
            open_paragraph = (key, start, Example("news-events", win, blank(win, [T["trigger"]]), key=f"{key}#{start}"))
            continue
        _, start, ex = open_paragraph
        kind, mode, status, trigger, actors, recipients, place, time = f
        head = max(spans(trigger, start), key=lambda s: s[1] - s[0])
        anchor = words_under(ex.win, [head])
        if anchor:
            put(ex.tags, ex.win, T["trigger"], [head])
            ex.events.append(party_event(ex.win, anchor, kind, mode, status, *(spans(x, start) for x in (actors, recipients, place, time))))
    yield from finish()


def party_event(win, anchor, kind, mode, status, actors, recipients, place, time):
    """An event as stand-off annotation gives it: without quantities and contexts."""
    link = links(win, [(4, time), (3, place), (2, recipients), (1, actors)])
    return {"anchor": anchor, "link": link, "type": corpus.TYPES.index(kind), "mode": mode_label(kind, None if mode == "-" else mode),
            "status": corpus.STATUSES.index(status), "context": None}


def stories(path, tok):
    for r in rows(path):
        for win in windows(r["text"], tok, limit=192)[:1]:
            yield Example("stories", win, story=corpus.TYPES.index(r["type"]), key=r["id"])


def iob(path, name, tok, with_misc):
    """Sentences with PER ORG LOC (MISC) tags. Descriptions ("the ministry") are not marked in these sets, so lower-case
    words say nothing about organisations, and names inside names say nothing about places."""
    for n, r in enumerate(rows(path)):
        text, spans = "", []
        for t in r["tokens"]:
            if text:
                text += " "
            spans.append((len(text), len(text) + len(t)))
            text += t
        for win in windows(text, tok, limit=256)[:1]:
            tags = blank(win, [T["person"], T["organization"], T["place"]] + ([T["nation"]] if with_misc else []))
            prev = None
            for tag, span in zip(r["tags"], spans):
                kind = tag[2:] if tag != "O" else None
                for w in words_under(win, [span]):
                    row = tags[w]
                    begin = not (tag.startswith("I-") and prev == kind) or win.words[w][1] < span[0]
                    inner = win.words[w][1] > span[0]
                    label = 1 if begin and not inner else 2
                    if kind == "PER":
                        row[T["person"]] = label
                        row[T["place"]] = IGNORE
                    elif kind == "ORG":
                        row[T["organization"]] = label
                        row[T["place"]] = row[T["person"]] = IGNORE
                        if with_misc:
                            row[T["nation"]] = IGNORE
                    elif kind == "LOC":
                        row[T["place"]] = label
                        row[T["organization"]] = IGNORE
                    elif kind == "MISC":
                        for t in ("person", "organization", "place", "nation"):
                            row[T[t]] = IGNORE
                    elif win.ids and word_is_lower(win, w):
                        row[T["organization"]] = IGNORE
                prev = kind
            yield Example(name, win, tags, key=f"{name}-{n}")


def word_is_lower(win, w):
    return win.shapes[win.words[w][0]] % 8 == LOWER


RE3D = {"Location": "place", "Temporal": "time", "Weapon": "materiel", "MilitaryPlatform": "materiel", "Vehicle": "materiel"}


def re3d(path, tok):
    for r in rows(path):
        for win in windows(r["text"], tok):
            tags = blank(win, [T["place"], T["time"], T["materiel"]])
            for s, e, kind in r["entities"]:
                if kind in RE3D:
                    put(tags, win, T[RE3D[kind]], [[s, e]])
                else:
                    for w in words_under(win, [[s, e]]):
                        if tags[w][T["place"]] == 0:
                            tags[w][T["place"]] = IGNORE
            yield Example("re3d", win, tags, key=r["id"])


def toponyms(path, tok):
    for r in rows(path):
        for win in windows(r["text"], tok):
            tags = blank(win)
            for w in range(len(win.words)):
                if win.shapes[win.words[w][0]] % 8 in (LOWER, PUNCT):
                    tags[w][T["place"]] = 0
            put(tags, win, T["place"], [t["span"] for t in r["toponyms"]])
            yield Example("toponyms", win, tags, key=r["id"])


def times(folder, tok):
    for name in ("recognizers", "wikiwars"):
        for r in rows(folder / f"{name}.jsonl"):
            spans = [t["span"] for t in r["times"]]
            for win in windows(r["text"], tok):
                tags = blank(win, [T["time"]])
                put(tags, win, T["time"], spans)
                yield Example("times", win, tags, key=r.get("id", r["text"][:20]))


# Words of public life: an article of BBC news that uses none of them holds hardly a political event.
POLITICAL = re.compile(
    r"\b(government|minister|ministry|police|court|president|parliament|unions?|strike|eu|european commission|troops|military|army|war|tax"
    r"|regulators?|laws?|lawsuit|judge|white house|congress|bank of|treasury|states?|federal|mps?|political|elections?|china|iraq|charged"
    r"|arrested|convicted|investigat\w+|sanctions?|protest\w*|opec|central bank|commission|trial|prosecut\w*|sued?|suing|aid|refugees?)\b")


def background(path, tok, casing):
    """Business, sport, entertainment and technology without a word of public life: no political event. The set is in lower
    case, so words that `casing` knows as capitalised get that shape (otherwise lower case itself would tell that there is none)."""
    for n, r in enumerate(rows(path)):
        if r["politics"] or POLITICAL.search(r["text"]):
            continue
        sentences = [s for s in re.split(r"(?<=[.?!])\s+", r["text"]) if s.strip()]
        for k in range(0, min(len(sentences), 12), 4):
            text = " ".join(" ".join(sentences[k:k + 4]).split())
            for win in windows(text, tok, limit=160)[:1]:
                starts = {0} | {i + 1 for i, (_, a, b) in enumerate(win.words) if text[a:b] in ".?!"}
                for i, (piece, a, b) in enumerate(win.words):
                    if i in starts or text[a:b] in casing:
                        end = win.words[i + 1][0] if i + 1 < len(win.words) else len(win.ids) - 1
                        for at in range(piece, end):
                            if win.shapes[at] == LOWER:
                                win.shapes[at] = TITLE
                yield Example("background", win, blank(win, [T["trigger"]]), key=f"bbc-{n}-{k}")


def capitalised_words(texts):
    """Words (lower-cased) that stand capitalised far more often than not, away from sentence starts."""
    upper, lower = Counter(), Counter()
    for text in texts:
        for m in re.finditer(r"(?<=[a-z,] )[A-Za-z]\w+", text):
            word = m.group()
            (upper if word[0].isupper() else lower)[word.lower()] += 1
    return {w for w, n in upper.items() if n > 3 * lower[w]}


# The public set that a paragraph of real news is from, by the set's name in `from:`.
NEWS_SETS = {"attribution": "attribution", "tr-news": "toponyms", "pages": "pages", "re3d": "re3d", "stories": "stories"}


def set_of(passage):
    return passage["meta"]["from"].partition("/")[0]


def is_train_page(ident):
    """Half of `pages` by the hash of its name; test paragraphs were chosen from the other half."""
    return not is_dev("p" + ident, 2)


def annotated_passages(data, root, without=()):
    """Passages annotated in full, ours (`corpus`) and of real news (`news`). Articles that `demarche eval toponyms` scores are left out."""
    own = corpus.read_corpus([root / "corpus" / "train"]) if "corpus" not in without else []
    paragraphs = corpus.read_corpus([root / "corpus" / "standoff" / "train"], data) if "news" not in without else []
    scored = lambda p: set_of(p) == "tr-news" and is_dev(p["meta"]["from"].split()[0].partition("/")[2], 5)
    return {"corpus": own, "news": [p for p in paragraphs if NEWS_SETS[set_of(p)] not in without and not scored(p)]}


def dev_passages(data, root, without=()):
    """The passages kept for development, ours and of real news."""
    return [p for kept in annotated_passages(Path(data), Path(root), without).values() for p in kept if is_dev(p["id"])]


def held_spans(dev):
    """Where the paragraphs of `dev` lie: spans by row, as `attribution/ID`."""
    held = {}
    for p in dev:
        if "from" in p["meta"]:
            key, span = p["meta"]["from"].split()[:2]
            held.setdefault(key, []).append([int(x) for x in span.split("-")])
    return held


def shares_text(passage, held):
    """True for a paragraph of real news that overlaps with one that is held back."""
    if "from" not in passage["meta"]:
        return False
    key, span = passage["meta"]["from"].split()[:2]
    start, end = (int(x) for x in span.split("-"))
    return any(start < b and a < end for a, b in held.get(key, []))


def load(data, root, tok, without=(), folds=None):
    """All training examples by set, and the dev passages, ours and of real news. `folds` limits relations to these folds."""
    data, root = Path(data), Path(root)
    sets = {}
    annotated = annotated_passages(data, root, without)

    def add(name, items):
        if name not in without:
            sets[name] = list(items)

    dev = [p for kept in annotated.values() for p in kept if is_dev(p["id"])]
    held = held_spans(dev)
    taught = {name: [p for p in kept if not is_dev(p["id"]) and not shares_text(p, held)] for name, kept in annotated.items()}

    def add_apart(name, items, row):
        """Windows but those that share text with a paragraph of `dev`; `row` tells a window's row in its file, and where its text begins there."""
        add(name, (e for e in items if not words_under(e.win, [[a - row(e)[1], b - row(e)[1]] for a, b in held.get(row(e)[0], [])])))

    names = Names([p for kept in taught.values() for p in kept])
    for name, kept in taught.items():
        if kept:
            sets[name] = list(own_corpus(kept, tok, name))
            tell_of_others(sets[name], kept, names, tok, name)
    if taught["corpus"] or taught["news"]:
        add("own-pairs", (e for kept in taught.values() for e in own_pairs(kept, tok)))
    add_apart("attribution", attribution(data / "attribution/train.jsonl", tok), lambda e: (f"attribution/{e.key.rpartition('/')[0]}", 0))
    add("relations", pair_examples(data / "relations/train.jsonl", tok, folds))
    if "relations" not in without and (root / "corpus/standoff/relations.tsv").exists():
        add("relation-events", standoff_events(root / "corpus/standoff/relations.tsv", data / "relations/train.jsonl", tok, folds))
    if (root / "corpus/standoff/news.tsv").exists():
        paragraph = lambda e: (e.key.partition("#")[0].replace("toponyms/", "tr-news/"), int(e.key.partition("#")[2]))
        add_apart("news-events", news_events(root / "corpus/standoff/news.tsv", data, tok, without), paragraph)
    add_apart("stories", stories(data / "stories/train.jsonl", tok), lambda e: (f"stories/{e.key}", 0))
    add("wikineural", (e for e in iob(data / "entities/wikineural-en.jsonl", "wikineural", tok, True) if not is_dev(e.key, 20)))
    add("wikigold", (e for e in iob(data / "entities/wikigold.jsonl", "wikigold", tok, True) if not is_dev(e.key, 5)))
    add("ewt", (e for e in iob(data / "entities/uner-ewt.jsonl", "ewt", tok, False) if not is_dev(e.key, 5)))
    add_apart("re3d", (e for e in re3d(data / "entities/re3d-train.jsonl", tok) if not is_dev(e.key, 5)), lambda e: (f"re3d/{e.key}", 0))
    add_apart("toponyms", (e for e in toponyms(data / "toponyms/tr-news.jsonl", tok) if not is_dev(e.key, 5)), lambda e: (f"tr-news/{e.key}", 0))
    add("times", (e for e in times(data / "times", tok) if not is_dev(e.key, 5)))
    if "background" not in without:
        texts = [" ".join(r["tokens"]) for r in rows(data / "entities/wikineural-en.jsonl")] if "wikineural" not in without else []
        texts += [r["text"] for r in rows(data / "attribution/train.jsonl")] if "attribution" not in without else []
        add("background", background(data / "background/bbc.jsonl", tok, capitalised_words([*texts, *(p["text"] for p in annotated["corpus"])])))
    return sets, dev
