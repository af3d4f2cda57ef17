"""What only one kind of node can get wrong: conditions, templates, aggregators, extractors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError, meta

from plugin_host.check.findings import Problem
from plugin_host.check.loose import items, mapping, mappings, selector, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import FAILED, Workflow
from plugin_host.check.workflow.outputs import variable_at

OPERATORS = (
    "contains", "not contains", "start with", "end with", "is", "is not", "empty", "not empty", "in", "not in", "all of",
    "=", "≠", ">", "<", "≥", "≤", "null", "not null", "exists", "not exists",
)  # fmt: skip
_WITHOUT_VALUE = ("empty", "not empty", "null", "not null", "exists", "not exists")
_JINJA = Environment(autoescape=True)
_RESERVED = ("__reason", "__is_success", "__usage")


@RULES.error
def condition(workflow: Workflow) -> Iterator[Problem]:
    """A condition that reads nothing, compares in a way that Dify does not know, or with nothing."""
    for node in workflow.of_type("if-else"):
        for case in mappings(node.data.get("cases")):
            conditions = mappings(case.get("conditions"))
            if not conditions:
                yield Problem(
                    f"{node.place}.cases", en="A case has no condition. Write one.", zh="有一个分支没有条件，请填写。"
                )
            for one in conditions:
                operator, place = one.get("comparison_operator"), f"{node.place}.cases"
                if not selector(one.get("variable_selector")):
                    yield Problem(place, en="A condition reads no variable.", zh="有一个条件没有选择变量。")
                if operator not in OPERATORS:
                    yield Problem(
                        place,
                        en=f"{operator!r} is no comparison. Known: {', '.join(OPERATORS)}.",
                        zh=f"{operator!r} 不是比较方式。可用：{'、'.join(OPERATORS)}。",
                    )
                elif (
                    operator not in _WITHOUT_VALUE
                    and one.get("value") in (None, "")
                    and not one.get("sub_variable_condition")
                ):
                    yield Problem(
                        place,
                        en=f"{operator} compares with nothing. Write a value, or use empty / not empty.",
                        zh=f"“{operator}”没有比较值。请填写，或改用 empty / not empty。",
                    )


@RULES.error
def case_id(workflow: Workflow) -> Iterator[Problem]:
    """Two branches of one node with the same id."""
    for node in workflow.of_type("if-else", "question-classifier"):
        for handle, count in Counter(node.handles() or ()).items():
            if count > 1 or not handle:
                yield Problem(
                    f"{node.place}.{'cases' if node.type == 'if-else' else 'classes'}",
                    en=f"{count} branches have the id {handle!r}. Give each its own; false is the last branch's.",
                    zh=f"有 {count} 个分支的 id 是 {handle!r}。请各用一个；false 专用于最后的分支。",
                )


@RULES.error
def template_syntax(workflow: Workflow) -> Iterator[Problem]:
    """A template that Jinja does not read."""
    for node in workflow.of_type("template-transform"):
        try:
            _JINJA.parse(text(node.data.get("template")))
        except TemplateSyntaxError as error:
            yield Problem(
                f"{node.place}.template line {error.lineno}",
                en=f"This is not a valid template: {error.message}",
                zh=f"模板有语法错误：{error.message}",
            )


@RULES.warning
def template_variable(workflow: Workflow) -> Iterator[Problem]:
    """A template that uses a name that no variable fills: it comes out empty."""
    for node in workflow.of_type("template-transform"):
        bound = {text(item.get("variable")) for item in mappings(node.data.get("variables"))}
        try:
            used = meta.find_undeclared_variables(_JINJA.parse(text(node.data.get("template"))))
        except TemplateSyntaxError:
            continue
        for name in sorted(used - bound):
            yield Problem(
                f"{node.place}.template",
                en=f"No variable fills {name!r}: it comes out empty. Add it to the node's variables.",
                zh=f"没有变量对应 {name!r}，输出会是空的。请加入节点变量。",
            )


@RULES.error
def unbound_variable(workflow: Workflow) -> Iterator[Problem]:
    """A variable of a code, template or end node that is bound to nothing."""
    for node in workflow.of_type("code", "template-transform", "end"):
        for item in mappings(node.data.get("outputs" if node.type == "end" else "variables")):
            if len(selector(item.get("value_selector"))) < 2 and "value" not in item:
                yield Problem(
                    f"{node.place}.{item.get('variable', '')}",
                    en="It is bound to nothing. Choose a variable, or remove it.",
                    zh="没有绑定变量。请选择，或删除。",
                )


@RULES.error
def output_name(workflow: Workflow) -> Iterator[Problem]:
    """An end output without a name, which nobody can ask for."""
    for node in workflow.of_type("end"):
        for number, item in enumerate(mappings(node.data.get("outputs"))):
            if not text(item.get("variable")).strip():
                yield Problem(
                    f"{node.place}.outputs[{number}].variable",
                    en="This output has no name. Write variable: the name under which the result comes out.",
                    zh="此输出没有名称。请填写 variable，即结果的名称。",
                )


@RULES.error
def aggregator(workflow: Workflow) -> Iterator[Problem]:
    """An aggregator with nothing to choose from, or whose variables are of different types."""
    for node in workflow.of_type("variable-aggregator", "variable-assigner"):
        settings = mapping(node.data.get("advanced_settings"))
        groups = mappings(settings.get("groups")) if settings.get("group_enabled") else [dict(node.data)]
        for group in groups:
            chosen = [selector(one) for one in items(group.get("variables"))]
            kinds = {v.type for one in chosen if (v := variable_at(workflow, one)) is not None and v.type != "any"}
            if not chosen or len(kinds) > 1:
                yield Problem(
                    f"{node.place}.variables",
                    en=f"It gives one variable of one type; here {' and '.join(sorted(kinds)) or 'nothing'} is bound.",
                    zh=f"聚合结果只有一个类型；此处绑定了 {'、'.join(sorted(kinds)) or '空'}。",
                )


@RULES.warning
def output_type(workflow: Workflow) -> Iterator[Problem]:
    """An end output whose value_type is not its variable's."""
    for node in workflow.of_type("end"):
        for item in mappings(node.data.get("outputs")):
            declared = text(item.get("value_type")).lower()
            variable = variable_at(workflow, selector(item.get("value_selector")))
            if declared in ("", "any") or variable is None or "any" in variable.type or declared == variable.type:
                continue
            yield Problem(
                f"{node.place}.outputs.{item.get('variable', '')}.value_type",
                en=f"It says {declared}; the variable is {variable.type}.",
                zh=f"写的是 {declared}，变量实际是 {variable.type}。",
            )


