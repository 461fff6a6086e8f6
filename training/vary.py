"""Passages told of others: the names of countries, persons and places are exchanged, the same name for the same name all through
a passage, so that a reader learns what the words around a name say and not who is usually said to do it.

Nothing else of a passage changes but `a` and `an`; spans move with the text. `python3 training/vary.py [N]` shows N passages so.
"""

import csv
import random
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# places that are told of as powers, or as parts of the world
KEPT = set("Britain England Scotland Wales America Washington London Brussels Kremlin Pentagon Europe Africa Asia Americas Oceania Balkans Caucasus Sahel Gulf "
           "Congo Guinea Palestine Gaza".split()) | {
    "Downing Street", "Capitol Hill", "White House", "West Bank", "Middle East", "Northern Ireland", "North Africa", "South Asia", "Central Asia", "Latin America"}
FORMS = ("name", "adjective", "noun", "plural", "capital")
# said with an article, or of several words that could be read as another country's
WITH_ARTICLE = re.compile(r"United|Republic|Islands|Netherlands|Philippines|Maldives|Bahamas|Gambia|Comoros|Seychelles|Congo|Guinea|Vatican|Dominica| and ")
NAME_WORD = re.compile(r"[^\W\d_][\w'’-]*")
TITLES = set("mr mrs ms dr sir lord lady president prime minister king queen prince princess sheikh sheik general gen col colonel captain capt maj major sgt "
             "lt lieutenant admiral ayatollah pope cardinal bishop archbishop father rev reverend senator sen rep governor gov mayor chancellor judge "
             "justice professor prof chief secretary spokesman spokeswoman ambassador foreign defence defense interior vice deputy former the de la del "
             "van von bin al el da dos das di le i ii iii jr sr saint st".split())


def table(name):
    with open(ROOT / "knowledge" / name, encoding="utf-8") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def countries():
    """Forms of the name of each state that has all of them, in capitalised words, none shared with another's."""
    people = {}
    for r in table("demonyms.tsv"):
        if r["kind"] == "nation" and r["adjectives"] and r["nouns"] and r["plurals"]:
            people.setdefault(r["country"], r)
    out = []
    for r in table("countries.tsv"):
        p = people.get(r["code"])
        if r["kind"] == "state" and p and r["capital"] and r["end"] in ("", "now") and not WITH_ARTICLE.search(r["name"]):
            out.append(dict(zip(FORMS, (r["name"], *(p[k].split("|")[0] for k in ("adjectives", "nouns", "plurals")), r["capital"]))))
    seen = Counter(v for c in out for v in set(c.values()))
    whole = lambda v: seen[v] == 1 and all(w[0].isupper() for w in v.split())
    return [c for c in out if c["capital"] != c["name"] and all(whole(v) for v in c.values())]


