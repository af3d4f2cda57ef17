"""What the routes share, made once from a data folder and closed in order; and the clearing away of what is old."""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plugin_host.api.apps import Apps, load_apps, write_private
from plugin_host.api.board import Board, place_of
from plugin_host.api.links import Links
from plugin_host.api.records import Records
from plugin_host.api.shelf import Shelf
from plugin_host.api.store import Store
from plugin_host.engine import Services

logger = logging.getLogger("ftprep.api")


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """How the service behaves; the defaults are Dify's where it has them."""

    url_seconds: int = 300
    """How long the address of a file is good."""
    keep_hours: float = 24
    """How long uploads, results, and the inputs and outputs of runs are kept."""
    max_runs: int = 10
    """Of one app at a time."""
    ping_seconds: float = 10
    """Between signs of life in a stream."""


@dataclass(frozen=True, slots=True)
class Host:
    apps: Apps
    settings: ApiSettings
    store: Store
    shelf: Shelf
    links: Links
    records: Records
    board: Board

    def clear_old(self, now: float | None = None) -> None:
        """Removes files older than the stated time, and takes inputs and outputs out of runs that ended before it."""
        before = int((time.time() if now is None else now) - self.settings.keep_hours * 3600)
        self.shelf.sweep(before)
        self.store.empty_runs(before)


@contextlib.contextmanager
def hosting(
    workflows: Sequence[Path], data: Path, services: Services, settings: ApiSettings, first_key: str | None = None
) -> Iterator[Host]:
    """A Host over an open data folder. Leaving it stops the runs, records that, and closes the store.

    Raises WorkflowError for a file that can't be served.
    """
    apps = load_apps(workflows, data / "keys.json", first_key)
    with contextlib.closing(Store(data / "runs.sqlite3")) as store:
        store.fail_interrupted(int(time.time()))
        shelf = Shelf(data / "files", store)
        links = Links(_secret(data / "secret"), seconds=settings.url_seconds)
        records = Records(store, shelf, services.files)
        board = Board(services, records, shelf, links, limit=settings.max_runs)
        host = Host(apps, settings, store, shelf, links, records, board)
        with _clearing(host):
            try:
                yield host
            finally:
                board.close()


@contextlib.contextmanager
def _clearing(host: Host) -> Iterator[None]:
    """Clears old things away now and every tenth of the time that they are kept, at most every ten minutes."""
    ended = threading.Event()
    pause = min(600.0, max(1.0, host.settings.keep_hours * 360))

    def work() -> None:
        while True:
            try:
                host.clear_old()
            except Exception as error:  # noqa: BLE001 - the next round may do better, and the service must go on
                logger.error("clearing away failed: %s", place_of(error))  # noqa: TRY400 - no message: it may name a file
            if ended.wait(pause):
                return

    thread = threading.Thread(target=work, name="ftprep-clearing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _secret(path: Path) -> bytes:
    """What signs addresses; kept, so that they outlive a restart."""
    if not path.exists():
        write_private(path, secrets.token_bytes(32))
    return path.read_bytes()
