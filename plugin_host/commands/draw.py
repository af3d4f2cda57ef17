"""`ftprep draw`: a workflow's canvas as a picture (SVG), from its YAML."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import click
import yaml

_COLOURS = {
    "start": "#2970ff", "end": "#f79009", "tool": "#0f766e", "llm": "#6172f3", "iteration": "#06aed4", "loop": "#06aed4",
    "if-else": "#06aed4", "code": "#2e90fa", "template-transform": "#2e90fa", "variable-aggregator": "#2e90fa", "list-operator": "#2e90fa",
}  # fmt: skip
_WIDTH, _HEIGHT, _MARGIN, _SCALE = 220, 76, 30, 0.8
_CONTAINERS, _STARTS, _NOTE = ("iteration", "loop"), ("iteration-start", "loop-start"), "custom-note"
_HANDLES = {"true": ("是 yes", -4), "false": ("否 no", 14), "fail-branch": ("✗", 14)}
"""What leaves a node by another way than the common one: its label, and how far below the middle that stands."""
_ACROSS, _DOWN = 44, 30
"""Widest gaps between columns and rows: what the studio needs for a card's settings is empty here."""

Box = tuple[float, float, float, float]
Node = dict[str, Any]


@click.command("draw")
@click.argument("workflows", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder for the pictures."
)
def command(*, workflows: tuple[Path, ...], out: Path) -> None:
    """Draw the canvas of WORKFLOWS as SVG. 把工作流画布画成 SVG 图。"""
    out.mkdir(parents=True, exist_ok=True)
    for path in workflows:
        target = out / f"{path.stem}.svg"
        target.write_text(drawn(yaml.safe_load(path.read_text("utf-8"))), "utf-8")
        click.echo(target)


def drawn(flow: dict[str, Any]) -> str:
    """The canvas: nodes and notes where the file places them, closer together; edges; containers around their children."""
    graph = flow["workflow"]["graph"]
    boxes = _closer({node["id"]: _box(node, graph["nodes"]) for node in graph["nodes"]}, graph["nodes"])
    left = min(box[0] for box in boxes.values()) - _MARGIN
    top = min(box[1] for box in boxes.values()) - _MARGIN
    width = max(box[0] + box[2] for box in boxes.values()) - left + _MARGIN
    height = max(box[1] + box[3] for box in boxes.values()) - top + _MARGIN
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" '
            f'width="{width * _SCALE:.0f}" font-family="system-ui, \'Noto Sans CJK SC\', sans-serif">'
        ),
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" fill="#f2f4f7"/>',
    ]
    around = [node for node in graph["nodes"] if node["data"].get("type") in _CONTAINERS]
    parts += [_node(node, boxes[node["id"]]) for node in around]
    ends = [(edge["source"], edge["target"], str(edge.get("sourceHandle"))) for edge in graph["edges"]]
    parts += [_edge(boxes[a], boxes[b]) for a, b, _ in ends if a in boxes and b in boxes]
    parts += [_node(node, boxes[node["id"]]) for node in graph["nodes"] if node not in around]
    parts += [label for a, _, handle in ends if a in boxes and (label := _branch(boxes[a], handle))]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _box(node: Node, nodes: list[Node]) -> Box:
    x, y = float(node["position"]["x"]), float(node["position"]["y"])
    if node.get("parentId"):
        parent = next(other for other in nodes if other["id"] == node["parentId"])
        x, y = x + float(parent["position"]["x"]), y + float(parent["position"]["y"])
    kind = node["data"].get("type")
    if kind in _CONTAINERS:
        return x, y, float(node["width"]), float(node["height"])
    if node.get("type") == _NOTE:
        return x, y, 2 * _WIDTH, 26.0 + 20 * len(_lines(node))
    return (x, y, 44, 44) if kind in _STARTS else (x, y, _WIDTH, _HEIGHT)


def _closer(boxes: dict[str, Box], nodes: list[Node]) -> dict[str, Box]:
    """Empty bands across the canvas are narrowed; what stands inside a container moves with it."""
    outer = [boxes[node["id"]] for node in nodes if not node.get("parentId")]
    across = _shifts([(box[0], box[0] + box[2]) for box in outer], _ACROSS)
    down = _shifts([(box[1], box[1] + box[3]) for box in outer], _DOWN)
    return {name: (x - _shift(across, x), y - _shift(down, y), w, h) for name, (x, y, w, h) in boxes.items()}


