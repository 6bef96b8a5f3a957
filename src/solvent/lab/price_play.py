"""Plays a price tape through the engine: no accounts are needed to see which price was formed, why, and from what."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from pathlib import Path
from typing import Any

from solvent import commands as c
from solvent.engine import Engine, Outcome
from solvent.errors import BadCase
from solvent.feeds.bars import CLOSE, BarFile, load_table
from solvent.feeds.depth import Reading, Snapshot, read_depth
from solvent.feeds.depth import commands as depth_commands
from solvent.feeds.files import Table, load_text
from solvent.feeds.quotes import Said, Source
from solvent.feeds.recordings import Unread, read_recording
from solvent.feeds.tapes import LAST, commands, in_order, read_closes, read_quotes
from solvent.lab.price_tape import PriceTape
from solvent.policy import Policy
from solvent.prices.bands import Fault
from solvent.units import PPM

ACTOR = "tape"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a tape's files say, read.

    words   what sources said, by time of arrival
    depth   what of the books is believed, by time
    notes   what could not be told
    """

    words: list[Said]
    depth: list[c.ObserveDepth]
    notes: list[str]


def heard(tape: PriceTape) -> Heard:
    """Reads every file of a tape, each once."""
    tables: dict[str, Table] = {}
    series: list[list[Said]] = []
    recorded: dict[str, list[Source]] = {}
    notes: list[str] = []
    for part in tape.parts:
        if part.format != "recording" and part.file not in tables:
            tables[part.file] = load_table(part.file, "prices")
        if part.format == "bars":
            bars = BarFile(part.file, part.bar_ns, part.source.symbol, part.source.venue, CLOSE)
            series.append(read_closes(part.source, bars, tables[part.file]))
        elif part.format == "quotes":
            series.append(read_quotes(tables[part.file], part.source))
        else:
            recorded.setdefault(part.file, []).append(part.source)
    for file, sources in recorded.items():
        rows = list(read_recording(load_text(file, "a recording of prices in CSV"), sources, Path(file).name))
        notes += _noted(rows)
        series.append([row for row in rows if isinstance(row, Said)])
    depth = [_depth(file, reading, notes) for file, reading in tape.depth]
    return Heard(list(in_order(series)), list(merge(*depth, key=_time)), notes)


def _depth(file: str, reading: Reading, notes: list[str]) -> list[c.ObserveDepth]:
    """What of one file of depth is told; what is not is counted by reason."""
    snapshots = list(read_depth(load_table(file, "depth")))
    told = list(depth_commands(snapshots, reading, f"depth/{reading.market}"))
    faults: dict[Fault, list[Snapshot]] = {}
    for one in snapshots:
        if one.fault:
            faults.setdefault(one.fault, []).append(one)
    notes.append(f"depth of {reading.market} told: {len(told)} of {len(snapshots)} snapshots")
    notes += [f"depth of {reading.market} refused: {len(bad)}, the first {bad[0].why()}" for bad in faults.values()]
    return told


def _time(command: c.Command) -> int:
    return command.time_ns


def _noted(rows: list[Said | Unread]) -> list[str]:
    """How many rows of a recording are bad, and which is the first."""
    unread = [f"{row.where}: {row.why}" for row in rows if isinstance(row, Unread)]
    wrong = [row.fault for row in rows if isinstance(row, Said) and row.fault]
    found = ((unread, "told to nobody"), (wrong, "told as no price"))
    return [f"rows {what}: {len(faults)}, the first {faults[0]}" for faults, what in found if faults]


def told(
    tape: PriceTape, heard: Heard, policy: Policy, text: str = "", start_ns: int = 0, end_ns: int = 0
) -> Iterator[c.Command]:
    """The rulebook, the markets and what was said between two times, as commands.

    start_ns, end_ns   ns UTC; 0: as far as the tape goes
    """
    within = [one for one in heard.words if start_ns <= one.received_ns and not 0 < end_ns < one.received_ns]
    if not within:
        raise BadCase("expected prices in the time asked for, found none", tape.file)
    begun = within[0].received_ns
    yield c.AdoptRulebook(id=f"{tape.name}/rulebook", time_ns=begun, actor=ACTOR, policy=policy, text=text)
    yield from listed(tape, policy, begun)
    ended = max(end_ns, within[-1].received_ns)
    depth = [one for one in heard.depth if begun <= one.time_ns <= ended]
    yield from merge(commands(within, tape.step_ns, tape.name, ACTOR, end_ns), depth, key=_time)


def listed(tape: PriceTape, policy: Policy, begun_ns: int) -> Iterator[c.Command]:
    """The markets and the references of a tape, and the registry of their indices as the tape declares it."""
    asked = {"time_ns": begun_ns, "actor": ACTOR}
    answered: dict[str, Any] = {**asked, "owner": ACTOR, "reason": f"as the price tape {tape.name} declares"}
    for market in tape.markets:
        named: dict[str, Any] = {**asked, "id": f"{tape.name}/{market.name}", "market": market.name,
                                 "price_decimals": market.price_decimals,
                                 "constituents": tape.constituents(market.name)}  # fmt: skip
        if market.reference:
            yield c.ListReference(**named)
        else:
            yield c.ListMarket(**named, size_decimals=market.size_decimals, settlement=market.unit.partition("/")[2],
                               settlement_decimals=policy.decimals)  # fmt: skip
        yield c.SetIndex(id=f"{tape.name}/{market.name}/unit", market=market.name, unit=market.unit, **answered)
    for part in tape.parts:
        source = part.source
        if source.name != LAST:
            yield c.SetConstituent(
                id=f"{tape.name}/{source.market}/{source.name}", market=source.market, source=source.name,
                unit=source.unit, convert=part.convert, assumed_ppm=PPM if part.assumed else 0,
                weight_ppm=part.weight_ppm, heartbeat_ns=part.heartbeat_ns, **answered,
            )  # fmt: skip


def play(asked: Iterable[c.Command], hear: Callable[[Engine, Outcome], None]) -> Engine:
    """Plays commands through an engine of its own, and shows every step to `hear`."""
    engine = Engine()
    for command in asked:
        hear(engine, engine.step(command))
    return engine
