"""Every reason to refuse, and that the lowest number is given where several hold.

A ladder begins with a command in which everything is wrong. Each rung names the reason that is given, and what is then
put right; after the last rung the command takes effect.
"""

from typing import Any

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent.engine import Engine
from solvent.policy import Policy, RegimePolicy, Sizing
from solvent.policy.choices import Average, PremiumOf
from solvent.policy.funding import FundingPolicy
from solvent.reasons import Reason
from solvent.units import MAX_AMOUNT, MAX_ROWS_PER_BUCKET
from tests.engine.credit.test_refusals import CREDIT_LADDERS
from tests.engine.loans.aave4.test_refusals import SPOKE_LADDERS
from tests.engine.loans.compound.test_refusals import COMET_LADDERS
from tests.engine.loans.euler.test_refusals import CLUSTER_LADDERS
from tests.engine.loans.fluid.test_refusals import TICK_LADDERS
from tests.engine.loans.liquity.test_refusals import TROVE_LADDERS
from tests.engine.loans.liquity2.test_refusals import RATED_LADDERS
from tests.engine.loans.llamma.test_refusals import BAND_LADDERS
from tests.engine.loans.maker.test_refusals import VAULT_LADDERS
from tests.engine.loans.morpho.test_refusals import PAIR_LADDERS
from tests.engine.loans.test_refusals import LOAN_LADDERS
from tests.ladders import climbed
from tests.world import DEFAULT_FUND_PAYS, FUND_PAYS, S, World, policy, small_house

Ladder = list[tuple[Reason, dict[str, Any]]]
HUGE = 2**63 - 1
THE_BOOK = "the digest of the book"


@pytest.fixture
def world() -> World:
    """X trades at 100; P is paused and N has no price; `closing` is in liquidation with order 0 for 10 lots.

    The rule closes all, so order 0 sells 10 lots at 89 or any other price.
    """
    rules = replace(policy(payers=(FUND_PAYS, DEFAULT_FUND_PAYS)), regimes=(RegimePolicy("stressed", "thin books"),))
    rules = forming(rules)
    house = small_house(rules, 100, trader=1_000, maker=1_000, closing=200, lonely=50)
    house.do(c.OpenAccount, account="poor")
    for market in ("P-USD", "N-USD"):
        house.list(market)
    house.list("Y-EUR", asset="EUR")
    house.do(c.PauseMarket, market="P-USD")
    house.trade("closing", "@outside", 10, 100)  # equity 200, maintenance 100
    house.price(85)  # equity 50, maintenance 85
    house.do(c.SetMarginMode, account="lonely", market="X-USD", isolated=True)
    house.do(c.SetLeverage, account="maker", market="X-USD", leverage_ppm=5 * 10**6)
    house.do(c.ListCoin, market="K-USD", size_decimals=0, price_decimals=6, settlement="USD")
    house.do(c.DepositCoin, account="maker", market="K-USD", lots=1)
    house.do(c.ListReference, market="T-USD", price_decimals=2, constituents=["t1", "t2"])
    answered = {"review_ns": S, "reason": "listed", "owner": "index committee"}
    house.do(c.SetIndex, market="T-USD", unit="T/USD", **answered)
    house.do(c.SetConstituent, market="T-USD", source="t2", weight_ppm=10**6, unit="T/USD", **answered)
    return house


def forming(rules: Policy) -> Policy:
    """With a funding rate that is formed of votes, for which no sample is needed."""
    funding = FundingPolicy(PremiumOf.IMPACT, Average.PADDED, S, 0, 0, 60 * S, 60 * S, 0)
    return replace(rules, markets={name: replace(entry, funding=funding) for name, entry in rules.markets.items()})


LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], Ladder]] = {
    "ListMarket": (
        c.ListMarket,
        {"market": "X-USD", "size_decimals": 0, "price_decimals": 5, "settlement": "@usd", "constituents": ["a", "a"]},
        [
            (Reason.ALREADY_EXISTS, {"market": "@market"}),
            (Reason.ALREADY_EXISTS, {"constituents": ["a"]}),
            (Reason.NAME_NOT_ALLOWED, {"market": "Z-USD"}),
            (Reason.NAME_NOT_ALLOWED, {"settlement": "USD"}),
            (Reason.GRID_NOT_ALLOWED, {"price_decimals": 6}),
        ],
    ),
    "ListCoin": (
        c.ListCoin,
        {"market": "X-USD", "size_decimals": 0, "price_decimals": 5, "settlement": "@usd", "constituents": ["a", "a"]},
        [
            (Reason.ALREADY_EXISTS, {"market": "@market"}),
            (Reason.ALREADY_EXISTS, {"constituents": ["a"]}),
            (Reason.NAME_NOT_ALLOWED, {"market": "Z-USD"}),
            (Reason.NAME_NOT_ALLOWED, {"settlement": "USD"}),
            (Reason.GRID_NOT_ALLOWED, {"price_decimals": 6}),
        ],
    ),
    "ListReference": (
        c.ListReference,
        {"market": "X-USD", "price_decimals": 19, "constituents": ["a", "a"]},
        [
            (Reason.ALREADY_EXISTS, {"market": "@market"}),
            (Reason.ALREADY_EXISTS, {"constituents": ["a"]}),
            (Reason.NAME_NOT_ALLOWED, {"market": "USDT-USD"}),
            (Reason.GRID_NOT_ALLOWED, {"price_decimals": 6}),
        ],
    ),
    "SetIndex": (
        c.SetIndex,
        {"market": "?", "unit": "USD", "review_ns": -1, "reason": " ", "owner": " "},
        [
            (Reason.UNKNOWN_MARKET, {"market": "T-USD"}),
            (Reason.OUT_OF_RANGE, {"review_ns": S}),
            (Reason.REASON_MISSING, {"reason": "listed"}),
            (Reason.REASON_MISSING, {"owner": "index committee"}),
            (Reason.UNIT_NOT_ALLOWED, {"unit": "T/EUR"}),  # its source is registered in T/USD
            (Reason.UNIT_NOT_ALLOWED, {"unit": "T/USD"}),
        ],
    ),
    "RestateIndex": (
        c.RestateIndex,
        {"market": "?", "at_ns": HUGE, "was": 0, "ticks": -1, "reason": " ", "owner": " "},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.NOT_POSITIVE, {"was": 100}),
            (Reason.NOT_POSITIVE, {"ticks": 2**53 + 1}),
            (Reason.OUT_OF_RANGE, {"ticks": 100}),
            (Reason.OUT_OF_RANGE, {"at_ns": 0}),
            (Reason.OUT_OF_RANGE, {"at_ns": S}),
            (Reason.REASON_MISSING, {"reason": "a wrong feed"}),
            (Reason.REASON_MISSING, {"owner": "index committee"}),
            (Reason.ALREADY_IN_FORCE, {"ticks": 99}),
        ],
    ),
    "SetConstituent": (
        c.SetConstituent,
        {"market": "?", "source": "?", "weight_ppm": 0, "heartbeat_ns": -1, "unit": "USD", "convert": "?"}
        | {"assumed_ppm": -1, "review_ns": -1, "reason": " ", "owner": " "},
        [
            (Reason.UNKNOWN_MARKET, {"market": "T-USD"}),
            (Reason.UNKNOWN_MARKET, {"convert": "X-USD"}),
            (Reason.UNKNOWN_SOURCE, {"source": "t1"}),
            (Reason.OUT_OF_RANGE, {"weight_ppm": 10**6}),
            (Reason.OUT_OF_RANGE, {"heartbeat_ns": S}),
            (Reason.OUT_OF_RANGE, {"assumed_ppm": 10**6}),
            (Reason.OUT_OF_RANGE, {"review_ns": S}),
            (Reason.REASON_MISSING, {"reason": "quotes USDT"}),
            (Reason.REASON_MISSING, {"owner": "index committee"}),
            (Reason.UNIT_NOT_ALLOWED, {"unit": "X/USDT"}),
            (Reason.UNIT_NOT_ALLOWED, {"unit": "T/USDT"}),
            (Reason.NO_CONVERSION, {"assumed_ppm": 0}),  # two ways, and then one that leads elsewhere
            (Reason.NO_CONVERSION, {"unit": "T/USD"}),  # nothing to convert
            (Reason.NO_CONVERSION, {"convert": "", "unit": "T/USDT"}),
            (Reason.NO_CONVERSION, {"assumed_ppm": 10**6}),
        ],
    ),
    "DepositCoin": (
        c.DepositCoin,
        {"account": "?", "market": "?", "lots": 0},
        [
            (Reason.UNKNOWN_MARKET, {"market": "P-USD"}),
            (Reason.UNKNOWN_ACCOUNT, {"account": "trader"}),
            (Reason.NOT_POSITIVE, {"lots": HUGE}),
            (Reason.OUT_OF_RANGE, {"lots": 5}),
            (Reason.WRONG_KIND, {"market": "K-USD"}),
        ],
    ),
    "WithdrawCoin": (
        c.WithdrawCoin,
        {"account": "?", "market": "?", "lots": 0},
        [
            (Reason.UNKNOWN_MARKET, {"market": "P-USD"}),
            (Reason.UNKNOWN_ACCOUNT, {"account": "trader"}),
            (Reason.NOT_POSITIVE, {"lots": HUGE}),
            (Reason.WRONG_KIND, {"market": "K-USD"}),
            (Reason.INSUFFICIENT_CASH, {"account": "maker", "lots": 2}),
            (Reason.INSUFFICIENT_CASH, {"lots": 1}),
        ],
    ),
    "AccrueInterest": (
        c.AccrueInterest,
        {"market": "?", "asset": "?", "rate_ppb": -1},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.UNKNOWN_ASSET, {"asset": "USD"}),
            (Reason.OUT_OF_RANGE, {"rate_ppb": 5}),
            (Reason.WRONG_KIND, {"asset": ""}),
            (Reason.WRONG_KIND, {"market": "K-USD"}),
        ],
    ),
    "OpenAccount": (
        c.OpenAccount,
        {"account": "trader"},
        [
            (Reason.ALREADY_EXISTS, {"account": "@outside"}),
            (Reason.NAME_NOT_ALLOWED, {"account": ""}),
            (Reason.NAME_NOT_ALLOWED, {"account": "x" * 201}),
            (Reason.NAME_NOT_ALLOWED, {"account": "two\nlines"}),
            (Reason.NAME_NOT_ALLOWED, {"account": "x" * 200}),
        ],
    ),
    "FundInsurance": (
        c.FundInsurance,
        {"asset": "GBP", "amount": 0, "to": "@outside"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"to": "@backstop"}),
            (Reason.UNKNOWN_ASSET, {"asset": "USD"}),
            (Reason.NOT_POSITIVE, {"amount": HUGE}),
            (Reason.OUT_OF_RANGE, {"amount": MAX_AMOUNT}),
            (Reason.OUT_OF_RANGE, {"amount": 1}),
        ],
    ),
    "Contribute": (
        c.Contribute,
        {"account": "?", "asset": "GBP", "amount": 0},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "lonely"}),
            (Reason.UNKNOWN_ASSET, {"asset": "EUR"}),
            (Reason.NOT_POSITIVE, {"amount": -HUGE}),
            (Reason.OUT_OF_RANGE, {"amount": -1}),
            (Reason.INSUFFICIENT_CASH, {"asset": "USD"}),
            (Reason.INSUFFICIENT_CASH, {"account": "closing"}),
            (Reason.BEING_CLOSED, {"account": "maker", "amount": 2_000}),
            (Reason.INSUFFICIENT_CASH, {"amount": 1}),
        ],
    ),
    "Deposit": (
        c.Deposit,
        {"account": "?", "asset": "GBP", "amount": 0, "market": "?", "leg": 2},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.UNKNOWN_ACCOUNT, {"account": "trader"}),
            (Reason.UNKNOWN_ASSET, {"asset": "EUR"}),
            (Reason.UNKNOWN_POSITION, {"account": "lonely"}),
            (Reason.NOT_POSITIVE, {"amount": MAX_AMOUNT + 1}),
            (Reason.OUT_OF_RANGE, {"amount": 1}),
            (Reason.OUT_OF_RANGE, {"leg": 0}),
            (Reason.WRONG_ASSET, {"asset": "USD"}),
        ],
    ),
    "Withdraw": (
        c.Withdraw,
        {"account": "?", "asset": "GBP", "amount": -1},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "poor"}),
            (Reason.UNKNOWN_ASSET, {"asset": "USD"}),
            (Reason.NOT_POSITIVE, {"amount": 2_000}),
            (Reason.INSUFFICIENT_CASH, {"account": "closing"}),
            (Reason.BEING_CLOSED, {"account": "trader"}),
            (Reason.INSUFFICIENT_CASH, {"amount": 1_000}),
        ],
    ),
    "Transfer": (
        c.Transfer,
        {"account": "?", "market": "?", "amount": 0, "leg": 9},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.UNKNOWN_ACCOUNT, {"account": "trader"}),
            (Reason.UNKNOWN_POSITION, {"account": "lonely"}),
            (Reason.NOT_POSITIVE, {"amount": 51}),
            (Reason.OUT_OF_RANGE, {"leg": 0}),
            (Reason.INSUFFICIENT_CASH, {"amount": 50}),
        ],
    ),
    "SetLeverage": (
        c.SetLeverage,
        {"account": "?", "market": "?", "leverage_ppm": -1, "leg": 3},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.UNKNOWN_ACCOUNT, {"account": "trader"}),
            (Reason.OUT_OF_RANGE, {"leg": 0}),
            (Reason.OUT_OF_RANGE, {"leverage_ppm": 5 * 10**6 + 1}),  # the tier allows 1 / 20 % = 5
            (Reason.LEVERAGE_TOO_HIGH, {"leverage_ppm": 5 * 10**6}),
        ],
    ),
    "SetMarginMode": (
        c.SetMarginMode,
        {"account": "?", "market": "?", "isolated": True},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.UNKNOWN_ACCOUNT, {"account": "closing"}),
            (Reason.MODE_IN_USE, {"account": "trader"}),
        ],
    ),
    "ReportTrade": (
        c.ReportTrade,
        {"market": "?", "buyer": "?", "seller": "closing", "lots": 0, "ticks": -1, "buyer_leg": 2, "taker": "both"},
        [
            (Reason.UNKNOWN_MARKET, {"market": "P-USD"}),
            (Reason.UNKNOWN_ACCOUNT, {"buyer": "closing"}),
            (Reason.NOT_POSITIVE, {"lots": HUGE}),
            (Reason.NOT_POSITIVE, {"ticks": 2**53 + 1}),
            (Reason.OUT_OF_RANGE, {"ticks": 85}),
            (Reason.OUT_OF_RANGE, {"buyer_leg": -1}),
            (Reason.OUT_OF_RANGE, {"taker": ""}),
            (Reason.OUT_OF_RANGE, {"lots": 2}),
            (Reason.SAME_PARTY, {"buyer": "poor"}),
            (Reason.WRONG_LEG, {"buyer_leg": 1}),
            (Reason.MARKET_PAUSED, {"market": "N-USD"}),
            (Reason.NO_PRICE, {"market": "X-USD"}),
            (Reason.BEING_CLOSED, {"seller": "@outside"}),
            (Reason.INITIAL_MARGIN, {"buyer": "trader", "lots": 59}),  # 59 x 85 = 5015 > 5 x 1000
            (Reason.INITIAL_MARGIN, {"lots": 58}),
        ],
    ),
    "LoadPosition": (
        c.LoadPosition,
        {"account": "?", "market": "?", "lots": 0, "cost": -1, "leg": 5},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.UNKNOWN_ACCOUNT, {"account": "closing", "leg": 0}),
            (Reason.ALREADY_EXISTS, {"leg": 5}),
            (Reason.NOT_POSITIVE, {"lots": HUGE}),
            (Reason.OUT_OF_RANGE, {"cost": MAX_AMOUNT + 1}),
            (Reason.OUT_OF_RANGE, {"cost": 1_000}),
            (Reason.OUT_OF_RANGE, {"lots": 10}),
            (Reason.OUT_OF_RANGE, {"leg": -1}),
            (Reason.WRONG_LEG, {"leg": 1}),
            (Reason.BEING_CLOSED, {"account": "trader"}),
        ],
    ),
    "ReportOrders": (
        c.ReportOrders,
        {"account": "?", "market": "?", "buy_lots": -1, "sell_lots": HUGE, "leg": 4},
        [
            (Reason.UNKNOWN_MARKET, {"market": "N-USD"}),
            (Reason.UNKNOWN_ACCOUNT, {"account": "closing"}),
            (Reason.NOT_POSITIVE, {"buy_lots": 0}),
            (Reason.OUT_OF_RANGE, {"leg": 0}),
            (Reason.NO_PRICE, {"market": "X-USD"}),
            (Reason.OUT_OF_RANGE, {"sell_lots": 100}),
            (Reason.BEING_CLOSED, {"account": "trader"}),
            (Reason.INITIAL_MARGIN, {"sell_lots": 58}),  # 58 x 85 x 20 % = 986
        ],
    ),
    "ObservePrice": (
        c.ObservePrice,
        {"market": "?", "source": "?", "ticks": 0, "venue_ns": S},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.UNKNOWN_SOURCE, {"source": "s1"}),
            (Reason.TIME_WENT_BACK, {"venue_ns": HUGE}),
            (Reason.NOT_POSITIVE, {"ticks": 2**53 + 1}),
            (Reason.OUT_OF_RANGE, {"ticks": 85}),
            (Reason.OUT_OF_RANGE, {"venue_ns": 100 * S}),
        ],
    ),
    "ObserveQuote": (
        c.ObserveQuote,
        {"market": "?", "source": "?", "ticks": 0, "venue_ns": S, "traded_ns": -1, "bid": -1, "ask": -1},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.UNKNOWN_SOURCE, {"source": "s1"}),
            (Reason.TIME_WENT_BACK, {"venue_ns": HUGE}),
            (Reason.OUT_OF_RANGE, {"venue_ns": 100 * S}),
            (Reason.OUT_OF_RANGE, {"traded_ns": HUGE}),
            (Reason.OUT_OF_RANGE, {"traded_ns": 100 * S}),
            (Reason.OUT_OF_RANGE, {"bid": 0}),
            (Reason.OUT_OF_RANGE, {"ask": 0}),
        ],
    ),
    "ObservePrices": (
        c.ObservePrices,
        {"sources": [HUGE, 0, 0], "ticks": [85], "venue_ns": [100 * S]},
        [
            (Reason.UNKNOWN_SOURCE, {"sources": [0, 0]}),
            (Reason.ALREADY_EXISTS, {"sources": [0, 1]}),
            (Reason.LENGTHS_DIFFER, {"sources": []}),
            (Reason.LENGTHS_DIFFER, {"sources": [0]}),
        ],
    ),
    "ObserveTrade": (
        c.ObserveTrade,
        {"market": "?", "ticks": 0},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.NOT_POSITIVE, {"ticks": 2**53 + 1}),
            (Reason.OUT_OF_RANGE, {"ticks": 85}),
        ],
    ),
    "ObserveBook": (
        c.ObserveBook,
        {"market": "?", "bid": -1, "ask": 5},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.OUT_OF_RANGE, {"bid": 5}),
            (Reason.OUT_OF_RANGE, {"bid": 4}),
        ],
    ),
    "ObserveDepth": (
        c.ObserveDepth,
        {"market": "?", "bids": -1, "asks": 2**62 + 1},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.OUT_OF_RANGE, {"bids": 5}),
            (Reason.OUT_OF_RANGE, {"asks": 0}),
        ],
    ),
    "SettleFunding": (
        c.SettleFunding,
        {"market": "?", "rate_ppb": 10**9 + 1},
        [
            (Reason.UNKNOWN_MARKET, {"market": "N-USD"}),
            (Reason.OUT_OF_RANGE, {"rate_ppb": 10**9}),
            (Reason.NO_PRICE, {"market": "X-USD"}),
        ],
    ),
    "SamplePremium": (
        c.SamplePremium,
        {"market": "?", "bid": -1, "ask": -1, "parts": 0},
        [
            (Reason.UNKNOWN_MARKET, {"market": "N-USD"}),
            (Reason.OUT_OF_RANGE, {"bid": 0}),
            (Reason.OUT_OF_RANGE, {"ask": 80}),
            (Reason.OUT_OF_RANGE, {"parts": 1}),
            (Reason.NO_PRICE, {"market": "X-USD"}),
            (Reason.NOT_COMPUTABLE, {"bid": 80}),
        ],
    ),
    "FormFunding": (
        c.FormFunding,
        {"market": "?"},
        [(Reason.UNKNOWN_MARKET, {"market": "N-USD"}), (Reason.NO_PRICE, {"market": "X-USD"})],
    ),
    "ReportFill": (
        c.ReportFill,
        {"orders": [0, 0, 1], "lots": [0, 1], "ticks": []},
        [
            (Reason.UNKNOWN_ORDER, {"orders": [0, 0]}),
            (Reason.ALREADY_EXISTS, {"orders": [0]}),
            (Reason.NOT_POSITIVE, {"lots": [HUGE]}),
            (Reason.LENGTHS_DIFFER, {"ticks": [2**53 + 1]}),
            (Reason.OUT_OF_RANGE, {"ticks": [80]}),
            (Reason.OUT_OF_RANGE, {"lots": [11]}),
            (Reason.OVER_FILL, {"lots": [10]}),
        ],
    ),
    "ReportExpiry": (
        c.ReportExpiry,
        {"orders": [-1, -1]},
        [
            (Reason.UNKNOWN_ORDER, {"orders": [0, 0]}),
            (Reason.ALREADY_EXISTS, {"orders": []}),
            (Reason.LENGTHS_DIFFER, {"orders": [0]}),
        ],
    ),
    "ChangeRegime": (
        c.ChangeRegime,
        {"regime": "?", "reason": " "},
        [
            (Reason.UNKNOWN_REGIME, {"regime": "normal"}),
            (Reason.REASON_MISSING, {"reason": "thin"}),
            (Reason.ALREADY_IN_FORCE, {"regime": "stressed"}),
        ],
    ),
    "ReportManipulationCost": (
        c.ReportManipulationCost,
        {"market": "?", "move_ppm": 0, "cost_atoms": -1, "reason": " "},
        [
            (Reason.UNKNOWN_MARKET, {"market": "X-USD"}),
            (Reason.OUT_OF_RANGE, {"move_ppm": 1, "cost_atoms": 1}),
            (Reason.REASON_MISSING, {"reason": "depth"}),
        ],
    ),
    "PauseMarket": (c.PauseMarket, {"market": "?"}, [(Reason.UNKNOWN_MARKET, {"market": "X-USD"})]),
    "ResumeMarket": (c.ResumeMarket, {"market": "?"}, [(Reason.UNKNOWN_MARKET, {"market": "X-USD"})]),
    "Restart": (c.Restart, {"digest": "?"}, [(Reason.STATE_DIFFERS, {"digest": THE_BOOK})]),
    "AdvanceTime": (c.AdvanceTime, {"time_ns": S}, [(Reason.TIME_WENT_BACK, {"time_ns": 100 * S})]),
}


