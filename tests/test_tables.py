"""Parquet and CSV against the records they are made from, and every Python block of docs/tables.md."""

import base64
import contextlib
import csv
import io
import json
import os
import re
import sys
import unittest
from datetime import date

from program import ROOT, coded, run, tables_of

try:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise unittest.SkipTest(f"needs tests/requirements.txt: {error}") from error

TABLES = ("documents", "mentions", "claims", "events", "pairs")
SPANS = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))
# The types of docs/tables.md, in Parquet; names of list items do not matter.
TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
         "list of strings": pa.list_(pa.string()), "list of spans": SPANS, "list of int8": pa.list_(pa.int8())}


def described(table):
    """(column, type) of a table as docs/tables.md lists them."""
    return [(row[0].strip("`"), row[1]) for row in tables_of("docs/tables.md")[table]]


def type_name(kind):
    """A Parquet type by its items, whatever the items are called."""
    if pa.types.is_list(kind):
        return f"list<{type_name(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'{f.name}: {type_name(f.type)}' for f in kind)}>"
    return str(kind)


def expected(records):
    """The rows of every table, from the records alone: what docs/tables.md says of each column. Parties, places, times,
    quantities and `how` are taken from the mentions where they have them."""
    out = {name: [] for name in TABLES}
    for r in records:
        spans = lambda pieces: [{"start": s, "end": e} for s, e in pieces]
        words = lambda pieces: " … ".join(r["text"][s:e] for s, e in pieces) or None
        mentions = {m["id"]: m for m in r["mentions"]}
        said = lambda ident: mentions[ident]["text"] if ident else None
        parties = lambda ids: [a["id"] for i in ids for a in mentions[i]["actors"]]
        vector = lambda x: list(memoryview(base64.b64decode(x["embedding"])).cast("b")) if "embedding" in x else None
        key = {"document": r["id"]}
        out["documents"].append(key | {k: r[k] for k in ("title", "publisher", "url", "language", "schema", "text_sha256", "text")} | {
            "published": r["published"] and date.fromisoformat(r["published"]),
            "skipped_reason": (r["skipped"] or {}).get("reason"), "skipped_detail": (r["skipped"] or {}).get("detail"),
            "mention_count": len(r["mentions"]), "claim_count": len(r["claims"]),
            "event_count": len(r["events"]), "embedding": vector(r), "sentences": spans(r["sentences"])}
            | {f"version_{k}": v for k, v in r["versions"].items()})
        for m in r["mentions"]:
            place, time, quantity, how = (m.get(k) or {} for k in ("place", "time", "quantity", "how"))
            out["mentions"].append(key | {"mention": m["id"], "start": m["span"][0], "end": m["span"][1]}
                                   | {k: m[k] for k in ("text", "kind", "coref", "confidence")}
                                   | {"actors": [a["id"] for a in m["actors"]]}
                                   | {f"actor_{plural}": [a.get(k) for a in m["actors"]]
                                      for plural, k in (("names", "name"), ("countries", "country"), ("sectors", "sector"))}
                                   | {f"place_{k}": place.get(k) for k in ("name", "country", "admin1", "lat", "lon", "geonames", "direction")}
                                   | {f"time_{k}": time.get(k) and date.fromisoformat(time[k]) for k in ("start", "end")}
                                   | {"time_approximate": time.get("approximate")}
                                   | {f"quantity_{k}": quantity.get(k) for k in ("low", "high", "unit", "qualifier", "role")}
                                   | {f"how_{k}": how.get(k) for k in ("method", "lost_to")})
        for c in r["claims"]:
            out["claims"].append(key | {"claim": c["id"]} | {k: c[k] for k in ("speaker", "stance", "quoted", "parent", "confidence")}
                                 | {k: spans(c[k]) for k in ("source", "cue", "content")}
                                 | {f"{k}_text": words(c[k]) for k in ("source", "cue", "content")}
                                 | {"speaker_text": said(c["speaker"]), "speaker_actors": parties([c["speaker"]] if c["speaker"] else [])})
        for e in r["events"]:
            out["events"].append(key | {"event": e["id"]}
                                 | {k: e[k] for k in ("type", "mode", "quad", "score", "cameo", "context", "status", "actors", "recipients", "place",
                                                      "place_from", "time", "time_from", "quantities", "claims", "confidence")}
                                 | {"trigger": spans(e["trigger"]), "trigger_text": words(e["trigger"]), "place_text": said(e["place"]),
                                    "time_text": said(e["time"]), "embedding": vector(e)}
                                 | {f"{k}_texts": [said(i) for i in e[ids]]
                                    for k, ids in (("actor", "actors"), ("recipient", "recipients"), ("quantity", "quantities"))}
                                 | {f"{k}_ids": sorted(set(parties(e[ids]))) for k, ids in (("actor", "actors"), ("recipient", "recipients"))})
        for n, p in enumerate(r["pairs"]):
            out["pairs"].append(key | {"pair": n, "type": p["type"], "confidence": p["confidence"]}
                                | {f"{k}_text": words(p[k]) for k in ("source", "target")} | {k: spans(p[k]) for k in ("source", "target")}
                                | {f"score_{k}": v for k, v in p["scores"].items()})
    return out


