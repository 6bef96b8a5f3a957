"""A case is one stream of commands, the same bytes every time, that an engine takes without a refusal."""

from collections import Counter
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from solvent import commands as c
from solvent.engine import Engine
from solvent.errors import Misuse
from solvent.feeds.bars import BarFile
from solvent.lab import cases
from solvent.lab.case import Group
from solvent.policy import (
    ClosingPolicy,
    Comparator,
    Limit,
    LiquidationFee,
    MarketPolicy,
    MarkRule,
    Payer,
    PayerPolicy,
    Policy,
    PricePolicy,
    PriceRole,
    Ranking,
    Sizing,
    Taker,
    TakerPolicy,
    Tier,
    TransferPrice,
)  # fmt: skip
from solvent.units import NS, PPM

BASE = cases.load("ten-times")
SHORT = msgspec.structs.replace(
    BASE,
    end_ns=BASE.start_ns + 60 * NS,
    groups=tuple(msgspec.structs.replace(group, count=min(group.count, 20)) for group in BASE.groups),
)
BARS = "oct10_2025/{}_1s_2030_2230.csv.gz"


def policy(trigger: PriceRole) -> Policy:
    closing = ClosingPolicy(
        Comparator.BELOW, (), True, Sizing.ALL, PPM, 0, 0, 0, 0, 0, 0, NS, Limit.NONE, 0, 0,
        LiquidationFee.CAPPED_BY_EQUITY, False,
    )  # fmt: skip
    prices = PricePolicy(1, 3600 * NS, MarkRule.INDEX, NS, trigger)
    takers = tuple(TakerPolicy(kind, PPM, TransferPrice.BANKRUPTCY) for kind in (Taker.MARKET, Taker.ADL))
    tiers = (Tier(0, 5_000, PPM, PPM, 0, 1, 50),)
    return Policy(
        "test", "", prices, closing, takers, (PayerPolicy(Payer.FUND, -1),), Ranking.PROFIT_TIMES_LEVERAGE,
        {"*": MarketPolicy(tiers)},
    )  # fmt: skip


def digest(commands: list[c.Command]) -> str:
    return sha256(b"".join(c.encode(command) for command in commands)).hexdigest()


def test_the_tape_of_the_flagship_case_is_the_same_everywhere() -> None:
    """The golden bytes of its prices: a change of any of them is a change of the case."""
    told = list(cases.tape_of(BASE).commands(lambda: "x"))
    assert len(told) == 2 * 2160
    assert digest(told) == GOLDEN_TAPE


GOLDEN_TAPE = "f12199daf91f326ae74719289f91b3cfce2065f50396121d60d0b2d15bec19d2"


def test_the_flagship_tape_keeps_what_was_published() -> None:
    tape = cases.tape_of(BASE)
    for source, series in zip(reversed(BASE.tape), tape.series, strict=True):
        assert source.figures is not None
        assert all(series.at(time) == ticks for time, ticks in source.figures.points)
        assert series.low() == (
            next(t for t, p in source.figures.points if p == source.figures.low),
            source.figures.low,
        )


@pytest.mark.parametrize("trigger", [PriceRole.LAST, PriceRole.INDEX])
def test_an_engine_takes_every_command(trigger: PriceRole) -> None:
    engine = Engine()
    for command in cases.commands(SHORT, policy(trigger)):
        assert engine.step(command).refused is None, command


def test_the_order_of_the_stream() -> None:
    told = list(cases.commands(SHORT, policy(PriceRole.LAST), text="name = 'x'"))
    kinds = [type(command) for command in told]
    assert kinds[:3] == [c.AdoptRulebook, c.ListMarket, c.FundInsurance]
    assert kinds[-1] is c.AdvanceTime
    assert [command.id for command in told] == [f"ten-times/{n}" for n in range(1, len(told) + 1)]
    assert all(before.time_ns <= after.time_ns for before, after in pairwise(told))
    first = kinds.index(c.ReportTrade)
    assert kinds[first - 2 : first] == [c.ObservePrice, c.ObserveTrade]
    trades = [command for command in told if isinstance(command, c.ReportTrade)]
    assert {command.time_ns for command in trades} == {BASE.entry.time_ns}
    assert {command.taker for command in trades} == {""}
    assert kinds[first : first + len(trades)] == [c.ReportTrade] * len(trades)
    accounts = Counter(kinds)[c.OpenAccount]
    assert Counter(kinds)[c.SetMarginMode] == Counter(kinds)[c.SetLeverage] == Counter(kinds)[c.Deposit] == accounts
    assert told[0] == c.AdoptRulebook(
        id="ten-times/1", time_ns=BASE.start_ns, actor="case", policy=policy(PriceRole.LAST), text="name = 'x'"
    )  # fmt: skip


