"""A command means the same in msgpack and in JSON, and what does not mean exactly one is refused with the reason."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from solvent import commands as c
from solvent.errors import BadInput
from solvent.policy import CreditPolicy, Int64, LendingPolicy, MarketPolicy, Policy, Tier
from solvent.units import INT64_MAX
from tests.credit import agreement
from tests.loans import lending
from tests.world import policy

INT64 = st.integers(-INT64_MAX, INT64_MAX)
TEXT = st.text(max_size=20)
PPM = 10**6


def policies() -> st.SearchStrategy[Policy]:
    """Policies that differ in a few numbers and names."""
    tiers = st.lists(st.integers(1, INT64_MAX), max_size=3, unique=True).map(
        lambda floors: tuple(Tier(floor, 1, 100, PPM, 0, 1, 50) for floor in (0, *sorted(floors)))
    )
    markets = st.dictionaries(TEXT, tiers.map(MarketPolicy), max_size=3)
    return st.builds(
        lambda name, entries: msgspec.structs.replace(policy(name=name), markets=entries), name=TEXT, entries=markets
    )


st.register_type_strategy(Policy, policies())
FIELDS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    Int64: INT64,
    list[str]: st.lists(TEXT, max_size=3),
    list[Int64]: st.lists(INT64, max_size=3),
    Policy: policies(),
    LendingPolicy: st.builds(lending, TEXT, st.integers(6, 18)),
    CreditPolicy: st.builds(agreement, TEXT),
}


def commands(kind: type[c.Command]) -> st.SearchStrategy[c.Command]:
    """Every command of a kind, from the types of its fields."""
    return st.builds(kind, **{field.name: FIELDS[field.type] for field in msgspec.structs.fields(kind)})


ANY = st.sampled_from(c.ALL).flatmap(commands)


def mapping(command: c.Command) -> dict[str, Any]:
    """A command as msgpack's own words, to be spoiled."""
    told = msgspec.msgpack.decode(c.encode(command))
    assert isinstance(told, dict)
    return told


