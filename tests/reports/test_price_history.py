"""The history of a price, from the events of hand-worked steps."""

import msgspec

from solvent import commands as c
from solvent.engine import Engine
from solvent.policy import GuardedPolicy, GuardPolicy, MarkRule, PriceRole
from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.reports.naming import Names
from solvent.reports.price_history import LEVELS, PriceHistory, sparse
from solvent.reports.price_page import document, seconds, stamp
from solvent.reports.wording import event_line
from solvent.units import NS
from tests.feeds.made import policy

T0 = 1_760_130_000 * NS  # 2025-10-10T21:00:00Z


def played(*asked: c.Command) -> tuple[Engine, PriceHistory]:
    """A market X of three sources that are stale after 1 s, two of them needed; marked at the last price."""
    rules = policy(min_sources=2)
    prices = msgspec.structs.replace(rules.prices, mark=MarkRule.LAST, trigger=PriceRole.INDEX)
    engine, history = Engine(msgspec.structs.replace(rules, prices=prices)), PriceHistory()
    listed = c.ListMarket(id="x", time_ns=T0, market="X", size_decimals=4, price_decimals=2, settlement="USD",
                          constituents=["a", "b", "c"])  # fmt: skip
    for command in (listed, *asked):
        history.take(engine.book, engine.step(command))
    history.finish()
    return engine, history


def price(at: int, source: str, ticks: int, said: int | None = None) -> c.Command:
    return c.ObservePrice(id=f"{at}{source}", time_ns=T0 + at, market="X", source=source, ticks=ticks,
                          venue_ns=T0 + (at if said is None else said))  # fmt: skip


def test_absences_states_steps_and_deviations_are_counted() -> None:
    second = NS
    engine, history = played(
        price(0, "a", 100), price(0, "b", 100), price(0, "c", 130),
        c.ObserveTrade(id="l", time_ns=T0, market="X", ticks=90),
        price(second, "a", 100), price(second, "c", 130),
        c.AdvanceTime(id="1", time_ns=T0 + second + 1),  # b is out: the median of 100 and 130 is 115
        price(2 * second, "b", 100),  # and back: 100
        c.AdvanceTime(id="4", time_ns=T0 + 4 * second),  # all are out: held at 100
    )  # fmt: skip
    one = history.markets[0]
    assert [(t - T0, ticks) for t, ticks in one.index] == [(0, 100), (second + 1, 115), (2 * second, 100)]
    assert [(x.source, x.ticks, x.age_ns, x.out_ns - T0, x.back_ns and x.back_ns - T0) for x in one.absences] == [
        (1, 100, second + 1, second + 1, 2 * second),
        (0, 100, 3 * second, 4 * second, 0),
        (1, 100, 2 * second, 4 * second, 0),
        (2, 130, 3 * second, 4 * second, 0),
    ]
    assert one.jump is not None
    assert (one.jump.before, one.jump.after, one.jump.ppm) == (100, 115, 150_000)
    assert one.apart is not None
    assert (one.apart.before, one.apart.after, one.apart.ppm) == (115, 90, -217_391)
    assert one.states == {"priced": 4 * second, "held": 0, "unpriced": 0}
    assert [one.beyond[level] for level in LEVELS] == [4 * second, 4 * second, second - 1, 0]
    told = document(engine.book, 0, one, 0)
    assert told["excluded"][0] == {
        "source": "b", "reason": "stale", "said": "1.00", "age_s": "1.000000001",
        "out": "2025-10-10T21:00:01.000000001Z", "back": "2025-10-10T21:00:02Z", "for_s": "0.999999999",
    }  # fmt: skip
    assert told["largest_step_at_exclusion"]["change"] == "15.000 %"


def test_a_source_that_stays_out_for_another_reason_is_not_back() -> None:
    """Stale, then halted, then back: two rows, and only the second ends with a readmission."""
    halted = c.ObserveQuote(id="q", time_ns=T0 + 3 * NS, market="X", source="a", ticks=100, venue_ns=T0 + 3 * NS,
                            halted=True)  # fmt: skip
    engine, history = played(
        price(0, "a", 100), c.AdvanceTime(id="2", time_ns=T0 + 2 * NS), halted, price(4 * NS, "a", 100)
    )
    told = document(engine.book, 0, history.markets[0], 0)["excluded"]
    assert [(one["reason"], one["out"][-3:], one["back"] and one["back"][-3:], one["for_s"]) for one in told] == [
        ("stale", "02Z", None, "1"),
        ("halted", "03Z", "04Z", "1"),
    ]


def test_a_refused_price_is_counted_with_its_reason() -> None:
    _, history = played(price(5, "a", 100), price(6, "a", 100, said=4), price(7, "a", 100, said=9))
    assert history.markets[0].refused == {"TIME_WENT_BACK": 1, "OUT_OF_RANGE": 1}


def test_a_path_is_thinned_by_change_and_keeps_its_ends() -> None:
    path = [(1, 1000), (2, 1001), (3, 1010), (4, 1005), (5, 1011)]
    assert sparse(path, 10_000) == [(1, 1000), (3, 1010), (5, 1011)]
    assert sparse(path, 0) == path
    assert sparse([], 0) == []


def test_times_are_exact_text() -> None:
    assert stamp(T0) == "2025-10-10T21:00:00Z"
    assert stamp(T0 + 500_000_000) == "2025-10-10T21:00:00.5Z"
    assert (seconds(0), seconds(NS), seconds(NS // 2)) == ("0", "1", "0.5")


def test_the_path_of_an_index_is_what_it_counts_for() -> None:
    """A cap at 1.20: 1.30 was said."""
    rules = policy(min_sources=1)
    cap = GuardPolicy(Guard.CAP, Outcome.CLIP, Comparison.MORE, level=1_200_000_000)
    engine, history = Engine(msgspec.structs.replace(rules, guards=(GuardedPolicy("X", (cap,)),))), PriceHistory()
    listed = c.ListMarket(id="x", time_ns=T0, market="X", size_decimals=4, price_decimals=2, settlement="USD",
                          constituents=["a"])  # fmt: skip
    told: list[str] = []
    for command in (listed, price(0, "a", 100), price(NS, "a", 130)):
        done = engine.step(command)
        history.take(engine.book, done)
        told += [event_line(Names(engine.book), event) for event in done.events]
    assert [(t - T0, ticks) for t, ticks in history.markets[0].index] == [(0, 100), (NS, 120)]
    assert "guard 1 of X fails at 1.30, the bound is 1.20: clip" in told
    assert "the index of X counts for 1.20 in place of 1.30: 1 of its guards fails" in told
