"""What the child is asked for: a code node's `main` with its inputs, or a template with its variables."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from typing import Any

from plugin_host.engine.limited.telling import CODE, ToldError, masked

Work = Callable[[Mapping[str, Any]], Any]


def code(request: Mapping[str, Any]) -> dict[str, Any]:
    """Runs the node's code. Raises ToldError where it is no code with a `main`, and whatever the code raises."""
    try:
        compiled = compile(request["source"], CODE, "exec")
    except SyntaxError as error:
        raise ToldError("SyntaxError", error.msg, error.lineno) from None
    except ValueError:  # a null character
        raise ToldError("SyntaxError", "the code holds a character that no code can hold") from None
    space: dict[str, Any] = {"__name__": "__code__", "__builtins__": builtins}
    exec(compiled, space)  # noqa: S102 - running a node's code is what this is for
    main = space.get("main")
    if not callable(main):
        raise ToldError("NameError", "the code has no function main")
    result = main(**request["inputs"])
    if not isinstance(result, dict):
        raise ToldError("TypeError", f"main returned {type(result).__name__}; it must return a dict")
    return result


def template() -> Work:
    """Imports Jinja while that can still be done; what is returned renders."""
    import jinja2.constants
    import jinja2.debug
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def render(request: Mapping[str, Any]) -> str:
        """Undefined variables are empty, as in Dify; a template reaches nothing but what it is given."""
        most = request["characters"]
        parts, length = [], 0
        environment = ImmutableSandboxedEnvironment(autoescape=False)
        try:
            for part in environment.from_string(request["source"]).generate(**request["inputs"]):
                length += len(part)
                if length > most:
                    raise ToldError("TooLong", "")
                parts.append(part)
        except jinja2.TemplateSyntaxError as error:  # its words speak of the template alone
            raise ToldError(type(error).__name__, error.message or "", error.lineno) from None
        except jinja2.TemplateError as error:
            raise ToldError(type(error).__name__, masked(error.message or "", request["source"])) from None
        return "".join(parts)

    return render