EXAMPLES: dict[type[c.Command], c.Command] = {
    c.AdoptRulebook: c.AdoptRulebook(policy=policy()),
    c.ListMarket: c.ListMarket(market="X", size_decimals=3, price_decimals=3, settlement="USD", constituents=["a"]),
    c.ListCoin: c.ListCoin(market="C", size_decimals=3, price_decimals=3, settlement="USD", constituents=["a"]),
    c.DepositCoin: c.DepositCoin(account="trader", market="C", lots=1),
    c.WithdrawCoin: c.WithdrawCoin(account="trader", market="C", lots=1),
    c.AccrueInterest: c.AccrueInterest(market="C", rate_ppb=1),
    c.OpenAccount: c.OpenAccount(account="trader"),
    c.FundInsurance: c.FundInsurance(asset="USD", amount=1),
    c.Contribute: c.Contribute(account="trader", asset="USD", amount=1),
    c.Deposit: c.Deposit(account="trader", asset="USD", amount=1),
    c.Withdraw: c.Withdraw(account="trader", asset="USD", amount=1),
    c.Transfer: c.Transfer(account="trader", market="X", amount=1),
    c.SetLeverage: c.SetLeverage(account="trader", market="X", leverage_ppm=1),
    c.SetMarginMode: c.SetMarginMode(account="trader", market="X", isolated=True),
    c.ReportTrade: c.ReportTrade(market="X", buyer="a", seller="b", lots=1, ticks=1),
    c.LoadPosition: c.LoadPosition(account="trader", market="X", lots=1, cost=1),
    c.ReportOrders: c.ReportOrders(account="trader", market="X", buy_lots=1, sell_lots=1),
    c.ObservePrice: c.ObservePrice(market="X", source="a", ticks=1, venue_ns=1),
    c.ObserveQuote: c.ObserveQuote(market="X", source="a", ticks=1, venue_ns=1, bid=1, ask=2),
    c.ObservePrices: c.ObservePrices(sources=[1], ticks=[1], venue_ns=[1]),
    c.ListReference: c.ListReference(market="USDT", price_decimals=6, constituents=["a"]),
    c.SetIndex: c.SetIndex(market="X", unit="X/USD", owner="index committee", reason="listed"),
    c.SetConstituent: c.SetConstituent(market="X", source="a", owner="index committee", reason="thin", eligible=False),
    c.SamplePremium: c.SamplePremium(market="X", bid=1, ask=2),
    c.FormFunding: c.FormFunding(market="X"),
    c.RestateIndex: c.RestateIndex(market="X", at_ns=1, was=1, ticks=2, owner="index committee", reason="a wrong feed"),
    c.Restart: c.Restart(digest="00"),
    c.ObserveTrade: c.ObserveTrade(market="X", ticks=1),
    c.ObserveBook: c.ObserveBook(market="X", bid=1, ask=2),
    c.ObserveDepth: c.ObserveDepth(market="X", bids=1, asks=2),
    c.AdvanceTime: c.AdvanceTime(),
    c.SettleFunding: c.SettleFunding(market="X", rate_ppb=1),
    c.ReportFill: c.ReportFill(orders=[1], lots=[1], ticks=[1]),
    c.ReportExpiry: c.ReportExpiry(orders=[1]),
    c.ChangeRegime: c.ChangeRegime(regime="stressed", reason="thin books"),
    c.ReportManipulationCost: c.ReportManipulationCost(
        market="ATOM", move_ppm=10_000, cost_atoms=10**9, reason="depth of today"
    ),
    c.AdoptLending: c.AdoptLending(pool="aave", policy=lending()),
    c.ObserveOracle: c.ObserveOracle(pool="aave", asset="WETH", price="1000000000000000000"),
    c.FollowIndex: c.FollowIndex(pool="aave", asset="WETH", market="ETH/USD"),
    c.LoadLoan: c.LoadLoan(pool="aave", account="trader", asset="WETH", supplied="5"),
    c.Supply: c.Supply(pool="aave", account="trader", asset="WETH", amount="5"),
    c.Redeem: c.Redeem(pool="aave", account="trader", asset="WETH", amount="all"),
    c.Borrow: c.Borrow(pool="aave", account="trader", asset="USDC", amount="5"),
    c.Repay: c.Repay(pool="aave", account="trader", asset="USDC", amount="all"),
    c.SetCollateral: c.SetCollateral(pool="aave", account="trader", asset="WETH", pledged=False),
    c.ObserveOracles: c.ObserveOracles(pool="aave", assets=["WETH"], prices=["1"]),
    c.SetCategory: c.SetCategory(pool="aave", account="trader", category="stable"),
    c.PauseReserve: c.PauseReserve(pool="aave", asset="WETH", paused=True),
    c.CoverDeficit: c.CoverDeficit(pool="aave", account="trader", asset="WETH", amount="all"),
    c.LiquidateLoan: c.LiquidateLoan(pool="aave", account="trader", collateral="WETH", debt="USDC", amount="all"),
    c.AdoptAgreement: c.AdoptAgreement(desk="desk", policy=agreement()),
    c.FundDesk: c.FundDesk(desk="desk", amount=1),
    c.ObserveCollateral: c.ObserveCollateral(desk="desk", assets=["BTC"], prices=[1]),
    c.FollowCollateral: c.FollowCollateral(desk="desk", asset="BTC", market="BTC/USD"),
    c.OpenCredit: c.OpenCredit(desk="desk", account="trader", loan="a"),
    c.LoadCredit: c.LoadCredit(desk="desk", account="trader", loan="a", principal=1, assets=["BTC"], amounts=[1]),
    c.PostCollateral: c.PostCollateral(desk="desk", loan="a", asset="BTC", amount=1),
    c.ReturnCollateral: c.ReturnCollateral(desk="desk", loan="a", asset="BTC", amount=1),
    c.DrawCredit: c.DrawCredit(desk="desk", loan="a", amount=1),
    c.RepayCredit: c.RepayCredit(desk="desk", loan="a", amount=1),
    c.ReportSale: c.ReportSale(desk="desk", loan="a", asset="BTC", amount=1, price=1),
    c.WaiveCall: c.WaiveCall(desk="desk", loan="a", until_ns=1, reason="a wire is on its way"),
    c.ExtendCall: c.ExtendCall(desk="desk", loan="a", deadline_ns=1, reason="a wire is on its way"),
    c.OpenTrove: c.OpenTrove(pool="liquity", account="trader", collateral="5", amount="2"),
    c.LiquidateTroves: c.LiquidateTroves(pool="liquity", accounts=["trader"]),
    c.RedeemCoin: c.RedeemCoin(pool="liquity", amount="5", most_ppm=10_000),
    c.ClaimSurplus: c.ClaimSurplus(pool="liquity", account="trader"),
    c.AbsorbLoan: c.AbsorbLoan(pool="comet", account="trader"),
    c.BuyCollateral: c.BuyCollateral(pool="comet", asset="WETH", paid="5", least="1"),
    c.AddReserves: c.AddReserves(pool="comet", amount="5"),
    c.WithdrawReserves: c.WithdrawReserves(pool="comet", amount="all"),
    c.PauseActions: c.PauseActions(pool="comet", actions=["supply"]),
    c.OpenBandLoan: c.OpenBandLoan(pool="bands", account="trader", collateral="5", amount="6", bands=10),
    c.TradeBands: c.TradeBands(pool="bands", asset="WETH", amount="5", least="1"),
    c.LiquidateBands: c.LiquidateBands(pool="bands", account="trader", share=10**18, own=True, least="1"),
    c.OpenRatedTrove: c.OpenRatedTrove(pool="rated", account="trader", collateral="5", amount="6", rate=10**16),
    c.SetTroveRate: c.SetTroveRate(pool="rated", account="trader", rate=10**16),
    c.ShutBranch: c.ShutBranch(pool="rated"),
    c.RedeemUrgently: c.RedeemUrgently(pool="rated", accounts=["trader"], amount="5", least="1"),
    c.TakeOverDebt: c.TakeOverDebt(
        pool="cluster", account="trader", liquidator="other", collateral="WETH", debt="USDC", amount="all", least="5"
    ),
    c.LiquidateTicks: c.LiquidateTicks(pool="ticks", amount="10000", least="5", absorbs=True),
    c.RebalanceVault: c.RebalanceVault(pool="ticks"),
    c.RefreshLoan: c.RefreshLoan(pool="spoke", account="trader", terms=False),
    c.AllowPreLiquidation: c.AllowPreLiquidation(pool="pair", account="trader", allowed=True),
    c.LiquidateExactly: c.LiquidateExactly(pool="pair", account="trader", shares="5", early=True),
    c.StartAuction: c.StartAuction(pool="maker", account="trader"),
    c.TakeAuction: c.TakeAuction(pool="maker", auction=1, amount="all", most="5"),
    c.ResetAuction: c.ResetAuction(pool="maker", auction=1),
    c.BidAuction: c.BidAuction(pool="maker", auction=1, bid="5", lot="2"),
    c.EndAuction: c.EndAuction(pool="maker", auction=1),
    c.SetBreaker: c.SetBreaker(pool="maker", level=1),
    c.PauseMarket: c.PauseMarket(market="X"),
    c.ResumeMarket: c.ResumeMarket(market="X"),
}


