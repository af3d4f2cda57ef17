"""One line on stderr, a line a stage: records, speed, what is left, rejects."""

from __future__ import annotations

import sys
import time

from batch.job import Stage

_BAR = 20


class Bar:
    def __init__(self) -> None:
        self._stage = ""
        self._begun = time.monotonic()
        self._told = 0.0

    def __call__(self, stage: Stage) -> None:
        now = time.monotonic()
        if stage.name != self._stage or stage.done == 1:
            self._stage, self._begun = stage.name, self._begun if stage.done == 1 else now
        seconds = max(0.001, now - self._begun)
        left = seconds / stage.done * (stage.tasks - stage.done)
        filled = "█" * round(stage.done / stage.tasks * _BAR)
        speed = f"{stage.bytes / seconds / 1e6:.1f} MB/s · " if stage.bytes else ""
        end = stage.done == stage.tasks
        if end or now - self._told > 0.2:
            self._told = now
            sys.stderr.write(
                f"\r{filled:░<{_BAR}} {stage.name[:50]} · {stage.done}/{stage.tasks} · {stage.records} records · {speed}"
                f"{stage.rejected} rejected · {left:.0f} s left\033[K" + ("\n" if end else "")
            )
            sys.stderr.flush()
        if end:
            self._begun = now