@pytest.mark.parametrize("name", sorted(LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(world: World, name: str) -> None:
    kind, wrong, ladder = LADDERS[name]
    wrong = climbed(world, kind, wrong, ladder)
    if wrong.get("digest") == THE_BOOK:
        wrong = {"digest": world.book.digest().hex()}
    assert world.do(kind, **wrong).refused is None, wrong


def test_every_command_has_its_ladder() -> None:
    others = (
        COMET_LADDERS | PAIR_LADDERS | CLUSTER_LADDERS | RATED_LADDERS | BAND_LADDERS | SPOKE_LADDERS | TICK_LADDERS
    )
    of_comets = {kind.__name__ for kind, _, _ in others.values()}
    everybody = {kind.__name__ for kind in c.ALL} - {"AdoptRulebook"}
    assert {*LADDERS, *LOAN_LADDERS, *CREDIT_LADDERS, *TROVE_LADDERS, *VAULT_LADDERS, *of_comets} == everybody


def test_without_a_rulebook_nothing_is_ready_whatever_the_time() -> None:
    assert Engine().step(c.AdvanceTime(time_ns=-1)).refused == Reason.NOT_READY


def test_a_rulebook_must_have_a_schedule_for_every_market(world: World) -> None:
    rules = policy()
    narrow = type(rules)(**{name: getattr(rules, name) for name in rules.__struct_fields__} | {"markets": {}})
    assert world.do(c.AdoptRulebook, policy=narrow).refused == Reason.UNKNOWN_MARKET
    named = {"X-USD": rules.markets["*"]}
    only = World(type(rules)(**{name: getattr(rules, name) for name in rules.__struct_fields__} | {"markets": named}))
    asked = {"size_decimals": 0, "price_decimals": 0, "settlement": "@", "constituents": ["a", "a"]}
    assert only.do(c.ListMarket, market="@", **asked).refused == Reason.UNKNOWN_MARKET


def test_a_bucket_holds_so_many_rows_and_no_more() -> None:
    world = World(policy())
    for number in range(MAX_ROWS_PER_BUCKET):
        world.list(f"M{number}")
    world.list("M")
    world.open(hoarder=100)
    for number in range(MAX_ROWS_PER_BUCKET):
        assert world.do(c.SetLeverage, account="hoarder", market=f"M{number}", leverage_ppm=0).refused is None
    for leg in (0, 1):
        one_more = world.do(c.SetLeverage, account="hoarder", market="M", leverage_ppm=0, leg=leg)
        assert one_more.refused == Reason.TOO_MANY_ROWS
    world.price(1, "M")
    assert world.trade("hoarder", "@outside", 1, 1, "M").refused == Reason.TOO_MANY_ROWS
    orders = world.do(c.ReportOrders, account="hoarder", market="M", buy_lots=0, sell_lots=0)
    assert orders.refused == Reason.TOO_MANY_ROWS
    assert world.load("hoarder", 1, 1, "M").refused == Reason.TOO_MANY_ROWS


def test_what_leaves_must_leave_the_initial_margin() -> None:
    """10 lots at 100 need 20 % = 200 of equity 1,000; 801 would leave 199."""
    world = small_house(policy(), 100, trader=1_000)
    world.trade("trader", "@outside", 10, 100)
    assert world.do(c.Withdraw, account="trader", asset="USD", amount=801).refused == Reason.INITIAL_MARGIN
    assert world.do(c.Withdraw, account="trader", asset="USD", amount=800).refused is None


def test_unrealised_profit_cannot_be_withdrawn() -> None:
    """At 200 equity is 2,000, initial margin 400; but only 1,000 were ever paid in."""
    world = small_house(policy(), 100, trader=1_000)
    world.trade("trader", "@outside", 10, 100)
    world.price(200)
    assert world.do(c.Withdraw, account="trader", asset="USD", amount=1_001).refused == Reason.INSUFFICIENT_CASH
    assert world.do(c.Withdraw, account="trader", asset="USD", amount=1_000).refused is None


def test_nothing_leaves_while_a_position_cannot_be_valued() -> None:
    world = small_house(policy(), 100, trader=1_000)
    world.trade("trader", "@outside", 1, 100)
    world.do(c.AdvanceTime, after=61 * S)
    for amount in (1, 2_000):
        assert world.do(c.Withdraw, account="trader", asset="USD", amount=amount).refused == Reason.NO_PRICE


def test_a_lower_leverage_must_be_affordable() -> None:
    """1,000 of notional: at 2x it needs 500 of equity 400."""
    world = small_house(policy(), 100, trader=400)
    world.trade("trader", "@outside", 10, 100)
    chosen = {"account": "trader", "market": "X-USD"}
    assert world.do(c.SetLeverage, leverage_ppm=2 * 10**6, **chosen).refused == Reason.INITIAL_MARGIN
    assert world.do(c.SetLeverage, leverage_ppm=2_500_000, **chosen).refused is None


def test_a_fill_keeps_to_the_limit_of_its_order() -> None:
    """Equity 50 on 10 lots at 85: bankrupt at 80, so the order sells at 80 or better."""
    world = small_house(policy(limit=2, sizing=Sizing.ALL), 100, long=200)
    world.trade("long", "@outside", 10, 100)
    world.price(85)
    assert world.fill(0, 10, 79).refused == Reason.OVER_FILL
    assert world.fill(0, 10, 80).refused is None


def test_a_reduction_may_not_leave_a_debt() -> None:
    """Ten lots bought at 100 with 200: sold at 79 they would leave -10, at 80 nothing."""
    world = small_house(policy(), 100, long=200)
    world.trade("long", "@outside", 10, 100)
    assert world.trade("@outside", "long", 10, 79).refused == Reason.INITIAL_MARGIN
    assert world.trade("@outside", "long", 10, 80).refused is None
    assert world.cash("long") == 0


def test_money_enters_only_while_both_sides_keep_room_for_prices() -> None:
    world = small_house(policy(), 100, whale=0)
    assert world.do(c.Deposit, account="whale", asset="USD", amount=4 * 10**17).refused is None
    for more in ({"amount": 4 * 10**17}, {"amount": MAX_AMOUNT}):
        assert world.do(c.Deposit, account="whale", asset="USD", **more).refused == Reason.OUT_OF_RANGE
        assert world.fund(more["amount"]).refused == Reason.OUT_OF_RANGE
    assert world.load("whale", -1, -(4 * 10**17)).refused == Reason.OUT_OF_RANGE