def test_the_stream_is_a_function_of_the_case() -> None:
    streams = [list(cases.commands(SHORT, policy(PriceRole.LAST), tape=tape)) for tape in (None, cases.tape_of(SHORT))]
    assert digest(streams[0]) == digest(streams[1])
    other = msgspec.structs.replace(SHORT, seed=1)
    assert digest(list(cases.commands(other, policy(PriceRole.LAST)))) != digest(streams[0])


def test_without_a_rebound_the_book_is_the_same_and_the_prices_stay_down() -> None:
    realised, held = (
        list(cases.commands(BASE, policy(PriceRole.LAST), variant)) for variant in (cases.REALISED, cases.NO_REBOUND)
    )
    assert len(realised) == len(held)
    low = {"last": 10**9, "index": 10**9}
    for before, after in zip(realised, held, strict=True):
        if isinstance(after, c.ObserveTrade | c.ObservePrice):
            role = "last" if isinstance(after, c.ObserveTrade) else "index"
            low[role] = min(low[role], after.ticks)
            assert after.ticks <= before.ticks
        else:
            assert before == after
    assert low == {"last": 1055, "index": 3560}
    assert [command.ticks for command in held if isinstance(command, c.ObserveTrade)][-1] == 1055
    with pytest.raises(Misuse, match="realised, no-rebound, outside-follows, found 'up'"):
        list(cases.commands(SHORT, policy(PriceRole.LAST), "up"))


def test_the_outside_follows_to_the_low_of_the_last_price_and_stays_there() -> None:
    realised, told = (
        list(cases.commands(BASE, policy(PriceRole.LAST), v)) for v in (cases.REALISED, cases.OUTSIDE_FOLLOWS)
    )
    low = next(command for command in told if isinstance(command, c.ObserveTrade) and command.ticks == 1055)
    place = told.index(low)
    assert told[: place + 1] == realised[: place + 1]
    after = {type(command): [] for command in told[place:]}
    for command in told[place:-1]:
        after[type(command)].append(command.ticks)
    assert set(after[c.ObserveTrade]) == {1055}
    fall = after[c.ObservePrice]
    assert fall == sorted(fall, reverse=True)
    assert fall[59:] == [1055] * (len(fall) - 59)
    assert fall[58] > 1055


def test_a_cross_account_deposits_without_a_market() -> None:
    def crossed(group: Group) -> Group:
        return msgspec.structs.replace(group, isolated=False)

    case = msgspec.structs.replace(SHORT, groups=tuple(map(crossed, SHORT.groups)))
    engine = Engine()
    for command in cases.commands(case, policy(PriceRole.LAST)):
        assert engine.step(command).refused is None
        assert not isinstance(command, c.Deposit) or command.market == ""


def test_the_entry_may_be_the_last_thing_that_happens() -> None:
    entry = msgspec.structs.replace(SHORT.entry, time_ns=SHORT.end_ns)
    told = list(cases.commands(msgspec.structs.replace(SHORT, entry=entry), policy(PriceRole.LAST)))
    assert [type(command) for command in told[-2:]] == [c.ReportTrade, c.AdvanceTime]


def test_the_same_case_plays_on_the_real_seconds(shared: Path) -> None:
    files = [
        ("ATOM-PERP", "last", BarFile(str(shared / "data" / BARS.format("binance_coinm_perp")), NS, "ATOMUSD_PERP")),
        ("ATOM-PERP", "coinbase", BarFile(str(shared / "data" / BARS.format("coinbase_spot")), NS, "ATOM-USD")),
    ]
    hour = msgspec.structs.replace(BASE, end_ns=BASE.start_ns + 55 * 60 * NS)
    tape = cases.tape_of(cases.with_files(hour, files))
    last, index = tape.of("ATOM-PERP"), tape.of("ATOM-PERP", "coinbase")
    midnight = BASE.start_ns - (21 * 60 + 5) * 60 * NS
    second = lambda hour, minute, second: midnight + ((hour * 60 + minute) * 60 + second) * NS  # noqa: E731
    assert last.low(BASE.start_ns) == (second(21, 21, 36), 1055)
    assert last.at(second(21, 5, 1) - 1) == 3761
    assert index.at(BASE.start_ns) == 3769
    assert index.times[0] == second(21, 4, 50)
    lowest = index.low(BASE.start_ns)
    assert lowest is not None
    assert (lowest[0] // NS * NS, lowest[1]) == (second(21, 19, 14), 3560)
    engine = Engine()
    for command in cases.commands(
        msgspec.structs.replace(hour, groups=SHORT.groups), policy(PriceRole.INDEX), tape=tape
    ):
        if command.time_ns > BASE.start_ns + 60 * NS:
            break
        assert engine.step(command).refused is None, command
