"""The sketches against plain lists and sets."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xxhash import xxh3_64_intdigest

from ftprep.ops.stats._sketches import Distinct, Distribution, Frequent
from ftprep.ops.stats._words import WordCounts

VALUES = st.lists(st.integers(0, 5_000_000), min_size=1, max_size=200)


def distribution(values):
    out = Distribution()
    for value in values:
        out.add(value)
    return out


@given(VALUES)
def test_a_percentile_is_the_plain_one_within_its_stated_error(values):
    found = distribution(values)
    ranked = sorted(values)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0):
        true = ranked[max(1, math.ceil(share * len(ranked) - 1e-9)) - 1]
        assert abs(found.percentile(share) - true) <= (true / 1024 if true > 2047 else 0)


@given(VALUES)
def test_counts_totals_and_extremes_are_exact_and_the_bars_hold_everything(values):
    found = distribution(values)
    assert (found.count, found.total, found.minimum, found.maximum) == (
        len(values),
        sum(values),
        min(values),
        max(values),
    )
    bars = found.histogram()
    assert sum(times for _, _, times in bars) == len(values)
    assert all(one[1] + 1 == other[0] for one, other in pairwise(bars))
    assert bars[0][0] <= min(values)
    assert max(values) <= bars[-1][1]


@given(VALUES, VALUES)
def test_merging_distributions_is_counting_both(one, other):
    merged = distribution(one)
    merged.merge(distribution(other))
    whole = distribution(one + other)
    assert merged.figures() == whole.figures()
    assert merged.histogram() == whole.histogram()


def keys(start, stop):
    return np.array([xxh3_64_intdigest(str(n).encode()) for n in range(start, stop)], np.uint64)


@pytest.mark.parametrize("true", [3_000, 60_000, 300_000])
def test_a_count_of_different_keys_beyond_the_limit_is_within_four_standard_errors(true):
    found = Distinct(limit=1000)
    found.add(keys(0, true))
    found.add(keys(0, true // 2))
    assert not found.exact
    assert abs(found.count() - true) < 4 * 0.0081 * true


def test_merging_counts_of_different_keys_does_not_depend_on_the_division():
    for limit in (10, 100_000):
        whole, one, other = Distinct(limit), Distinct(limit), Distinct(limit)
        whole.add(keys(0, 5000))
        one.add(keys(0, 3000))
        other.add(keys(2000, 5000))
        one.merge(other)
        assert one.count() == whole.count()
        assert one.exact == whole.exact == (limit > 5000)


def test_frequent_keys_are_too_low_by_no_more_than_they_say():
    rng = np.random.default_rng(7)
    stream = (rng.zipf(1.2, 200_000) % 50_000).astype(np.uint64)
    found = Frequent(limit=2000)
    for part in np.array_split(stream, 40):
        found.add(*np.unique(part, return_counts=True))
    true = dict(zip(*np.unique(stream, return_counts=True), strict=True))
    assert found.undercount
    assert len(found.keys) <= 2000
    for key, count in zip(found.keys, found.counts, strict=True):
        assert true[key] - found.undercount <= count <= true[key]


WORDS = st.lists(st.lists(st.sampled_from("alpha beta gamma delta 模型 数据 训练".split()), max_size=8), max_size=30)


@settings(max_examples=50)
@given(WORDS, st.integers(0, 30))
def test_words_and_neighbours_are_counted_as_a_plain_loop_counts_them(texts, cut):
    one, other = WordCounts(), WordCounts()
    for number, words in enumerate(texts):
        (one if number < cut else other).add(words)
    one.merge(other)
    plain = Counter(word for words in texts for word in words)
    pairs = Counter(pair for words in texts for pair in pairwise(words))
    assert dict(one.top_words(100)) == plain
    assert {(a, b): n for a, b, n in one.top_bigrams(100)} == pairs
    assert (one.total, one.pairs) == (plain.total(), pairs.total())
    assert (one.distinct_words.count(), one.distinct_bigrams.count()) == (len(plain), len(pairs))