@RULES.error
def extractor(workflow: Workflow) -> Iterator[Problem]:
    """A parameter extractor without parameters, or with a name that it keeps for itself."""
    for node in workflow.of_type("parameter-extractor"):
        parameters = mappings(node.data.get("parameters"))
        if not parameters:
            yield Problem(
                f"{node.place}.parameters", en="It extracts nothing. Add a parameter.", zh="没有要提取的参数，请添加。"
            )
        for parameter in parameters:
            if text(parameter.get("name")) in ("", *_RESERVED):
                yield Problem(
                    f"{node.place}.parameters",
                    en=f"{parameter.get('name')!r} can't be a parameter's name.",
                    zh=f"{parameter.get('name')!r} 不能用作参数名。",
                )


@RULES.error
def error_strategy(workflow: Workflow) -> Iterator[Problem]:
    """A way to handle errors that Dify does not have, or default values that are not given."""
    for node in workflow.nodes:
        strategy = node.data.get("error_strategy")
        if strategy not in (None, "", "none", FAILED, "default-value"):
            yield Problem(
                f"{node.place}.error_strategy",
                en=f"{strategy!r} is neither fail-branch nor default-value.",
                zh=f"{strategy!r} 不是 fail-branch 或 default-value。",
            )
        if strategy == "default-value" and not mappings(node.data.get("default_value")):
            yield Problem(
                f"{node.place}.default_value",
                en="No default values are given for the case of an error. Write them.",
                zh="没有给出出错时的默认值，请填写。",
            )
        if strategy == FAILED and FAILED not in {edge.handle for edge in workflow.out_edges.get(node.id, ())}:
            yield Problem(
                node.place,
                en="Its errors go to a branch that leads nowhere. Connect the branch for errors.",
                zh="出错分支没有后续节点，请连接。",
            )