def refused(value: Any) -> list[str]:
    """What msgpack and JSON say of a spoiled command."""
    said = []
    for read, data in ((c.decode, msgspec.msgpack.encode(value)), (c.from_json, msgspec.json.encode(value))):
        with pytest.raises(BadInput) as refusal:
            read(data)  # type: ignore[operator]
        said.append(str(refusal.value))
        assert said[-1].startswith("expected a command")
        assert "found " in said[-1]
    return said


def test_every_command_has_an_example_here() -> None:
    assert set(EXAMPLES) == set(c.ALL)
    assert len({kind.__name__ for kind in c.ALL}) == len(c.ALL)


@given(command=ANY)
def test_a_command_survives_msgpack_and_json(command: c.Command) -> None:
    data = c.encode(command)
    assert c.decode(data) == command
    assert type(c.decode(data)) is type(command)
    assert c.encode(c.decode(data)) == data, "the same command is always the same bytes"
    line = msgspec.json.encode(command)
    assert c.from_json(line) == c.from_json(line.decode()) == command


@pytest.mark.parametrize("kind", c.ALL, ids=lambda kind: kind.__name__)
def test_a_field_of_another_type_is_refused(kind: type[c.Command]) -> None:
    good = mapping(EXAMPLES[kind])
    assert good["type"] == kind.__name__
    for field in msgspec.structs.fields(kind):
        wrong: list[Any] = [None, {}, 1.5, [[]]]
        if field.type is Int64:
            wrong += [1.0, True, "1", INT64_MAX + 1, 2**64 - 1, -INT64_MAX - 1, [1]]
        elif field.type in (list[str], list[Int64]):
            wrong += ["text", 1, [1.0], [True], [None], [INT64_MAX + 1], {"0": 1}]
        elif field.type is bool:
            wrong += [0, 1, "true"]
        else:
            wrong += [0, True, ["text"]]
        for value in wrong:
            for said in refused(good | {field.name: value}):
                assert f"`$.{field.name}" in said, "it names the field"


@pytest.mark.parametrize("kind", c.ALL, ids=lambda kind: kind.__name__)
def test_a_missing_or_an_unknown_field_and_another_tag_are_refused(kind: type[c.Command]) -> None:
    good = mapping(EXAMPLES[kind])
    for field in msgspec.structs.fields(kind):
        if field.required:
            assert f"`{field.name}`" in refused({name: good[name] for name in good if name != field.name})[0]
    assert "unknown field `more`" in refused(good | {"more": 1})[0]
    assert "missing required field `type`" in refused({name: good[name] for name in good if name != "type"})[0]
    for tag in ("", "Command", kind.__name__.lower(), kind.__name__ + " ", 1, None, True):
        refused(good | {"type": tag})


