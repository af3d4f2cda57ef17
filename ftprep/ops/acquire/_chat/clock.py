"""Times as exporters write them → seconds. A time without a zone stays on the clock that it was written by."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Literal

Order = Literal["ymd", "dmy", "mdy", "ydm"]
ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy", "ydm")

MORNING = r"上午|午前|凌晨|早上|清晨|오전|[aA]\.?[\s\u00a0\u202f]?[mM]\.?|πμ|π\.μ\.|ص|पूर्वाह्न"
AFTERNOON = r"下午|午後|中午|晚上|傍晚|오후|[pP]\.?[\s\u00a0\u202f]?[mM]\.?|μμ|μ\.μ\.|م|अपराह्न"
HALF = rf"{MORNING}|{AFTERNOON}"
_AFTERNOON = re.compile(AFTERNOON)
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_STAMP = re.compile(
    rf"\s*(?P<a>\d{{1,4}})\s?[-/.年]\s?(?P<b>\d{{1,2}}|[A-Za-z]{{3}})[a-z]*\s?[-/.月]\s?(?P<c>\d{{1,4}})(?:\s?日)?\.?"
    rf"(?:[,，T\s]\s*(?:星期.|周.)?\s*(?P<before>{HALF})?\s*(?P<h>\d{{1,2}})[:.时](?P<m>\d{{2}})(?:[:.分](?P<s>\d{{2}}))?秒?"
    rf"(?:[.,]\d+)?[\s\u00a0\u202f]*(?P<after>{HALF})?)?"
)
_ZONE = re.compile(r"\d(?:Z|[+-]\d{2}:?\d{2})$")


@lru_cache(maxsize=4096)
def day_seconds(year: int, month: int, day: int) -> int:
    """Raises ValueError where there is no such day."""
    return timegm(datetime(year, month, day).timetuple())  # noqa: DTZ001 - the file's own clock


def of_parts(
    parts: tuple[int, int, int], order: Order, hour: int, minute: int, second: int, half: str | None
) -> float | None:
    """The time that three numbers in some order, and a clock of 12 or 24 hours, tell; None where there is none."""
    places = dict(zip(order, parts, strict=True))
    year = places["y"] + (2000 if places["y"] < 70 else 1900 if places["y"] < 100 else 0)
    if half:
        hour = hour % 12 + (12 if _AFTERNOON.fullmatch(half) else 0)
    try:
        return day_seconds(year, places["m"], places["d"]) + hour * 3600 + minute * 60 + second
    except ValueError:
        return None


def parse_time(text: str) -> float | None:
    """A number of seconds or milliseconds, ISO 8601, or a date and time as people write it.

    >>> parse_time("1700000000000"), parse_time("2023-11-14 22:13:20"), parse_time("2023/11/14 下午10:13")
    (1700000000.0, 1700000000, 1699999980)
    """
    text = text.strip().strip("\u200e\u200f\ufeff")
    if text.replace(".", "", 1).isdigit() and len(text) >= 9:
        number = float(text)
        return number / 1000 if number > 1e11 else number
    if len(text) >= 10 and text[4:5] == "-":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            if moment.tzinfo is not None:
                return moment.timestamp()
            return (
                day_seconds(moment.year, moment.month, moment.day)
                + moment.hour * 3600
                + moment.minute * 60
                + moment.second
            )
    match = _STAMP.match(text)
    if match is None:
        return None
    month = match["b"]
    b = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    parts = (int(match["a"]), b, int(match["c"]))
    half = match["before"] or match["after"]
    order: Order = "ymd" if len(match["a"]) == 4 else "dmy" if not month.isdigit() or not half else "mdy"
    if order == "mdy" and parts[0] > 12:
        order = "dmy"
    elif order == "dmy" and month.isdigit() and b > 12:
        order = "mdy"
    return of_parts(parts, order, int(match["h"] or 0), int(match["m"] or 0), int(match["s"] or 0), half)


def guess_order(stamps: Iterable[tuple[tuple[int, int, int], int, bool]]) -> Order:
    """The order of day, month and year that makes most of the dates (numbers, minute of the day, 12-hour clock) days,
    and has them follow one another best: messages stand in the order of time."""
    stamps = list(stamps)
    half = any(mark for _, _, mark in stamps)
    likely: tuple[Order, ...] = ("mdy", "dmy", "ymd", "ydm") if half else ("dmy", "mdy", "ymd", "ydm")

    def faults(order: Order) -> tuple[int, int, float]:
        wrong = back = 0
        leap = 0.0
        last: float | None = None
        for parts, minute, _ in stamps:
            at = _day(parts, order)
            if at is None:
                wrong += 1
                continue
            now = at + minute * 60
            if last is not None:
                back += now < last
                leap += abs(now - last)
            last = now
        return wrong, min(back, len(stamps) - 1 - back), leap

    scored = [(faults(order), place, order) for place, order in enumerate(likely)]
    fewest = min(fault[0] for fault, _, _ in scored)
    fitting = [(*fault[1:], place, order) for fault, place, order in scored if fault[0] == fewest]
    return min(fitting)[-1]


def _day(parts: tuple[int, int, int], order: Order) -> int | None:
    places = dict(zip(order, parts, strict=True))
    if any(part > 31 for name, part in places.items() if name != "y") or (places["y"] > 99) != (places["y"] > 1900):
        return None
    long = [part > 99 for part in parts]
    if any(long) and not long[order.index("y")]:
        return None
    year = places["y"] if places["y"] > 99 else 2000 + places["y"]
    try:
        return day_seconds(year, places["m"], places["d"])
    except ValueError:
        return None
