"""One line on stderr, a line a stage: records, speed, what is left, rejects. Where stderr is a file, a line now and then."""

from __future__ import annotations

import sys
import time

from batch.stage import Stage

_BAR = 20
_OFTEN, _SELDOM = 0.2, 10.0
"""Seconds between two looks at a terminal; between two lines of a log."""


class Bar:
    def __init__(self) -> None:
        self._stage: Stage | None = None
        self._begun = time.monotonic()
        self._told = 0.0
        self._terminal = sys.stderr.isatty()

    def __call__(self, stage: Stage) -> None:
        now = time.monotonic()
        if stage is not self._stage:
            self._stage, self._begun = stage, now
        end = stage.done == stage.tasks
        if not end and now - self._told < (_OFTEN if self._terminal else _SELDOM):
            return
        self._told = now
        line = told(stage, now - self._begun)
        sys.stderr.write(f"\r{line}\033[K{'\n' if end else ''}" if self._terminal else f"{line}\n")
        sys.stderr.flush()


def told(stage: Stage, seconds: float) -> str:
    """The stage in a line, `seconds` after it began. Speed and what is left go by what was done in this time."""
    share = stage.done / stage.tasks if stage.tasks else 1.0
    made = stage.done - stage.found
    parts = [f"{stage.name[:50]} · {stage.done}/{stage.tasks}", f"{stage.records} records"]
    if stage.bytes > stage.found_bytes and seconds > 0:
        parts.append(f"{(stage.bytes - stage.found_bytes) / seconds / 1e6:.1f} MB/s")
    parts.append(f"{stage.rejected} rejected")
    if made or stage.done == stage.tasks:
        parts.append(f"{seconds / max(1, made) * (stage.tasks - stage.done):.0f} s left")
    return f"{'█' * round(share * _BAR):░<{_BAR}} {' · '.join(parts)}"
