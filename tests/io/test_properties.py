"""Whatever the text, it comes back; whatever the bytes, they are read, rejected or refused."""

import csv
import gzip
import io
import json
import tempfile
from pathlib import Path

import orjson
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ftprep.errors import InputDataError
from ftprep.io import Dataset, DatasetWriter, finish_file
from ftprep.ports import InputFile
from ftprep.record import Lineage, Record, Turn, dumps, without_surrogates
from ftprep.report import Reject, Report

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
ANY_TEXT = st.text(max_size=40)  # lone surrogates too
WRITTEN = TEXT.filter(str.strip)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8)  # fmt: skip
NAMES = st.sampled_from(
    ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a.md", "a.html", "a.xlsx", "a.zip", "a.gz", "a", "a.parquet"]
)
PIECES = st.sampled_from(
    [b'{"text":"', b'"}', b"\n", b"[", b"]", b"{", b"}", b",", b'"', b"\\", b"\\u", b"d83d", b"PK\x03\x04", b"PAR1", b"\x1f\x8b\x08", b"%PDF-", b"<html>", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf",
     b"\x00", b"\r", b"question,answer", b"\xc4\xe3", b"\xba\xc3", b"null", b"NaN", b"1e999", b" ", b"\t", b";", b"|", "你好".encode(), b"\xed\xa0\x80"]
)  # fmt: skip


def read(content, name="a.jsonl"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        report = Report("x")
        items = list(Dataset([InputFile(name, path)], "", report, "x"))
    return items, report


def never_crashes(content, name):
    try:
        items, report = read(content, name)
    except InputDataError:
        return
    assert sum(row["read"] for row in report.inputs) == len(items)
    assert sum(row["rejected"] for row in report.inputs) == sum(isinstance(item, Reject) for item in items)
    for item in items:
        orjson.loads(dumps(item.to_row()))


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300), NAMES)
def test_random_bytes(content, name):
    never_crashes(content, name)


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES | st.binary(max_size=4), max_size=25).map(b"".join), NAMES)
@example(b'\xff\xfe{\0"\0', "a.jsonl")
@example(b"PAR1\0\0PAR1", "a.csv")
def test_bytes_that_look_like_something(content, name):
    never_crashes(content, name)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files(data):
    rows = b'[{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"\xe4\xbd\xa0"}]},{"text":"b"}]'
    source = data.draw(
        st.sampled_from(
            [rows, gzip.compress(rows), b'question,answer\n"a\nb",c\nd,e\n', '{"text":"中"}\n'.encode("utf-16")]
        )
    )
    damaged = bytearray(source)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    if damaged:
        never_crashes(bytes(damaged), data.draw(NAMES))


TURNS = st.lists(st.builds(Turn, st.sampled_from(["system", "user", "assistant"]), ANY_TEXT, st.none() | ANY_TEXT, st.none() | ANY_TEXT), max_size=4)  # fmt: skip
RECORDS = st.builds(
    Record, ANY_TEXT, TURNS, st.none() | ANY_TEXT, st.none() | TURNS, st.none() | TURNS, st.none() | st.booleans(), st.none() | ANY_TEXT,
    st.dictionaries(TEXT, JSON, max_size=2), st.dictionaries(TEXT, JSON, max_size=2), st.builds(Lineage, ANY_TEXT, st.integers(0, 9), ANY_TEXT),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=6))
def test_records_written_are_the_records_read(records):
    with tempfile.TemporaryDirectory() as folder:
        with DatasetWriter(Path(folder), "chats", "clean_text") as writer:
            for record in records:
                writer.keep(record)
        (file,) = writer.files()
        items = list(Dataset([InputFile(file.path.name, file.path)], "", Report("x"), "x"))
    assert [item.to_row() for item in items] == [without_surrogates(record.to_row()) for record in records]


@settings(max_examples=200, deadline=None)
@given(st.lists(WRITTEN, min_size=1, max_size=8), st.booleans(), st.booleans())
def test_any_text_comes_back_from_json(texts, ascii_only, array):
    rows = [{"text": text} for text in texts]
    if array:
        content = json.dumps(rows, ensure_ascii=ascii_only, indent=2)
    else:
        content = "\n".join(json.dumps(row, ensure_ascii=ascii_only) for row in rows)
    items, _ = read(content.encode(), "a.json" if array else "a.jsonl")
    assert [item.text for item in items] == texts


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WRITTEN, WRITTEN), min_size=1, max_size=8), st.sampled_from(",\t;|"))
def test_any_text_comes_back_from_a_table(pairs, delimiter):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["question", "answer"], *pairs])
    items, _ = read(buffer.getvalue().encode(), "a.csv")
    assert [tuple(turn.content for turn in item.turns) for item in items] == pairs


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=300).map(lambda raw: raw.hex().encode()), max_size=60), st.integers(200, 4000))
def test_shards_keep_to_their_limit_and_lose_nothing(lines, limit):
    content = b"".join(line + b"\n" for line in lines) or b"\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chats.clean_text.jsonl"
        path.write_bytes(content)
        files = finish_file(path, limit)
        longest = max(len(line) for line in content.split(b"\n"))
        whole = b"".join(
            gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files
        )
        assert whole == content
        assert all(file.stat().st_size <= max(limit, longest + 100) for file in files)
        assert sorted(file.name for file in Path(folder).iterdir()) == sorted(file.name for file in files)
