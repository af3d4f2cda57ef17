"""English words by how common they are, from the frequency list that symspellpy brings (read at first use)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


def dictionary_path() -> Path:
    """symspellpy's list of 82,834 English words with their counts in the Google Books n-grams."""
    return Path(str(files("symspellpy") / "frequency_dictionary_en_82_765.txt"))


@cache
def common_words(most: int) -> frozenset[str]:
    """The so many most common words, in small letters."""
    words = []
    with dictionary_path().open(encoding="utf-8-sig") as lines:
        for line in lines:
            words.append(line.split(" ", 1)[0])
            if len(words) == most:
                break
    return frozenset(words)
