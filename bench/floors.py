"""What the benches must reach. A floor that is missed, or could not be measured, ends `make bench` with a status that tells."""

from __future__ import annotations

MISSED: list[str] = []


def held(what: str, value: float, *, least: float | None = None, most: float | None = None) -> str:
    """ "(floor 20: reached)" for the line that tells `value`; what is missed is remembered for the end."""
    bound = least if least is not None else most
    reached = (least is None or value >= least) and (most is None or value <= most)
    if not reached:
        MISSED.append(f"{what}: {value:.3g}, {'at least' if least is not None else 'at most'} {bound:g} is asked")
    return f"({'floor' if least is not None else 'limit'} {bound:g}: {'reached' if reached else 'MISSED'})"


def left_out(what: str, why: str) -> str:
    """The line that says that something was not measured."""
    MISSED.append(f"{what}: not measured, {why}")
    return f"{what}: left out, {why}"
