"""Splits are disjoint and complete, keep together what belongs together, and do not move what was there."""

import itertools
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftprep.errors import SettingsError
from ftprep.invoke import Inputs, invoke
from ftprep.ops.split._alike import compared_text
from ftprep.ops.split._plan import subset_size
from ftprep.ops.split._sides import deal, nested, place, side_of_hash
from ftprep.record import Record
from ftprep.text.shingles import jaccard, shingles

WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron 数据 模型 训练 对话 文本 质量 清洗 去重 样本 分布".split()


def text_of(number, length=40):
    rng = random.Random(number)
    return " ".join(rng.choice(WORDS) + str(rng.randrange(1000)) for _ in range(length))


def altered(text, number, words=2):
    """Nearly the same text: a few words exchanged."""
    rng, parts = random.Random(number), text.split(" ")
    for _ in range(words):
        parts[rng.randrange(len(parts))] = f"new{rng.randrange(1000)}"
    return " ".join(parts)


def row(text, number=0, **more):
    return {
        "id": f"id{number}",
        "text": text,
        "lineage": {"source": "s.jsonl", "row": number + 1, "format": "text", **more.pop("lineage", {})},
        **more,
    }


def corpus(number, copies=0):
    """Texts, the last `copies` of which nearly repeat one of the others."""
    texts = [text_of(n) for n in range(number)]
    texts += [altered(texts[n % number], n) for n in range(copies)]
    random.Random(1).shuffle(texts)
    return [row(text, n) for n, text in enumerate(texts)]


def split(tmp_path, rows, **options):
    text = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows)
    outcome = invoke("split_dataset", Inputs(text=text), options, tmp_path)
    parts = {}
    for file in outcome.files:
        if file.role == "dataset":
            lines = [json.loads(line) for line in file.path.read_bytes().split(b"\n") if line.strip()]
            parts[file.path.name.split(".", 1)[1].removesuffix(".jsonl")] = [Record.from_row(r) for r in lines]
            assert file.records == len(lines)
    return outcome, parts


def ids(records):
    return {record.id for record in records}


def test_sides_are_disjoint_complete_and_of_the_sizes_asked_for(tmp_path):
    outcome, parts = split(tmp_path, corpus(500), validation=0.2, test=50)
    assert {name: len(records) for name, records in parts.items()} == {"train": 350, "validation": 100, "test": 50}
    assert len(set.union(*map(ids, parts.values()))) == 500
    assert [r["records"] for r in outcome.report["figures"]["sides"]] == [350, 100, 50]
    assert {record.labels["split"] for record in parts["test"]} == {"test"}


@pytest.mark.parametrize("stable", [False, True])
def test_no_two_alike_records_stand_on_different_sides(tmp_path, stable):
    outcome, parts = split(tmp_path, corpus(300, copies=200), validation=0.2, test=0.2, stable=stable)
    sets = [(side, set(shingles(compared_text(record)))) for side, records in parts.items() for record in records]
    highest = max(jaccard(a, b) for (x, a), (y, b) in itertools.combinations(sets, 2) if x != y)
    assert highest < 0.7
    leak = outcome.report["figures"]["leak"]
    assert leak["bonds_across"] == 0
    assert leak["highest_similarity"] == pytest.approx(highest, abs=1e-4) or highest < 0.5


def test_without_leak_safety_the_same_corpus_does_leak(tmp_path):
    """Or the test above could not fail."""
    _, parts = split(tmp_path, corpus(300, copies=200), validation=0.2, test=0.2, leak_safe=False)
    sets = [(side, set(shingles(compared_text(record)))) for side, records in parts.items() for record in records]
    assert any(jaccard(a, b) >= 0.8 for (x, a), (y, b) in itertools.combinations(sets, 2) if x != y)


def side_by_id(parts):
    return {record.id: side for side in ("train", "validation", "test") for record in parts.get(side, ())}


