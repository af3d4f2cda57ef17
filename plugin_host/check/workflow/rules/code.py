"""Code nodes: that the code compiles, has its main, takes what is bound and returns what is declared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from plugin_host.check.findings import Problem
from plugin_host.check.loose import mapping, mappings, selector, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.literals import misfit
from plugin_host.check.workflow.model import Node, Workflow
from plugin_host.check.workflow.outputs import variable_at
from plugin_host.check.workflow.returns import compiles, empty_ends, main_of, returned_keys, returned_values, returns

_TYPES = (
    "string", "number", "boolean", "object", "array[string]", "array[number]", "array[object]", "array[boolean]",
)  # fmt: skip
_PYTHON_MAIN = re.compile(r"^def\s+main\s*\(", re.MULTILINE)
_JAVASCRIPT_MAIN = re.compile(r"\bfunction\s+main\b|\bmain\s*=")


@RULES.error
def code_syntax(workflow: Workflow) -> Iterator[Problem]:
    """Python that does not compile."""
    for node, code in _python(workflow):
        try:
            ast.parse(code)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            yield Problem(
                f"{node.place}.code line {line}",
                en=f"This is not valid Python: {getattr(error, 'msg', error)}.",
                zh=f"不是有效的 Python 代码：{getattr(error, 'msg', error)}。",
            )


@RULES.error
def code_main(workflow: Workflow) -> Iterator[Problem]:
    """Code without a function main, which is what Dify calls."""
    for node in workflow.of_type("code"):
        code = text(node.data.get("code"))
        if node.data.get("code_language") == "javascript":
            there = _JAVASCRIPT_MAIN.search(code) is not None
        else:
            there = main_of(code) is not None or (not compiles(code) and _PYTHON_MAIN.search(code) is not None)
        if not there:
            yield Problem(
                f"{node.place}.code",
                en="There is no function main: Dify calls main with the node's variables and takes the dict it returns.",
                zh="没有 main 函数：Dify 以节点变量调用 main，并取其返回的字典。",
            )


@RULES.error
def code_language(workflow: Workflow) -> Iterator[Problem]:
    """A language that code nodes do not run."""
    for node in workflow.of_type("code"):
        if node.data.get("code_language") not in ("python3", "javascript"):
            yield Problem(
                f"{node.place}.code_language",
                en=f"{node.data.get('code_language')!r} is neither python3 nor javascript.",
                zh=f"{node.data.get('code_language')!r} 不是 python3 或 javascript。",
            )


@RULES.error
def code_arguments(workflow: Workflow) -> Iterator[Problem]:
    """Variables that main does not take, or arguments that no variable fills."""
    for node, code in _python(workflow):
        main = main_of(code)
        if main is None:
            continue
        bound = {text(item.get("variable")) for item in mappings(node.data.get("variables"))}
        taken = [argument.arg for argument in (*main.args.args, *main.args.kwonlyargs)]
        optional = len(main.args.defaults)
        needed = main.args.args[: len(main.args.args) - optional] + [
            argument
            for argument, default in zip(main.args.kwonlyargs, main.args.kw_defaults, strict=True)
            if default is None
        ]
        for name in sorted(bound - set(taken)) if main.args.kwarg is None else ():
            yield Problem(
                f"{node.place}.variables.{name}",
                en=f"main has no argument {name!r}: the call fails. Add it, or remove the variable.",
                zh=f"main 没有参数 {name!r}，调用会失败。请补上参数或删除变量。",
            )
        for argument in needed:
            if argument.arg not in bound:
                yield Problem(
                    f"{node.place}.code line {argument.lineno}",
                    en=f"No variable fills main's argument {argument.arg!r}. Bind one, or give it a default.",
                    zh=f"main 的参数 {argument.arg!r} 没有绑定变量。请绑定，或给出默认值。",
                )


@RULES.error
def code_outputs(workflow: Workflow) -> Iterator[Problem]:
    """A declared output that a return leaves out, or one returned that is not declared: Dify fails on both."""
    for node, code in _python(workflow):
        declared = set(mapping(node.data.get("outputs")))
        main = main_of(code)
        for line, keys in returned_keys(main) if main is not None else ():
            for name in sorted(declared - keys.possible):
                yield Problem(
                    f"{node.place}.code line {line}",
                    en=f"This return lacks the declared output {name!r}. Return it, or remove it from the outputs.",
                    zh=f"此处返回缺少已声明的输出 {name!r}。请返回它，或从输出中删除。",
                )
            for name in sorted(keys.sure - declared):
                yield Problem(
                    f"{node.place}.code line {line}",
                    en=f"This returns {name!r}, which is not declared. Declare it among the outputs, or leave it out.",
                    zh=f"此处返回了未声明的 {name!r}。请在输出中声明，或去掉。",
                )


@RULES.error
def code_no_return(workflow: Workflow) -> Iterator[Problem]:
    """A main that never returns anything."""
    for node, code in _python(workflow):
        main = main_of(code)
        if main is not None and not returns(main):
            yield Problem(
                f"{node.place}.code line {main.lineno}",
                en="main returns nothing; it must return a dict of the declared outputs.",
                zh="main 没有返回值；必须返回包含已声明输出的字典。",
            )


@RULES.error
def code_some_return(workflow: Workflow) -> Iterator[Problem]:
    """A main that returns a dict on some ways through it and nothing on others."""
    for node, code in _python(workflow):
        main = main_of(code)
        if main is None or not returns(main):
            continue
        for line in empty_ends(main):
            yield Problem(
                f"{node.place}.code line {line}",
                en="main can end here without returning anything, and then the run fails. Return a dict on every way.",
                zh="main 可能在此结束而没有返回值，运行会失败。请让每条路径都返回字典。",
            )


@RULES.error
def code_return_type(workflow: Workflow) -> Iterator[Problem]:
    """A value written out in a return that is not of the type declared for its output."""
    for node, code in _python(workflow):
        outputs = mapping(node.data.get("outputs"))
        main = main_of(code)
        for name, value in returned_values(main) if main is not None else ():
            declared = text(mapping(outputs.get(name)).get("type"))
            found = misfit(value, declared)
            if found:
                yield Problem(
                    f"{node.place}.code line {value.lineno}",
                    en=f"{name} is declared {declared}, and this returns {found}: the run fails. Change one of the two.",
                    zh=f"{name} 声明为 {declared}，此处返回的却是 {found}，运行会失败。请改其中之一。",
                )


@RULES.error
def code_output_type(workflow: Workflow) -> Iterator[Problem]:
    """An output of a type that code nodes cannot give."""
    for node in workflow.of_type("code"):
        for name, item in mapping(node.data.get("outputs")).items():
            kind = mapping(item).get("type")
            if kind not in _TYPES:
                yield Problem(
                    f"{node.place}.outputs.{name}",
                    en=f"{kind!r} is none of {', '.join(_TYPES)}.",
                    zh=f"{kind!r} 不在 {'、'.join(_TYPES)} 之中。",
                )


@RULES.warning
def code_reads_file(workflow: Workflow) -> Iterator[Problem]:
    """A file handed to a code node, which gets its description and cannot open it."""
    for node in workflow.of_type("code"):
        for item in mappings(node.data.get("variables")):
            variable = variable_at(workflow, selector(item.get("value_selector")))
            if variable is not None and variable.type in ("file", "array[file]"):
                yield Problem(
                    f"{node.place}.variables.{item.get('variable', '')}",
                    en="Code gets a file's name and address, not its content. Read it with a tool or a document extractor.",
                    zh="代码只能得到文件的名称和地址，得不到内容。请用工具或文档提取器读取。",
                )


def _python(workflow: Workflow) -> Iterator[tuple[Node, str]]:
    for node in workflow.of_type("code"):
        if node.data.get("code_language") != "javascript":
            yield node, text(node.data.get("code"))
