"""What ccxt's fetch_positions and fetch_balance return, saved as JSON. Shapes: ccxt 4.5.90; the numbers are made up."""

import dataclasses
import json
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from solvent.engine import Engine
from solvent.errors import BadBook, BadInput
from solvent.feeds import Balance, BookFile, Money, open_book, parse_shocks, read_book
from solvent.reports.standing import Standings
from tests.feeds.made import policy

BINANCE: dict[str, Any] = {
    "info": {
        "symbol": "BTCUSDT",
        "positionSide": "BOTH",
        "positionAmt": "-0.105",
        "entryPrice": "44525.1000000000000001",
        "markPrice": "45464.17359220",
        "unRealizedProfit": "-98.60217718",
        "isolatedMargin": "101.39782282",
        "isolatedWallet": "200.00000000",
        "leverage": "20",
        "marginType": "isolated",
    },
    "symbol": "BTC/USDT:USDT",
    "side": "short",
    "contracts": 0.105,
    "contractSize": 1.0,
    "entryPrice": 44525.1,
    "markPrice": 45464.1735922,
    "unrealizedPnl": -98.60217718,
    "collateral": 101.39782282,
    "initialMargin": 238.6,
    "positionMargin": 200.0,
    "leverage": 20.0,
    "marginMode": "isolated",
    "hedged": False,
    "notional": 4773.7,
}
OKX: dict[str, Any] = {
    "info": {"avgPx": "3413.11", "markPx": "3478.459271773621", "pos": "7", "posSide": "long", "mgnMode": "cross"},
    "symbol": "ETH/USDT:USDT",
    "side": "long",
    "contracts": 7.0,
    "contractSize": 0.1,
    "entryPrice": 3413.11,
    "markPrice": 3478.459271773621,
    "marginMode": "cross",
    "leverage": 2.0,
    "hedged": True,
}
HYPERLIQUID: dict[str, Any] = {
    "info": {
        "position": {
            "entryPx": "2213.9",
            "leverage": {"rawUsd": "-475.2", "type": "isolated", "value": "20"},
            "marginUsed": "24.88097",
            "szi": "0.2259",
            "unrealizedPnl": "-1.5",
        },
        "type": "oneWay",
    },
    "symbol": "ETH/USDC:USDC",
    "side": "long",
    "contracts": 0.2259,
    "contractSize": None,
    "entryPrice": 2213.9,
    "markPrice": 2207.259849491,
    "unrealizedPnl": -1.5,
    "collateral": 24.88097,
    "initialMargin": 26.38097,
    "leverage": 20.0,
    "marginMode": "isolated",
    "hedged": None,
}


