"""Errors on their way out: expected ones as they are, others without anything that could hold personal data."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator

from dify_plugin.config.logger_format import plugin_logger_handler

from ftprep.errors import FtprepError, kind_and_place
from ftprep.worker import WorkerError

logger = logging.getLogger("ftprep")
logger.setLevel(logging.INFO)
if plugin_logger_handler not in logger.handlers:
    logger.addHandler(plugin_logger_handler)
logger.propagate = False


class UnexpectedError(Exception):
    """Something that we did not foresee. Its own message and values stay inside: they may quote a record."""


@contextlib.contextmanager
def translated(tool: str) -> Generator[None, None, None]:
    """Lets FtprepErrors pass, stripped of what caused them, and turns every other error into an UnexpectedError."""
    failure: Exception
    try:
        yield
    except FtprepError as error:
        failure = type(error)(en=error.en, zh=error.zh)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, the call must end, and say nothing private
        failure = _unexpected(tool, error)
    else:
        return
    raise failure from None


def _unexpected(tool: str, error: BaseException) -> UnexpectedError:
    kind, place = (error.kind, error.place) if isinstance(error, WorkerError) else kind_and_place(error)
    logger.error("%s failed: %s at %s", tool, kind, place)
    return UnexpectedError(
        f"{tool} 内部出错（{kind}，{place}），数据未改动。请把此行报告给作者。 | "
        f"{tool} failed inside ({kind} at {place}); your data is untouched. Please report this line to the author."
    )