def _shifts(spans: list[tuple[float, float]], widest: float) -> list[tuple[float, float]]:
    """(from where on, by how much) for each band between spans that is wider than it need be."""
    out, total, reached = [], 0.0, None
    for start, end in sorted(spans):
        if reached is not None and start - reached > widest:
            total += start - reached - widest
            out.append((start, total))
        reached = end if reached is None else max(reached, end)
    return out


def _shift(shifts: list[tuple[float, float]], at: float) -> float:
    return max((by for start, by in shifts if start <= at), default=0.0)


def _edge(source: Box, target: Box) -> str:
    x1, y1 = source[0] + source[2], source[1] + min(source[3], _HEIGHT) / 2
    x2, y2 = target[0], target[1] + min(target[3], _HEIGHT) / 2
    if x2 > x1:
        bend = max(16.0, (x2 - x1) / 2)
        way = f"C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    else:  # to the next row: out, through the gap between the rows, and in
        gap, r = target[1] - 12, 10
        way = f"h8q{r} 0 {r} {r}V{gap - r:.0f}q0 {r} {-r} {r}H{x2 - 8:.0f}q{-r} 0 {-r} {r}V{y2 - r:.0f}q0 {r} {r} {r}H{x2:.0f}"
    return f'<path d="M{x1:.0f} {y1:.0f}{way}" fill="none" stroke="#98a2b3" stroke-width="2"/>'


def _branch(source: Box, handle: str) -> str:
    """At the edge of its node, by which way it is left; nothing for the common one."""
    words, down = _HANDLES.get(handle, ("", 0))
    x, y = source[0] + source[2] - 8, source[1] + _HEIGHT / 2 + down
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="11" text-anchor="end" fill="#667085">{words}</text>' if words else ""
    )


def _node(node: Node, box: Box) -> str:
    kind, (x, y, width, height) = node["data"].get("type", ""), box
    colour = _COLOURS.get(kind, "#667085")
    if kind in _STARTS:
        return f'<rect x="{x:.0f}" y="{y:.0f}" width="44" height="44" rx="12" fill="{colour}"/>'
    if node.get("type") == _NOTE:
        return _note(_lines(node), box)
    first, _, second = str(node["data"].get("title", "")).partition(" / ")
    fill = "#e0f2fe" if kind in _CONTAINERS else "#ffffff"
    lines = [(first, 16, 600, "#101828", 24)]
    lines += [(second, 13, 400, "#344054", 32)] if second else []
    if kind not in _CONTAINERS:
        below = node["data"].get("tool_name") or kind
        lines.append((below, 11, 400, "#0f766e" if kind == "tool" else "#667085", 34))
    texts, at = [], y + 25
    for words, size, weight, ink, most in lines:
        texts.append(
            f'<text x="{x + 26:.0f}" y="{at:.0f}" font-size="{size}" font-weight="{weight}" fill="{ink}">{html.escape(_cut(words, most))}</text>'
        )
        at += 20
    return (
        f'<g><rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="12" fill="{fill}" stroke="#d0d5dd"/>'
        f'<rect x="{x + 10:.0f}" y="{y + 12:.0f}" width="8" height="52" rx="3" fill="{colour}"/>{"".join(texts)}</g>'
    )


def _note(lines: list[str], box: Box) -> str:
    texts = [
        f'<text x="{box[0]:.0f}" y="{box[1] + 22 + 22 * place:.0f}" font-size="{16 - 2 * place}" fill="#175cd3">{html.escape(line)}</text>'
        for place, line in enumerate(lines[:2])
    ]
    return "".join(texts)


def _lines(node: Node) -> list[str]:
    """The paragraphs of a note; none where its text is not what the studio writes."""
    try:
        paragraphs = json.loads(node["data"]["text"])["root"]["children"]
        return ["".join(str(run.get("text", "")) for run in one.get("children", ())) for one in paragraphs][:2]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def _cut(text: str, width: int) -> str:
    """A Chinese character is as wide as two others."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if character > "⺀" else 1
        if used > width:
            return text[:place] + "…"
    return text
