"""A wave is a handful of event tables: how many it closes changes their length and not their number."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.columns import as_column
from solvent.policy import Payer, PayerPolicy, Ranking, Sizing
from tests.oracle import Seen, misplaced, unbalanced
from tests.world import ADL_AT_MARK, FUND, MARKET, World, policy, small_house

PAYERS = (PayerPolicy(Payer.FUND, -1), PayerPolicy(Payer.WINNERS, -1))


def wave(count: int, ranking: Ranking, sold: bool) -> tuple[World, list[e.Event]]:
    """So many longs of 10 lots bought at 100 with 200; at 70 they owe 100 each, and the fund has money for half."""
    sizing = Sizing.RESTORE if sold else Sizing.ALL
    rules = policy(takers=(MARKET, FUND, ADL_AT_MARK), payers=PAYERS, ranking=ranking, sizing=sizing)
    names = [f"long{n}" for n in range(count)]
    world = small_house(rules, 100, **dict.fromkeys(names, 200), one=100_000, other=100_000)
    world.fund(50 * count)
    for n, name in enumerate(names):
        world.trade(name, "one" if n % 2 else "other", 10, 100)
    events = list(world.price(88 if sold else 70).events)
    orders = [*range(count)]
    if sold:
        sizes = (-world.book.orders.lots).tolist()
        events += world.do(c.ReportFill, orders=orders, lots=sizes, ticks=[88] * count).events
    else:
        events += world.expire(*orders).events
    return world, events


@pytest.mark.parametrize("sold", [True, False])
@pytest.mark.parametrize("ranking", [Ranking.PROFIT_TIMES_LEVERAGE, Ranking.PRO_RATA, Ranking.QUANTITY_FIFTHS])
def test_ten_times_as_many_are_as_many_events(ranking: Ranking, sold: bool) -> None:
    (few, small), (many, large) = wave(6, ranking, sold), wave(60, ranking, sold)
    assert [type(event) for event in small] == [type(event) for event in large]
    for world in (few, many):
        seen = Seen(world.book)
        assert unbalanced(world.book) + misplaced(world.book) + seen.skipped() + seen.owing() == []


def test_half_is_taken_over_half_is_deleveraged_and_the_winners_bear_it() -> None:
    world, events = wave(60, Ranking.PRO_RATA, sold=False)
    rows = {kind: sum(len(as_column(event.lots)) for event in events if isinstance(event, kind))
            for kind in (e.BackstopTookOver, e.PositionDeleveraged)}  # fmt: skip
    socialised = [event for event in events if isinstance(event, e.LossSocialised)]
    assert rows[e.BackstopTookOver] == 30
    assert rows[e.PositionDeleveraged] == 30  # fifteen by each winner
    assert sum(as_column(event.amount).sum() for event in socialised) == 30 * 100
    assert [world.lots(name) for name in ("one", "other")] == [-150, -150]
