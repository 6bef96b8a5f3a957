"""A rulebook as a reader wants it: what is chosen, in words, on whose authority, and the margin tables."""

import re

import msgspec

from solvent.rulebooks.catalogue import Family, rules
from solvent.rulebooks.kinds import Kind, write
from solvent.rulebooks.model import Entry, Rulebook, Source
from solvent.rulebooks.schedule import tiers
from solvent.units import PPM

FAMILIES = {
    "prices.filter": Family.FILTER,
    "prices.index": Family.INDEX,
    "prices.mark": Family.MARK,
    "prices.fallbacks": Family.FALLBACK,
    "collateral": Family.COLLATERAL,
    "guards": Family.GUARD,
    "delays": Family.DELAY,
    "carry": Family.CARRY,
    "trigger.comparator": Family.TRIGGER,
    "trigger.price": Family.PRICE,
    "closing.leftover": Family.LEFTOVER,
    "closing.sizing": Family.SIZING,
    "closing.limit": Family.LIMIT,
    "closing.fee": Family.FEE,
    "takers": Family.TAKER,
    "payers": Family.PAYER,
    "adl.ranking": Family.RANKING,
}
BY_KEY = {
    "price": Family.TRANSFER,
    "fee_reserve": Family.RESERVE,
    "volatility": Family.VOLATILITY,
    "manipulation": Family.MANIPULATION,
    "basis": Family.BASIS,
    "portion": Family.PORTION,
    "unfilled": Family.UNFILLED,
    "around": Family.PRICE,
    "comparator": Family.COMPARISON,
    "outcome": Family.OUTCOME,
}


class Line(msgspec.Struct, frozen=True):
    """One choice or number: where it stands, its value, what the catalogue says of it, and who vouches for it."""

    path: str
    value: str
    meaning: str = ""
    source: str = ""
    ours: bool = False
    unverified: bool = False
    standard: bool = False


class Part(msgspec.Struct, frozen=True):
    """One table of the rulebook with the note of its authors."""

    path: str
    lines: tuple[Line, ...]
    note: str = ""


class Step(msgspec.Struct, frozen=True):
    """One tier as it will be applied: the rates, and the deduction whether printed or computed."""

    floor: str
    maintenance: str
    initial: str
    max_leverage: str
    deduction: str
    source: str = ""
    ours: bool = False
    unverified: bool = False


class Schedule(msgspec.Struct, frozen=True):
    """The margin of one market."""

    market: str
    rule: str
    meaning: str
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    note: str = ""


class Page(msgspec.Struct, frozen=True):
    """The whole rulebook; `unverified` and `ours` count entries."""

    name: str
    title: str
    valid_from: str
    settlement: str
    lineage: tuple[str, ...]
    content_hash: str
    sources: dict[str, Source]
    parts: tuple[Part, ...]
    schedules: tuple[Schedule, ...]
    departures: tuple[str, ...]
    unverified: int
    ours: int


def page(rulebook: Rulebook) -> Page:
    """A rulebook as structured data; `text.py` makes words of it."""
    paths: dict[str, list[str]] = {}
    for path in rulebook.entries:
        if not path.startswith("markets.") and ".haircuts." not in path:
            paths.setdefault(path.rpartition(".")[0], []).append(path)
    stated = [entry for entry in rulebook.entries.values() if entry.line]
    return Page(
        **{field: getattr(rulebook, field) for field in ("name", "title", "valid_from", "settlement", "lineage")},
        content_hash=rulebook.content_hash,
        sources=rulebook.sources,
        parts=tuple(
            Part(
                table,
                (*(_line(rulebook, path) for path in inside), *_haircuts(rulebook, table)),
                rulebook.notes.get(table, ""),
            )
            for table, inside in paths.items()
        ),
        schedules=tuple(_schedule(rulebook, market) for market in rulebook.markets()),
        departures=rulebook.departures,
        unverified=sum(entry.unverified for entry in stated),
        ours=sum(entry.ours for entry in stated),
    )