TIED = {
    "children with their parent": lambda n: {"lineage": {"parents": [f"id{n // 4 * 4}"] if n % 4 else []}},
    "siblings of an absent parent": lambda n: {"lineage": {"parents": [f"gone{n // 4}"]}},
    "windows of one conversation": lambda n: {"meta": {"conversation_id": f"c{n // 4}"}},
    "pages of one address": lambda n: {"meta": {"url": f"u{n // 4}"}},
    "parts of one document": lambda n: {"lineage": {"source": f"doc{n // 4}.md"}},
    "records of one row": lambda n: {"lineage": {"row": n // 4 + 1}},
}


@pytest.mark.parametrize("stable", [False, True])
@pytest.mark.parametrize("tie", TIED.values(), ids=TIED)
def test_what_belongs_together_stays_together(tmp_path, tie, stable):
    rows = [row(text_of(n), n, **tie(n)) for n in range(200)]
    outcome, parts = split(tmp_path, rows, validation=0.2, test=0.2, stable=stable)
    sides = side_by_id(parts)
    assert outcome.variables["rejected"] == 0
    for group in range(50):
        assert len({sides[f"id{group * 4 + at}"] for at in range(4)}) == 1
    assert len(set(sides.values())) == 3
    assert outcome.report["figures"]["groups"] == {"groups": 50, "records": 200, "largest": 4}


def test_further_columns_hold_together(tmp_path):
    rows = [row(text_of(n), n, meta={"customer": n % 30}) for n in range(120)]
    sides = side_by_id(split(tmp_path, rows, together="customer")[1])
    assert all(sides[f"id{n}"] == sides[f"id{n % 30}"] for n in range(120))


def test_a_system_prompt_that_all_records_share_ties_nothing(tmp_path):
    prompt = "You are a patient teacher who answers in full sentences. " * 20
    rows = [
        {
            "id": f"id{n}",
            "messages": [{"role": "system", "content": prompt}, {"role": "user", "content": text_of(n, 6)}],
            "lineage": {},
        }
        for n in range(100)
    ]
    assert split(tmp_path, rows)[0].report["figures"]["groups"]["groups"] == 0


def test_strata_keep_their_shares_even_many_small_ones(tmp_path):
    rows = [row(text_of(n), n, meta={"topic": f"t{n % 37}"}) for n in range(400)]
    outcome, parts = split(tmp_path, rows, stratify="topic", validation=0.25, test=0.25)
    assert [len(parts[side]) for side in ("train", "validation", "test")] == [200, 100, 100]
    for stratum in outcome.report["figures"]["strata"]:
        total = stratum["train"] + stratum["validation"] + stratum["test"]
        assert abs(stratum["train"] - total / 2) <= 1.5


def test_folds_divide_all_but_the_test_and_each_comes_with_its_reverse(tmp_path):
    _, parts = split(tmp_path, corpus(200, copies=40), folds=4, test=0.25, validation=0)
    assert "validation" not in parts
    held = [ids(parts[f"fold-{n}-of-4.validation"]) for n in range(1, 5)]
    assert set.union(*held) == ids(parts["train"])
    assert sum(map(len, held)) == len(parts["train"])
    for number, out in enumerate(held, 1):
        assert ids(parts[f"fold-{number}-of-4.train"]) == ids(parts["train"]) - out


def test_subsets_nest_and_mirror_the_strata(tmp_path):
    rows = [row(text_of(n), n, meta={"topic": "rare" if n % 10 == 0 else "common"}) for n in range(1000)]
    outcome, parts = split(tmp_path, rows, subsets="10%, 1%, 200, 50%", stratify="topic")
    small, tenth, two_hundred, half = (parts[f"train-{name}"] for name in ("1pct", "10pct", "200", "50pct"))
    assert ids(small) < ids(tenth) < ids(two_hundred) < ids(half) < ids(parts["train"])
    assert [len(p) for p in (small, tenth, two_hundred, half)] == [8, 80, 200, 400]
    assert [r["records"] for r in outcome.report["figures"]["subsets"]] == [8, 80, 200, 400]
    assert sum(record.meta["topic"] == "rare" for record in tenth) == 8


def test_the_same_seed_divides_the_same_way_whatever_the_order(tmp_path):
    rows = corpus(200, copies=50)
    one = side_by_id(split(tmp_path / "a", rows)[1])
    shuffled = random.Random(5).sample(rows, len(rows))
    assert side_by_id(split(tmp_path / "b", rows)[1]) == one
    assert side_by_id(split(tmp_path / "c", rows, seed=3)[1]) != one
    sizes = {side: list(one.values()).count(side) for side in ("train", "validation", "test")}
    other = side_by_id(split(tmp_path / "d", shuffled)[1])
    assert {side: list(other.values()).count(side) for side in sizes} == sizes


def test_stable_sides_do_not_move_when_records_are_added(tmp_path):
    rows = corpus(400, copies=150)
    more = [row(text_of(n), n) for n in range(10_000, 10_300)]
    more += [row(altered(rows[n % 400]["text"], n), 20_000 + n) for n in range(150)]
    old = side_by_id(split(tmp_path / "a", rows, stable=True)[1])
    outcome, parts = split(tmp_path / "b", rows + more, stable=True)
    new = side_by_id(parts)
    assert {name: new[name] for name in old} == old
    assert outcome.report["read"] == outcome.report["kept"] + outcome.report["rejected"]
    assert abs(list(new.values()).count("train") / len(new) - 0.8) < 0.06


def test_a_record_between_two_stable_sides_is_rejected_with_its_reason(tmp_path):
    rows = [row(text_of(n), n) for n in range(40)]
    sides = side_by_id(split(tmp_path / "a", rows, stable=True, test=0.4)[1])
    one = next(name for name, side in sides.items() if side == "train")
    other = next(name for name, side in sides.items() if side == "test")
    bridge = row(text_of(99), 99, lineage={"parents": [one, other]})
    outcome, parts = split(tmp_path / "b", [*rows, bridge], stable=True, test=0.4)
    assert [r["reason"] for r in outcome.report["reasons"]] == ["between_sides"]
    assert side_by_id(parts) == sides


@pytest.mark.parametrize(
    "options", [{"validation": 0.6, "test": 0.5}, {"test": 100}, {"subsets": "many"}, {"subsets": "120%"}]
)
def test_settings_that_can_not_be_met_are_refused(tmp_path, options):
    with pytest.raises(SettingsError):
        split(tmp_path, corpus(50), **options)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=40),
    st.lists(st.integers(0, 20), min_size=2, max_size=4).filter(any),
    st.integers(1, 5),
)
def test_dealing_gives_every_side_its_share_to_within_the_largest_group(sizes, weights, strata):
    shares = [weight / sum(weights) for weight in weights]
    starts = list(itertools.accumulate(sizes, initial=0))
    groups = [list(range(start, end)) for start, end in itertools.pairwise(starts)]
    sides = deal(groups, [n % strata for n in range(starts[-1])], shares, lambda position: position)
    for side, share in enumerate(shares):
        got = sum(len(group) for group, at in zip(groups, sides, strict=True) if at == side)
        assert abs(got - share * starts[-1]) <= max(sizes) * strata
        assert got == 0 or share > 0


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=30), st.data())
def test_placing_never_splits_a_bond_and_never_looks_ahead(keys, data):
    pairs = [(a, b) for a in range(len(keys)) for b in range(a + 1, len(keys))]
    bonds = data.draw(st.lists(st.sampled_from(pairs), max_size=20)) if pairs else []
    shares = [0.5, 0.3, 0.2]
    sides = place(keys, bonds, shares)
    assert all(sides[a] == sides[b] or min(sides[a], sides[b]) < 0 for a, b in bonds)
    cut = data.draw(st.integers(0, len(keys)))
    assert place(keys[:cut], [(a, b) for a, b in bonds if b < cut], shares) == sides[:cut]
    free = [n for n in range(len(keys)) if not any(n in bond for bond in bonds)]
    assert all(sides[n] == side_of_hash(keys[n], shares) for n in free)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=200), st.integers(1, 200))
def test_every_beginning_of_a_nested_order_mirrors_the_strata(strata, cut):
    ranked = nested(range(len(strata)), strata, lambda position: -position)
    assert sorted(ranked) == list(range(len(strata)))
    front = ranked[:cut]
    for value in set(strata):
        expected = strata.count(value) * len(front) / len(strata)
        assert abs(sum(strata[position] == value for position in front) - expected) <= 2


def test_an_empty_data_set_and_a_single_record(tmp_path):
    outcome, parts = split(tmp_path, [row("one", 0)], validation=0, test=0)
    assert len(parts["train"]) == outcome.variables["kept"] == 1


@pytest.mark.parametrize(("text", "size"), [("1%", 10), ("0.5", 500), ("1", 1), ("3", 3), ("100%", 1000), ("0.01%", 1)])
def test_subset_sizes(text, size):
    assert subset_size(text, 1000) == size
