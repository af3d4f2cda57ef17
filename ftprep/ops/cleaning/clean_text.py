"""Making the text of records clean."""

from __future__ import annotations

from ftprep.operator import Context, Options, Step, operator, setting
from ftprep.record import Record


class CleanTextOptions(Options):
    spaces: bool = setting(True, help="Trim, and fold runs of spaces.")


@operator("mapper", CleanTextOptions)
def clean_text(options: CleanTextOptions, context: Context) -> Step:
    """Cleans every text of a record."""

    def step(record: Record) -> Record:
        return record.map_text(str.strip) if options.spaces else record

    return step
