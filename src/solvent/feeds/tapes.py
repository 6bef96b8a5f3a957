"""Prices of several sources from several files, merged into one stream of commands in time order.

A *tape* is history as it is kept: each source in the order of its own times, every row readable; anything else is
refused whole, with its line. (What really arrived, in disorder and with bad rows, is a recording: recordings.py.) Bars
say their close at their last nanosecond. Where nobody says anything `AdvanceTime` is told, since silence is a fact too.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from typing import Any

from solvent import commands as c
from solvent.errors import BadBook
from solvent.feeds.bars import BarFile, bars
from solvent.feeds.cells import refuse
from solvent.feeds.columns import Row, recognise, require, rows
from solvent.feeds.files import Table
from solvent.feeds.quotes import NEEDED, QUOTE, Said, Source, lots, told

LAST = "last"  # the name under which the venue's own trades are told


def read_quotes(table: Table, source: Source) -> list[Said]:
    """What one source says in a table, in time order; a row told twice counts once."""
    found, _ = recognise(table.columns, QUOTE, table.source)
    require(found, NEEDED, table, QUOTE)
    if table.cut:
        raise BadBook("expected a last line that ends, found one that may be cut off: end it where it is whole",
                      table.source)  # fmt: skip
    wanted = (source.symbol or source.market, source.venue or source.name)
    heard: list[Said] = []
    others: dict[str, None] = {}
    for row in rows(table, found):
        name = (str(row.get("market")).strip(), str(row.get("source")).strip())
        if name != wanted:
            others[" ".join(name)] = None
            continue
        said = told(row, source)
        if heard and said.time_ns < heard[-1].time_ns:
            refuse(row.where, row.column("time"), "a time not before that source's row before", row.get("time"))
        if said not in heard[-1:]:
            heard.append(said)
    if not heard:
        known = ", ".join(list(others)[:9]) or "none"
        raise BadBook(f"expected rows of {' '.join(wanted)}, found {known}", table.source)
    return heard


def read_closes(source: Source, file: BarFile, table: Table | None = None) -> list[Said]:
    """The closes of bars in which there was a trade, each at its bar's last nanosecond."""
    heard = []
    for bar in bars(file, source.price_decimals, table):
        row = Row(bar.where, {"size": bar.volume}, {"size": "volume"})
        if bar.trades.strip() == "0":
            continue
        time_ns = bar.time_ns + file.bar_ns - 1
        size = lots(row, source.size_decimals) if bar.volume else 0
        heard.append(Said(market=source.market, source=source.name, time_ns=time_ns, ticks=bar.close,
                          received_ns=time_ns, lots=size, traded_ns=time_ns, unit=source.unit,
                          where=bar.where))  # fmt: skip
    return heard


def in_order(heard: Sequence[Iterable[Said]]) -> Iterator[Said]:
    """All sources by time of arrival; those of one instant in the order in which they are given."""
    return merge(*heard, key=lambda said: said.received_ns)


def command(said: Said, identifier: str, actor: str) -> c.Command:
    """What was said as the command that tells the engine: a bare price, or a quote with all that came with it."""
    if said.source == LAST:
        return c.ObserveTrade(id=identifier, time_ns=said.received_ns, actor=actor, market=said.market,
                              ticks=0 if said.halted else said.ticks)  # fmt: skip
    told: dict[str, Any] = {"id": identifier, "time_ns": said.received_ns, "actor": actor, "market": said.market,
            "source": said.source, "ticks": said.ticks, "venue_ns": said.time_ns}  # fmt: skip
    traded_ns = said.traded_ns if said.traded_ns != said.time_ns else 0
    if said.ticks and not (said.unit or said.bid or said.ask or said.halted or traded_ns):
        return c.ObservePrice(**told)
    return c.ObserveQuote(**told, traded_ns=traded_ns, bid=said.bid, ask=said.ask, halted=said.halted,
                          unit=said.unit)  # fmt: skip


def commands(
    heard: Iterable[Said], step_ns: int, name: str = "tape", actor: str = "tape", until_ns: int = 0
) -> Iterator[c.Command]:
    """Everything that was said, in order, and every `step_ns` in which nobody spoke.

    step_ns    ns, 1 or more
    until_ns   ns UTC up to which time goes on after the last word; 0: no longer
    """
    count, before = 0, 0

    def silence(end_ns: int) -> Iterator[c.Command]:
        nonlocal count, before
        while before and end_ns - before > step_ns:
            count, before = count + 1, before + step_ns
            yield c.AdvanceTime(id=f"{name}/{count}", time_ns=before, actor=actor)

    for said in heard:
        yield from silence(said.received_ns)
        count, before = count + 1, said.received_ns
        yield command(said, f"{name}/{count}", actor)
    if before < until_ns:
        yield from silence(until_ns)
        yield c.AdvanceTime(id=f"{name}/{count + 1}", time_ns=until_ns, actor=actor)
