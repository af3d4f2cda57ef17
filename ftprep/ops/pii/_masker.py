"""One record at a time: find in every text, agree on who is who, put stand-ins in, look again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ftprep.errors import SettingsError
from ftprep.ops.pii._anonymizers import ANONYMIZERS, Anonymizers
from ftprep.ops.pii._people import People, is_person_field, is_speaker_name
from ftprep.ops.pii._walk import SPEAKER, Spot, walk
from ftprep.pii.finding import Finding
from ftprep.pii.scanner import Scanner, parse_patterns
from ftprep.record import Record

_SURE_NAME = 0.55
"""Names at least so sure are looked for in the whole conversation."""

_MIN_REPEATED = 4
"""Shorter values are not looked for again elsewhere: 123 means too much."""


@dataclass(slots=True)
class Masked:
    """A record with personal data found in it. `found`: (entity, value), for nobody outside; `left`: values still in it."""

    record: Record
    found: list[tuple[str, str]]
    left: int


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
        plain = _plain_text(record)
        if plain is not None and not self._scanner.suspects(plain):
            return None
        spots: list[Spot] = []
        found: list[list[Finding]] = []
        any_found = False

        def look(spot: Spot) -> str:
            nonlocal any_found
            findings = self._scan(spot)
            spots.append(spot)
            found.append(findings)
            any_found = any_found or bool(findings)
            return spot.text

        walk(record, look)
        if not any_found:
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
            self._written(spot, findings, people, self.anonymizers) for spot, findings in zip(spots, found, strict=True)
        ]
        source = iter(new)
        masked = walk(record, lambda _: next(source))
        return Masked(masked, values_found, self._left(values_found, new))

    def _scan(self, spot: Spot) -> list[Finding]:
        text = spot.text
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
        for spot, findings in zip(spots, found, strict=True):
            for finding in findings:
                value = spot.text[finding.start : finding.end]
                if finding.entity_type != "PERSON" and len(value) >= _MIN_REPEATED:
                    values.setdefault(value, finding.entity_type)
        for name in people.names():
            if name.casefold() not in self._allow:
                values.setdefault(name, "PERSON")
        ordered = sorted(values, key=len, reverse=True)
        return [
            _with_repeats(spot.text, findings, ordered, values) for spot, findings in zip(spots, found, strict=True)
        ]

    def _written(self, spot: Spot, findings: list[Finding], people: People, anonymizers: Anonymizers) -> str:
        if not findings:
            return spot.text
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
        return sum(1 for text in new for value in sought if value in text for _ in _places(value, text))


def _plain_text(record: Record) -> str | None:
    """All text of a record that is nothing but running text; None where it has names, JSON or further fields."""
    if record.meta or record.tools or record.chosen or record.rejected:
        return None
    parts = [] if record.text is None else [record.text]
    for turn in record.turns:
        if turn.name or turn.extra or turn.input:
            return None
        parts.append(turn.content)
    text = "\n".join(parts)
    return None if "{" in text or "[" in text else text


def _with_repeats(text: str, findings: list[Finding], ordered: list[str], entities: Mapping[str, str]) -> list[Finding]:
    again: list[Finding] = []
    for value in ordered:
        for start in _places(value, text):
            end = start + len(value)
            if not any(start < known.end and known.start < end for known in (*findings, *again)):
                again.append(Finding(entities[value], start, end, 0.9))
    return sorted([*findings, *again], key=lambda finding: finding.start) if again else findings


def _places(value: str, text: str) -> Iterator[int]:
    """Where the value stands in the text, not as a part of a longer run of letters or digits."""
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        if not (_joins(text[start - 1 : start], value[0]) or _joins(value[-1], text[end : end + 1])):
            yield start
        start = text.find(value, end)


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
