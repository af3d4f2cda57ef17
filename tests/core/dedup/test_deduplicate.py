"""Duplicates: the same whatever the order, nothing of the other data set lost, every detail true."""

from __future__ import annotations

import random
import unicodedata
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.near_duplicates import compared, corpus, records
from ftprep.operator import Context
from ftprep.ops.dedup import _likeness
from ftprep.ops.dedup._likeness import Likeness
from ftprep.ops.dedup.deduplicate import DeduplicateOptions, deduplicate
from ftprep.record import Lineage, Record, Turn
from ftprep.report import Report
from ftprep.text.forest import Forest
from ftprep.text.minhash import band_keys
from ftprep.text.shingles import distinct_pieces, jaccard, jaccard_of_distinct, normal_form, piece_set, shingles

CLAUSES = [
    "今天我们去公园散步吧",
    "晚上想吃火锅还是烧烤",
    "the train leaves at nine",
    "请把合同发给我看一下",
    "see you in the office",
]


def decided(items, against=(), **options):
    """Position → Drop, of `against` first, then of `items`."""
    made = deduplicate(DeduplicateOptions(**options), Context(Report("deduplicate"), Path()))
    everything = [*against, *items]
    for record in against:
        made.add(record, fixed=True)
    for record in items:
        made.add(record)
    made.settle(lambda position: everything[position])
    return {at: drop for at in range(len(everything)) if (drop := made.verdict(at)) is not None}


def record(name, text):
    return Record(
        name, [Turn("user", text[: len(text) // 3]), Turn("assistant", text[len(text) // 3 :])], lineage=Lineage("t", 1)
    )


@st.composite
def alike_records(draw):
    """Records of which many are nearly the same, and many open alike."""
    out = []
    for number in range(draw(st.integers(1, 14))):
        opening = draw(st.sampled_from(CLAUSES[:3]))
        parts = draw(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=6))
        tail = draw(st.sampled_from(["", "。", "吗", "!", " x"]))
        turns = [Turn("user", opening), Turn("assistant", "，".join(parts) + tail)]
        score = {"score": draw(st.integers(0, 2))} if draw(st.booleans()) else {}
        out.append(Record(f"r{number}", turns, meta=score, lineage=Lineage("t", 1)))
    return out


@settings(deadline=None, max_examples=40)
@given(alike_records(), st.randoms(use_true_random=False), st.sampled_from(["longest", "best"]))
def test_the_order_of_the_input_changes_nothing(items, draw, keep):
    options = {"keep": keep, "best_field": "score" if keep == "best" else ""}
    shuffled = items[:]
    draw.shuffle(shuffled)
    one, other = decided(items, **options), decided(shuffled, **options)

    def kept(order, drops):
        return sorted("\n".join(each.texts()) for at, each in enumerate(order) if at not in drops)

    assert kept(items, one) == kept(shuffled, other)


@settings(deadline=None, max_examples=40)
@given(alike_records(), alike_records())
def test_nothing_of_the_other_data_set_is_dropped(items, against):
    assert all(at >= len(against) for at in decided(items, against))


@settings(deadline=None, max_examples=80)
@given(alike_records(), st.booleans())
def test_every_detail_is_true(items, same_first_turn):
    drops = decided(items, same_first_turn=same_first_turn)
    names = {each.id: each for each in items}
    kept = {each.id for at, each in enumerate(items) if at not in drops}
    for at, drop in drops.items():
        keeper = drop.detail.split()[2 if drop.reason == "same_first_turn" else 1].rstrip(",")
        assert keeper in kept
        if drop.reason == "same_first_turn":
            assert items[at].turns[0] == names[keeper].turns[0]
            continue
        one, other = (normal_form(" ".join(each.texts())) for each in (items[at], names[keeper]))
        alike = jaccard(frozenset(shingles(one)), frozenset(shingles(other)))
        assert f"{alike:.3f}" in drop.detail
        if drop.reason == "exact_duplicate":
            assert one == other
        else:
            assert alike >= 0.8 or "linked by others" in drop.detail


def test_deduplicating_twice_drops_no_more():
    items = records(corpus(400, share=0.4, seed=5).texts)
    drops = decided(items)
    assert drops
    assert decided([each for at, each in enumerate(items) if at not in drops]) == {}


def test_chains_hold_together_and_say_so():
    base = "".join(chr(0x4E00 + number) for number in range(200))
    chain = [
        base,
        base[:185] + "甲乙丙丁戊己庚辛" + base[193:],
        base[:60] + "子丑寅卯辰巳午未子丑" + base[70:185] + "甲乙丙丁戊己庚辛" + base[193:],
    ]
    drops = decided([record(f"c{at}", text) for at, text in enumerate(chain)], threshold=0.85, keep="first")
    assert sorted(drops) == [1, 2]
    assert "linked by others" in drops[2].detail


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.9])
def test_what_hangs_together_is_what_all_pairs_say(threshold):
    """Beside the slow way: every pair that shares a band, compared by its sets of pieces."""
    draw = random.Random(threshold)
    items = records(corpus(150, share=0.5, least=0.5, seed=4).texts)
    items += [record(f"t{at}", "，".join(draw.choices(CLAUSES, k=6)) + draw.choice("。？！")) for at in range(60)]
    texts = [normal_form("\n".join(each.texts())) for each in items]
    keys, pieces = band_keys(texts).tolist(), [piece_set(text) for text in texts]
    together = Forest(len(items))
    for one, other in combinations(range(len(items)), 2):
        meet = any(a == b for a, b in zip(keys[one], keys[other], strict=True))
        if meet and jaccard(pieces[one], pieces[other]) >= threshold:
            together.link(one, other)
    drops = decided(items, threshold=threshold, keep="first")
    assert len(drops) > 5
    assert set(drops) == {member for cluster in together.clusters() for member in cluster[1:]}