def as_csv(value):
    """A cell of the record as docs/tables.md says CSV has it; numbers and lists are compared parsed."""
    if isinstance(value, list):
        return [[v["start"], v["end"]] if isinstance(v, dict) else v for v in value]
    return value.isoformat() if isinstance(value, date) else value


def from_csv(cell, kind):
    if kind.startswith("list"):
        return json.loads(cell) if cell else None
    if cell == "":
        return None
    return {"integer": int, "number": float, "boolean": {"true": True, "false": False}.get}.get(kind, str)(cell)


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.out, cls.expected = coded(), expected(coded().records)

    def test_the_files_are_the_documented_ones(self):
        self.assertEqual(sorted(p.name for p in self.out.parquet.iterdir()), sorted(f"{t}.parquet" for t in TABLES))
        self.assertEqual(sorted(p.name for p in self.out.csv.iterdir()), sorted(f"{t}.csv" for t in TABLES))

    def test_parquet_columns_and_types(self):
        for table in TABLES:
            schema = pq.read_schema(self.out.parquet / f"{table}.parquet")
            self.assertEqual([(f.name, type_name(f.type)) for f in schema], [(n, type_name(TYPES[t])) for n, t in described(table)], table)
            meta = pq.read_metadata(self.out.parquet / f"{table}.parquet")
            self.assertEqual(meta.row_group(0).column(0).compression, "ZSTD")

    def test_parquet_agrees_with_the_records(self):
        for table in TABLES:
            rows = pq.read_table(self.out.parquet / f"{table}.parquet").to_pylist()
            self.assertEqual(len(rows), len(self.expected[table]), table)
            for got, want in zip(rows, self.expected[table]):
                with self.subTest(table=table, document=want["document"]):
                    self.assertEqual(got, self.complete(table, want))

    def complete(self, table, want):
        """The row in the order of the columns; a null list is an empty one."""
        self.assertEqual(set(want), {name for name, _ in described(table)}, f"columns of {table} that this test does not know")
        return {name: [] if want[name] is None and kind.startswith("list") else want[name] for name, kind in described(table)}

    def test_csv_agrees_with_the_records(self):
        for table in TABLES:
            raw = (self.out.csv / f"{table}.csv").read_bytes().decode("utf-8")
            head, *rows = csv.reader(io.StringIO(raw, newline=""))
            columns = described(table)
            self.assertEqual(head, [name for name, _ in columns])
            self.assertEqual(len(rows), len(self.expected[table]), table)
            for row, want in zip(rows, self.expected[table]):
                with self.subTest(table=table, document=want["document"]):
                    got = {name: from_csv(cell, kind) for (name, kind), cell in zip(columns, row, strict=True)}
                    empty = {name: [] if got[name] is None and kind.startswith("list") else got[name] for name, kind in columns}
                    self.assertEqual(empty, {k: as_csv(v) for k, v in self.complete(table, want).items()})

    def test_csv_reads_in_pandas(self):
        codes = {"cameo": str}
        events = pd.read_csv(self.out.csv / "events.csv", dtype=codes)
        self.assertEqual(list(events["cameo"]), [e["cameo"] for e in self.expected["events"]])
        self.assertEqual([json.loads(x) for x in events["actors"]], [e["actors"] for e in self.expected["events"]])

    def test_the_same_records_give_the_same_bytes(self):
        again = self.out.parquet.parent / "again"
        run(*self.out.input, "--format", "parquet", "-o", again, "--threads", "1")
        for table in TABLES:
            self.assertTrue((again / f"{table}.parquet").read_bytes() == (self.out.parquet / f"{table}.parquet").read_bytes(), table)

    def test_pairs_only_where_asked_for(self):
        folder = self.out.parquet.parent / "without-pairs"
        run("code", "examples/wire-strait.txt", "--quiet", "--format", "csv", "-o", folder)
        self.assertEqual(sorted(p.name for p in folder.iterdir()), ["claims.csv", "documents.csv", "events.csv", "mentions.csv"])


class Page(unittest.TestCase):
    """docs/tables.md itself: its Python blocks run, in order, and find what they are about."""

    def test_every_python_block_runs(self):
        page = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
        self.assertGreaterEqual(len(blocks), 5)
        space, printed = {}, io.StringIO()
        with contextlib.redirect_stdout(printed):
            for block in blocks:
                exec(compile(block.replace("OUT/", f"{coded().parquet}{os.sep}"), "docs/tables.md", "exec"), space)
        self.assertEqual(int(space["monthly"].sum().sum()), sum(e["status"] == "actual" for r in coded().records for e in r["events"]))
        self.assertIn("2024-10", printed.getvalue())
        denials = [c for r in coded().records for c in r["claims"] if c["stance"] == "deny"]
        self.assertEqual(len(space["denials"]), len(denials))
        self.assertIn(repr(space["events"].iloc[0]["trigger_text"]), printed.getvalue().splitlines()[-1])

    def test_batches(self):
        batches = pq.ParquetFile(coded().parquet / "events.parquet").iter_batches(columns=["document", "type"])
        self.assertEqual(sum(b.num_rows for b in batches), sum(len(r["events"]) for r in coded().records))

    def test_embeddings_stack(self):
        import numpy
        events = pd.read_parquet(coded().parquet / "events.parquet")
        self.assertEqual(numpy.stack(events["embedding"]).shape[0], len(events))


if __name__ == "__main__":
    sys.exit(unittest.main())
