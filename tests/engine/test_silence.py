"""A price nobody confirms any more: who is closed on it, who trades on it, what leaves on it."""

from typing import Any

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.engine import Engine
from solvent.errors import Misuse
from solvent.policy import MarkRule, PriceRole, Sizing
from solvent.reasons import Reason
from tests.world import S, World, of, policy, small_house

LATE = 60 * S + 1  # a source may be 60 s old


def holder() -> World:
    """An account with 10 lots at 100, and a source that spoke at the start."""
    world = small_house(policy(), 100, client=1_000, other=1_000)
    world.trade("client", "@outside", 10, 100)
    return world


ASKED: list[tuple[type[c.Command], dict[str, Any]]] = [
    (c.ReportTrade, {"market": "X-USD", "buyer": "other", "seller": "@outside", "lots": 1, "ticks": 100}),
    (c.Withdraw, {"account": "client", "asset": "USD", "amount": 1}),
    (c.SettleFunding, {"market": "X-USD", "rate_ppb": 1}),
]


@pytest.mark.parametrize(("kind", "fields"), ASKED)
def test_nothing_is_done_at_a_price_gone_silent_though_nobody_has_looked_since(
    kind: type[c.Command], fields: dict[str, Any]
) -> None:
    assert holder().do(kind, after=LATE - 1, **fields).refused is None
    assert holder().do(kind, after=LATE, **fields).refused == Reason.NO_PRICE


def test_a_bucket_without_the_silent_market_may_take_its_money() -> None:
    assert holder().do(c.Withdraw, after=LATE, account="other", asset="USD", amount=1_000).refused is None


def test_the_last_price_alone_never_goes_silent() -> None:
    prices = {"mark": MarkRule.LAST, "trigger": PriceRole.LAST}
    world = World(policy(prices=prices))
    world.list()
    world.open(client=1_000)
    world.do(c.ObserveTrade, market="X-USD", ticks=100)
    assert world.trade("client", "@outside", 10, 100).refused is None
    assert world.do(c.Withdraw, after=LATE, account="client", asset="USD", amount=1).refused is None


def test_a_fill_long_after_the_last_price_is_followed_by_no_new_order() -> None:
    world = small_house(policy(sizing=Sizing.FRACTION, fraction=200_000), 100, client=2_000)
    world.trade("client", "@outside", 100, 100)
    world.price(85)
    world.at_ns += LATE
    assert not of(world.fill(0, 20, 85), e.LiquidationOrderPlaced)


def test_a_policy_no_rulebook_compiles_to_is_refused() -> None:
    world = holder()
    assert world.do(c.AdoptRulebook, policy=policy(takers=(), name="empty")).refused is not None


def test_money_left_in_an_isolated_bucket_goes_back_to_cross_with_the_mode() -> None:
    world = small_house(policy(), 100, client=1_000)
    world.do(c.SetMarginMode, account="client", market="X-USD", isolated=True)
    world.do(c.Transfer, account="client", market="X-USD", amount=400)
    world.do(c.SetMarginMode, account="client", market="X-USD", isolated=False)
    assert world.do(c.Withdraw, account="client", asset="USD", amount=1_000).refused is None


def test_an_engine_is_not_made_with_a_policy_it_would_refuse() -> None:
    with pytest.raises(Misuse, match="UNFINISHED_RULEBOOK"):
        Engine(policy(takers=()))
