"""Passages told of others (training/vary.py): only names change, and every span still covers its words."""

import random
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "training"))

import corpus  # noqa: E402
import vary  # noqa: E402


class Varied(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.passages = corpus.read_corpus([ROOT / "corpus" / "train"])
        cls.names = vary.Names(cls.passages)

    def told(self, text, mentions=()):
        spans = [{"id": f"m{n}", "kind": kind, "span": [text.rindex(words), text.rindex(words) + len(words)]} for n, (kind, words) in enumerate(mentions)]
        return vary.vary({"id": "x", "text": text, "mentions": spans, "claims": [], "events": []}, self.names, random.Random(1))

    def test_spans_cover_the_same_words_or_names_for_names(self):
        moved = 0
        for p in self.passages[::7]:
            other = vary.vary(p, self.names, random.Random(p["id"]))
            if other is None:
                continue
            moved += 1
            # words that are no names stand in the same order
            plain = lambda text: [w for w in text.split() if w.islower() and w.strip("\"'“‘(—") not in ("a", "an")]
            self.assertEqual(plain(p["text"]), plain(other["text"]), p["id"])
            for old, new in zip(vary.spans_of(p), vary.spans_of(other)):
                was, now = p["text"][slice(*old)], other["text"][slice(*new)]
                self.assertEqual(plain(was), plain(now), p["id"])
                self.assertEqual(was[:1].isspace(), now[:1].isspace())
                self.assertEqual(was[-1:].isalnum(), now[-1:].isalnum(), f"{p['id']}: {was!r} {now!r}")
        self.assertGreater(moved, 100)

    def test_a_country_is_the_same_one_in_all_its_forms(self):
        other = self.told("An Iranian envoy left Tehran; Iran said Iranians were angry.")
        words = other["text"].rstrip(".").split()
        country = next(c for c in self.names.countries if c["adjective"] == words[1])
        self.assertNotEqual(country["name"], "Iran")
        self.assertEqual((words[4].rstrip(";"), words[5], words[7]), (country["capital"], country["name"], country["plural"]))
        self.assertEqual(words[0], "An" if country["adjective"][0] in "AEIO" else "A")

    def test_a_person_is_the_same_one_by_surname(self):
        other = self.told("Maria Keller resigned. Keller wept.", [("person", "Maria Keller"), ("person", "Keller")])
        words = other["text"].replace(".", "").split()
        self.assertEqual(words[1], words[3])
        self.assertNotEqual(words[1], "Keller")

    def test_descriptions_and_titles_stay(self):
        self.assertIsNone(self.told("The president wept. He resigned.", [("office", "The president"), ("person", "He")]))
        self.assertTrue(self.told("President Keller wept.", [("person", "President Keller")])["text"].startswith("President "))

    def test_the_same_seed_gives_the_same_passage(self):
        p = self.passages[10]
        again = [vary.vary(p, self.names, random.Random(3)) for _ in range(2)]
        self.assertEqual(*again)


if __name__ == "__main__":
    unittest.main()