def save(folder: Path, content: object, name: str = "book.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content))
    return path


def one(folder: Path, position: dict[str, Any], **changes: Any) -> BookFile:
    balance = {"total": {"USDT": 100.5}, "free": {}, "used": {}, "info": {}}
    return read_book(save(folder, [position | changes]), save(folder, balance, "balance.json"))


def test_binance_is_read_digit_by_digit_from_info(tmp_path: Path) -> None:
    (position,) = (book := one(tmp_path, BINANCE)).positions
    assert (position.account, position.market, position.leg) == ("main", "BTC/USDT:USDT", 0)
    assert position.size == Decimal("-0.105")
    assert position.entry_price == Decimal("44525.1000000000000001")
    assert position.mark_price == Decimal("45464.1735922")
    assert (position.isolated, position.margin, position.leverage) == (True, 200, 20)
    assert (position.settlement, book.settlement) == ("USDT", "USDT")
    assert not any("floats" in note for note in book.notes)


def test_okx_counts_contracts_and_hedges_in_legs(tmp_path: Path) -> None:
    (position,) = one(tmp_path, OKX).positions
    assert (position.size, position.leg, position.isolated) == (Decimal("0.7"), 1, False)
    assert position.mark_price == Decimal("3478.459271773621")
    (short,) = one(tmp_path, OKX, side="short").positions
    assert (short.size, short.leg) == (Decimal("-0.7"), -1)


def test_hyperliquid_gives_margin_as_collateral_less_profit(tmp_path: Path) -> None:
    (position,) = (book := read_book(save(tmp_path, [HYPERLIQUID]))).positions
    assert position.margin == Decimal("26.38097")
    assert position.size == Decimal("0.2259")
    assert "book.json: no contractSize, taken as 1: ETH/USDC:USDC" in book.notes
    assert any("ccxt's floats" in note and "markPrice in 1 rows" in note for note in book.notes)


def test_another_number_under_the_same_name_is_not_taken(tmp_path: Path) -> None:
    info = BINANCE["info"] | {"entryPrice": "44525.2", "positionAmt": "105"}
    (position,) = (book := one(tmp_path, BINANCE, info=info)).positions
    assert (position.entry_price, position.size) == (Decimal("44525.1"), Decimal("-0.105"))
    assert any("contracts in 1 rows, entryPrice in 1 rows" in note for note in book.notes)


@pytest.mark.parametrize(
    ("changes", "margin"),
    [
        ({"info": {}}, 200),
        ({"info": {}, "positionMargin": None}, 200),  # collateral less profit
        ({"info": {"isolatedWallet": "200.25"}, "positionMargin": None}, Decimal("200.25")),
        ({"info": {}, "positionMargin": None, "collateral": None}, Decimal("238.6")),  # the initial margin
        ({"info": {}, "positionMargin": None, "collateral": 238.6}, Decimal("238.6")),  # profit is not inside
        ({"info": {}, "positionMargin": None, "collateral": None, "initialMargin": None}, None),  # by leverage
    ],
)
def test_isolated_margin(tmp_path: Path, changes: dict[str, Any], margin: object) -> None:
    (position,) = one(tmp_path, BINANCE, **changes).positions
    assert position.margin == margin


def test_nothing_open_is_left_out(tmp_path: Path) -> None:
    empty = BINANCE | {"contracts": 0.0, "side": None, "entryPrice": 0.0}
    book = read_book(save(tmp_path, [BINANCE, empty]))
    assert len(book.positions) == 1
    assert "book.json: 1 rows of size 0 were left out" in book.notes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"inverse": True},
            "book.json, row 1, BTC/USDT:USDT: expected `inverse` as the symbol has it, False, found True",
        ),
        ({"linear": False}, "expected `inverse` as the symbol has it, False, found True"),
        ({"symbol": "BTC/USD:BTC", "inverse": False}, "expected `inverse` as the symbol has it, True, found False"),
        (
            {"symbol": "ETH/USD:BTC"},
            "found one quoted in USD and settled in BTC: quanto contracts are not supported",
        ),
        ({"symbol": "BTC/USDT:USDT-261225-90000-C"}, "expected a future or a perpetual, found an option"),
        ({"symbol": "BTC/USDT"}, "expected a unified symbol such as BTC/USDT:USDT, found a spot one"),
        ({"symbol": None}, "book.json, row 1, column symbol: expected a name"),
        ({"side": "both"}, "book.json, row 1, column side: expected long or short, found 'both'"),
        ({"entryPrice": None, "info": {}}, "column entryPrice: expected a price above 0, found nothing"),
        ({"entryPrice": -1, "info": {}}, "column entryPrice: expected a price above 0, found '-1'"),
        ({"markPrice": 0, "info": {}}, "column markPrice: expected a price above 0, found '0'"),
        ({"marginMode": "portfolio"}, "column marginMode: expected isolated or cross, found 'portfolio'"),
        ({"contractSize": 0}, "column contractSize: expected a number above 0, found '0'"),
        ({"leverage": -1, "info": {}}, "column leverage: expected a number of 0 or more"),
        ({"contracts": "many", "info": {}}, "column contracts: expected a number between"),
        ({"info": {"entryPrice": "ten"}}, "column info.entryPrice: expected a number between"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadBook) as refused:
        one(tmp_path, BINANCE, **changes)
    assert message in str(refused.value)


WALLET = {"total": {"USDT": 350.5, "BNB": 0.25, "BTC": 0.0}, "free": {"USDT": 300.0}, "used": {}}


@pytest.mark.parametrize(
    ("info", "amount", "kind"),
    [
        ({"assets": [{"asset": "USDT", "crossWalletBalance": "150.00000001"}]}, "150.00000001", Money.WALLET),
        ([{"asset": "USDT", "crossWalletBalance": "150.00000001"}], "150.00000001", Money.WALLET),
        (
            {"result": {"list": [{"coin": [{"coin": "USDT", "walletBalance": "350.50000001"}]}]}},
            "350.50000001",
            Money.TOTAL_WALLET,
        ),
        ({"data": [{"details": [{"ccy": "USDT", "eq": "350.50000001"}]}]}, "350.50000001", Money.TOTAL_EQUITY),
        ({}, "350.5", Money.UNSAID),
        (None, "350.5", Money.UNSAID),
        ([{"asset": "USDT", "crossWalletBalance": None}], "350.5", Money.UNSAID),
    ],
)
def test_balances_are_read_where_their_meaning_is_known(tmp_path: Path, info: object, amount: str, kind: Money) -> None:
    wallet = save(tmp_path, WALLET | {"info": info}, "wallet.json")
    book = read_book(save(tmp_path, [BINANCE, OKX]), wallet)
    assert book.balances == (Balance(account="main", amount=Decimal(amount), asset="USDT", kind=kind),)
    assert [(coin.asset, coin.amount) for coin in book.coins] == [("BNB", Decimal("0.25"))]
    assert any("ccxt does not say whether `total`" in note for note in book.notes) == (
        kind is Money.UNSAID or "BNB" not in str(info)
    )


