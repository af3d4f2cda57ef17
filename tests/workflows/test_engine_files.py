"""The file store: names, signed addresses, and what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from plugin_host.engine.files import FileStore, plain_name


@pytest.fixture
def store():
    with FileStore() as files:
        yield files


def test_what_is_put_in_comes_out(store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "数据.jsonl").write_bytes(b"a\nb\n")
    by_path, by_bytes = store.put(tmp_path / "数据.jsonl", "数据.jsonl"), store.put(b"xyz", "x.XLSX")
    first, second = store.resolve(by_path), store.resolve(by_bytes)
    assert (first.name, first.size, first.mime_type, first.extension) == (
        "数据.jsonl",
        4,
        "application/jsonl",
        ".jsonl",
    )
    assert (second.extension, second.path.read_bytes()) == (".xlsx", b"xyz")
    store.remove(by_path)
    store.remove(by_path)
    with pytest.raises(KeyError):
        store.resolve(by_path)
    assert not first.path.exists()


def test_a_signed_address_gives_the_file(store: FileStore) -> None:
    url = store.signed_url(store.put("内容".encode() * 50_000, "甲 乙.jsonl"))
    answer = requests.get(url, timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/jsonl")
    assert answer.content == "内容".encode() * 50_000


def test_no_other_address_does(store: FileStore) -> None:
    one, other = store.put(b"one", "one"), store.put(b"other", "other")
    url = store.signed_url(one)
    base, file_id, expires, signature, name = url.rsplit("/", 4)
    late = store.signed_url(one, seconds=-1)
    wrong = [
        f"{base}/{other}/{expires}/{signature}/{name}",
        f"{base}/{file_id}/{int(expires) + 1}/{signature}/{name}",
        f"{base}/{file_id}/{expires}/{'0' * len(signature)}/{name}",
        f"{base}/{file_id}/soon/{signature}/{name}",
        f"{base}/../{file_id}",
        base,
        late,
    ]
    assert [requests.get(address, timeout=5).status_code for address in wrong] == [404] * len(wrong)
    store.remove(one)
    assert requests.get(url, timeout=5).status_code == 404


def test_an_address_ends(store: FileStore) -> None:
    url = store.signed_url(store.put(b"x", "x"), seconds=3)
    assert requests.get(url, timeout=5).status_code == 200
    assert store.verified(url.removeprefix(store._serving().address)) is not None
    time.sleep(4.1)
    assert requests.get(url, timeout=5).status_code == 404


def test_many_readers_at_once(store: FileStore) -> None:
    url = store.signed_url(store.put(b"z" * 1_000_000, "z"))
    sizes: list[int] = []
    threads = [
        threading.Thread(target=lambda: sizes.append(len(requests.get(url, timeout=20).content))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sizes == [1_000_000] * 12


def test_a_file_that_was_not_finished_is_not_kept(store: FileStore) -> None:
    half = store.writing("half")

    def fail() -> None:
        with half:
            half.write(b"12345")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with pytest.raises(KeyError):
        store.resolve(half.id)
    assert not list(store._folder.iterdir())


def test_closing_removes_the_folder_and_ends_the_server() -> None:
    others = set(threading.enumerate())
    store = FileStore()
    url = store.signed_url(store.put(b"x", "x"))
    store.close()
    assert not store._folder.exists()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=2)
    assert not [thread for thread in set(threading.enumerate()) - others if thread.name == "ftprep-files"]


def test_a_folder_that_was_given_stays_without_its_files(tmp_path: Path) -> None:
    with FileStore(tmp_path / "given") as store:
        store.put(b"x", "x")
    assert (tmp_path / "given").is_dir()
    assert not list((tmp_path / "given").iterdir())


def test_what_a_killed_process_left_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    script = "import os, signal; from plugin_host.engine.files import FileStore; FileStore().put(b'x', 'x'); os.kill(os.getpid(), signal.SIGKILL)"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=False)
    assert len(list(tmp_path.glob("ftprep-files-*/*"))) == 1
    script = "from plugin_host.engine.files import FileStore; FileStore().close()"
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\\b\\c.txt", "c.txt"),
        ("..", "file"),
        ("", "file"),
        ("a\nb\x00.txt", "ab.txt"),
        ("聊天 记录.csv", "聊天 记录.csv"),
    ],
)
def test_names_lose_folders_and_control_characters(name: str, plain: str) -> None:
    assert plain_name(name) == plain
