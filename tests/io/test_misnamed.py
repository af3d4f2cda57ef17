"""Files that are not what their name says: read as what they are, or an error that names it and says what to do."""

import gzip
import io
import zipfile

import pytest

from ftprep.errors import InputDataError, error_by_name
from ftprep.io import Dataset
from ftprep.ports import InputFile
from ftprep.report import Report

FOREIGN = {
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF 文档"),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
    "an image ": (b"\xff\xd8\xff\xe0\0\x10JFIF", "图片"),
    "a sound or video": (b"\0\0\0\x20ftypisom\0\0\2\0", "音频或视频"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
    "RAR": (b"Rar!\x1a\x07\x01\0", "RAR"),
    "tar": (b"a.txt".ljust(257, b"\0") + b"ustar\x0000", "tar"),
    "SQLite": (b"SQLite format 3\0\x10\0", "SQLite"),
    "pickle": (b"\x80\x04\x95\x10\0\0\0\0\0\0\0}", "pickle"),
    "NumPy": (b"\x93NUMPY\1\0", "NumPy"),
    "weights": (b"GGUF\3\0\0\0", "模型权重"),
    "RTF": (b"{\\rtf1\\ansi hello}", "RTF"),
    "XML": (b'<?xml version="1.0"?>\n<rows><row>a</row></rows>', "XML"),
    "unknown kind": (bytes(range(256)) * 20, "二进制"),
}


def office(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.xlsx", "a.txt", "a"])
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_holds_no_data(read, kind, name):
    content, zh = FOREIGN[kind]
    with pytest.raises(InputDataError) as caught:
        read(name, content)
    assert kind.strip() in caught.value.en
    assert zh in caught.value.zh
    assert name in caught.value.en
    assert type(caught.value) is error_by_name("InputDataError")
    assert caught.value.en.endswith(".")
    assert caught.value.zh.endswith("。")


@pytest.mark.parametrize(
    ("content", "en"),
    [
        (office("[Content_Types].xml", "word/document.xml"), "Word"),
        (office("[Content_Types].xml", "ppt/slides/slide1.xml"), "presentation"),
        (office("mimetype", "META-INF/manifest.xml"), "Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "old Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_documents_of_office_programs(read, content, en):
    with pytest.raises(InputDataError, match=en):
        read("a.jsonl", content)


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.xlsx", "a.md", "a", "a.parquet", "数据"])
@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('{"text":"a"}\n{"text":"b"}\n', "jsonl"),
        ('[\n  {"text": "a"},\n  {"text": "b"}\n]', "json"),
        (gzip.compress(b'{"text":"a"}\n{"text":"b"}\n'), "jsonl"),
    ],
    ids=["jsonl", "json", "gz"],
)
def test_json_under_any_name(read, name, content, form):
    got = read(name, content)
    assert got.texts == [["a"], ["b"]]
    assert got.formats == [form]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt", "a.xlsx", "a"])
def test_a_table_under_any_name(read, name):
    assert read(name, "问题,答案\n几点？,九点\n在哪？,北京\n").texts == [["几点？", "九点"], ["在哪？", "北京"]]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.xlsx", "a.parquet"])
@pytest.mark.parametrize(
    "content", ["只是一些文字。\n没有别的。", "404 page not found", "<!doctype html><html><body>x</body></html>"]
)
def test_rows_were_promised(read, name, content):
    with pytest.raises(InputDataError, match=r"\.txt|\.html"):
        read(name, content)


@pytest.mark.parametrize(
    "content",
    [
        "[2024-01-02 10:00] 张三: 你好\n[2024-01-02 10:01] 李四: 在\n",
        "{name}，你好\n",
        '"引号开头的文字\n',
        "- 一\n- 二\n",
    ],
)
def test_prose_that_begins_like_json(read, content):
    assert read("a.txt", content).formats == ["txt"]
    assert read(text=content).formats == ["txt"]


def test_the_file_is_not_there(tmp_path):
    with pytest.raises(InputDataError, match=r"gone\.csv"):
        list(Dataset([InputFile("gone.csv", tmp_path / "gone.csv")], "", Report("x"), "x"))
