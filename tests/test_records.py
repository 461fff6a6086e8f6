"""The JSON Lines record against docs/output.md: keys, kinds, ids, and words under every span."""

import functools
import hashlib
import json
import re
import unittest
from datetime import date

from program import ROWS, codebook, coded, records, run, tables_of

KINDS = {"person", "organization", "group", "place", "office", "time", "quantity", "materiel", "other"}
STANCES = {"announce", "assert", "confirm", "estimate", "accuse", "deny", "decline", "condemn", "endorse", "warn", "request", "commit"}
STATUSES = {"actual", "future", "hypothetical", "negated", "historical"}
QUAD = {t: q for q, ts in {1: "AGREE CONSULT SUPPORT CONCEDE", 2: "COOPERATE AID RETREAT", 3: "REQUEST ACCUSE REJECT THREATEN",
                           4: "PROTEST SANCTION MOBILIZE COERCE ASSAULT"}.items() for t in ts.split()}
# Keys that may be absent: those of what is not resolved yet, of options, and the text under `--no-text`.
OPTIONAL = {"Document": {"text", "embedding"}, "Mention": {"place", "time", "quantity", "how"}, "Event": {"embedding"}}


def fields(heading):
    """Field names of a table of docs/output.md."""
    return {name for row in tables_of("docs/output.md")[heading] for name in re.findall(r"`(\w+)`", row[0])}


def decimals(number):
    return len(repr(number).partition(".")[2].rstrip("0")) if isinstance(number, float) else 0


