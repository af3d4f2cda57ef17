"""What can go wrong around a run, in words that say what to do.

FtprepError
├── WorkflowError        the file can't be read as a workflow, or holds what this engine does not run
├── InputsError          what the start node was given does not fit its form
├── PluginProcessError   the plugin's process did not start, died, or fell silent
└── StoppedError         the run was stopped while this was going on
"""

from __future__ import annotations

from ftprep.errors import FtprepError


class WorkflowError(FtprepError):
    """The workflow can't be read or run here."""


class InputsError(FtprepError):
    """An input of the start node is missing or does not fit."""


class PluginProcessError(FtprepError):
    """The plugin's process did not start, ended, or does not answer."""


class StoppedError(FtprepError):
    """The run was stopped."""

    def __init__(self, *, en: str = "The run was stopped.", zh: str = "运行已停止。") -> None:
        super().__init__(en=en, zh=zh)
