"""What a text is about, by a list of words that tell it: enough to say that two texts are of subjects far apart, and
never that they are of one. Its words are in `tables/topics.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from ftprep.text.gate import Gate

_BLANKED: Final = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_ENDINGS: Final = ("", "s", "es", "d", "ed", "er", "ers", "ing")


def subjects(text: str) -> set[str]:
    """The subjects that any of its words speaks for.

    >>> subjects("红烧肉要炖多久才软烂？"), subjects("How are you?")
    ({'food'}, set())
    """
    gate, names = _gate()
    return {names[index] for index in gate.hits(text)}


def telling(text: str) -> dict[str, int]:
    """Subject → how many different words of the text speak for it.

    >>> telling("红烧肉要炖多久才软烂？")
    {'food': 2}
    """
    lower, forms, of, beginning = text.lower(), _forms(), _subjects_of(), _by_beginning()
    words = lower.encode("ascii", "replace").translate(_BLANKED).decode().split()
    found = {forms[word] for word in words if word in forms}
    for char in beginning.keys() & set(lower):
        found.update(word for word in beginning[char] if word in lower)
    counts: dict[str, int] = {}
    for word in found:
        for subject in of[word]:
            counts[subject] = counts.get(subject, 0) + 1
    return counts


def far_apart(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether no subject of the ones is near one of the others. Nothing is far from what is about nothing known.

    >>> far_apart({"food"}, {"law"}), far_apart({"food", "law"}, {"health"}), far_apart({"food"}, ())
    (True, False, False)
    """
    near = _near()
    some, others = set(some), set(others)
    return bool(some) and bool(others) and all(others.isdisjoint(near[subject]) for subject in some)


@cache
def _body() -> Any:
    return yaml.safe_load(resources.files("ftprep.text").joinpath("tables/topics.yaml").read_text("utf-8"))


@cache
def _subjects_of() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for subject, words in _body()["topics"].items():
        for word in {*words["zh"].split(), *words["en"].split()}:
            table[word] = (*table.get(word, ()), subject)
    return table


@cache
def _by_beginning() -> dict[str, list[str]]:
    """The words of Chinese by their first character."""
    beginning: dict[str, list[str]] = {}
    for word in _subjects_of():
        if not word.isascii():
            beginning.setdefault(word[0], []).append(word)
    return beginning


@cache
def _forms() -> dict[str, str]:
    """Each form of an English word → the word."""
    forms = {word: word for word in _subjects_of() if word.isascii()}
    for word in tuple(forms):
        stems = {word, word + word[-1], word[:-1]} if word[-1] not in "aiou" else {word}
        for ending in _ENDINGS:
            for stem in stems if len(ending) > 1 else (word,):
                if stem != word[:-1] or word[-1] in "ey":
                    forms.setdefault(stem + ending, word)
        if word.endswith("y"):
            forms.setdefault(f"{word[:-1]}ies", word)
    return forms


@cache
def _gate() -> tuple[Gate, list[str]]:
    """One pattern for each subject, and their names: ten times as fast as looking for every word."""
    latin: dict[str, list[str]] = {subject: [] for subject in _body()["topics"]}
    wide: dict[str, list[str]] = {subject: [] for subject in latin}
    for form, word in _forms().items():
        for subject in _subjects_of()[word]:
            latin[subject].append(form)
    for word, of in _subjects_of().items():
        for subject in of if not word.isascii() else ():
            wide[subject].append(word)
    return Gate([f"(?i:\\b(?:{'|'.join(latin[name])})\\b)|{'|'.join(wide[name])}" for name in latin]), list(latin)


@cache
def _near() -> dict[str, set[str]]:
    """Each subject with those that are near it, whichever of the two says so, and itself."""
    near = {subject: {subject} for subject in _body()["topics"]}
    for subject, beside in _body()["near"].items():
        for other in beside.split():
            near[subject].add(other)
            near[other].add(subject)
    return near
