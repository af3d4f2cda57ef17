"""One record at a time: find in every text, agree on who is who, put stand-ins in, look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ftprep.errors import SettingsError
from ftprep.ops.pii._anonymizers import ANONYMIZERS, Anonymizers
from ftprep.ops.pii._people import People, is_person_field, is_speaker_name
from ftprep.ops.pii._sought import Sought
from ftprep.ops.pii._walk import SOURCE, SPEAKER, Spot, walk
from ftprep.pii.finding import Finding, Taken
from ftprep.pii.scanner import Scanner, parse_patterns
from ftprep.record import Record

_SURE_NAME = 0.55
"""Names at least so sure are looked for in the whole conversation."""

_SURE_IN_A_FILE_NAME = 0.7
"""Less sure names stay in file names: most of those words are nobody's."""

_JOINTS = str.maketrans("_", " ")
"""What joins the words of a file name: 张伟_13812345678.txt."""

_MIN_REPEATED = 4
"""Shorter values are not looked for again elsewhere: 123 means too much."""


@dataclass(slots=True)
class Masked:
    """A record with personal data found in it. `found`: (entity, value), for nobody outside; `left`: values still in it."""

    record: Record
    found: list[tuple[str, str]]
    left: int
    from_named_file: bool = False
    """Whether the name of its source holds any."""


class Masker:
    """mask_pii at work. `settings` is MaskPiiOptions."""

    def __init__(self, settings: Any, entities: Collection[str]) -> None:
        self._scanner = Scanner(
            entities,
            settings.min_score,
            allow=settings.allow,
            deny=settings.deny,
            own=parse_patterns(settings.patterns),
            seconds=settings.pattern_seconds,
            passes_made_up="pseudonymize" in (settings.anonymizer, *_special(settings.per_entity).values()),
        )
        self._people = "PERSON" in entities
        self._source, self._source_suspect = "", False
        self._allow = {value.casefold() for value in settings.allow}
        self.anonymizers: Anonymizers | None = None
        if settings.anonymizer != "detect":
            self.anonymizers = Anonymizers(
                settings.anonymizer,
                _special(settings.per_entity),
                scope=settings.scope,
                key=settings.key,
                keep_last=settings.keep_last,
            )

    def mask(self, record: Record) -> Masked | None:
        """None where nothing was found."""
        texts = None if self._from_suspect(record.lineage.source) else _running_texts(record)
        if texts is None:
            spots = _spots(record)
            found = [self._scan(spot) for spot in spots]
        else:
            found = [self._scanner.scan(text) for text in texts]
            spots = [Spot(_where(at, record), text) for at, text in enumerate(texts)] if any(found) else []
        if not any(found):
            return None
        people = People()
        for spot, findings in zip(spots, found, strict=True):
            for finding in findings:
                if finding.entity_type == "PERSON":
                    people.add(spot.text[finding.start : finding.end], sure=finding.score >= _SURE_NAME)
        found = self._repeated(spots, found, people)
        values_found = [
            (f.entity_type, s.text[f.start : f.end]) for s, fs in zip(spots, found, strict=True) for f in fs
        ]
        if self.anonymizers is None:
            rows = [{**f.to_row(), "where": s.where} for s, fs in zip(spots, found, strict=True) for f in fs]
            return Masked(record.with_labels(pii=rows), values_found, 0)
        self.anonymizers.begin()
        new = [
            self._written(spot, findings, people, self.anonymizers) if findings else spot.text
            for spot, findings in zip(spots, found, strict=True)
        ]
        source = iter(new)
        masked = walk(record, lambda _: next(source)) if texts is None else _rewritten(record, new)
        return Masked(masked, values_found, self._left(values_found, new), self._source_suspect)

    def _from_suspect(self, source: str) -> bool:
        """Whether a file name or address holds personal data. Most records are from where the last one was."""
        if source != self._source:
            self._source, self._source_suspect = source, bool(self._in_source(source))
        return self._source_suspect

    def _in_source(self, source: str) -> list[Finding]:
        return [
            finding
            for finding in self._scanner.scan(source.translate(_JOINTS))
            if finding.entity_type not in ("PERSON", "URL") or finding.score >= _SURE_IN_A_FILE_NAME
        ]

    def _scan(self, spot: Spot) -> list[Finding]:
        text = spot.text
        if spot.field == SOURCE:
            return self._in_source(text)
        if spot.field == SPEAKER:
            if self._people and is_speaker_name(text) and text.casefold() not in self._allow:
                return [Finding("PERSON", 0, len(text), 0.9)]
            return self._scanner.scan(text)
        if not spot.field:
            return self._scanner.scan(text)
        if self._people and is_person_field(spot.field, text) and text.casefold() not in self._allow:
            return [Finding("PERSON", 0, len(text), 0.85)]
        lead = f"{spot.field}: "
        at = len(lead)
        findings = self._scanner.scan(lead + text)
        return [Finding(f.entity_type, max(0, f.start - at), f.end - at, f.score) for f in findings if f.end > at]

    def _repeated(self, spots: list[Spot], found: list[list[Finding]], people: People) -> list[list[Finding]]:
        """The findings, with those values that were sure in one place found again wherever they stand."""
        values: dict[str, str] = {}
        times: Counter[str] = Counter()
        for spot, findings in zip(spots, found, strict=True):
            for finding in findings:
                value = spot.text[finding.start : finding.end]
                times[value] += 1
                if finding.entity_type != "PERSON" and len(value) >= _MIN_REPEATED:
                    values.setdefault(value, finding.entity_type)
        for name in people.names():
            if name.casefold() not in self._allow:
                values.setdefault(name, "PERSON")
        whole = "\n".join([spot.text for spot in spots])
        again = [value for value, starts in Sought(list(values)).starts(whole).items() if len(starts) > times[value]]
        if not again:
            return found
        sought = Sought(sorted(again, key=len, reverse=True))
        return [_with_repeats(spot.text, findings, sought, values) for spot, findings in zip(spots, found, strict=True)]

    def _written(self, spot: Spot, findings: list[Finding], people: People, anonymizers: Anonymizers) -> str:
        parts, at = [], 0
        for finding in findings:
            value = spot.text[finding.start : finding.end]
            whole = people.whole(value) if finding.entity_type == "PERSON" else None
            parts += [spot.text[at : finding.start], anonymizers.stand_in(finding.entity_type, value, whole)]
            at = finding.end
        return "".join((*parts, spot.text[at:]))

    def _left(self, values: Collection[tuple[str, str]], new: list[str]) -> int:
        """How many values that were found still stand in the masked texts."""
        sought = {
            value for entity, value in values if len(value) >= _MIN_REPEATED or (entity == "PERSON" and len(value) > 1)
        }
        whole = "\n".join(new)
        found = Sought(list(sought)).starts(whole)
        return sum(_alone(value, start, whole) for value, starts in found.items() for start in starts)


