"""The same states however the data is cut, beyond each limit too; by a seam where a limit would take millions of records."""

from __future__ import annotations

import pickle
import random

import pytest

from ftprep.ops.stats import _collector, _languages, _personal, _tables
from ftprep.ops.stats._collector import Collector
from ftprep.ops.stats._figures import Wishes, figures
from ftprep.ops.stats._tables import BoundedCounts, FirstNames
from ftprep.record import Lineage, Record, Turn

FRENCH = "le chat mange la souris dans le jardin pendant que nous regardons une belle fleur rouge et bleue demain matin"
GERMAN = "der Hund schläft im Garten während wir morgen eine schöne rote Blume ansehen und das Brot essen"


@pytest.fixture
def small(monkeypatch):
    """Every limit is passed by some hundred records."""
    monkeypatch.setattr(_languages, "_ASKED", 150)
    monkeypatch.setattr(_collector, "MAX_SOURCES", 9)
    monkeypatch.setattr(_tables, "MAX_LABELS", 12)
    monkeypatch.setattr(_tables, "MAX_VALUES", 10)
    for module in (_personal, _collector):
        monkeypatch.setattr(module, "MOST", 20)


def rows(count):
    draw = random.Random(4)
    for number in range(count):
        words = (FRENCH if draw.random() < 0.7 else GERMAN).split()
        text = f"{number} {' '.join(draw.choices(words, k=12))}"
        labels = {f"l{draw.randrange(30)}": draw.choice(["yes", "no", draw.randrange(300)])}
        labels["pii"] = [{"where": "messages[0].content", "start": 0, "end": 30}]
        source = f"source-{draw.randrange(25) if draw.random() < 0.9 else number}.jsonl"
        turns = (Turn("user", text), Turn("assistant", text[::-1]))
        yield Record(
            f"id-{number % (count - 20)}",
            turns,
            labels=labels,
            lineage=Lineage(source, number, ""),
            meta={"topic": "x"},
        )


def collected(records, parts, turn=1):
    out = [Collector() for _ in range(parts)]
    for number, record in enumerate(records):
        out[number * parts // len(records)].add(record)
    whole = Collector()
    for one in out[::turn]:
        one.flush()
        whole.merge(pickle.loads(pickle.dumps(one)))  # noqa: S301 - as partitions hand them on
    return figures(whole, Wishes())


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("parts", "turn"), [(7, 1), (7, -1), (40, 1)])
def test_states_are_the_same(parts, turn):
    records = list(rows(600))
    one = collected(records, 1)
    assert not next(row for row in one["accuracy"] if row["figure"] == "languages")["exact"]
    assert any(row["source"] == "…" for row in one["sources"])
    assert len(one["labels"]) < 12, "some labels have too many values"
    assert collected(records, parts, turn) == one


def test_at_the_size_of_the_language_model_s_limit():
    """Without a seam: more records than are all asked, in partitions that hold fewer."""
    draw = random.Random(1)
    texts = [f"{n} {' '.join(draw.choices((FRENCH, GERMAN)[n % 10 > 6].split(), k=6))}" for n in range(21_000)]

    def counted(parts):
        whole = _languages.Languages()
        for part in range(parts):
            one = _languages.Languages()
            for number in range(part, len(texts), parts):
                one.add(texts[number], hash((number, 5)))
            whole.merge(one)
        return whole

    one, many = counted(1), counted(7)
    assert vars(one) == vars(many)
    assert not one.exact
    assert one.counts["fr"] == pytest.approx(14_700, rel=0.1)


def test_of_names_the_first_are_held_and_never_half():
    draw = random.Random(2)
    for _ in range(50):
        names = [f"n{draw.randrange(40)}" for _ in range(200)]
        held: FirstNames[list[int]] = FirstNames(5)
        for name in names:
            if name not in held.held:
                if not held.takes(name):
                    continue
                held.put(name, [0])
            held.held[name][0] += 1
        assert held.held == {name: [names.count(name)] for name in sorted(set(names))[:5]}


def test_the_rarest_go_and_the_bound_holds():
    draw = random.Random(3)
    names = [f"n{int(draw.expovariate(0.05))}" for _ in range(5000)]
    counts, other = BoundedCounts(20), BoundedCounts(20)
    for at, name in enumerate(names):
        (counts if at % 3 else other).note(name)
    counts.merge(pickle.loads(pickle.dumps(other)))  # noqa: S301 - made above
    assert len(counts) <= 40
    assert counts.undercount > 0
    for name in set(names):
        assert names.count(name) - counts.undercount <= counts[name] <= names.count(name)
