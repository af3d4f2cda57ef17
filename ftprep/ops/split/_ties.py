"""What ties records together beside their text: parents and children, one conversation, one source document."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from ftprep.record import Record

CONVERSATION_COLUMNS: Final = (
    "conversation_id", "session_id", "dialog_id", "dialogue_id", "thread_id", "chat_id", "conversation", "session"
)  # fmt: skip
DOCUMENT_COLUMNS: Final = ("document_id", "doc_id", "document", "url", "source_document", "page_url")
_DOCUMENT: Final = re.compile(r"\.(?:txt|md|markdown|html?|pdf|docx?)$", re.IGNORECASE)


def ties(record: Record, columns: Collection[str]) -> Iterator[str]:
    """Names of what a record belongs to; records that have one in common stay together."""
    yield f"id:{record.id}"
    lineage = record.lineage
    for parent in lineage.parents:
        yield f"id:{parent}"
    if lineage.source and lineage.row and not lineage.parents:
        yield f"row:{lineage.row}:{lineage.source}"
    if record.text is not None and not record.turns and _DOCUMENT.search(lineage.source):
        yield f"document:{lineage.source}"
    for column in (*CONVERSATION_COLUMNS, *DOCUMENT_COLUMNS, *columns):
        for holder in (record.meta, record.labels):
            value = holder.get(column)
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                yield f"{column}:{value}"
