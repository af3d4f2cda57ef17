"""`ftprep draw`: a workflow's canvas as a picture (SVG), from its YAML."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import click
import yaml

_COLOURS = {
    "start": "#2970ff", "end": "#f79009", "tool": "#0f766e", "llm": "#6172f3", "iteration": "#06aed4", "loop": "#06aed4",
    "if-else": "#06aed4", "code": "#2e90fa", "template-transform": "#2e90fa", "variable-aggregator": "#2e90fa", "list-operator": "#2e90fa",
}  # fmt: skip
_WIDTH, _HEIGHT, _MARGIN, _SCALE = 220, 58, 40, 0.8

Box = tuple[float, float, float, float]


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
    """The canvas: nodes where the file places them, edges between, containers around their children."""
    graph = flow["workflow"]["graph"]
    boxes = {node["id"]: _box(node, graph["nodes"]) for node in graph["nodes"]}
    left = min(box[0] for box in boxes.values()) - _MARGIN
    top = min(box[1] for box in boxes.values()) - _MARGIN
    width = max(box[0] + box[2] for box in boxes.values()) - left + _MARGIN
    height = max(box[1] + box[3] for box in boxes.values()) - top + _MARGIN
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" '
            f'width="{width * _SCALE:.0f}" font-family="system-ui, sans-serif">'
        ),
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" fill="#f2f4f7"/>',
    ]
    containers = [node for node in graph["nodes"] if node["data"].get("type") in ("iteration", "loop")]
    parts += [_node(node, boxes[node["id"]]) for node in containers]
    parts += [_edge(boxes[edge["source"]], boxes[edge["target"]]) for edge in graph["edges"]]
    parts += [_node(node, boxes[node["id"]]) for node in graph["nodes"] if node not in containers]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _box(node: dict[str, Any], nodes: list[dict[str, Any]]) -> Box:
    x, y = float(node["position"]["x"]), float(node["position"]["y"])
    if node.get("parentId"):
        parent = next(other for other in nodes if other["id"] == node["parentId"])
        x, y = x + float(parent["position"]["x"]), y + float(parent["position"]["y"])
    if node["data"].get("type") in ("iteration", "loop"):
        return x, y, float(node["width"]), float(node["height"])
    if node["data"].get("type") in ("iteration-start", "loop-start"):
        return x, y, 44, 44
    return x, y, _WIDTH, _HEIGHT


def _edge(source: Box, target: Box) -> str:
    x1, y1 = source[0] + source[2], source[1] + min(source[3], _HEIGHT) / 2
    x2, y2 = target[0], target[1] + min(target[3], _HEIGHT) / 2
    bend = max(30.0, (x2 - x1) / 2)
    return f'<path d="M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}" fill="none" stroke="#98a2b3" stroke-width="2"/>'


def _node(node: dict[str, Any], box: Box) -> str:
    kind, (x, y, width, height) = node["data"].get("type", ""), box
    colour = _COLOURS.get(kind, "#667085")
    if kind in ("iteration-start", "loop-start"):
        return f'<rect x="{x:.0f}" y="{y:.0f}" width="44" height="44" rx="12" fill="{colour}"/>'
    title, below = node["data"].get("title", ""), node["data"].get("tool_name") or kind
    fill = "#e0f2fe" if kind in ("iteration", "loop") else "#ffffff"
    return (
        f'<g><rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="12" fill="{fill}" stroke="#d0d5dd"/>'
        f'<rect x="{x + 10:.0f}" y="{y + 12:.0f}" width="10" height="34" rx="3" fill="{colour}"/>'
        f'<text x="{x + 30:.0f}" y="{y + 26:.0f}" font-size="13" font-weight="600" fill="#101828">{html.escape(_cut(title, 26))}</text>'
        f'<text x="{x + 30:.0f}" y="{y + 45:.0f}" font-size="11" fill="#667085">{html.escape(below)}</text></g>'
    )


def _cut(text: str, width: int) -> str:
    """A Chinese character is as wide as two others."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if character > "⺀" else 1
        if used > width:
            return text[:place] + "…"
    return text
