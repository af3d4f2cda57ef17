"""One row, one page, one workbook: none takes more memory than there is."""

import io
import zipfile

import pytest

from ftprep.errors import InputDataError
from ftprep.io import lines, read_json, read_text, unpack

LIMIT = 1 << 20


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    for module in (lines, read_json, read_text):
        monkeypatch.setattr(module, "MAX_ROW_BYTES", LIMIT)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", '{"text":"a"}\n{"text":"%s"}\n'),
        ("a.json", '[{"text":"a"},{"text":"%s"}]'),
        ("a.json", '[{"text":"a"},{"text":"%s]'),
        ("a.csv", "question,answer\na,b\nc,%s\n"),
        ("a.txt", "a\n\n%s\n"),
        ("a.md", "%s"),
        ("a.html", "<html><body>%s</body></html>"),
    ],
)
def test_a_row_past_the_limit_is_an_error(read, name, content):
    got = read(name, content % ("x" * (LIMIT // 2)))
    assert got.records or got.rejects
    with pytest.raises(InputDataError, match=name):
        read(name, content % ("x" * 3 * LIMIT))


def test_a_workbook_that_is_a_bomb(read, monkeypatch):
    monkeypatch.setattr(unpack, "_RATIO_FROM", LIMIT)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 4 * LIMIT)
    with pytest.raises(InputDataError, match="bomb"):
        read("a.xlsx", buffer.getvalue())
