"""Passages told of others (training/vary.py): only names change, and every span still covers its words."""

import os
import random
import subprocess
import sys
import unittest
from pathlib import Path
from types import SimpleNamespace

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

    def test_the_same_seed_gives_the_same_passages_in_every_run(self):
        said = [subprocess.run([sys.executable, ROOT / "training" / "vary.py", "60"], env={**os.environ, "PYTHONHASHSEED": seed},
                               capture_output=True, check=True).stdout for seed in "12"]
        self.assertEqual(*said)
        self.assertGreater(len(said[0]), 10_000)

    def test_a_people_inside_a_persons_mention_is_no_surname(self):
        other = self.told("A Kurdish father wept in Gotham.", [("person", "A Kurdish father"), ("group", "Kurdish")])
        self.assertTrue(other is None or other["text"].startswith("A Kurdish father"), other)

    def test_powers_are_no_towns(self):
        self.assertIsNone(self.told("Britain wept. Washington, too.", [("place", "Britain"), ("place", "Washington")]))

    def test_half_of_the_passes_are_told_of_others(self):
        rng, plain = random.Random(1), SimpleNamespace(others=[])
        self.assertIs(vary.one_telling(plain, rng), plain)
        told = SimpleNamespace(others=[plain])
        share = sum(vary.one_telling(told, rng) is plain for _ in range(1000)) / 1000
        self.assertAlmostEqual(share, vary.OTHERS, delta=0.06)


if __name__ == "__main__":
    unittest.main()
