"""Results on disk: whole lines, within the limit, the same bytes for the same records."""

import gzip
import random

import orjson
import pytest

from ftprep.io import Dataset, DatasetWriter, JsonlWriter, finish_file, is_companion
from ftprep.ports import InputFile
from ftprep.record import Record
from ftprep.report import Reject, Report


def rows(count, seed=1):
    noise = random.Random(seed)
    return [{"n": number, "text": noise.randbytes(noise.randrange(10, 400)).hex()} for number in range(count)]


def written(path, items):
    writer = JsonlWriter(path)
    for row in items:
        writer.write(row)
    writer.close()
    return path


def test_a_file_within_the_limit_stays(tmp_path):
    path = written(tmp_path / "a.clean_text.jsonl", rows(10))
    assert finish_file(path, None) == [path]
    assert finish_file(path, path.stat().st_size) == [path]


def test_a_file_past_it_is_compressed(tmp_path):
    path = written(tmp_path / "a.clean_text.jsonl", [{"text": "x" * 1000}] * 100)
    content = path.read_bytes()
    (packed,) = finish_file(path, 50_000)
    assert packed.name == "a.clean_text.jsonl.gz"
    assert gzip.decompress(packed.read_bytes()) == content
    assert not path.exists()


@pytest.mark.parametrize("limit", [20_000, 50_000, 100_000])
def test_and_divided_where_that_is_not_enough(tmp_path, limit):
    # the first half compresses well and the second hardly: an even division by lines would break the limit
    items = [{"n": number, "text": "x" * 400} for number in range(1000)] + rows(1000)
    path = written(tmp_path / "a.clean_text.jsonl", items)
    shards = finish_file(path, limit)
    assert len(shards) > 1
    assert [shard.name for shard in shards] == [
        f"a.clean_text-{number:05d}-of-{len(shards):05d}.jsonl.gz" for number in range(1, len(shards) + 1)
    ]
    assert all(shard.stat().st_size <= limit for shard in shards)
    whole = [
        orjson.loads(line) for shard in shards for line in gzip.decompress(shard.read_bytes()).split(b"\n") if line
    ]
    assert whole == items


def test_shards_of_rejects_are_still_companions(tmp_path):
    path = written(tmp_path / "a.clean_text.rejects.jsonl", rows(500))
    shards = finish_file(path, 20_000)
    assert len(shards) > 1
    assert all(is_companion(shard.name) for shard in shards)


def test_what_is_no_json_lines_is_never_divided(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(random.Random(1).randbytes(50_000))
    assert [file.name for file in finish_file(path, 10_000)] == ["a.csv.gz"]


def test_shards_are_read_as_one_data_set(tmp_path):
    records = [Record(f"{number}", text=row["text"]) for number, row in enumerate(rows(500))]
    with DatasetWriter(tmp_path, "a", "clean_text") as writer:
        for record in records:
            writer.keep(record)
    shards = finish_file(writer.files()[0].path, 30_000)
    dataset = Dataset([InputFile(shard.name, shard) for shard in shards], "", Report("x"), "x")
    assert list(dataset) == records


def test_the_same_records_make_the_same_bytes(tmp_path):
    contents = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        path = written(tmp_path / name / "a.clean_text.jsonl", rows(500))
        contents.append([shard.read_bytes() for shard in finish_file(path, 30_000)])
    assert contents[0] == contents[1]


def test_rejects_are_a_file_once_there_is_one(tmp_path):
    with DatasetWriter(tmp_path, "a", "clean_text") as writer:
        writer.open_kept()
        assert [file.role for file in writer.files()] == ["dataset"]
        writer.reject(Reject("bad_json", "clean_text", "a.jsonl", 3, "{x", detail="character 2"))
    kept, rejects = writer.files()
    assert kept.path.read_bytes() == b"\n"
    assert orjson.loads(rejects.path.read_bytes()) == {
        "reason": "bad_json", "step": "clean_text", "detail": "character 2", "source": "a.jsonl", "row": 3, "original": "{x",
    }  # fmt: skip
