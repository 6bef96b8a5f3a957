"""The journal and the book never part, whatever a feed or a liquidity does in the middle of a batch."""

from collections.abc import Iterator, Sequence

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.errors import Misuse
from solvent.journal import MemoryJournal
from solvent.runtime import Runtime, recover, replay_both
from tests.world import S, policy


def opening() -> list[c.Command]:
    """A house of one market with one account."""
    return [
        c.AdoptRulebook(id="1", time_ns=S, policy=policy()),
        c.ListMarket(id="2", time_ns=S, market="X-USD", size_decimals=0, price_decimals=6, settlement="USD",
                     constituents=["s1"]),
        c.OpenAccount(id="3", time_ns=S, account="long"),
        c.Deposit(id="4", time_ns=S, account="long", asset="USD", amount=200),
    ]  # fmt: skip


def broken_feed() -> Iterator[c.Command]:
    yield c.Deposit(id="5", time_ns=S, account="long", asset="USD", amount=7)
    raise OSError("the feed went away")


class BrokenLiquidity:
    """Fails when it is asked."""

    def answer(self, _book: Book, _placed: e.LiquidationOrderPlaced, /) -> Sequence[c.Command]:
        raise ConnectionError("the venue went away")


def intact(journal: MemoryJournal, runtime: Runtime) -> None:
    """What was recorded leads to the book as it stands, by effect and by cause."""
    assert recover(journal).digest() == runtime.book.digest()
    assert replay_both(journal).differs is None
    assert replay_both(journal).digest == runtime.book.digest()


def test_a_command_without_an_id_loses_nothing_that_came_before_it() -> None:
    journal = MemoryJournal()
    runtime = Runtime(journal)
    with pytest.raises(Misuse, match="with an id"):
        runtime.submit([*opening(), c.AdvanceTime(time_ns=2 * S)])
    assert journal.seq == 4
    intact(journal, runtime)


def test_a_feed_that_fails_loses_nothing_that_came_before_it() -> None:
    journal = MemoryJournal()
    runtime = Runtime(journal)
    runtime.submit(opening())
    with pytest.raises(OSError, match="went away"):
        runtime.submit(broken_feed())
    assert journal.seq == 5
    intact(journal, runtime)


def test_a_command_that_cannot_be_written_does_not_happen() -> None:
    journal = MemoryJournal()
    runtime = Runtime(journal)
    runtime.submit(opening())
    with pytest.raises(OverflowError):
        runtime.submit([c.Deposit(id="5", time_ns=S, account="long", asset="USD", amount=2**70)])
    intact(journal, runtime)


def test_an_order_whose_liquidity_fails_stands_in_the_journal() -> None:
    journal = MemoryJournal()
    runtime = Runtime(journal, BrokenLiquidity())
    runtime.submit(opening())
    price = c.ObservePrice(id="5", time_ns=S, market="X-USD", source="s1", ticks=100, venue_ns=S)
    opened = c.ReportTrade(id="6", time_ns=S, market="X-USD", buyer="long", seller="@outside", lots=10, ticks=100)
    runtime.submit([price, opened])
    fall = c.ObservePrice(id="7", time_ns=2 * S, market="X-USD", source="s1", ticks=85, venue_ns=2 * S)
    with pytest.raises(ConnectionError):
        runtime.submit([fall])
    assert runtime.book.orders.n == 1
    intact(journal, runtime)
