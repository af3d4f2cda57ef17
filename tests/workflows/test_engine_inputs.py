"""What the start node is given, against its form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flows import end, start, written
from graphon.file import File

from ftprep.ports import InputFile
from plugin_host.engine import FileStore, InputsError, Limits, load_workflow
from plugin_host.engine.inputs import CheckedInputs


@pytest.fixture
def files() -> Iterator[FileStore]:
    with FileStore() as store:
        yield store


def checked(files: FileStore, tmp_path: Path, variable: dict[str, Any], given: dict[str, Any], **limits: Any) -> Any:
    variable = {"variable": "x", "label": "X", "required": False, **variable}
    workflow = load_workflow(written(tmp_path, [start(variable), end()]))
    return CheckedInputs(workflow, given, files, Limits(**limits)).values["x"]


TEXT = {"type": "paragraph", "max_length": 5}
SELECT = {"type": "select", "options": ["YES", "NO"]}
NUMBER = {"type": "number"}
CHECK = {"type": "checkbox"}
OBJECT = {"type": "json_object"}


@pytest.mark.parametrize(
    ("variable", "value", "result"),
    [
        (TEXT, "12345", "12345"),
        (TEXT, "a\x00b", "ab"),
        (TEXT, "", None),
        ({**TEXT, "default": "d"}, None, "d"),
        (SELECT, "YES", "YES"),
        (SELECT, "", None),
        ({**SELECT, "default": "NO"}, "", "NO"),
        (NUMBER, "12", 12),
        (NUMBER, "-1.5", -1.5),
        (NUMBER, 7, 7),
        ({**NUMBER, "default": "3"}, None, 3),
        (CHECK, "true", True),
        (CHECK, False, False),
        (CHECK, "0", False),
        (OBJECT, '{"a": 1}', {"a": 1}),
        (OBJECT, {"a": 1}, {"a": 1}),
    ],
)
def test_what_fits(files: FileStore, tmp_path: Path, variable: dict[str, Any], value: Any, result: Any) -> None:
    assert checked(files, tmp_path, variable, {"x": value}) == result


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ({**TEXT, "required": True}, "", "required"),
        ({**SELECT, "required": True}, None, "required"),
        ({"type": "file-list", "required": True}, [], "required"),
        (TEXT, "123456", "longer than 5"),
        (TEXT, 5, "must be text"),
        (SELECT, "MAYBE", "YES, NO"),
        (NUMBER, "many", "must be a number"),
        (NUMBER, True, "must be a number"),
        (CHECK, "perhaps", "true or false"),
        (OBJECT, "[1]", "JSON object"),
        ({"type": "file-list"}, "a.jsonl", "must be given files"),
        ({"type": "file"}, {"transfer_method": "local_file", "upload_file_id": "nope"}, "not uploaded"),
        ({"type": "file"}, {"transfer_method": "remote_url", "url": "file:///etc/passwd"}, "http(s)"),
        ({"type": "file"}, {"transfer_method": "remote_url", "url": "http://[bad/a.jsonl"}, "can't be read"),
        ({"type": "file"}, {"transfer_method": "remote_url", "url": "http:///a.jsonl"}, "can't be read"),
        ({"type": "file"}, {"transfer_method": "remote_url", "url": "http://host:99999/a.jsonl"}, "can't be read"),
        ({"type": "file"}, {"type": "document"}, "transfer_method"),
        ({"type": "external_data_tool"}, "x", "external_data_tool"),
    ],
)
def test_what_does_not_fit(files: FileStore, tmp_path: Path, variable: dict[str, Any], value: Any, words: str) -> None:
    with pytest.raises(InputsError) as caught:
        checked(files, tmp_path, variable, {"x": value})
    assert words in caught.value.en
    assert caught.value.zh.startswith("输入 x")


def test_an_input_that_the_form_does_not_have(files: FileStore, tmp_path: Path) -> None:
    with pytest.raises(InputsError, match="y is not asked for; there are: x"):
        checked(files, tmp_path, TEXT, {"y": "1"})


def disk(tmp_path: Path, name: str, content: bytes = b"x") -> InputFile:
    (tmp_path / "in").mkdir(exist_ok=True)
    path = tmp_path / "in" / name
    path.write_bytes(content)
    return InputFile(name, path)


LIST = {
    "type": "file-list",
    "max_length": 2,
    "allowed_file_types": ["document", "custom"],
    "allowed_file_extensions": [".jsonl", "ZIP"],
}


def test_files_go_into_the_store(files: FileStore, tmp_path: Path) -> None:
    found: list[File] = checked(files, tmp_path, LIST, {"x": [disk(tmp_path, "a.jsonl"), disk(tmp_path, "b.csv")]})
    assert [(str(file.type), file.filename, file.extension) for file in found] == [
        ("custom", "a.jsonl", ".jsonl"),
        ("document", "b.csv", ".csv"),
    ]
    assert files.resolve(found[0].related_id or "").path.read_bytes() == b"x"


def test_a_single_file_does_for_a_list_and_a_list_of_one_for_a_single_file(files: FileStore, tmp_path: Path) -> None:
    assert len(checked(files, tmp_path, LIST, {"x": disk(tmp_path, "a.jsonl")})) == 1
    assert isinstance(checked(files, tmp_path, {"type": "file"}, {"x": [disk(tmp_path, "a.jsonl")]}), File)


def test_uploaded_files_and_files_elsewhere(files: FileStore, tmp_path: Path) -> None:
    uploaded = {"type": "document", "transfer_method": "local_file", "upload_file_id": files.put(b"1", "up.jsonl")}
    elsewhere = {"type": "document", "transfer_method": "remote_url", "url": "http://127.0.0.1:1/a/%E7%94%B2.csv?x=1"}
    found = checked(files, tmp_path, LIST, {"x": [uploaded, elsewhere]})
    assert [(file.filename, str(file.transfer_method)) for file in found] == [
        ("up.jsonl", "local_file"),
        ("甲.csv", "remote_url"),
    ]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["a.jsonl"] * 3, "at most 2 files"),
        (["a.exe"], "does not take a.exe; it takes document, .jsonl, .zip"),
        (["a.png"], "a.png"),
    ],
)
def test_files_that_do_not_fit(files: FileStore, tmp_path: Path, names: list[str], words: str) -> None:
    with pytest.raises(InputsError, match=words):
        checked(files, tmp_path, LIST, {"x": [disk(tmp_path, name) for name in names]})
    assert not list(files._folder.iterdir()), "and none of them stays in the store"


def test_ten_files_whatever_the_form_says(files: FileStore, tmp_path: Path) -> None:
    wide = {"type": "file-list", "max_length": 50}
    assert len(checked(files, tmp_path, wide, {"x": [disk(tmp_path, "a.txt")] * 10})) == 10
    with pytest.raises(InputsError, match="at most 10 files, not 11"):
        checked(files, tmp_path, wide, {"x": [disk(tmp_path, "a.txt")] * 11})


def test_the_size_of_an_upload(files: FileStore, tmp_path: Path) -> None:
    fits, over = disk(tmp_path, "a.txt", b"x" * (1 << 20)), disk(tmp_path, "b.txt", b"x" * ((1 << 20) + 1))
    assert checked(files, tmp_path, {"type": "file"}, {"x": fits}, upload_bytes=1 << 20).size == 1 << 20
    with pytest.raises(InputsError, match="larger than the 1 MB"):
        checked(files, tmp_path, {"type": "file"}, {"x": over}, upload_bytes=1 << 20)


def test_how_files_may_come(files: FileStore, tmp_path: Path) -> None:
    only_urls = {"type": "file", "allowed_file_upload_methods": ["remote_url"]}
    with pytest.raises(InputsError, match="only by remote_url"):
        checked(files, tmp_path, only_urls, {"x": disk(tmp_path, "a.txt")})
