"""Longs equal shorts to the lot, sizes stay in their range, and margin is what the stated leverage needs."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.commands import OUTSIDE
from solvent.errors import BadCase
from solvent.grid import notional, value
from solvent.lab import cases
from solvent.lab.case import Case, Entry, Group, Market
from solvent.lab.population import Opening, Population, draw_size, margin_for, populate
from solvent.lab.random import Stream
from solvent.lab.tape import LAST, Series, Tape
from solvent.units import ATOMS, PPM

BASE = cases.load("ten-times")
TAPE = cases.tape_of(BASE)


def group(side: str, prefix: str, **changes: object) -> Group:
    plain = Group(prefix, prefix, "X", side, 0, 0, 10 * PPM, 500 * ATOMS, 20_000 * ATOMS, True)
    return msgspec.structs.replace(plain, **changes)


def small(groups: list[Group], outside: int, seed: int = 1, decimals: int = 3, spread: int = 2000) -> Case:
    return msgspec.structs.replace(
        BASE, markets=(Market("X", decimals, 3, "USD", ("one",)),), seed=seed, entry=Entry(5, spread, outside),
        groups=tuple(groups),
    )  # fmt: skip


def prices(last: int = 3761, index: int = 3769) -> Tape:
    return Tape((Series("X", "one", (1,), (index,)), Series("X", LAST, (1, 6), (last, 1))))


def test_the_book_of_the_flagship_case() -> None:
    book = populate(BASE, TAPE)
    counts = {group.name: sum(holder.group == group for holder in book.holders) for group in BASE.groups}
    assert (counts["10× longs"], counts["25× longs"]) == (600, 100)
    assert 600 <= len(book.holders) <= 2000
    long, short, outside = book.lots("ATOM-PERP")
    assert long == short - outside
    assert abs(outside * 4 + long) < 4  # the world outside sells 25 %
    assert book == populate(BASE, TAPE)
    assert book != populate(msgspec.structs.replace(BASE, seed=BASE.seed + 1), TAPE)
    assert BASE.group_of(book.holders[0].account) == "10× longs"
    assert BASE.group_of("someone") == BASE.group_of("@outside") == ""


@given(
    count=st.integers(1, 30),
    share=st.integers(0, PPM),
    split=st.integers(1, 4),
    seed=st.integers(0, 2**63 - 1),
    counted_long=st.booleans(),
    decimals=st.integers(3, 6),
    spread=st.integers(0, PPM),
    index=st.integers(3000, 4500),
)
def test_both_sides_are_equal_and_every_account_has_its_margin(
    count: int, share: int, split: int, seed: int, counted_long: bool, decimals: int, spread: int, index: int
) -> None:
    one, other = ("long", "short") if counted_long else ("short", "long")
    parts = [share // split] * split if share >= split else []
    sharing = [group(other, f"s{n}", share=part, leverage=(n + 1) * PPM) for n, part in enumerate(parts)]
    groups = [group(one, "c", count=count), *sharing]
    case = small(groups, PPM - sum(parts), seed, decimals, spread)
    book = populate(case, prices(index=index))
    long, short, outside = book.lots("X")
    assert long + outside == short
    assert (outside <= 0) == counted_long or outside == 0
    counted_lots = long if counted_long else short
    assert abs(abs(outside) - counted_lots * case.entry.outside // PPM) <= 1
    held = check_trades(book)
    assert held.pop(OUTSIDE, 0) == outside
    assert held == {holder.account: holder.lots for holder in book.holders}
    den = case.markets[0].den
    for holder in book.holders:
        own = [trade for trade in book.openings if holder.account in (trade.buyer, trade.seller)]
        side = 1 if holder.lots > 0 else -1
        cost = side * sum(value(trade.lots, trade.ticks, den) for trade in own)
        for ticks in (3761, index, *(trade.ticks for trade in own)):
            equity = holder.margin + value(holder.lots, ticks, den) - cost
            assert equity * holder.group.leverage >= notional(holder.lots, ticks, den) * PPM


def check_trades(book: Population) -> dict[str, int]:
    held: dict[str, int] = {}
    for trade in book.openings:
        assert trade.lots > 0
        assert trade.ticks > 0
        assert trade.buyer != trade.seller
        held[trade.buyer] = held.get(trade.buyer, 0) + trade.lots
        held[trade.seller] = held.get(trade.seller, 0) - trade.lots
    return held


@given(st.integers(1, 10**9), st.integers(0, 10**12), st.integers(0, 10**6), st.integers(0, 2**63))
def test_sizes_stay_in_their_range(smallest: int, more: int, index: int, seed: int) -> None:
    size = draw_size(Stream(seed, "x"), index, smallest, smallest + more)
    assert smallest <= size <= smallest + more


def test_sizes_are_log_uniform() -> None:
    sizes = [draw_size(Stream(1, "x"), index, 1000, 64_000) for index in range(6000)]
    for rung in range(6):
        assert 850 < sum(1000 << rung <= size < 2000 << rung for size in sizes) < 1150  # 5 standard deviations of 1000


def test_a_worked_margin() -> None:
    """10 lots bought at 100, last 98, index 101: at 98 the equity must be 98, and 20 are lost already."""
    trade = Opening("X", "a", "b", 10, 100)
    assert margin_for(10, [trade], [98, 101], 10 * PPM, 1) == 98 + 20
    assert margin_for(-10, [trade], [98, 101], 10 * PPM, 1) == 101 + 10
    assert margin_for(10, [trade], [99], 3 * PPM, 1) == 340  # ceil(990 / 3) + 10, more than ceil(1000 / 3)
    assert margin_for(10, [trade], [100], 3 * PPM, 1) == 334


def test_trades_lie_within_the_spread() -> None:
    case = small([group("long", "c", count=200)], PPM, spread=10_000)
    ticks = {trade.ticks for trade in populate(case, prices()).openings}
    assert 3761 - 18 <= min(ticks) <= 3761 - 15
    assert 3761 + 15 <= max(ticks) <= 3761 + 18
    flat = small([group("long", "c", count=5)], PPM, spread=0)
    assert {trade.ticks for trade in populate(flat, prices()).openings} == {3761}


def test_a_book_that_cannot_be_opened_is_refused() -> None:
    late = Tape((Series("X", "one", (6,), (5,)), Series("X", LAST, (1,), (5,))))
    with pytest.raises(BadCase, match="a price of X one at the entry, found none yet"):
        populate(small([group("long", "c", count=1)], PPM), late)
    with pytest.raises(BadCase, match="at least one lot"):
        populate(small([group("long", "c", count=1, smallest=1, largest=1)], PPM), prices())