def _spots(record: Record) -> list[Spot]:
    spots: list[Spot] = []

    def look(spot: Spot) -> str:
        spots.append(spot)
        return spot.text

    walk(record, look)
    return spots


def _running_texts(record: Record) -> list[str] | None:
    """The texts of a record that is nothing but running text, as most are: no `walk` is needed for it.

    None where it has names, JSON or further fields.
    """
    if record.meta or record.tools or record.chosen or record.rejected:
        return None
    texts = []
    for turn in record.turns:
        text = turn.content
        if turn.name or turn.extra or turn.input or not text or text[0] in "{[" or text[0].isspace():
            return None
        texts.append(text)
    if record.text is not None:
        texts.append(record.text)
    return texts


def _where(at: int, record: Record) -> str:
    """The name that `walk` gives the place of a running text."""
    return f"messages[{at}].content" if at < len(record.turns) else "text"


def _rewritten(record: Record, texts: list[str]) -> Record:
    """The record with other running texts, in the order of `_running_texts`."""
    turns = [
        turn if text == turn.content else turn.with_content(text)
        for turn, text in zip(record.turns, texts, strict=False)
    ]
    return record.replace(turns=turns, text=record.text if len(texts) == len(turns) else texts[-1])


def _with_repeats(text: str, findings: list[Finding], sought: Sought, entities: Mapping[str, str]) -> list[Finding]:
    starts = sought.starts(text)
    if not starts:
        return findings
    taken = Taken(len(text))
    for known in findings:
        taken.take(known.start, known.end)
    again = [
        Finding(entities[value], start, start + len(value), 0.9)
        for value in starts
        for start in starts[value]
        if _alone(value, start, text) and taken.take(start, start + len(value))
    ]
    return sorted([*findings, *again], key=lambda finding: finding.start) if again else findings


def _alone(value: str, start: int, text: str) -> bool:
    """Whether the value stands there by itself, not as a part of a longer run of letters or digits."""
    end = start + len(value)
    return not (_joins(text[start - 1 : start], value[0]) or _joins(value[-1], text[end : end + 1]))


def _joins(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def _special(pairs: Collection[str]) -> Mapping[str, str]:
    out = {}
    for pair in pairs:
        entity, _, how = pair.partition(":")
        if how.strip() not in ANONYMIZERS:
            raise SettingsError(
                en=f"Setting per_entity: write ENTITY:anonymizer with one of {', '.join(ANONYMIZERS)}.",
                zh=f"设置 per_entity：请写成 实体名:匿名方式，匿名方式为 {'、'.join(ANONYMIZERS)} 之一。",
            )
        out[entity.strip().upper()] = how.strip()
    return out
