"""Who says what in stretches of public-domain classics, told by hashes: no text of the works is kept here.

classics.jsonl has a line a stretch with its cast, then a line a quotation in order: the hash of its words, who says it,
and its kind as in labelled_texts (t is what somebody thinks). The works come from wordcloud's source archive, which has
Alice's Adventures in Wonderland and Lu Xun's Call to Arms among its examples.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from labelled_texts import HERE, KINDS, Score, same_name

from ftprep.ops.acquire._novel.quotations import paragraphs
from ftprep.ops.acquire._novel.speakers import attribute

RELEASE = "wordcloud-1.9.6"
WORKS = {"alice": "examples/alice.txt", "nahan": "examples/wc_cn/CalltoArms.txt"}
HEADINGS = {"alice": r"^CHAPTER ([IVX]+)\. .*$", "nahan": r"^\s*([一-龥]+)(?:[⑴(]\S*)?\s*\n ?-{8,}$"}
MARKS = re.compile(r"_分节阅读_\d+|[⑴-⒇]")
"""Of a site's pages and of notes: whether they are kept is not measured."""


class MissingArchiveError(Exception):
    """The archive is not here and could not be fetched; says why."""


@dataclass
class Stretch:
    work: str
    chapter: str
    cast: dict[str, frozenset[str]]
    said: list[tuple[str, str, str]] = field(default_factory=list)


def labelled() -> Iterator[Stretch]:
    stretch = None
    for line in (HERE / "classics.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        if "stretch" in item:
            if stretch:
                yield stretch
            work, chapter = item["stretch"].split(".")
            cast = {letter: frozenset(name.casefold() for name in names) for letter, names in item["cast"].items()}
            stretch = Stretch(work, chapter, cast)
        elif stretch:
            stretch.said.append((item["sha1"], item["speaker"], item["kind"]))
    if stretch:
        yield stretch


def archive(folder: Path) -> Path:
    path = folder / f"{RELEASE}.tar.gz"
    if not path.exists():
        name, version = RELEASE.split("-")
        pip = ["pip", "download", "-q", "--no-deps", "--no-binary", name, "-d", str(folder), f"{name}=={version}"]
        try:
            subprocess.run([sys.executable, "-m", *pip], check=True, capture_output=True, timeout=240)
        except (subprocess.SubprocessError, OSError) as error:
            raise MissingArchiveError(f"{RELEASE} could not be fetched ({type(error).__name__})") from error
    return path


def chapters(path: Path, work: str) -> dict[str, str]:
    """What stands under each heading of a work, the heading and the notes after it included."""
    with tarfile.open(path) as files:
        member = files.extractfile(f"{RELEASE}/{WORKS[work]}")
        assert member
        text = member.read().decode("utf-8-sig").replace("\r\n", "\n")
    found = list(re.finditer(HEADINGS[work], text, re.MULTILINE))
    ends = [heading.start() for heading in found[1:]] + [len(text)]
    return {heading[1]: text[heading.start() : end] for heading, end in zip(found, ends, strict=True)}


def words_hash(quotation: str) -> str:
    quotation = MARKS.sub("", quotation)
    words = re.sub(r"[\W_]", "", quotation) or re.sub(r"\s", "", quotation)
    return hashlib.sha1(words.encode(), usedforsecurity=False).hexdigest()[:16]


def measured(text: str, stretch: Stretch) -> Score:
    found = list(paragraphs(text))
    attribute(found)
    got = [quotation for paragraph in found for quotation in paragraph.quotations]
    score = Score()
    score.hits.update(found=len(got), wanted=len(stretch.said))
    hashes = [words_hash(quotation.text) for quotation in got]
    pairs = SequenceMatcher(None, [sha1 for sha1, _, _ in stretch.said], hashes, autojunk=False).get_matching_blocks()
    place = {block.a + step: block.b + step for block in pairs for step in range(block.size)}
    for at, (_, speaker, kind) in enumerate(stretch.said):
        score.hits["right"] += at in place
        if kind in KINDS:
            name = got[place[at]].speaker if at in place else ""
            good = same_name(name, stretch.cast[speaker])
            score.hits.update({f"all_{kind}": 1, f"good_{kind}": good})
            if not good:
                score.wrong.append((stretch.chapter, at, kind, sorted(stretch.cast[speaker]), name))
    extra = sorted(set(range(len(got))) - set(place.values()))
    score.wrong += [(stretch.chapter, "no quotation", got[at].text[:30]) for at in extra]
    return score
