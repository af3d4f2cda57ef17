"""zip and gz: what is in them is read, what is not data is said, and no archive takes more than its share."""

import gzip
import io
import random
import tempfile
import zipfile

import pytest

from ftprep.errors import InputDataError
from ftprep.io import unpack

ROW = '{"text":"%s"}\n'


def packed(members, **settings):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **settings) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_files_of_several_formats_in_folders(read):
    content = packed(
        {
            "data/": "",
            "data/a.jsonl": ROW % "a",
            "data/中文.csv": "question,answer\nb,c\nd,e\n".encode("gb18030"),
            "data/deep/er/t.txt": "第一段\n\n第二段",
            "data/b.json.gz": gzip.compress(b'[{"text":"f"}]'),
        }
    )
    got = read("all.zip", content)
    assert got.texts == [["a"], ["b", "c"], ["d", "e"], ["第一段"], ["第二段"], ["f"]]
    assert got.formats == ["jsonl", "csv", "txt", "json"]
    assert got.records[1].lineage.source == "all.zip/data/中文.csv"
    assert got.records[1].lineage.row == 2


def test_what_is_no_data_is_passed_over_and_said(read):
    members = {
        "__MACOSX/._a.jsonl": b"\x00\x05\x16\x07",
        ".DS_Store": "x",
        "~$book.xlsx": "x",
        "README.md": "# about",
        "LICENSE": "MIT",
        "empty.csv": "",
        "logo.png": b"\x89PNG\r\n\x1a\n000",
        "paper.pdf": b"%PDF-1.7",
        "x.clean_text.rejects.jsonl": "{}",
        "dataset_info.json": "{}",
        "a.jsonl": ROW % "a",
    }
    got = read("a.zip", packed(members))
    assert got.texts == [["a"]]
    assert {row["name"] for row in got.report.passed_over} == {f"a.zip/{name}" for name in members if name != "a.jsonl"}
    assert all(" | " in row["why"] for row in got.report.passed_over)


def test_a_readme_alone_is_data(read):
    assert read("a.zip", packed({"README.md": "# 标题"})).texts == [["# 标题"]]
    assert read("README.md", "# 标题").texts == [["# 标题"]]


def test_a_readme_beside_data_is_passed_over(read):
    got = read("a.jsonl", ROW % "a", "README.md", "---\nconfigs: []\n---\n# 卡片")
    assert got.texts == [["a"]]
    assert [row["name"] for row in got.report.passed_over] == ["README.md"]


def test_an_archive_without_data_says_so(read):
    with pytest.raises(InputDataError, match=r"a\.zip/logo\.png \(an image\)") as caught:
        read("a.zip", packed({"logo.png": b"\x89PNG\r\n\x1a\n000"}))
    assert "a.zip/logo.png（图片）" in caught.value.zh


def test_archives_in_which_nothing_can_be_read(read):
    for content in (
        packed({}),
        packed({"a/": b""}),
        packed({"a.zip": packed({"b.zip": packed({"c.zip": packed({"d.jsonl": b"{}"})})})}),
    ):
        with pytest.raises(InputDataError, match=r"a\.zip"):
            read("a.zip", content)


def test_gz_of_a_file_named_otherwise(read):
    got = read("chats.jsonl", gzip.compress((ROW % "a").encode()), "b.csv.gz", gzip.compress(b"question,answer\nb,c\n"))
    assert got.texts == [["a"], ["b", "c"]]
    assert [row["name"] for row in got.report.inputs] == ["chats.jsonl", "b.csv"]


def test_archives_in_archives_are_opened_once(read):
    inner = packed({"a.jsonl": ROW % "a"})
    middle = packed({"inner.zip": inner, "b.jsonl": ROW % "b"})
    assert read("x.zip", packed({"middle.zip": inner})).texts == [["a"]]
    got = read("x.zip", packed({"middle.zip": middle}))
    assert got.texts == [["b"]]
    assert got.report.passed_over[0]["name"] == "x.zip/middle.zip/inner.zip"


def test_names_in_gb18030_without_a_flag(read):
    content = packed({"XXXX.jsonl": ROW % "a"}).replace(b"XXXX", "数据".encode("gb18030"))
    assert read("a.zip", content).records[0].lineage.source == "a.zip/数据.jsonl"


def test_equal_names_have_different_ids(read):
    content = packed({"a.jsonl": ROW % "same"})
    got = read("x.zip", content, "x.zip", content, "b.jsonl", ROW % "same", "b.jsonl", ROW % "same")
    assert len({record.id for record in got.records}) == 4


@pytest.mark.parametrize("cut", [30, 60, -40, -10])
def test_a_damaged_zip_is_an_error(read, cut):
    content = packed({"a.jsonl": ROW % ("abc" * 300)})
    with pytest.raises(InputDataError):
        read("a.zip", content[:cut])


def test_a_damaged_member_is_an_error(read):
    noise = random.Random(1).randbytes(3000).hex()
    content = bytearray(packed({"a.jsonl": ROW % noise, "b.jsonl": ROW % "b"}))
    content[200:210] = b"\0" * 10
    with pytest.raises(InputDataError, match=r"a\.zip/a\.jsonl"):
        read("a.zip", bytes(content))


def test_a_damaged_gz_is_an_error(read):
    with pytest.raises(InputDataError, match="damaged"):
        read("a.jsonl.gz", gzip.compress((ROW % ("x" * 5000)).encode())[:-12])


def test_a_password_is_an_error(read):
    content = bytearray(packed({"a.jsonl": ROW % "a"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    with pytest.raises(InputDataError, match="password"):
        read("a.zip", bytes(content))


def test_a_bomb_by_ratio(read):
    content = packed({"a.jsonl": b"0" * (unpack._RATIO_FROM + (8 << 20))}, compresslevel=9)
    with pytest.raises(InputDataError, match=rf"{unpack.MAX_RATIO} times"):
        read("a.zip", content)


def test_a_bomb_in_gz_in_zip(read):
    content = packed({"a.jsonl.gz": gzip.compress(b" " * (unpack._RATIO_FROM + (8 << 20)), 9)})
    with pytest.raises(InputDataError, match=rf"{unpack.MAX_RATIO} times"):
        read("a.zip", content)


def test_a_bomb_by_size(read, monkeypatch):
    monkeypatch.setattr(unpack, "MAX_BYTES", 5 << 20)
    members = {f"{number}.txt": random.Random(number).randbytes(1 << 19).hex() for number in range(6)}
    with pytest.raises(InputDataError, match="more than 5 MB"):
        read("a.zip", packed(members))


def test_a_bomb_by_entries(read, monkeypatch):
    monkeypatch.setattr(unpack, "MAX_ENTRIES", 10)
    with pytest.raises(InputDataError, match="11 files"):
        read("a.zip", packed({f"{number}.txt": "x" for number in range(11)}))


def test_a_member_that_lies_about_its_size_is_measured(read, monkeypatch):
    monkeypatch.setattr(unpack, "MAX_BYTES", 1 << 20)
    content = bytearray(packed({"a.txt": b"ab" * (1 << 20)}))
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    with pytest.raises(InputDataError):
        read("a.zip", bytes(content))


def test_nothing_stays_behind(read, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    got = read("a.zip", packed({"a.jsonl": (ROW % "a") * 10}))
    half = iter(got.dataset)
    next(half)
    assert list((tmp_path / "temporary").iterdir())
    half.close()
    assert list((tmp_path / "temporary").iterdir()) == []
