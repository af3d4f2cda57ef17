"""What concurrent runs share."""

from __future__ import annotations

import contextlib
from functools import cached_property, partial
from pathlib import Path
from typing import Self

from plugin_host.engine.backwards import answers
from plugin_host.engine.declaration import Declaration
from plugin_host.engine.files import FileStore
from plugin_host.engine.model import ModelEndpoint
from plugin_host.engine.plugin_process import ROOT, PluginProcess


class Services:
    """The plugin's process, the files and the model. Leaving it ends all three."""

    def __init__(self, plugin: PluginProcess, files: FileStore, model: ModelEndpoint | None) -> None:
        self.plugin = plugin
        self.files = files
        self.model = model
        plugin.backwards = partial(answers, model)

    @classmethod
    def start(cls, *, model: ModelEndpoint | None = None, root: Path = ROOT, folder: Path | None = None) -> Services:
        """Starts the plugin of the bundle at `root` (it gets ready while the caller goes on)."""
        plugin = PluginProcess(root)
        plugin.start()
        return cls(plugin, FileStore(folder), model)

    @cached_property
    def declaration(self) -> Declaration:
        """What the plugin declares."""
        return Declaration(self.plugin.root)

    def close(self) -> None:
        with contextlib.ExitStack() as stack:
            stack.callback(self.files.close)
            stack.callback(self.plugin.close)
            if self.model is not None:
                stack.callback(self.model.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
