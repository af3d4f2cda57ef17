"""Mixtures hold what was asked for, lose nothing unaccounted, and keep the source of every record."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.errors import InputDataError, SettingsError
from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.ops.split._mixture import amounts, natural_shares
from ftprep.record import Record

SIZES = {"large.jsonl": 90, "middle.jsonl": 30, "small.jsonl": 10}


def mix(tmp_path, sizes=SIZES, **options):
    files = []
    for name, size in sizes.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "".join(json.dumps({"instruction": f"{name} {n}", "output": "yes"}) + "\n" for n in range(size))
        )
        files.append(InputFile(name, path))
    outcome = invoke("mix_datasets", Inputs(files), options, tmp_path / "out")
    lines = outcome.files[0].path.read_bytes().split(b"\n")
    return outcome, [Record.from_row(json.loads(line)) for line in lines if line.strip()]


def sources(records):
    return dict(Counter(record.lineage.source for record in records))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, SIZES),
        ({"weights": "large=1, middle=1, small=1"}, dict.fromkeys(SIZES, 10)),
        ({"weights": "large.jsonl=3, middle=2, small=1"}, {"large.jsonl": 30, "middle.jsonl": 20, "small.jsonl": 10}),
        ({"weights": "small=0"}, {"large.jsonl": 30, "middle.jsonl": 30}),
        ({"weights": "large=1, middle=1, small=1", "repeat": 3}, dict.fromkeys(SIZES, 30)),
        ({"caps": "20"}, {"large.jsonl": 20, "middle.jsonl": 20, "small.jsonl": 10}),
        ({"caps": "large=5，1000"}, {"large.jsonl": 5, "middle.jsonl": 30, "small.jsonl": 10}),
        ({"temperature": 100, "total": 30}, dict.fromkeys(SIZES, 10)),
        ({"total": 13}, {"large.jsonl": 9, "middle.jsonl": 3, "small.jsonl": 1}),
        (
            {"weights": "small=8, large=1, middle=1", "total": 50},
            {"large.jsonl": 20, "middle.jsonl": 20, "small.jsonl": 10},
        ),
    ],
)
def test_the_mixture_holds_what_was_asked_for(tmp_path, options, expected):
    outcome, records = mix(tmp_path, **options)
    assert sources(records) == expected
    report = outcome.report
    assert report["read"] == report["kept"] + report["rejected"] == sum(SIZES.values()) + report["made"]
    assert {row["source"]: row["taken"] for row in report["figures"]["mixture"] if row["taken"]} == expected


def test_nothing_is_lost_and_copies_name_their_parent(tmp_path):
    outcome, records = mix(tmp_path, weights="large=1, middle=1, small=1", repeat=2.5)
    assert sources(records) == dict.fromkeys(SIZES, 25)
    assert len({record.id for record in records}) == len(records)
    originals = {record.id for record in records if not record.lineage.parents}
    copies = [record for record in records if record.lineage.parents]
    assert all(record.lineage.parents[0] in originals for record in copies)
    assert len(copies) == outcome.report["made"] == 15
    uses = Counter(record.lineage.parents[0] for record in copies)
    assert set(uses.values()) == {1, 2}
    rejects = next(f.path for f in outcome.files if f.role == "rejects").read_bytes().split(b"\n")
    assert len(originals | {json.loads(line)["id"] for line in rejects if line}) == sum(SIZES.values())


def test_a_seed_gives_the_same_mixture_and_order_and_the_sources_are_shuffled(tmp_path):
    one = [r.id for r in mix(tmp_path / "a", caps="8")[1]]
    assert [r.id for r in mix(tmp_path / "b", caps="8")[1]] == one
    assert [r.id for r in mix(tmp_path / "c", caps="8", seed=1)[1]] != one
    order = [r.lineage.source for r in mix(tmp_path / "d")[1]]
    assert len(set(order[:40])) == 3


def test_a_name_that_fits_no_source_is_told(tmp_path):
    outcome, _ = mix(tmp_path, weights="lage=3")
    assert any("lage" in note["en"] for note in outcome.report["notes"])


@pytest.mark.parametrize(
    "options",
    [
        {"weights": "large"},
        {"weights": "=3"},
        {"caps": "a=b"},
        {"weights": "large=-1"},
        {"weights": "large=1", "temperature": 2},
    ],
)
def test_wrong_settings_are_refused(tmp_path, options):
    with pytest.raises(SettingsError):
        mix(tmp_path, **options)


def test_without_data_it_says_so(tmp_path):
    with pytest.raises(InputDataError):
        invoke("mix_datasets", Inputs(), {}, tmp_path)


@given(st.lists(st.tuples(st.integers(0, 500), st.floats(0, 10)), min_size=1, max_size=8), st.integers(0, 2000))
def test_amounts_never_pass_a_limit_and_reach_the_total_where_they_can(rows, total):
    limits = [limit for limit, _ in rows]
    whole = sum(weight for _, weight in rows)
    shares = [weight / whole if whole > 0 else 0.0 for _, weight in rows]
    got = amounts(shares, limits, total)
    assert all(0 <= amount <= limit for amount, limit in zip(got, limits, strict=True))
    assert all(amount == 0 for amount, share in zip(got, shares, strict=True) if share == 0)
    if total:
        assert sum(got) == min(total, sum(limit for limit, share in zip(limits, shares, strict=True) if share > 0))


def test_temperature_evens_out():
    assert natural_shares([90, 10], 1) == [0.9, 0.1]
    assert natural_shares([90, 10], 100)[1] > 0.49
