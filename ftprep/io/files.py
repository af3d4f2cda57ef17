"""What the names of files tell."""

from __future__ import annotations

import regex

COMPANION = regex.compile(
    r"(?:\.(?:rejects|aside)(?:-\d+-of-\d+)?\.jsonl(?:\.gz)?|\.report\.\w+|(?:^|/)dataset_info\.json|\.state\.json|\.review\.(?:xlsx|html)|\.decisions\.json)$"
)
"""Files that our tools lay beside a data set. Anything else in a `dataset` input is data."""

_EXTENSIONS = regex.compile(
    r"(?:\.(?:jsonl?|ndjson|csv|tsv|xlsx?|parquet|txt|md|markdown|html?|zip|gz))+$", regex.IGNORECASE
)
_SHARD = regex.compile(r"-\d{5}-of-\d{5}$")
_STEP = regex.compile(r"\.(?P<step>[a-z]+(?:_[a-z]+)+|deduplicate)$")
_ABOUT = regex.compile(
    r"(?:^|/)(?:readme|licen[cs]e|changelog|notice|citation)[\w-]*(?:\.(?:md|markdown|txt|rst|cff|bib))*$",
    regex.IGNORECASE,
)
_ASIDE = regex.compile(r"\.aside(?:-\d+-of-\d+)?\.jsonl(?:\.gz)?$")


def is_companion(name: str) -> bool:
    """Whether a file is a rejects file, a report or the like, to be handed on and not read as data.

    >>> is_companion("chats.mask_pii.rejects.jsonl"), is_companion("chats.mask_pii.jsonl")
    (True, False)
    """
    return COMPANION.search(name) is not None


def is_about(name: str) -> bool:
    """Whether a file is about data rather than data: a dataset card, a licence. Given alone it is data all the same.

    >>> is_about("hub/README.md"), is_about("README_zh.md"), is_about("readings.md"), is_about("notices.csv")
    (True, True, False, False)
    """
    return _ABOUT.search(name) is not None


def is_aside(name: str) -> bool:
    """Whether a file holds records that a step set aside. Given alone it is data; beside data it is a companion.

    >>> is_aside("chats.detect_refusals.aside.jsonl")
    True
    """
    return _ASIDE.search(name) is not None


def base_stem(name: str) -> str:
    """The name without folders, extensions, shard numbers and the step that wrote it.

    >>> base_stem("in/chats.clean_text-00001-of-00002.jsonl.gz")
    'chats'
    """
    stem = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = _EXTENSIONS.sub("", stem)
    stem = _SHARD.sub("", stem).removesuffix(".aside")
    stem = _STEP.sub("", stem)
    return stem.strip(". ") or "dataset"


def written_by_us(name: str) -> bool:
    """Whether the name says that one of our steps wrote the file."""
    stem = _SHARD.sub("", _EXTENSIONS.sub("", name))
    return _STEP.search(stem) is not None