def _line(rulebook: Rulebook, path: str) -> Line:
    entry = rulebook.entries[path]
    return Line(
        path, rulebook.written(path), _meaning(path, entry), entry.source, entry.ours, entry.unverified, entry.line == 0
    )


def _haircuts(rulebook: Rulebook, table: str) -> tuple[Line, ...]:
    """The haircuts of a coin in one line, on the authority of the first; none for any other table."""
    path = f"{table}.haircuts"
    rows = [f"{path}.{n}" for n in range(1, rulebook.rows(path) + 1)]
    if not rows:
        return ()
    words = "; ".join(f"{rulebook.written(row + '.haircut')} from {rulebook.written(row + '.floor')}" for row in rows)
    first = _line(rulebook, rows[0] + ".haircut")
    return (msgspec.structs.replace(first, path=path, value=words),)


def _meaning(path: str, entry: Entry) -> str:
    """What the catalogue says of a chosen rule."""
    if entry.kind is not Kind.NAME or not isinstance(entry.value, str):
        return ""
    path = re.sub(r"^markets\.[^.]+\.(?=prices\.)|\.\d+(?=\.)", "", path)
    table = path.removesuffix(".rule")
    family = FAMILIES.get(table) or FAMILIES.get(table.split(".")[0]) if table != path else FAMILIES.get(path)
    family = family or BY_KEY.get(table.rpartition(".")[2], Family.REQUIREMENT)
    return rules(family)[entry.value].doc


def _schedule(rulebook: Rulebook, market: str) -> Schedule:
    path = f"markets.{market}"
    rule = rulebook.word(f"{path}.margin.rule")
    own = [key for key in rulebook.entries if key.startswith(path + ".") and ".tiers." not in key]
    own = [key for key in own if key != path + ".margin.max_leverage" and key != path + ".margin.maintenance"]
    own = [key for key in own if not _as_all(rulebook, path, key)]
    noted = (path, path + ".margin", *(table for table in rulebook.notes if table.startswith(path + ".prices")))
    notes = [rulebook.notes[table] for table in noted if table in rulebook.notes]
    return Schedule(
        market,
        rule,
        rules(Family.REQUIREMENT)[rule].doc,
        _steps(rulebook, market),
        tuple(_line(rulebook, key) for key in own if not key.endswith((".margin.rule", ".discontinuous"))),
        " ".join(notes),
    )


def _as_all(rulebook: Rulebook, market: str, key: str) -> bool:
    """Whether a line stands in a table of a market's own prices that says no other than [prices] does."""
    table = key.removeprefix(market + ".").rpartition(".")[0]
    if not table.startswith("prices."):
        return False
    own, general = (
        {path.removeprefix(start): entry.value for path, entry in rulebook.entries.items() if path.startswith(start)}
        for start in (f"{market}.{table}.", f"{table}.")
    )
    return own == general


def _steps(rulebook: Rulebook, market: str) -> tuple[Step, ...]:
    """The tiers the engine will use, written as a rulebook writes them."""
    margin, found = f"markets.{market}.margin", []
    for n, tier in enumerate(tiers(rulebook, market), 1):
        stated = rulebook.entries.get(f"{margin}.tiers.{n}.max_leverage") or rulebook.entries[margin + ".rule"]
        rate = (tier.mm_num * tier.mm_fraction, tier.mm_den * PPM)
        found.append(
            Step(
                write(tier.floor, Kind.AMOUNT, rulebook.asset),
                percent(*rate),
                percent(tier.im_num, tier.im_den),
                f"{decimal(tier.im_den, tier.im_num)} x",
                write(tier.deduction, Kind.AMOUNT, rulebook.asset),
                stated.source,
                stated.ours,
                stated.unverified,
            )
        )
    return tuple(found)


def percent(num: int, den: int) -> str:
    """A ratio in per cent, with at most four decimals."""
    return f"{decimal(100 * num, den)} %"


def decimal(num: int, den: int) -> str:
    """A ratio with at most four decimals, rounded down; for display only."""
    whole, rest = divmod(num * 10_000 // den, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
