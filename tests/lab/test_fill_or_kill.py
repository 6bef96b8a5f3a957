"""Fill-or-kill orders in the lab: a model fills one whole or lets it expire, and no other order suffers for it."""

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.journal import MemoryJournal
from solvent.lab.impact import Impact, Linear, Pool
from solvent.lab.liquidity import TapeLiquidity
from solvent.policy import Portion
from solvent.runtime import Liquidity, Runtime
from tests.world import ADL, MARKET, PERP, USD, S, cells, policy

WHOLE = replace(MARKET, fill_or_kill=True)
THEN_ALL = replace(MARKET, portion=Portion.ALL)


def played(liquidity: Liquidity, *longs: int, takers: object = (WHOLE, ADL)) -> tuple[Runtime, list[Outcome]]:
    """Accounts that bought at 100 on a fifth of it and fall to 85, most lots first in urgency; every outcome."""
    runtime, outcomes = Runtime(MemoryJournal(), liquidity), list[Outcome]()
    runtime.subscribe(lambda _, outcome: outcomes.append(outcome))
    told: list[c.Command] = [
        c.AdoptRulebook(policy=policy(takers=takers)),  # type: ignore[arg-type]
        c.ListMarket(market=PERP, size_decimals=0, price_decimals=6, settlement=USD, constituents=["s1"]),
    ]
    told += [c.ObservePrice(market=PERP, source="s1", ticks=100, venue_ns=S), c.ObserveTrade(market=PERP, ticks=100)]
    for number, lots in enumerate(longs):
        told += [
            c.OpenAccount(account=f"long{number}"),
            c.Deposit(account=f"long{number}", asset=USD, amount=20 * lots),
            c.ReportTrade(market=PERP, buyer=f"long{number}", seller=c.OUTSIDE, lots=lots, ticks=100),
        ]
    told += [c.ObserveTrade(market=PERP, ticks=85), c.ObservePrice(market=PERP, source="s1", ticks=85, venue_ns=S)]
    feed = (replace(command, id=str(n), time_ns=S) for n, command in enumerate(told))
    runtime.submit(liquidity.through(feed) if isinstance(liquidity, Impact) else feed)
    return runtime, outcomes


def filled(outcomes: list[Outcome]) -> dict[int, int]:
    """Lots filled, by order, unsigned."""
    found: dict[int, int] = {}
    for event in (event for outcome in outcomes for event in outcome.events):
        if isinstance(event, e.LiquidationOrderFilled):
            found |= dict(zip(cells(event.order), [-lots for lots in cells(event.lots)], strict=True))
    return found


def of_fifteen() -> Impact:
    """A venue that takes fifteen lots in all and never moves."""
    return Impact({PERP: Pool(Linear(1, 0), cap=15, per_ns=S)})


def test_an_order_that_does_not_fit_is_killed_and_the_next_that_fits_is_filled() -> None:
    """Ten of fifteen lots, then eight which no longer fit, then five which do: nobody else waits for the eight."""
    runtime, outcomes = played(of_fifteen(), 10, 8, 5)
    assert filled(outcomes) == {0: 10, 2: 5}
    assert [outcome.refused for outcome in outcomes if outcome.refused] == []
    assert not runtime.book.orders.lots.any(), "no order is left open"
    assert not runtime.book.buckets.status.any()


def test_a_killed_order_leaves_the_price_and_the_window_as_they_were() -> None:
    pool = Pool(Linear(10, 1), cap=15, per_ns=S)
    pool.print_last(1000, 0)
    assert pool.take(-16, 0, 0, whole=True) == (0, 0)
    assert (pool.show_last(0), pool.taken) == (1000, 0)
    assert pool.take(-15, 0, 0, whole=True)[0] == 15


def test_the_stage_after_it_takes_what_fits() -> None:
    """Twenty lots of fifteen: killed whole, then ordered again by a stage that takes parts."""
    _, outcomes = played(of_fifteen(), 20, takers=(WHOLE, THEN_ALL, ADL))
    assert filled(outcomes) == {1: 15}
    assert [outcome.refused for outcome in outcomes if outcome.refused] == []


@pytest.mark.parametrize(("available", "found"), [(10**6, {0: 10, 1: 5}), (999_999, {}), (0, {})])
def test_on_a_tape_an_order_finds_all_of_its_takers_or_none(available: int, found: dict[int, int]) -> None:
    runtime, outcomes = played(TapeLiquidity(0, available), 10, 5)
    assert filled(outcomes) == found
    assert [outcome.refused for outcome in outcomes if outcome.refused] == []
    assert not runtime.book.orders.lots.any()
