"""The errors that a user may meet.

    FtprepError
    ├── InputDataError      what was given can't be read as a data set
    │   └── DownloadError   a file could not be fetched from the address that came with it
    ├── SettingsError       a setting has a value that can't be used
    ├── ModelError          a language model did not answer, or not usably
    └── AccountError        our own bug: records read are not records kept plus rejected

Every message says what is wrong and what to do, in Chinese and in English, and never quotes the content of a
record: messages reach logs, and records hold personal data. File names, line numbers, counts and setting names are
what a message may contain.
"""

from __future__ import annotations

import traceback

_FRAMES = 4


class FtprepError(Exception):
    """Base of all expected errors; carries its message in both languages.

    >>> str(SettingsError(en="Choose a ratio from 0 to 1.", zh="比例应在 0 到 1 之间。"))
    '比例应在 0 到 1 之间。 | Choose a ratio from 0 to 1.'
    """

    def __init__(self, *, en: str, zh: str) -> None:
        self.en = en
        self.zh = zh
        super().__init__(f"{zh} | {en}")

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.en, self.zh))


class InputDataError(FtprepError):
    """The data given can't be used at all (single bad rows become rejects instead)."""


class DownloadError(InputDataError):
    """A file's address did not deliver."""


class SettingsError(FtprepError):
    """A setting is unknown, out of range, or does not fit with another."""


class ModelError(FtprepError):
    """The language model could not be reached or its answer could not be used."""


class AccountError(FtprepError):
    """Records read differ from records kept plus rejected. Always a bug of ours."""


def _rebuild(kind: type[FtprepError], en: str, zh: str) -> FtprepError:
    return kind(en=en, zh=zh)


def error_by_name(name: str) -> type[FtprepError]:
    """The error class of that name, for errors that crossed a process boundary; FtprepError if unknown."""
    known = (InputDataError, DownloadError, SettingsError, ModelError, AccountError)
    return next((kind for kind in known if kind.__name__ == name), FtprepError)


def kind_and_place(error: BaseException) -> tuple[str, str]:
    """What may be told of an error that nobody foresaw: what it is, and where it came up, the innermost place first.
    Its own message may quote a record."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = (f"{frame.filename.replace('\\', '/').rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    return type(error).__name__, " < ".join(places)