def test_hyperliquid_states_the_equity_of_the_cross_bucket(tmp_path: Path) -> None:
    info = {"crossMarginSummary": {"accountValue": "80.125"}, "marginSummary": {"accountValue": "100"}}
    wallet = {"total": {"USDC": 100.0}, "free": {}, "info": info}
    book = read_book(save(tmp_path, {"positions": [HYPERLIQUID], "balances": wallet}))
    assert [(balance.amount, balance.kind) for balance in book.balances] == [(Decimal("80.125"), Money.EQUITY)]


ODD = ["", "long", "isolated", "cross", "nan", "1e40", "-3", "0.1", "BTC/USD:BTC", "@x", [], {}, [1], {"a": "b"}]
JSON_VALUES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([*ODD, 1e300, 5e-324])


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_changed_shape_is_a_book_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    positions = [json.loads(json.dumps(position)) for position in (BINANCE, OKX | {"symbol": "ETH/USDT:USDT"})]
    wallet: dict[str, Any] = json.loads(json.dumps(WALLET | {"info": {"assets": [{"asset": "USDT"}]}}))
    places: list[dict[str, Any]] = [*positions, *(p["info"] for p in positions), wallet, wallet["total"]]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.sampled_from(places))
        place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON_VALUES)
    with suppress(BadInput):
        book = read_book(save(tmp_path, positions), save(tmp_path, wallet, "wallet.json"))
        assert all(position.entry_price > 0 and position.size for position in book.positions)


INVERSE: dict[str, Any] = {
    "info": {"symbol": "BTCUSD_PERP", "positionAmt": "250", "entryPrice": "37643.10000021", "markPrice": "37598.0"},
    "symbol": "BTC/USD:BTC",
    "side": "long",
    "contracts": 250.0,
    "contractSize": 100.0,
    "entryPrice": 37643.1,
    "markPrice": 37598.0,
    "marginMode": "cross",
    "inverse": True,
    "linear": False,
}


def inverse(folder: Path, *positions: dict[str, Any]) -> BookFile:
    """A book of positions that settle in BTC, with two of them in the account."""
    balance = {"total": {"BTC": 2.0}, "free": {}, "used": {}, "info": {}}
    return read_book(save(folder, [INVERSE | changes for changes in positions]), save(folder, balance, "balance.json"))


def test_an_inverse_position_counts_quote_units_and_settles_in_the_base(tmp_path: Path) -> None:
    (position,) = (book := inverse(tmp_path, {})).positions
    assert (position.inverse, position.settlement, position.size) == (True, "BTC", Decimal(25_000))
    assert book.settlement == "BTC"
    assert inverse(tmp_path, {"side": "short"}).positions[0].size == Decimal(-25_000)
    assert position.worth(Decimal(50_000)) == Fraction(-1, 2)


@pytest.mark.parametrize("side", ["long", "short"])
def test_an_inverse_book_is_opened_and_worth_what_its_file_says(tmp_path: Path, side: str) -> None:
    """2 BTC of which the unrealised profit at the mark may be a part, to the atom of 10^-8."""
    rules = replace(policy(), decimals=8)
    opening = open_book(inverse(tmp_path, {"side": side}), rules, None, parse_shocks(["*=-20%"]))
    for shocked in (False, True):
        engine = Engine(rules)
        assert [engine.step(command).refused for command in opening.commands(shocked)] == [None] * len(
            opening.commands(shocked)
        )
        standings = Standings(engine.book)
        bucket = standings.bucket(standings.places()[0])
        lots, entry, mark = 25_000 if side == "long" else -25_000, Fraction("37643.10000021"), Fraction("37598.0")
        wallet = 2 - max(
            lots / entry - lots / mark, 0
        )  # the file does not say what its total counts: the lower reading
        exact = (wallet + lots / entry - lots / (mark * Fraction(4, 5) if shocked else mark)) * 10**8
        assert 0 <= exact - bucket.equity < 4
        assert (bucket.decimals, bucket.asset) == (8, "BTC")
    assert any("is an inverse contract: sizes count quote units" in note for note in opening.notes)


def test_a_market_is_of_one_kind(tmp_path: Path) -> None:
    book = inverse(tmp_path, {})
    other = dataclasses.replace(book.positions[0], inverse=False)
    with pytest.raises(BadBook, match="of one kind of contract, found linear and inverse"):
        open_book(dataclasses.replace(book, positions=(*book.positions, other)), policy())
