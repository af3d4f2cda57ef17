"""A file at hand: its document, what the user and other files say of it, and what its reader found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ftprep.reading import Document


@dataclass(slots=True)
class Source:
    """`people`: ids → names, from a users.json beside the file; `named`: what the setting `columns` says."""

    document: Document
    people: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """Of the file in its archive: a Slack export has a folder a channel."""
        return self.document.name.replace("\\", "/").rpartition("/")[0]