def test_signing_in_partitions_equals_adding():
    items = records(corpus(300, share=0.5, seed=8).texts)
    whole = decided(items)
    made = deduplicate(DeduplicateOptions(), Context(Report("deduplicate"), Path()))
    signed = [each for start in range(0, 300, 70) for each in made.sign(items[start : start + 70])]
    for some in signed:
        made.add_signed(some)
    made.settle(lambda position: items[position])
    assert {at for at in range(300) if made.verdict(at)} == set(whole)


def test_what_opens_like_a_dropped_record_does_not_go_with_it():
    """The second is like the first, and the third opens as the second does: the third is like nothing that stays."""
    talk = "，".join(CLAUSES * 3)
    items = [
        Record("long", [Turn("user", "请把这段话翻译成英文好吗"), Turn("assistant", talk + "，谢谢您")]),
        Record("like", [Turn("user", "麻烦把这段话翻译成英文吧"), Turn("assistant", talk)]),
        Record("opens", [Turn("user", "麻烦把这段话翻译成英文吧"), Turn("assistant", "no")]),
    ]
    drops = decided(items, same_first_turn=True, threshold=0.6)
    assert {items[at].id: drop.reason for at, drop in drops.items()} == {"like": "near_duplicate"}


def test_contradicting_labels_leave_the_same_record_in_any_order():
    pair = [Record(str(label), [Turn("user", "好的，就这样")], label=label) for label in (True, False)]
    stays = {order[1 - next(iter(decided(order)))].label for order in (pair, pair[::-1])}
    assert len(stays) == 1


def test_bounds_are_never_too_low_and_close_for_form_letters():
    draw = random.Random(6)
    letters = [chr(0x4E00 + number) for number in range(2000)]
    form = "".join(draw.choices(letters, k=200))
    texts = [form[: draw.randint(100, 200)] + "".join(draw.choices(letters, k=draw.randint(0, 90))) for _ in range(80)]
    likeness = Likeness(lambda position: texts[position])
    bounds = likeness.bounds(range(80))
    for threshold in (0.5, 0.7, 0.9):
        passed = reached = 0
        for one in range(80):
            others = [other for other in range(80) if other != one]
            likely = set(bounds.may_reach(one, others, threshold))
            truly = {other for other in others if likeness(one, other) >= threshold}
            assert truly <= likely
            passed, reached = passed + len(likely), reached + len(truly)
        assert passed <= 1.2 * reached + 80


def test_form_letters_are_hardly_compared_piece_by_piece(monkeypatch):
    draw = random.Random(7)
    letters = [chr(0x4E00 + number) for number in range(2000)]
    form = "".join(draw.choices(letters, k=300))
    items = [Record(str(at), text=form + "".join(draw.choices(letters, k=draw.randint(60, 80)))) for at in range(300)]
    compared_pairs = []
    monkeypatch.setattr(_likeness, "jaccard_of_distinct", lambda *pair: compared_pairs.append(pair) or 0.0)
    assert decided(items) == {}
    assert len(compared_pairs) < 300


