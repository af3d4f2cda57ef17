"""Several data sets into one, in the shares that are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from xxhash import xxh3_64_intdigest

from ftprep.errors import InputDataError, SettingsError
from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.split._mixture import amounts, by_name, natural_shares
from ftprep.record import Record
from ftprep.report import Reject
from ftprep.spool import Spool
from ftprep.text.strata import stratum
from ftprep.text.tokens import estimate_tokens

_NUMBER = {"type": "number"}
_COLUMNS = ("records", "target_share", "taken", "repeated", "left_out", "share", "characters", "tokens")


class MixDatasetsOptions(Options):
    weights: tuple[str, ...] = setting(
        (),
        help="Shares by source, as name=number: chats.jsonl=2, faq=1. Sources without one count 1; 0 leaves a source out.",
    )
    temperature: float = setting(
        1,
        ge=1,
        le=100,
        help="Without weights: 1 keeps the natural shares, larger evens them out (2 is usual, 100 makes them equal).",
    )
    caps: tuple[str, ...] = setting(
        (), help="Most records of a source, as name=number; a number alone is for all: 5000, or faq=1000, 20000."
    )
    total: int = setting(0, ge=0, le=10_000_000, help="Records in the result. 0: as many as the shares and caps allow.")
    repeat: float = setting(
        1,
        ge=1,
        le=20,
        help="How many times a record may be used to reach its share. Repeats teach a model by heart: stay low.",
    )
    seed: int = setting(42, help="Another seed draws and shuffles in another way.")
    by: str = setting(
        "source",
        panel=False,
        help="What tells the data sets apart: source, language, or the name of a label or column.",
    )


@operator(
    "source",
    MixDatasetsOptions,
    reasons={"left_out": ("More of its source than the mixture takes.", "超出该来源在混合中的份额。")},
    figures={
        "mixture": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"source": {"type": "string"}, **dict.fromkeys(_COLUMNS, _NUMBER)},
            },
        }
    },
)
def mix_datasets(options: MixDatasetsOptions, context: Context) -> Iterator[Record | Reject]:
    """Mixes several data sets into one by weights, caps or temperature, and shuffles it. Each file (or value of another column) is one data set; records keep their source, and the report says what each gave."""
    if not context.files and not context.text.strip():
        raise InputDataError(
            en="No data was given: bind the data files to `dataset`; each file is one data set.",
            zh="没有收到数据：请把数据文件接到 dataset，每个文件即一个数据集。",
        )
    with Spool(context.work_dir) as spool:
        mixture = _Mixture(options)
        for item in context.dataset:
            if isinstance(item, Record):
                mixture.add(item)
                spool.append(item)
            else:
                yield item
        times = mixture.times()
        for position in mixture.shuffled():
            record = spool.read(position)
            for copy in range(times[position]):
                mixture.count(position, record)
                yield _copy(record, copy) if copy else record
            if not times[position]:
                lineage = record.lineage
                yield Reject("left_out", "mix_datasets", lineage.source, lineage.row, record.to_row(), record.id)
    context.report.made += mixture.repeated()
    rows = context.report.figures["mixture"] = mixture.figures()
    shown = [f"{row['source']} {row['taken']} ({row['share']:.1%})" for row in rows[:12]]
    context.report.note(en=f"Taken: {', '.join(shown)}.", zh=f"取用：{'、'.join(shown)}。")
    if mixture.unknown:
        names = ", ".join(mixture.unknown[:10])
        context.report.note(
            en=f"No source is called {names}: those weights or caps were of no use. Sources: {', '.join(mixture.names[:10])}.",
            zh=f"没有名为 {names} 的来源，相应的权重或上限未起作用。现有来源：{'、'.join(mixture.names[:10])}。",
        )


class _Mixture:
    """Sees every record's source and key, then says how many times each is used."""

    def __init__(self, options: MixDatasetsOptions) -> None:
        self._options = options
        self._weights = _pairs("weights", options.weights)
        self._caps = _pairs("caps", options.caps)
        self._numbers: dict[str, int] = {}
        self._sources = array("L")
        self._keys = array("Q")
        self._rows: list[dict[str, Any]] = []
        self.unknown: list[str] = []

    @property
    def names(self) -> list[str]:
        return list(self._numbers)

    def add(self, record: Record) -> None:
        self._keys.append(xxh3_64_intdigest(record.id.encode("utf-8", "replace"), self._options.seed % 2**64))
        name = stratum(record, self._options.by)
        self._sources.append(self._numbers.setdefault(name, len(self._numbers)))

    def times(self) -> array[int]:
        """How often each position is used."""
        members: list[list[int]] = [[] for _ in self._numbers]
        for position, number in enumerate(self._sources):
            members[number].append(position)
        sizes = [len(member) for member in members]
        shares, wanted = self._wanted(sizes)
        out = array("L", bytes(len(self._keys) * array("L").itemsize))
        for member, amount in zip(members, wanted, strict=True):
            every, more = divmod(amount, len(member))
            for rank, position in enumerate(sorted(member, key=self._keys.__getitem__)):
                out[position] = every + (rank < more)
        total = sum(wanted)
        self._rows = [
            {
                "source": name[:80],
                "records": size,
                "target_share": round(share, 4),
                "taken": amount,
                "repeated": max(0, amount - size),
                "left_out": max(0, size - amount),
                "share": round(amount / total, 4) if total else 0,
                "characters": 0,
                "tokens": 0,
            }
            for name, size, share, amount in zip(self._numbers, sizes, shares, wanted, strict=True)
        ]
        return out

    def shuffled(self) -> list[int]:
        """Every position, in the order of another hash of its key."""
        return sorted(range(len(self._keys)), key=lambda p: xxh3_64_intdigest(self._keys[p].to_bytes(8, "little"), 1))

    def count(self, position: int, record: Record) -> None:
        row = self._rows[self._sources[position]]
        for text in record.texts():
            row["characters"] += len(text)
            row["tokens"] += estimate_tokens(text)

    def repeated(self) -> int:
        return sum(row["repeated"] for row in self._rows)

    def figures(self) -> list[dict[str, Any]]:
        return sorted(self._rows, key=lambda row: -row["taken"])[:200]

    def _wanted(self, sizes: Sequence[int]) -> tuple[list[float], list[int]]:
        """(shares, records) of each source."""
        options, names = self._options, self.names
        caps, unknown_caps = by_name(self._caps, names, float("inf"))
        limits = [int(min(cap, size * options.repeat)) for cap, size in zip(caps, sizes, strict=True)]
        weights, unknown_weights = by_name(self._weights, names, 1.0)
        self.unknown = [*unknown_weights, *unknown_caps]
        if self._weights:
            if options.temperature != 1:
                raise SettingsError(
                    en="Settings weights and temperature: choose one of them.",
                    zh="设置 weights 与 temperature 只能选一个。",
                )
            whole = sum(weights) or 1.0
            shares = [weight / whole for weight in weights]
        else:
            shares = natural_shares(sizes, options.temperature)
            if options.temperature == 1 and not options.total:
                return shares, [min(size, limit) for size, limit in zip(sizes, limits, strict=True)]
        return shares, amounts(shares, limits, options.total)


def _copy(record: Record, number: int) -> Record:
    """A further copy under an id of its own, with the record as its parent."""
    lineage = record.lineage
    parents = (*lineage.parents, record.id)
    changed = type(lineage)(lineage.source, lineage.row, lineage.format, parents, (*lineage.steps, "mix_datasets"))
    return record.replace(id=f"{record.id}-{number + 1}", lineage=changed)


def _pairs(name: str, lines: Sequence[str]) -> list[tuple[str, float]]:
    """name=number pairs; a number alone is for all (*)."""
    out = []
    for line in lines:
        key, equals, value = line.replace("：", ":").replace("＝", "=").rpartition("=")
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if number < 0 or (equals and not key.strip()):
            raise SettingsError(
                en=f"Setting {name}: write name=number, as chats.jsonl=2.",
                zh=f"设置 {name}：请写成 名称=数字，如 chats.jsonl=2。",
            )
        out.append((key.strip() or "*", number))
    return out