class Records(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.records = coded().records

    def each(self, *names):
        """(record, item) of the named lists, and which one it is for `subTest`."""
        for r in self.records:
            for name in names:
                for n, item in enumerate(r[name]):
                    yield r, item, self.subTest(document=r["id"], item=f"{name} {n}")

    def assert_spans(self, text, spans):
        for start, end in spans:
            self.assertTrue(0 <= start < end <= len(text), (start, end))
            self.assertEqual(text[start:end], text[start:end].strip(), "a span holds no space at its edges")

    def test_there_is_something_of_each_sort(self):
        self.assertEqual([r["id"] for r in self.records[-len(ROWS):]], [r["id"] for r in ROWS], "input order")
        for name in ("sentences", "mentions", "claims", "events", "pairs"):
            self.assertTrue(any(r[name] for r in self.records), name)
        self.assertTrue(any(c["parent"] for r in self.records for c in r["claims"]), "a claim inside a claim")

    def test_one_object_a_line(self):
        raw = coded().jsonl.read_bytes()
        self.assertTrue(raw.endswith(b"\n") and b"\r" not in raw and b"\n\n" not in raw)
        self.assertEqual(raw.count(b"\n"), len(self.records))

    def test_keys_are_the_documented_ones(self):
        for heading, name in (("Document", None), ("Mention", "mentions"), ("Claim", "claims"), ("Event", "events"), ("Pair", "pairs")):
            known = fields(heading)
            required = known - OPTIONAL.get(heading, set())
            for r in self.records:
                for item in [r] if name is None else r[name]:
                    self.assertEqual(set(item) - known, set(), f"{heading}: not in docs/output.md")
                    self.assertEqual(required - set(item), set(), f"{heading}: missing")

    def test_documents(self):
        for r in self.records:
            with self.subTest(document=r["id"]):
                self.assertEqual(r["schema"], "demarche/1")
                self.assertEqual(r["text_sha256"], hashlib.sha256(r["text"].encode()).hexdigest())
                self.assertIsNotNone(date.fromisoformat(r["published"]))
                self.assertEqual(set(r["versions"]), {"demarche", "model", "knowledge", "codebook"})
                self.assert_spans(r["text"], r["sentences"])
                ends = [0] + [e for _, e in r["sentences"]]
                self.assertTrue(all(s >= e for (s, _), e in zip(r["sentences"], ends)), "sentences in order, apart")
        by_id = {r["id"]: r for r in self.records}
        self.assertEqual(by_id["français"]["skipped"], {"reason": "language", "detail": "fr"})
        self.assertEqual([r["id"] for r in self.records if r["skipped"]], ["français"])
        self.assertFalse(any(by_id["français"][name] for name in ("sentences", "mentions", "claims", "events", "pairs")))
        self.assertEqual(by_id["accents"]["published"], "2023-01-10")
        self.assertEqual(by_id["accents"]["text"], ROWS[1]["text"], "text is not altered")
        self.assertIn("France & Germany", by_id["page"]["text"])
        page = by_id["examples/local-paper.html"]
        self.assertEqual((page["publisher"], page["published"]), ("Kisumu Lakeside Herald", "2024-09-02"))

    def test_ids_count_up(self):
        for r in self.records:
            for name in ("mentions", "claims", "events"):
                self.assertEqual([x["id"] for x in r[name]], [f"{name[0]}{n}" for n in range(len(r[name]))])

    def test_mentions(self):
        for r, m, at in self.each("mentions"):
            with at:
                self.assert_spans(r["text"], [m["span"]])
                self.assertEqual(m["text"], r["text"][slice(*m["span"])])
                self.assertIn(m["kind"], KINDS)
                self.assertIn(m["coref"], {None, *(x["id"] for x in r["mentions"])} - {m["id"]})

    def test_claims(self):
        for r, c, at in self.each("claims"):
            with at:
                for part in ("source", "cue", "content"):
                    self.assert_spans(r["text"], c[part])
                self.assertTrue(c["cue"] and c["content"])
                self.assertIn(c["stance"], STANCES)
                self.assertIs(type(c["quoted"]), bool)
                if c["speaker"] is not None:
                    start, end = next(m["span"] for m in r["mentions"] if m["id"] == c["speaker"])
                    self.assertTrue(any(s < end and start < e for s, e in c["source"]), "the speaker stands in the source")
                if c["parent"] is not None:
                    parent = next(x for x in r["claims"] if x["id"] == c["parent"])
                    self.assertNotEqual(parent["id"], c["id"])
                    self.assertTrue(any(s <= a and b <= e for a, b in c["cue"] for s, e in parent["content"]), "it stands in its parent's content")

    def test_events(self):
        for r, e, at in self.each("events"):
            with at:
                mentions, claims = {m["id"]: m for m in r["mentions"]}, {c["id"]: c for c in r["claims"]}
                self.assert_spans(r["text"], e["trigger"])
                self.assertTrue(e["trigger"])
                self.assertTrue(e["actors"] or e["recipients"], "an event has a party")
                for ident in e["actors"] + e["recipients"] + e["quantities"]:
                    self.assertIn(ident, mentions)
                for role in ("place", "time"):
                    self.assertEqual(e[role] is None, e[f"{role}_from"] is None)
                    self.assertIn(e[f"{role}_from"], {None, "role", "sentence"})
                    self.assertIn(e[role], {None, *mentions})
                self.assertIn(e["status"], STATUSES)
                self.assertLessEqual(len(e["claims"]), 1, "the innermost claim")
                for ident in e["claims"]:
                    self.assertTrue(any(s <= a and b <= t for a, b in e["trigger"] for s, t in claims[ident]["content"]), "the claim holds the trigger")

    def test_codes_are_the_codebooks(self):
        """Quad class, score and CAMEO of each event, as `demarche codebook` explains its type and mode."""
        explain = functools.cache(codebook)
        for _, e, at in self.each("events"):
            with at:
                about = explain(e["type"])
                self.assertEqual(e["quad"], QUAD[e["type"]])
                self.assertIn(f"quad class {e['quad']} ", about)
                score = re.search(r"score (\S+),", explain(f"{e['type']}:{e['mode']}") if e["mode"] else about).group(1)
                self.assertEqual(e["score"], float(score))
                self.assertTrue(-10 <= e["score"] <= 10)
                self.assertRegex(e["cameo"], r"^\d{2,4}$")
                if not e["mode"] and not e["context"]:
                    self.assertEqual(e["cameo"], re.search(r"CAMEO root (\d\d)", about).group(1))

    def test_pairs(self):
        pairs = next(r for r in self.records if r["id"] == "pair")["pairs"]
        self.assertEqual([{k: p[k] for k in ("source", "target")} for p in pairs], ROWS[4]["pairs"])
        for p in pairs:
            self.assertEqual(set(p["scores"]), set(QUAD))
            self.assertEqual(p["scores"][p["type"]], max(p["scores"].values()))
            self.assertEqual(p["confidence"], p["scores"][p["type"]])
            self.assertAlmostEqual(sum(p["scores"].values()), 1, delta=0.002)

    def test_numbers(self):
        def numbers(value):
            if isinstance(value, dict):
                value = list(value.values())
            if isinstance(value, list):
                for v in value:
                    yield from numbers(v)
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                yield value

        for r in self.records:
            self.assertTrue(all(decimals(x) <= 4 for x in numbers(r)))
        for _, item, at in self.each("mentions", "claims", "events", "pairs"):
            with at:
                self.assertTrue(0 <= item["confidence"] <= 1)


class Options(unittest.TestCase):
    def test_the_same_bytes_on_one_thread_and_two(self):
        first, second = (run("code", "examples", "--quiet", "--threads", n) for n in "12")
        self.assertTrue(first == second)

    def test_no_text(self):
        (r,) = records("examples/wire-strait.txt", "--no-text")
        (full,) = records("examples/wire-strait.txt")
        self.assertNotIn("text", r)
        self.assertEqual(r, {k: v for k, v in full.items() if k != "text"})

    def test_filters(self):
        full = {e["id"]: e for e in records("examples/local-paper.html")[0]["events"]}
        kind = next(iter(full.values()))["type"]
        (r,) = records("examples/local-paper.html", "--types", kind)
        self.assertEqual(r["events"], [e for e in full.values() if e["type"] == kind])
        (r,) = records("examples/local-paper.html", "--min-confidence", "0.8")
        self.assertTrue(all(x["confidence"] >= 0.8 for x in r["claims"] + r["events"]))
        self.assertTrue(all(full[e["id"]] == e for e in r["events"] if not e["claims"]))

    def test_standard_input_and_columns(self):
        row = {"key": "a", "body": "Kenya accused Uganda of spying.", "day": "2024-02-03"}
        (r,) = records("-", "--text-column", "body", "--id-column", "key", "--date-column", "day", stdin=json.dumps(row).encode())
        self.assertEqual((r["id"], r["text"], r["published"]), ("a", row["body"], row["day"]))

    def test_one_bad_row_does_not_stop_the_rest(self):
        rows = [{"id": "a", "text": "Kenya accused Uganda of spying."}, {"id": "b"}, {"id": "a", "text": "Twice."}, {"id": "c", "text": "Rain fell."}]
        got = records("-", stdin="".join(json.dumps(r) + "\n" for r in rows).encode(), status=1)
        self.assertEqual([r["id"] for r in got], ["a", "c"])


if __name__ == "__main__":
    unittest.main()