def test_settings_that_find_nothing_to_compare_are_told():
    report = Report("deduplicate")
    options = DeduplicateOptions(fields=("meta.nosuch",), keep="best", best_field="scroe")
    made = deduplicate(options, Context(report, Path()))
    items = [record(f"n{at}", text) for at, text in enumerate(CLAUSES)]
    for each in items:
        made.add(each)
    made.settle(lambda position: items[position])
    told = [note["en"] for note in report.notes]
    assert any("meta.nosuch" in note and ": 5" in note for note in told)
    assert any("scroe" in note and ": 5" in note for note in told)


def test_a_crowd_of_like_texts_ends_in_one():
    draw = random.Random(2)
    base = [draw.choice("春夏秋冬东南西北梅兰竹菊风花雪月") for _ in range(400)]
    crowd = []
    for number in range(300):
        text = base[:]
        text[draw.randrange(400)] = "零"
        crowd.append(record(f"n{number}", "".join(text)))
    assert len(decided(crowd)) == 299


@pytest.mark.parametrize("text", ["", "好", "abcde", "  "])
def test_short_texts_have_few_pieces(text):
    assert len(shingles(normal_form(text))) == bool(normal_form(text))


def test_band_keys_are_a_function_of_the_text():
    texts = ["今天天气很好啊我们出去玩", "a quick brown fox", "好", "\ud800 alone"]
    assert band_keys(texts).tolist() == [band_keys([text])[0].tolist() for text in texts]
    assert band_keys([]).shape == (0, 25)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40), min_size=1, max_size=6))
def test_band_keys_see_pieces_not_their_order_or_number(texts):
    """Each row is what the text has alone, and what the same text has said twice over is near it."""
    rows = band_keys(texts).tolist()
    assert rows == [band_keys([text]).tolist()[0] for text in texts]
    ring = texts[0] * 12 if len(texts[0]) >= 5 else "abcde" * 12
    assert band_keys([ring]).tolist() == band_keys([ring + ring]).tolist()


@given(st.text(max_size=60), st.text("ab好\0", max_size=30))
def test_sets_of_pieces_say_what_pieces_say(one, other):
    for pair in ((one, other), (one + other, other), (other, other[1:])):
        assert jaccard(*map(piece_set, pair)) == jaccard(*(frozenset(shingles(text)) for text in pair))


@given(st.lists(st.text("ab好\0", min_size=1, max_size=30), min_size=1, max_size=8))
def test_numbers_of_pieces_say_what_pieces_say(texts):
    """Of texts of many lengths, hashed in one go: those shorter than a piece, and those that hold what fills them up."""
    pieces = distinct_pieces(texts)
    assert [len(each) for each in pieces] == [len(piece_set(text)) for text in texts]
    for one, other in zip(texts, texts[1:] + texts[:1], strict=True):
        assert jaccard_of_distinct(*distinct_pieces([one, other])) == jaccard(piece_set(one), piece_set(other))


def test_what_is_held_of_texts_is_bounded_and_changes_nothing(monkeypatch):
    texts = [compared(text) for text in corpus(40, share=0.5, seed=3).texts]
    read = []

    def text(position):
        read.append(position)
        return texts[position]

    pairs = [(one, other) for one in range(40) for other in range(one)]
    plenty = Likeness(text)
    plenty.expect(range(40))
    told = [plenty(*pair) for pair in pairs]
    assert read == list(range(40))
    assert told == [jaccard(piece_set(texts[one]), piece_set(texts[other])) for one, other in pairs]

    monkeypatch.setattr(_likeness, "_HELD_PIECES", 1000)
    monkeypatch.setattr(_likeness, "_BATCH_CHARS", 300)
    read.clear()
    little = Likeness(text)
    little.expect(range(40))
    assert len(read) < 40
    assert [little(*pair) for pair in pairs] == told
    assert len(read) > 40


@given(st.text())
def test_the_normal_form_is_what_unicode_says(text):
    told = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    assert normal_form(text) == told
    assert normal_form("，" + text + "…　！") == " ".join(
        unicodedata.normalize("NFKC", "，" + text + "…　！").casefold().split()
    )


def test_the_bench_corpus_says_how_alike_its_pairs_are():
    made = corpus(300, share=0.3)
    for original, variant, alike in made.pairs:
        pieces = [frozenset(shingles(compared(made.texts[at]))) for at in (original, variant)]
        assert jaccard(*pieces) == pytest.approx(alike)
