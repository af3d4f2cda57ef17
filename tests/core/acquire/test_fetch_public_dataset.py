"""Collections on the loopback interface that speak the APIs as their documents have them."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "net"))

from net_server import LoopbackSite, Page

from ftprep.errors import DownloadError, InputDataError, SettingsError
from ftprep.invoke import Inputs, invoke
from ftprep.operator import Context
from ftprep.report import Report

ROWS = [{"instruction": f"问题 {n}", "output": f"答案 {n}"} for n in range(250)]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
CSV = ("instruction,output\n" + "".join(f"q{n},a{n}\n" for n in range(250))).encode()


def body(value):
    return Page(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def rows_page(request):
    query = parse_qs(urlsplit(request.path).query)
    begin, length = int(query["offset"][0]), int(query["length"][0])
    assert length <= 100
    rows = [
        {"row_idx": begin + n, "row": row, "truncated_cells": []} for n, row in enumerate(ROWS[begin : begin + length])
    ]
    return body({"features": [{"name": "instruction"}], "rows": rows, "num_rows_total": 250})


def sites():
    sibling = {"rfilename": "data/train.jsonl", "size": len(LINES)}
    return {
        "/api/datasets/own/set": body({"id": "own/set", "cardData": {"license": "mit"}, "siblings": [sibling, {"rfilename": "README.md"}]}),
        "/splits": body({"splits": [{"dataset": "own/set", "config": "default", "split": "train"}]}),
        "/rows": rows_page,
        "/datasets/own/set/resolve/main/data/train.jsonl": Page(LINES, ranges=True),
        "/api/v1/datasets/view/own/set": body({"licenseName": "CC0: Public Domain"}),
        "/api/v1/datasets/list/own/set": body({"datasetFiles": [{"name": "a.csv", "totalBytes": len(CSV)}]}),
        "/api/v1/datasets/download/own/set/a.csv": Page(CSV),
        "/bucket/": Page(f"<ListBucketResult><Contents><Key>x/a.csv</Key><Size>{len(CSV)}</Size><ETag>&quot;{hashlib.md5(CSV, usedforsecurity=False).hexdigest()}&quot;</ETag></Contents></ListBucketResult>".encode()),
        "/bucket/x/a.csv": Page(CSV),
        "/data.csv": Page(CSV, cut_after=1000),
    }  # fmt: skip


def run(site, out, **options):
    given = {"allow_hosts": f"127.0.0.1:{site.port}", "base_url": site.base, **options}
    outcome = invoke("fetch_public_dataset", Inputs(), given, out)
    file = next(file for file in outcome.files if file.role == "dataset")
    return outcome, [json.loads(line) for line in file.path.read_text("utf-8").split("\n") if line.strip()]


def test_hugging_face_rows_without_the_whole(tmp_path):
    with LoopbackSite(sites()) as site:
        outcome, rows = run(site, tmp_path, name="own/set", rows=130, token="hf_x")  # noqa: S106 - made up
        paths = [request.path.partition("?")[0] for request in site.asked]
        assert all(request.headers["authorization"] == "Bearer hf_x" for request in site.asked)
    assert [row["messages"][0]["content"] for row in rows] == [row["instruction"] for row in ROWS[:130]]
    assert paths == ["/api/datasets/own/set", "/splits", "/rows", "/rows"]
    assert outcome.variables["licence"] == "mit"
    assert rows[0]["meta"]["licence"] == "mit"
    assert rows[0]["lineage"]["source"] == "huggingface:own/set/default-train.jsonl"
    assert outcome.report["figures"]["rows_there"] == 250
    assert "hf_x" not in json.dumps(outcome.report) + outcome.text


def test_hugging_face_files_whole_and_in_part(tmp_path):
    with LoopbackSite(sites()) as site:
        outcome, rows = run(site, tmp_path / "1", name="own/set", rows=0)
        assert len(rows) == 250
        assert outcome.variables["listed"] == ["data/train.jsonl"]
        assert outcome.report["figures"]["files"][0]["sha256"] == hashlib.sha256(LINES).hexdigest()
        _, rows = run(site, tmp_path / "2", name="own/set", rows=3, file="data/*")
        assert len(rows) == 3
        assert site.asked[-1].headers["range"] == "bytes=0-11999"
        with pytest.raises(SettingsError):
            run(site, tmp_path / "3", name="own/set", file="none*")
        with pytest.raises(SettingsError):
            run(site, tmp_path / "4", name="own/set", split="nope")


def parts(count):
    """A bucket of `count` files of 100 rows each, and a README among them."""
    keys = ["x/README.md", *(f"x/part-{n}.csv" for n in range(count))]
    listed = "".join(f"<Contents><Key>{key}</Key><Size>9</Size></Contents>" for key in keys)
    whole = {
        "/bucket/x/README.md": Page(b"# About\n"),
        "/bucket/": Page(f"<ListBucketResult>{listed}</ListBucketResult>".encode()),
    }
    for n in range(count):
        lines = "".join(f"q{row},a{row}\n" for row in range(n * 100, n * 100 + 100))
        whole[f"/bucket/x/part-{n}.csv"] = Page(f"instruction,output\n{lines}".encode(), ranges=True)
    return whole


@pytest.mark.parametrize(("rows", "files"), [(30, 1), (100, 1), (101, 2), (250, 3), (300, 3), (5000, 3), (0, 3)])
def test_only_the_files_that_the_rows_need_are_fetched(tmp_path, rows, files):
    with LoopbackSite(parts(3)) as site:
        outcome, taken = run(site, tmp_path, source="s3", name="bucket/x", rows=rows)
        asked = [request.path for request in site.asked if request.path.endswith(".csv")]
    assert asked == [f"/bucket/x/part-{n}.csv" for n in range(files)]
    count = min(rows or 300, 300)
    assert [row["messages"][0]["content"] for row in taken] == [f"q{n}" for n in range(count)]
    assert len({row["id"] for row in taken}) == count
    assert [row["name"] for row in outcome.report["inputs"]] == [f"x/part-{n}.csv" for n in range(files)]
    assert [row["name"] for row in outcome.report["figures"]["files"] if row["name"].endswith("csv")] == [
        row["name"] for row in outcome.report["inputs"]
    ]
    assert any("not fetched" in note["en"] for note in outcome.report["notes"]) == (files < 3)
    assert [row["name"] for row in outcome.report["passed_over"]] == ["x/README.md"]


def test_a_file_that_fails_is_told_and_the_next_one_taken(tmp_path):
    with LoopbackSite(parts(3) | {"/bucket/x/part-0.csv": Page(status=404)}) as site:
        outcome, taken = run(site, tmp_path, source="s3", name="bucket/x", rows=20)
        assert [row["messages"][0]["content"] for row in taken] == [f"q{n}" for n in range(100, 120)]
        assert (outcome.variables["kept"], outcome.variables["rejected"]) == (20, 1)
        assert not any("part-2" in request.path for request in site.asked)


def parquet(folder, rows):
    from arro3.core import DataType, Field, Schema
    from arro3.io import read_json, write_parquet

    lines, made = folder / "rows.jsonl", folder / "rows.parquet"
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    schema = Schema([Field("instruction", DataType.string()), Field("output", DataType.string())])
    write_parquet(read_json(lines, schema), made, max_row_group_size=100)
    return made.read_bytes()


def test_hugging_face_parquet_whole_and_sampled(tmp_path):
    content = parquet(tmp_path, ROWS)
    name = "data/train-00000-of-00001.parquet"
    pages = sites() | {
        "/api/datasets/own/set": body({"id": "own/set", "siblings": [{"rfilename": name, "size": len(content)}]}),
        f"/datasets/own/set/resolve/main/{name}": Page(content, ranges=True),
    }
    questions = [row["instruction"] for row in ROWS]
    with LoopbackSite(pages) as site:
        outcome, rows = run(site, tmp_path / "1", name="own/set", rows=0)
        assert [row["messages"][0]["content"] for row in rows] == questions
        assert outcome.report["figures"]["files"][0]["sha256"] == hashlib.sha256(content).hexdigest()
        assert rows[0]["lineage"]["source"] == f"huggingface:own/set/{name}"
        outcome, rows = run(site, tmp_path / "2", name="own/set", rows=120, file="data/*")
        assert [row["messages"][0]["content"] for row in rows] == questions[:120]
        assert (outcome.variables["kept"], outcome.variables["rejected"]) == (120, 0)
        assert "range" not in site.asked[-1].headers  # its index stands at the end: a beginning could not be read
        site.pages[f"/datasets/own/set/resolve/main/{name}"] = Page(content[: len(content) // 2])
        with pytest.raises(InputDataError, match="damaged Parquet"):
            run(site, tmp_path / "3", name="own/set", rows=3, file="data/*")


def test_a_call_without_network_says_so():
    with pytest.raises(DownloadError, match="no access to the network"):
        Context(Report("x"), Path()).network()


def test_kaggle(tmp_path):
    with LoopbackSite(sites()) as site:
        outcome, rows = run(site, tmp_path, source="kaggle", name="own/set", rows=0, token="me:key")  # noqa: S106 - made up
        assert site.asked[0].headers["authorization"] == "Basic bWU6a2V5"
    assert (len(rows), outcome.variables["licence"]) == (250, "CC0: Public Domain")


def test_s3_and_its_checksum(tmp_path):
    with LoopbackSite(sites()) as site:
        assert len(run(site, tmp_path / "1", source="s3", name="bucket/x", rows=0)[1]) == 250
        site.pages["/bucket/x/a.csv"] = Page(CSV[:-1] + b"!")
        with pytest.raises(DownloadError, match="checksum"):
            run(site, tmp_path / "2", source="s3", name="bucket/x", rows=0)


def test_uci(tmp_path):
    with LoopbackSite(sites()) as site:
        site.pages["/api/dataset"] = body(
            {"status": 200, "data": {"uci_id": 53, "name": "Iris", "data_url": f"{site.base}/bucket/x/a.csv"}}
        )
        assert len(run(site, tmp_path, source="uci", name="53", rows=0)[1]) == 250


def test_a_link_that_is_cut_off_goes_on_where_it_was(tmp_path):
    whole = CSV + "".join(f"q{n},a{n}\n" for n in range(250, 20_000)).encode()

    def rest(request):
        return Page(whole, ranges=True) if "range" in request.headers else Page(whole, cut_after=150_000)

    with LoopbackSite({"/data.csv": rest}) as site:
        given = {"source": "link", "name": f"{site.base}/data.csv", "rows": 0}
        assert len(run(site, tmp_path / "1", **given, sha256=hashlib.sha256(whole).hexdigest())[1]) == 20_000
        begun = int(site.asked[-1].headers["range"].removeprefix("bytes=").removesuffix("-"))
        assert 65_536 <= begun <= 150_000
        with pytest.raises(DownloadError, match="checksum"):
            run(site, tmp_path / "2", **given, sha256="0" * 64)


def test_a_closed_data_set_says_what_to_do(tmp_path):
    with LoopbackSite({"/api/datasets/own/set": Page(status=401)}) as site, pytest.raises(DownloadError, match="token"):
        run(site, tmp_path, name="own/set")
