"""The laws have teeth: a rule broken on purpose is caught by one of them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from solvent import events as e
from solvent.engine import Outcome, absorb, closing, orders, payers, settlement, takers
from solvent.errors import InvariantBroken
from solvent.fixed import mul_div_down
from solvent.policy import Sizing
from solvent.reasons import Posting
from solvent.revalue.rows import Standing
from tests.oracle import Seen
from tests.simulation.house import House
from tests.simulation.policies import random_policy
from tests.simulation.watch import broken
from tests.world import ADL, MARKET, WINNERS_PAY, of, policy, small_house


@pytest.fixture(autouse=True)
def interpreted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiled kernel would not notice the mutation."""
    monkeypatch.setenv("SOLVENT_KERNELS", "interpreted")


def complaints(seeds: range, steps: int = 120) -> Iterator[str]:
    """What the laws say in random runs, the engine's own stop included."""
    for seed in seeds:
        try:
            house = House(random_policy(seed), seed, calm=60, bad=2, crowd=15)
            for command in house.steps(steps):
                before = house.book.digest()
                yield from broken(house, command, house.take(command), before)
        except InvariantBroken as stop:
            yield str(stop)


def caught(saying: str) -> None:
    """Some law complains in these words, sooner or later."""
    assert any(saying in complaint for complaint in complaints(range(200, 260)))


def without(real: Callable[..., e.CashTransferred], left_out: Posting) -> Callable[..., e.CashTransferred]:
    """Transfers of which one kind is forgotten."""

    def forgetful(source: Any, target: Any, amount: Any, posting: Posting) -> e.CashTransferred:
        return real(source, target, np.zeros_like(amount) if posting == left_out else amount, posting)

    return forgetful


def test_nothing_is_said_of_the_engine_as_it_is() -> None:
    assert list(complaints(range(200, 203))) == []


def test_a_cut_that_is_not_collected_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Losers are paid out of the pool, winners are never charged: the pool is not empty."""
    real, calls = payers.transfers, []

    def forgetful(source: Any, target: Any, amount: Any, posting: Posting) -> e.CashTransferred:
        calls.append(posting)
        first = posting == Posting.SOCIALISED_LOSS and calls.count(posting) % 2 == 1
        return real(source, target, np.zeros_like(amount) if first else amount, posting)

    monkeypatch.setattr(payers, "transfers", forgetful)
    world = small_house(policy(payers=(WINNERS_PAY,)), 100, long=200, winner=1_000)
    world.trade("@outside", "winner", 10, 100)
    world.trade("long", "@outside", 10, 100)
    world.price(85)
    with pytest.raises(InvariantBroken, match="clearing pool"):
        world.fill(0, 10, 70)


def test_a_bad_debt_that_nobody_books_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absorb, "transfers", without(absorb.transfers, Posting.BAD_DEBT))
    caught("is flat and owes")


def test_a_wrong_sign_in_deleveraging_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loser pays what he should be paid."""
    real = takers.transfers

    def swapped(source: Any, target: Any, amount: Any, posting: Posting) -> e.CashTransferred:
        return real(target, source, amount, posting) if posting == Posting.DELEVERAGING else real(
            source, target, amount, posting
        )  # fmt: skip

    assert not of(deleveraged(), e.ShortfallFound)
    monkeypatch.setattr(takers, "transfers", swapped)
    assert of(deleveraged(), e.ShortfallFound)  # at the bankruptcy price nothing can be missing


def deleveraged() -> Outcome:
    """A long with equity 50 and nobody but a short to take it."""
    world = small_house(policy(takers=(ADL,), payers=()), 100, long=200, short=10_000)
    world.trade("long", "short", 10, 100)
    return world.price(85)


def test_an_account_that_is_forgotten_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    real = closing.by_urgency

    def forgetful(standing: Standing) -> Standing:
        ordered = real(standing)
        return ordered.take(np.arange(max(len(ordered.bucket) - 1, 1)))

    monkeypatch.setattr(closing, "by_urgency", forgetful)
    caught("nothing happens")


def test_a_counterparty_that_is_not_looked_at_again_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "until_quiet", lambda *_: iter(()))
    caught("in breach and left alone")


def test_an_order_left_on_a_position_that_is_gone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    none = np.zeros(0, np.int64)
    monkeypatch.setattr(takers, "_overtaken", lambda *_: e.LiquidationOrderExpired(none, none, none))
    assert any("would trade" in complaint for complaint in complaints(range(200, 240), 150))


def test_a_part_one_lot_too_small_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """10,000 lots bought at 100 with 200,000, at 88: what is ordered restores it, a lot less does not."""
    real = orders.order_sizes

    def short_by_one(*columns: Any) -> None:
        real(*columns)
        columns[-1][:] = np.maximum(columns[-1] - 1, 1)

    ended = []
    for sizes in (real, short_by_one):
        monkeypatch.setattr(orders, "order_sizes", sizes)
        world = small_house(policy(takers=(MARKET, ADL), sizing=Sizing.RESTORE), 100, long=200_000)
        world.trade("long", "@outside", 10_000, 100)
        world.price(88)
        lots = -int(world.book.orders.lots[0])
        world.fill(0, lots, 88)
        ended.append(Seen(world.book).in_breach(world.cross("long")))
    assert ended == [False, True]


@pytest.mark.parametrize(("name", "fee"), [("mul_div_up", "taker"), ("equity_fee", "liquidation")])
def test_a_fee_rounded_for_the_account_is_caught(monkeypatch: pytest.MonkeyPatch, name: str, fee: str) -> None:
    def kinder(size: int, rate: int, last: int) -> int:
        """mul_div_up(size, rate, 10^6) and equity_fee(size, rate, left), both rounded down."""
        owed = mul_div_down(size, rate, 1_000_000)
        return owed if name == "mul_div_up" else min(owed, max(last, 0))

    monkeypatch.setattr(settlement, name, kinder)
    caught(f"a {fee} fee of")
