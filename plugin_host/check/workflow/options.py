"""A tool node's settings through what they go through in a run: Dify's casts, the Options, the operator's own start.

Operators and the engine take a second to import, so that they are imported when the first tool of ours is looked at.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugin_host.check.loose import mapping, text
from plugin_host.check.workflow.catalogue import ToolSpec

if TYPE_CHECKING:
    from ftprep.operator import Operator

_SETTING = re.compile(r"Setting (\w+)[:,]")
"""How errors begin that are about one setting."""
_UNKNOWN = re.compile(r"\w+ has no setting called ")
"""How they begin about a line of the options."""

Trouble = tuple[str, str, str]
"""(setting, English, Chinese); the setting "" where it is several together."""


def varies(given: Any) -> bool:
    """Whether a setting's value is known only in a run."""
    value = mapping(given).get("value")
    return mapping(given).get("type") == "variable" or (isinstance(value, str) and "{{#" in value)


def operator_of(spec: ToolSpec) -> Operator | None:
    """The operator behind one of our tools; None for a tool of a catalogue that is not this repository's."""
    from ftprep.operator import get_operator

    try:
        return get_operator(spec.name)
    except KeyError:
        return None


def refused(spec: ToolSpec, settings: Mapping[str, Any]) -> Trouble | None:
    """The first thing that the tool refuses of a node's settings.

    What comes from variables is left out, and then nothing is said that it could mend.
    """
    from ftprep.settings import RESERVED
    from plugin_host.engine.tool_runtime import PluginInvokeError, cast_parameter

    operator = operator_of(spec)
    if operator is None:
        return None
    varying: set[str] = set()
    constants: dict[str, Any] = {}
    for name, given in settings.items():
        if name not in operator.options.model_fields and name not in RESERVED:
            continue
        value = given.get("value") if isinstance(given, dict) else given
        if varies(given):
            varying.add(name)
        elif value is not None:
            try:
                constants[name] = cast_parameter(text(spec.parameters.get(name, {}).get("type")), value)
            except PluginInvokeError:
                return name, f"{value!r} is no number. Write one.", f"{value!r} 不是数字，请填写数字。"
    return _placed(_tried(operator, constants), constants, varying)


def _placed(error: tuple[str, str] | None, constants: Mapping[str, Any], varying: set[str]) -> Trouble | None:
    if error is None:
        return None
    match = _SETTING.match(error[0])
    name = match[1] if match else ""
    if name in constants:
        return name, *error
    unknown = _UNKNOWN.match(error[0]) is not None
    if varying and not unknown and (not match or name in varying or "options" in varying):
        return None
    return "options" if unknown or (name and constants.get("options")) else name, *error


def _tried(operator: Operator, constants: Mapping[str, Any]) -> tuple[str, str] | None:
    """(English, Chinese) of the error with which the operator refuses these settings."""
    from ftprep.errors import SettingsError
    from ftprep.settings import build_options

    try:
        _, options = build_options(operator, constants)
    except SettingsError as error:
        return error.en, error.zh
    return _started(operator.name, options)


@cache
def _started(name: str, options: Any) -> tuple[str, str] | None:
    """What the operator says of its settings when it is made for a call, as to names that only it knows.

    A source begins with its data, and is not begun here. That other inputs are missing is nothing to tell: they are not
    given here.
    """
    from ftprep.errors import FtprepError, SettingsError
    from ftprep.operator import Context, get_operator
    from ftprep.report import Report

    operator = get_operator(name)
    if operator.kind == "source":
        return None
    with tempfile.TemporaryDirectory() as folder:
        try:
            operator.factory(options, Context(Report(name), Path(folder)))
        except SettingsError as error:
            return error.en, error.zh
        except FtprepError:
            return None
    return None
