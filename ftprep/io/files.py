"""What the names of files tell."""

from __future__ import annotations

import hashlib

import regex

_STEM_BYTES = 150
"""Of the 255 that file systems take for a name; the rest is for what steps append: `.STEP.rejects-00001-of-00002.jsonl.gz`."""
_NAME_BYTES = 240
"""Of a name that is handed on as it came, with room for a number before it."""
_CONTROLS = regex.compile(r"[\p{Cc}\p{Cs}/\\]")
_PART = regex.compile(r"\.[\w-]{1,40}$", regex.ASCII)

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
    return _short(_CONTROLS.sub("", stem).strip(". "), _STEM_BYTES) or "dataset"


def safe_name(name: str) -> str:
    """The name of a file without folders, as a file system takes it; what its end says of its kind stays."""
    last = _CONTROLS.sub("", name.replace("\\", "/").rsplit("/", 1)[-1])
    kind = COMPANION.search(last)
    at = kind.start() if kind else len(last)
    if step := _STEP.search(last[:at]):
        at = step.start()
    return _short(last[:at], _NAME_BYTES - len(last[at:].encode())) + last[at:]


def _short(stem: str, limit: int) -> str:
    """The stem within `limit` bytes: its beginning, and a hash of it, so that two that begin alike stay two. Which
    part of a split it is (`.train`) stays, outside of the hash."""
    if len(stem.encode()) <= limit:
        return stem
    part = match[0] if (match := _PART.search(stem)) else ""
    whole = stem.removesuffix(part).encode()
    tail = f"-{hashlib.blake2b(whole, digest_size=4).hexdigest()}{part}"
    return whole[: limit - len(tail)].decode("utf-8", "ignore").rstrip(". ") + tail


def written_by_us(name: str) -> bool:
    """Whether the name says that one of our steps wrote the file."""
    stem = _SHARD.sub("", _EXTENSIONS.sub("", name))
    return _STEP.search(stem) is not None
