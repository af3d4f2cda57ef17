"""What users give by mistake: each a clear error in both languages, or a reject with its reason; never a crash."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest

from plugin_host.engine.plugin_process import ToolFailedError

ROW = '{"instruction": "写一首诗", "input": "", "output": "床前明月光，疑是地上霜。"}'
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + bytes(range(256)) * 8


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(2):
            archive.writestr(f"{number}.jsonl", b" " * (40 << 20))
    return out.getvalue()


ERRORS = {
    "an empty file": [("a.jsonl", b"")],
    "only blank lines": [("a.jsonl", b"\n\n  \n")],
    "a PDF named .jsonl": [("a.jsonl", PDF)],
    "a picture named .csv": [("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(2000))],
    "a broken zip": [("a.zip", b"PK\x03\x04" + bytes(200))],
    "a cut gzip": [("a.gz", gzip.compress(ROW.encode() * 100)[:40])],
}


@pytest.mark.parametrize("files", ERRORS.values(), ids=ERRORS.keys())
def test_a_file_that_is_no_data_set_is_a_clear_error(call, files):
    with pytest.raises(ToolFailedError) as caught:
        call("load_dataset", files=files)
    _clear(caught.value, files[0][0])


def test_a_zip_bomb_is_refused_before_it_goes_off(call):
    with pytest.raises(ToolFailedError) as caught:
        call("load_dataset", files=[("bomb.zip", _bomb())])
    _clear(caught.value, "bomb.zip")


@pytest.mark.parametrize("tool", ["load_dataset", "clean_text"])
def test_nothing_given(call, tool):
    for given in (
        {},
        {"dataset": None, "text": ""},
        {"dataset": [None]},
        {"dataset": [""], "text": None},
        {"dataset": []},
    ):
        with pytest.raises(ToolFailedError) as caught:
            call(tool, **given)
        _clear(caught.value, "dataset")


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://127.0.0.1:9/gone.jsonl", "FILES_URL"),
        ("/files/abc/file-preview?sign=x", "FILES_URL"),
        ("", "FILES_URL"),
        (None, "without an address"),
    ],
    ids=["nobody listens", "no host", "no address", "null for an address"],
)
def test_a_file_that_can_not_be_fetched(call, url, word):
    with pytest.raises(ToolFailedError) as caught:
        call("load_dataset", dataset=[call.remote("a.jsonl", url)])
    _clear(caught.value, "a.jsonl")
    assert caught.value.kind == "DownloadError"
    assert word in str(caught.value)
    assert "sign=x" not in str(caught.value)


def test_a_file_that_is_gone(call):
    url = call.file("a.jsonl", ROW)["url"].replace("/a.jsonl", "x/a.jsonl")
    with pytest.raises(ToolFailedError, match="404"):
        call("load_dataset", dataset=[call.remote("a.jsonl", url)])


def _clear(error: ToolFailedError, mentions: str) -> None:
    assert error.kind in ("InputDataError", "DownloadError"), f"{error.kind}: {error}"
    chinese, _, english = str(error).partition(" | ")
    assert any("一" <= character <= "鿿" for character in chinese)
    assert english
    assert mentions in english


REJECTS = {
    "a broken row": ROW + '\n{"instruction": "x", \n' + ROW,
    "deep JSON": ROW + "\n" + "[" * 100_000 + "\n" + ROW,
    "a row that is no object": ROW + "\n[1, 2]\n" + ROW,
}


@pytest.mark.parametrize("content", REJECTS.values(), ids=REJECTS.keys())
def test_a_bad_row_is_a_reject_with_its_line(call, content):
    got = call("load_dataset", files=[("a.jsonl", content)])
    assert (got.variables["kept"], got.variables["rejected"]) == (2, 1)
    (reject,) = [json.loads(line) for name in got.files if ".rejects." in name for line in got.files[name].splitlines()]
    assert reject["row"] == 2
    assert reject["reason"]
    assert reject["original"] == content.split("\n")[1] or content.split("\n")[1].startswith("[1")


def test_lone_surrogates_nan_and_a_million_characters_pass(call):
    rows = [
        '{"instruction": "\\ud83d", "output": "half an emoji"}',
        '{"instruction": "q", "output": "a", "score": NaN}',
        json.dumps({"instruction": "long", "output": "字" * 1_000_000}, ensure_ascii=False),
        '{"instruction": "line\u2028separator\u0085inside", "output": "one row"}',
    ]
    got = call("load_dataset", files=[("a.jsonl", "\n".join(rows))])
    assert got.variables["kept"] + got.variables["rejected"] == 4
    assert got.variables["kept"] >= 3
    assert got.longest_line < 1_000_000


def test_an_unknown_setting_and_a_wrong_one_say_what_there_is(call):
    for parameters in ({"options": "nonsense=1"}, {"options": "just words"}, {"language": "fr"}):
        with pytest.raises(ToolFailedError) as caught:
            call("clean_text", text=ROW, **parameters)
        assert caught.value.kind == "SettingsError"
        assert " | " in str(caught.value)
