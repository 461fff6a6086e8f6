"""The parts of the training recipe that need no PyTorch: the corpus and its checks, code lists, windows and decoding."""

import json
import math
import random
import re
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from program import ROOT, run

sys.path.insert(0, str(ROOT / "training"))
import agreement  # noqa: E402
import calibrate  # noqa: E402
import corpus    # noqa: E402
import decode    # noqa: E402
import features  # noqa: E402
import header    # noqa: E402
import topic     # noqa: E402

PASSAGE = """## troops-abroad
published: 2024-10-29

> Seoul said on Monday that the North had sent troops to Russia. Seoul did not say how it knew.
>
> “We regret it,” an aide added.

```annotation
m1 place [Seoul]#1
m2 time [Monday]
m3 place [the North]
m4 place [Russia]
m5 office [an aide]
c1 assert source [Seoul]#1 cue [said] content [that the North … to Russia]
c2 assert source [an aide] cue [added] content [We regret it]
e1 AID actual trigger [sent] actor m3 recipient m4 time m2 context military claim c1
```
"""


def read(markdown):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "passages.md"
        path.write_text(markdown, encoding="utf-8")
        return corpus.read_corpus([path])


class Corpus(unittest.TestCase):
    def test_the_corpus_fits_its_format(self):
        for part in ("train", "test"):
            passages = corpus.read_corpus([ROOT / "corpus" / part])
            self.assertGreater(len(passages), 50)
            for p in passages:
                for m in p["mentions"]:
                    self.assertTrue(p["text"][slice(*m["span"])].strip())
        names = [{p["id"] for p in corpus.read_corpus([ROOT / "corpus" / part])} for part in ("train", "test")]
        self.assertEqual(names[0] & names[1], set(), "one passage in both parts")

    def test_no_test_passage_stands_in_training(self):
        texts = [{" ".join(p["text"].split()) for p in corpus.read_corpus([ROOT / "corpus" / part])} for part in ("train", "test")]
        self.assertEqual(texts[0] & texts[1], set())

    def test_no_paragraph_of_real_news_is_in_both_parts(self):
        where = []
        for part in ("train", "test"):
            froms = []
            for path in sorted((ROOT / "corpus/standoff" / part).glob("*.md")):
                froms += re.findall(r"^from: (\S+) (\d+)-(\d+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            self.assertGreater(len(froms), 90)
            where.append(froms)
        trained_rows = {row for row, _, _ in where[0]}
        self.assertEqual([row for row, _, _ in where[1] if row in trained_rows], [], "one article in both parts")

    def test_spans_of_real_news_are_offsets(self):
        text = "## a\nfrom: pages/7 3-12\npublished: 2024-01-01\n\n```annotation\nm1 place [0-4]\n```\n"
        with tempfile.TemporaryDirectory() as folder:
            data, path = Path(folder), Path(folder) / "a.md"
            (data / "pages").mkdir()
            (data / "pages/train.jsonl").write_text('{"id": "7", "body": "In Éire, too."}\n', encoding="utf-8")
            path.write_text(text, encoding="utf-8")
            (p,) = corpus.read_corpus([path], data)
            self.assertEqual((p["text"], p["text"][slice(*p["mentions"][0]["span"])]), ("Éire, too", "Éire"))
            self.assertEqual(corpus.standoff(p), text)
            for old, new, message in (
                ("[0-4]", "[0-44]", "within 9 characters"),
                ("[0-4]", "[Éire]", "write [START-END]"),
                ("3-12", "3-99", "has no `7` with characters 3-99"),
                ("pages/7", "papers/7", "sets: attribution"),
            ):
                path.write_text(text.replace(old, new), encoding="utf-8")
                with self.subTest(wrong=new), self.assertRaises(corpus.CorpusError) as caught:
                    corpus.read_corpus([path], data)
                self.assertIn(message, str(caught.exception))
            path.write_text(text, encoding="utf-8")
            with self.assertRaises(corpus.CorpusError) as caught:
                corpus.read_corpus([path])
            self.assertIn("name their folder with --data", str(caught.exception))

    def test_agreement_counts_what_two_annotators_share(self):
        (p,) = read(PASSAGE)
        (q,) = read(PASSAGE.replace("e1 AID actual", "e1 MOBILIZE:troops future").replace("c2 assert", "c2 announce"))
        tally, lines = agreement.Tally(), []
        agreement.compare(p, q, tally, lines.append)
        self.assertEqual(tally.f1["events, found by both"], (1, 1, 1))
        self.assertEqual(tally.f1["events, with type"], (0, 1, 1))
        self.assertEqual(tally.f1["mentions, exact span"], (5, 5, 5))
        self.assertEqual(tally.codes["stance of paired claims"], [("assert", "assert"), ("assert", "announce")])
        self.assertEqual(len(lines), 2, lines)
        self.assertEqual(agreement.kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "a")]), 0.0)

    def test_calibration_finds_the_curve(self):
        draw = random.Random(3)
        said = [draw.random() for _ in range(4000)]
        judged = [(p, draw.random() < calibrate.apply((0.6, -0.4), p)) for p in said]
        slope, offset = calibrate.fit(judged)
        self.assertAlmostEqual(slope, 0.6, delta=0.08)
        self.assertAlmostEqual(offset, -0.4, delta=0.08)
        self.assertLess(calibrate.error([(calibrate.apply((slope, offset), p), r) for p, r in judged]), 0.03)
        self.assertGreater(calibrate.error(judged), 0.05)

    def test_a_passage_is_read(self):
        (p,) = read(PASSAGE)
        said = lambda spans: [p["text"][s:e] for s, e in spans]
        self.assertEqual(p["text"].count("\n\n"), 1)
        self.assertEqual(said(p["claims"][0]["content"]), ["that the North had sent troops to Russia"])
        self.assertEqual([c["quoted"] for c in p["claims"]], [False, True])
        self.assertEqual(said(p["events"][0]["trigger"]), ["sent"])
        self.assertEqual((p["events"][0]["actors"], p["events"][0]["mode"]), (["m3"], None))

    def test_what_does_not_fit_is_named(self):
        for old, new, message in [
            ("[Monday]", "[Tuesday]", "`Tuesday` is not in the text"),
            ("m1 place [Seoul]#1", "m1 place [Seoul]", "stands 2 times"),
            ("[Seoul]#1\nm2", "[Seoul]#3\nm2", "stands only 2 times"),
            ("m2 time", "m2 day", "kinds: "),
            ("c1 assert", "c1 say", "stances: "),
            ("e1 AID", "e1 HELP", "unknown type `HELP`"),
            ("e1 AID", "e1 AID:troops", "is no mode of AID"),
            ("actor m3", "actor m9", "is no mention of this passage"),
            ("time m2", "time m3", "kind place"),
            ("claim c1", "claim c9", "is no claim of this passage"),
            ("context military", "context war", "unknown context `war`"),
            (" actor m3 recipient m4", "", "neither actor nor recipient"),
            ("m5 office", "m4 office", "`m4` is used twice"),
            ("published: 2024-10-29", "published: soon", "`published: YYYY-MM-DD` is missing"),
        ]:
            with self.subTest(wrong=new):
                self.assertIn(old, PASSAGE)
                with self.assertRaises(corpus.CorpusError) as caught:
                    read(PASSAGE.replace(old, new))
                self.assertIn(message, str(caught.exception))

    def test_the_command_exits_1_for_a_wrong_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.md"
            for text, status in ((PASSAGE, 0), (PASSAGE.replace("[sent]", "[send]"), 1)):
                path.write_text(text, encoding="utf-8")
                done = subprocess.run([sys.executable, ROOT / "training/corpus.py", path], capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn("`send` is not in the text", done.stderr)


class Codes(unittest.TestCase):
    """The recipe's lists are what the model's outputs mean; the program has its own, and `demarche codebook` prints them."""

    @classmethod
    def setUpClass(cls):
        cls.sections = {}
        for block in run("codebook").decode().split("\n\n"):
            title, *lines = block.splitlines()
            cls.sections[title] = [m.group(1) for line in lines if (m := re.match(r"  (\S+)", line))]

    def test_the_lists_are_the_programs(self):
        modes = [f"{kind}:{mode}" for kind, ms in corpus.MODES.items() for mode in ms]
        for title, codes in [("Event types", corpus.TYPES), ("Modes, each of one type", modes), ("Status of an event", corpus.STATUSES),
                             ("Stance of a claim", corpus.STANCES), ("Contexts", corpus.CONTEXTS)]:
            self.assertEqual(self.sections[title], list(codes), title)


class Windows(unittest.TestCase):
    def test_windows_are_those_of_the_frozen_cases(self):
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            self.skipTest(f"needs tests/requirements.txt: {error}")
        tokenizer = Tokenizer.from_file(str(ROOT / "model/tokenizer.json"))
        cases = {}
        for case in json.loads((ROOT / "model/cases.json").read_text(encoding="utf-8")):
            cases.setdefault(case["text"], []).append(case)
        self.assertGreater(len(cases), 2)
        for text, frozen in cases.items():
            with self.subTest(text=text):
                found = features.windows(text, tokenizer)
                self.assertEqual([w.ids for w in found], [c["ids"] for c in frozen])
                self.assertEqual([w.shapes for w in found], [c["shapes"] for c in frozen])
                self.assertEqual([[list(x) for x in w.words] for w in found], [c["words"] for c in frozen])

    def test_shapes_and_quotes(self):
        shapes = [features.word_shape(w) for w in ("troops", "Seoul", "UN", "U.N", "10,000", "McKay", "—", "")]
        self.assertEqual(shapes, [features.LOWER, features.TITLE, features.UPPER, features.UPPER, features.DIGIT, features.MIXED, features.PUNCT, features.PUNCT])
        text = 'He said “no” and "never" again.'
        inside = "".join(c for c, q in zip(text, features.quote_mask(text)) if q)
        self.assertEqual(inside, "nonever")

    def test_paragraphs_are_trimmed_lines(self):
        text = "  One.\r\n\n\tTwo \n   \nThree"
        self.assertEqual([text[s:e] for s, e in features.paragraphs(text)], ["One.", "Two", "Three"])


class Decoding(unittest.TestCase):
    def test_runs(self):
        o, b, i = [2.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 2.0]
        self.assertEqual([r[:2] for r in decode.runs([o, b, i, o, i, b, o])], [(1, 3), (4, 5), (5, 6)])
        self.assertEqual(decode.runs([o, b, o], bias=3.0), [])
        inside = 1 - math.exp(0) / (math.exp(2) + 2)
        self.assertAlmostEqual(decode.runs([b])[0][2], inside)

    def test_the_best_path_is_the_best_of_all(self):
        rng = random.Random(1)
        for _ in range(20):
            scores = [[rng.uniform(-3, 0) for _ in range(3)] for _ in range(5)]

            def worth(path):
                jumps = zip(path, path[1:])
                return sum(row[k] for row, k in zip(scores, path)) - sum(decode.price(j, k, 1.0, 0.25) for j, k in jumps)

            paths = [[]]
            for _ in scores:
                paths = [[*p, k] for p in paths for k in range(3)]
            self.assertAlmostEqual(worth(decode.viterbi(scores, 1.0, 0.25)), max(map(worth, paths)))


class Header(unittest.TestCase):
    def file(self, own):
        text = json.dumps({"__metadata__": own, "b": {"data_offsets": [0, 2]}, "a": {"data_offsets": [2, 4]}}).encode()
        return struct.pack("<Q", len(text)) + text + b"\x01\x02\x03\x04"

    def test_the_same_model_is_the_same_bytes(self):
        one, other = {"name": "é", "switch": "1.0", "bias": "0"}, {"switch": "1.0", "bias": "0", "name": "é"}
        self.assertNotEqual(self.file(one), self.file(other))
        data = header.sorted_header(self.file(one))
        self.assertEqual(data, header.sorted_header(self.file(other)))
        self.assertEqual(data, header.sorted_header(data))
        (size,) = struct.unpack("<Q", data[:8])
        self.assertEqual(size % 8, 0)
        read = json.loads(data[8:8 + size])
        self.assertEqual(list(read["__metadata__"].items()), [("bias", "0"), ("name", "é"), ("switch", "1.0")])
        self.assertEqual((list(read)[1:], data[8 + size:]), (["b", "a"], b"\x01\x02\x03\x04"))


class Topic(unittest.TestCase):
    def test_the_curve_parts_what_can_be_parted(self):
        import numpy as np

        rng = np.random.default_rng(1)
        y = np.arange(400) % 4 > 0
        x = rng.normal(size=(400, 3)) + np.outer(y, [1.5, 0, -1.0])
        weights, bias = topic.fit(x, y)
        self.assertGreater(((x @ weights + bias > 0) == y).mean(), 0.8)
        # both kinds weigh the same, however many there are of each
        p = 1 / (1 + np.exp(-(x @ weights + bias)))
        self.assertAlmostEqual(p[y].mean() + p[~y].mean(), 1, places=3)

    def test_a_topic_is_put_into_the_model_and_taken_out(self):
        import numpy as np

        bare = header.sorted_header(Header.file(None, {"name": "a", "topic": "no"}))
        made = topic.with_topic(bare, np.array([0.5, -1.0]), 0.25, 0.7, "b")
        own, body = topic.parts(made)
        self.assertEqual(own["topic.weight"], {"dtype": "F32", "shape": [1, 2], "data_offsets": [4, 12]})
        self.assertEqual(struct.unpack("<2f", body[4:]), (0.5, -1.0))
        self.assertEqual((own["__metadata__"]["topic_scale"], own["__metadata__"]["name"]), ("0.7", "b"))
        self.assertEqual(topic.with_topic(made, np.array([0.5, -1.0]), 0.25, 0.7, None), made)
        again = topic.parts(topic.without(made))
        self.assertEqual(again[1], body[:4])
        self.assertNotIn("topic.weight", again[0])

    def test_what_is_sure_stands_whatever_the_passage_is_about(self):
        p = corpus.read_corpus([ROOT / "corpus" / "train"])[0]
        record = {"mentions": [], "claims": [], "events": [{"confidence": 0.9, "type": "AID", "trigger": [[0, 4]], "actors": [], "recipients": []}, {"confidence": 0.6, "type": "AID", "trigger": [[5, 9]], "actors": [], "recipients": []}]}
        alarms = lambda t, s: float(re.search(r"([\d.]+) false", topic.figures([dict(p, events=[]), p], [record, record], [t, t], s)).group(1))
        self.assertEqual([alarms(-1, None), alarms(-1, 0.7), alarms(-9, 0.7), alarms(-9, 2), alarms(1, 0.7)], [2, 1, 1, 0, 2])


class Licences(unittest.TestCase):
    def test_every_set_that_the_model_learnt_from_has_a_row(self):
        with open(ROOT / "model/reader.safetensors", "rb") as file:
            (size,) = struct.unpack("<Q", file.read(8))
            own = json.loads(file.read(size))["__metadata__"]
        card = (ROOT / "model/README.md").read_text(encoding="utf-8")
        for name in json.loads(own["trained_on"]):
            self.assertIn(f"\n| {name} | yes |", card)


if __name__ == "__main__":
    unittest.main()