@pytest.mark.parametrize("value", [None, 1, 1.5, True, "AdvanceTime", [], [1], ["AdvanceTime"], {}, [[]]])
def test_what_is_no_mapping_is_no_command(value: Any) -> None:
    refused(value)


@pytest.mark.parametrize(
    "change",
    [
        {"floor": 2**63},
        {"mm_den": 0},
        {"im_den": -1},
        {"im_num": -1},
        {"floor": 5},
        {"mm_num": 1.5},
    ],
)
def test_a_policy_that_no_rule_can_be_asked_with_is_refused(change: dict[str, Any]) -> None:
    good = mapping(EXAMPLES[c.AdoptRulebook])
    markets = good["policy"][-1]
    tier = dict(zip(Tier.__struct_fields__, markets["*"][0][0], strict=True)) | change
    for tiers in ([list(tier.values())], [], [markets["*"][0][0]] * 2):
        spoiled = [*good["policy"][:-1], {"*": [tiers, *markets["*"][1:]]}]
        for read, encode in ((c.decode, msgspec.msgpack.encode), (c.from_json, msgspec.json.encode)):
            with pytest.raises(BadInput, match="expected"):
                read(encode(good | {"policy": spoiled}))  # type: ignore[operator]


@given(data=st.binary(max_size=60))
@example(b"")
@example(b"\xc1")
@example(b"\x91" * 100_000)
@example(b"\x82\xa4type\xabAdvanceTime\xa2id\xa1\xff")  # an id that is not UTF-8
@example(b"\x82\xa4type\xabAdvanceTime\xa1\xff\xa1\xff")
@example(b"\x82\xa4type\xacReportExpiry\xa6orders\xdd\xff\xff\xff\xff")  # four billion orders, none of them there
@example(b"\x82\xa4type\xacReportExpiry\xa6orders\xc6\xff\xff\xff\xff")
@example(b"{" * 100_000)
@example(b'{"type":"AdvanceTime","id":"\xff"}')
@example(b'{"type":"AdvanceTime","id":"\\ud800"}')
@example(b'{"type":"AdvanceTime","time_ns":' + b"9" * 5000 + b"}")
@example(b'{"type":"AdvanceTime","time_ns":1e400}')
def test_any_bytes_are_a_command_or_bad_input(data: bytes) -> None:
    for read in (c.decode, c.from_json):
        with suppress(BadInput):
            assert isinstance(read(data), c.Command)


@given(command=ANY, spoil=st.data())
def test_bytes_near_a_command_are_a_command_or_bad_input(command: c.Command, spoil: st.DataObject) -> None:
    """A flipped, cut or repeated byte of a good one reaches further than noise does."""
    for read, good in ((c.decode, c.encode(command)), (c.from_json, msgspec.json.encode(command))):
        at = spoil.draw(st.integers(0, len(good) - 1))
        byte = bytes([spoil.draw(st.integers(0, 255))])
        for data in (good[:at] + byte + good[at + 1 :], good[:at], good + byte, good[:at] + byte + good[at:]):
            with suppress(BadInput):
                assert isinstance(read(data), c.Command)


@given(text=st.text(st.characters(), max_size=40))
@example("\ud800")
@example('{"type":"AdvanceTime","id":"\ud800"}')
def test_any_line_is_a_command_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        assert isinstance(c.from_json(text), c.Command)


def test_what_follows_a_command_is_refused() -> None:
    with pytest.raises(BadInput, match="trailing"):
        c.decode(c.encode(c.AdvanceTime(id="1")) * 2)
    with pytest.raises(BadInput, match="trailing"):
        c.from_json('{"type":"AdvanceTime"}{"type":"AdvanceTime"}')


def test_the_bytes_of_a_command_are_golden() -> None:
    """The journal holds them: they are read again by every later version."""
    trade = c.ReportTrade(id="t1", time_ns=5, actor="venue", market="X", buyer="a", seller="b", lots=3, ticks=7)
    assert c.encode(trade).hex() == GOLDEN_TRADE
    assert c.decode(bytes.fromhex(GOLDEN_TRADE)) == trade
    older = {name: value for name, value in mapping(trade).items() if name not in ("buyer_leg", "seller_leg", "taker")}
    assert c.decode(msgspec.msgpack.encode(older)) == trade, "a field that was added later has a default"
    assert json.loads(msgspec.json.encode(trade))["type"] == "ReportTrade"


GOLDEN_TRADE = (
    "8ca474797065ab5265706f72745472616465a66d61726b6574a158a56275796572a161a673656c6c6572a162a46c6f747303"
    "a57469636b7307a962757965725f6c656700aa73656c6c65725f6c656700a574616b6572a0a26964a27431a774696d655f6e"
    "7305a56163746f72a576656e7565"
)