class Names:
    """What names are exchanged for: those of the countries that are known, those of the other passages' persons and places."""

    def __init__(self, passages):
        self.countries = countries()
        self.of_form = {}
        for n, c in enumerate(self.countries):
            for form in reversed(FORMS):                  # where two forms are one word, the adjective's place is the likelier
                self.of_form[c[form]] = (n, form)
        forms = sorted(self.of_form, key=len, reverse=True)
        self.pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)")
        lower = {w for p in passages for w in re.findall(r"\b[a-z]+\b", p["text"])}
        self.common = lower | TITLES
        self.kept = KEPT | {name for r in table("countries.tsv") for name in (r["name"], r["official"], *r["aliases"].split("|"))}
        first, last, places = set(), set(), {1: set(), 2: set()}
        for p in passages:
            for m in p["mentions"]:
                said = p["text"][slice(*m["span"])]
                words = said.split()
                if m["kind"] == "person" and len(words) == 2 and all(self.is_name(w) for w in words):
                    first.add(words[0])
                    last.add(words[1])
                elif m["kind"] == "place" and len(words) in places and self.is_town(said):
                    places[len(words)].add(said)
        self.first, self.last, self.places = sorted(first), sorted(last), {n: sorted(v) for n, v in places.items()}

    def is_name(self, word):
        return bool(NAME_WORD.fullmatch(word)) and word[0].isupper() and not word.isupper() and word.lower() not in self.common

    def is_town(self, said):
        """True for a place's name that another's can stand for: no state, no continent, no seat of power that has its own meaning."""
        return all(self.is_name(w) for w in said.split()) and said not in self.kept and not self.pattern.search(said)

    def edits(self, p, rng):
        """(start, end, new words) of all that is exchanged in a passage, in no order."""
        text, new = p["text"], {}
        here = {self.of_form[m.group()][0] for m in self.pattern.finditer(text)}
        others = [n for n in range(len(self.countries)) if n not in here]
        partner = dict(zip(sorted(here), rng.sample(others, len(here))))
        # words of persons' names, and not of a people, place or body named inside them
        inner = [m["span"] for m in p["mentions"] if m["kind"] != "person"]
        persons = set()
        for m in p["mentions"]:
            s, e = m["span"]
            if m["kind"] != "person":
                continue
            found = [(s + w.start(), s + w.end()) for w in re.finditer(r"\S+", text[s:e]) if self.is_name(w.group())]
            found = [(a, b) for a, b in found if not any(s <= x and y <= e and y - x < e - s and x <= a and b <= y for x, y in inner)]
            for k, (a, b) in enumerate(found):
                if (a, b) not in persons:
                    persons.add((a, b))
                    pool = self.last if k == len(found) - 1 else self.first
                    yield a, b, new.setdefault(("person", text[a:b]), rng.choice(pool))
        for m in self.pattern.finditer(text):
            n, form = self.of_form[m.group()]
            if not any(a < m.end() and m.start() < b for a, b in persons):
                yield m.start(), m.end(), self.countries[partner[n]][form]
        for m in p["mentions"]:
            said = text[slice(*m["span"])]
            if m["kind"] == "place" and len(said.split()) in self.places and self.is_town(said):
                yield *m["span"], new.setdefault(("place", said), rng.choice(self.places[len(said.split())]))


def spans_of(p):
    """All lists [start, end] of a passage's annotation, as they stand in it."""
    for m in p["mentions"]:
        yield m["span"]
    for c in p["claims"]:
        for part in ("source", "cue", "content"):
            yield from c[part]
    for e in p["events"]:
        yield from e["trigger"]


def vary(p, names, rng):
    """A copy of the passage told of others; none where nothing in it can be exchanged."""
    ends = {o for span in spans_of(p) for o in span}
    chosen, taken = [], -1
    for s, e, words in sorted(set(names.edits(p, rng)), key=lambda x: (x[0], -x[1], x[2])):
        if s >= taken and not any(s < o < e for o in ends):
            chosen.append((s, e, words))
            taken = e
    if not chosen:
        return None
    text, out, at, moves = p["text"], [], 0, []
    for s, e, words in chosen:
        between = text[at:s]
        # "an Iranian" told of a Kenyan
        article = re.search(r"\b([Aa])(n?) $", between)
        if article:
            want = "n" if words[0] in "AEIO" or words.startswith(("Uz", "Um", "Un")) else ""
            if want != article.group(2):
                cut = len(between) - 1 - len(article.group(2))
                moves.append((at + cut + len(article.group(2)), len(want) - len(article.group(2))))
                between = between[:cut] + want + " "
        out += [between, words]
        moves.append((e, len(words) - (e - s)))
        at = e
    out.append(text[at:])
    move = lambda o: o + sum(by for since, by in moves if o >= since)
    move_all = lambda spans: [[move(a), move(b)] for a, b in spans]
    return {**p, "text": "".join(out),
            "mentions": [{**m, "span": [move(x) for x in m["span"]]} for m in p["mentions"]],
            "claims": [{**c, **{k: move_all(c[k]) for k in ("source", "cue", "content")}} for c in p["claims"]],
            "events": [{**e, "trigger": move_all(e["trigger"])} for e in p["events"]]}


OTHERS = 0.5      # share of passes over a window in which a telling of others stands for it


def one_telling(example, rng):
    """The window as annotated, or one of its tellings of others (`example.others`)."""
    return rng.choice(example.others) if example.others and rng.random() < OTHERS else example


def main():
    import corpus

    passages = corpus.read_corpus([ROOT / "corpus" / "train"])
    names = Names(passages)
    rng = random.Random(1)
    for p in rng.sample(passages, int(sys.argv[1]) if len(sys.argv) > 1 else 5):
        other = vary(p, names, rng)
        print(f"## {p['id']}\n{p['text']}\n--\n{other and other['text']}")
        for x in other["mentions"] if other else []:
            print("  ", x["kind"], "|", other["text"][slice(*x["span"])])
    return 0


if __name__ == "__main__":
    sys.exit(main())
