"""A book as commands: nothing lost, and never more money than the file says."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from solvent import commands, units
from solvent.commands import Deposit, ListMarket, LoadPosition, ObservePrice, ReportOrders, SetLeverage, SetMarginMode
from solvent.engine import Engine
from solvent.errors import BadBook, BadInput, Misuse
from solvent.feeds import (
    Balance,
    BookFile,
    Money,
    Position,
    assemble,
    commands_for,
    open_book,
    parse_prices,
    parse_shocks,
    read_book,
)
from solvent.feeds.wallets import margin, wallet
from solvent.policy import BasisOf, IndexPolicy, MarkPolicy, MarkRule
from tests.feeds.made import as_csv, books, policy

LONG = Position(
    account="borrower",
    market="ATOM",
    size=Decimal("12.5"),
    entry_price=Decimal("3.76123456789"),
    mark_price=Decimal("3.2"),
)
MONEY = Balance(account="borrower", amount=Decimal("100.0000019"))


def book(*positions: Position, money: Balance | None = MONEY) -> BookFile:
    return assemble(list(positions), [money] if money else [], "book.csv")


def only(kind: type, found: list[commands.Command]) -> list:
    return [command for command in found if isinstance(command, kind)]


def test_a_book_becomes_commands_in_the_order_an_engine_needs() -> None:
    orders = replace(LONG, leverage=Decimal(10), buy_size=Decimal(3))
    found = commands_for(book(orders), policy(), time_ns=7)
    assert [type(command).__name__ for command in found] == [
        *("ListMarket", "ObserveTrade", "ObservePrice", "OpenAccount", "SetMarginMode", "SetLeverage"),
        *("Deposit", "LoadPosition", "ReportOrders"),
    ]
    assert found[0] == ListMarket(
        id="market-000001",
        time_ns=7,
        actor="file",
        market="ATOM",
        size_decimals=1,
        price_decimals=6,
        settlement="USD",
        constituents=["file"],
    )
    (load,) = only(LoadPosition, found)
    assert (load.lots, load.cost) == (125, 47_015_433)  # 12.5 x 3.76123456789 = 47.015432098625, up
    assert only(Deposit, found)[0].amount == 100_000_001  # down
    assert only(ObservePrice, found)[0].ticks == 3_200_000
    assert only(SetLeverage, found)[0].leverage_ppm == 10_000_000
    assert only(ReportOrders, found)[0].buy_lots == 30
    assert len({command.id for command in found}) == len(found)
    assert {command.time_ns for command in found} == {7}
    assert all(commands.decode(commands.encode(command)) == command for command in found)


def test_a_short_received_no_more_than_the_file_says() -> None:
    (load,) = only(LoadPosition, commands_for(book(replace(LONG, size=Decimal("-12.5"))), policy()))
    assert (load.lots, load.cost) == (-125, -47_015_432)


def test_an_isolated_leg_has_its_own_money() -> None:
    long = replace(LONG, isolated=True, leg=1, margin=Decimal("5.5"))
    short = replace(long, leg=-1, size=Decimal(-2), margin=None, leverage=Decimal(3))
    found = commands_for(book(long, short, money=None), policy())
    assert [(d.market, d.leg, d.amount) for d in only(Deposit, found)] == [
        ("ATOM", 1, 5_500_000),
        ("ATOM", -1, 2_507_489),  # 2 x 3.76123456789 / 3, down
    ]
    assert [(m.market, m.isolated) for m in only(SetMarginMode, found)] == [("ATOM", True)]


def test_the_index_has_as_many_constituents_as_the_rulebook_wants() -> None:
    found = commands_for(book(LONG), policy(min_sources=2))  # and an odd number, so that the median cannot lie between
    assert only(ListMarket, found)[0].constituents == ["file", "file-2", "file-3"]
    assert [price.source for price in only(ObservePrice, found)] == ["file", "file-2", "file-3"]


def test_a_market_of_its_own_prices_has_as_many_constituents_as_it_wants() -> None:
    rules = policy("*", "ATOM")
    own = structs.replace(rules.markets["ATOM"], prices=structs.replace(rules.prices, index=IndexPolicy(one=False)))
    found = commands_for(book(LONG), structs.replace(rules, markets=rules.markets | {"ATOM": own}))
    assert only(ListMarket, found)[0].constituents == ["file", "file-2", "file-3"]


@pytest.mark.parametrize("mark", [MarkRule.MEDIAN_WITH_BOOK, MarkRule.MEDIAN_OF_THREE, MarkRule.SMOOTHED])
def test_a_mark_that_asks_for_bid_and_offer_is_the_price_of_the_file(mark: MarkRule) -> None:
    rules = policy()
    prices = structs.replace(rules.prices, mark=mark, basis_ns=1, forms=MarkPolicy(basis=BasisOf.MID))
    engine = Engine(structs.replace(rules, prices=prices))
    for command in commands_for(book(LONG), engine.book.policy):
        assert engine.step(command).refused is None
    assert (engine.book.markets.mark[0], engine.book.markets.usable[0]) == (3_200_000, 1)


def test_a_market_is_listed_under_the_rulebooks_name() -> None:
    ccxt = replace(LONG, market="ATOM/USDT:USDT")
    opening = open_book(book(ccxt), policy("ATOM-USD", "BTC-USD"))
    assert opening.markets[0].name == "ATOM-USD"
    assert "ATOM/USDT:USDT is read as ATOM-USD of made" in opening.notes
    assert open_book(book(ccxt), policy("*", "BTC-USD")).markets[0].name == "ATOM/USDT:USDT"


@pytest.mark.parametrize(
    ("markets", "names", "message"),
    [
        (["ATOM"], ["BTC", "ETH"], r"expected a market of the rulebook made \(BTC, ETH\), found ATOM"),
        (
            ["ATOM", "ATOMUSDT"],
            ["ATOM-USD"],
            "expected one market of the book for ATOM-USD of made, found both ATOM and",
        ),
    ],
)
def test_a_market_the_rulebook_cannot_place_is_refused(markets: list[str], names: list[str], message: str) -> None:
    with pytest.raises(BadBook, match=message):
        open_book(book(*(replace(LONG, market=market) for market in markets)), policy(*names))


def test_a_price_is_needed_and_only_one() -> None:
    with pytest.raises(BadBook, match="expected a price of ATOM, found none: give a column mark_price or --prices"):
        open_book(book(replace(LONG, mark_price=None)), policy())
    two = book(LONG, replace(LONG, account="maker", mark_price=Decimal(4), isolated=True, margin=Decimal(5)))
    with pytest.raises(BadBook, match=r"expected one mark price of ATOM, found 3.2 .* and 4: give --prices ATOM="):
        open_book(two, policy())
    assert open_book(two, policy(), parse_prices("ATOM=3")).markets[0].ticks == 3_000_000


def test_equity_is_turned_into_wallet_at_the_files_mark_whatever_price_is_given() -> None:
    equity = replace(MONEY, amount=Decimal(100), kind=Money.EQUITY)
    for prices in (None, parse_prices("ATOM=9")):
        (deposit,) = only(Deposit, commands_for(book(LONG, money=equity), policy(), prices))
        assert deposit.amount == 107_015_432  # 100 + 12.5 x 0.56123456789 lost, down


def test_shocks_move_an_open_book_or_open_it_moved() -> None:
    shocks = parse_shocks(["*=-12.345%"])
    opening = open_book(book(LONG), policy(), None, shocks, time_ns=7)
    market = opening.markets[0]
    assert market.grid.price(market.shocked) == Fraction("2.80496")
    assert only(ObservePrice, opening.commands())[0].ticks == market.ticks
    assert only(ObservePrice, opening.commands(shocked=True))[0].ticks == market.shocked
    assert [(c.time_ns, c.venue_ns, c.ticks) for c in only(ObservePrice, opening.shock())] == [(8, 8, market.shocked)]
    assert commands_for(book(LONG), policy(), None, shocks, 7) == opening.commands(shocked=True)
    assert open_book(book(LONG), policy()).shock() == []


def test_what_the_grid_cannot_hold_is_noted() -> None:
    fine = replace(LONG, size=Decimal("0.1234567891"), mark_price=Decimal("3.12345678912"))
    notes = open_book(book(fine), policy()).notes
    assert "ATOM: price 3.12345678912 is held as 3.123456789, rounded down" in notes
    assert "ATOM: 1 sizes were rounded away from zero to 9 decimals" in notes


def test_a_leverage_beyond_the_rulebook_is_left_to_it() -> None:
    opening = open_book(book(replace(LONG, leverage=Decimal(50))), policy())
    assert not only(SetLeverage, opening.commands())
    assert "account borrower: leverage 50 in ATOM is above the rulebook's 20, which is taken instead" in opening.notes


def test_a_wallet_below_zero_is_carried_by_the_cost() -> None:
    won = replace(LONG, mark_price=Decimal(40))  # 452.98 won
    opening = open_book(book(won, money=replace(MONEY, amount=Decimal(-60))), policy())
    assert not only(Deposit, opening.commands())
    assert only(LoadPosition, opening.commands())[0].cost == 47_015_433 + 60_000_000
    assert any("wallet balance -60 is held as a higher cost of its positions" in note for note in opening.notes)


def test_a_debt_without_positions_is_left_out_and_one_too_large_refused() -> None:
    debt = Balance(account="gone", amount=Decimal(-5))
    opening = open_book(assemble([LONG], [MONEY, debt], "book.csv"), policy())
    assert "account gone: -5 without any position is left out" in opening.notes
    with pytest.raises(
        BadBook, match="expected money of account borrower that its positions' cost can carry, found -60"
    ):
        open_book(book(replace(LONG, size=Decimal(-1)), money=replace(MONEY, amount=Decimal(-60))), policy())


def test_the_time_is_one_at_which_a_price_can_be_spoken() -> None:
    with pytest.raises(Misuse, match="expected a time of 1 ns or later, found 0"):
        open_book(book(LONG), policy(), time_ns=0)


def test_balances_alone_are_no_book_to_open() -> None:
    with pytest.raises(
        BadBook, match=r"book.csv: expected at least one open position or a balance in a coin, found neither"
    ):
        open_book(assemble([], [MONEY], "book.csv"), policy())


@pytest.mark.parametrize(
    ("positions", "money", "message"),
    [
        ([replace(LONG, entry_price=Decimal("1e9"))], MONEY, "expected entry notional in ATOM of at most 4503599627"),
        ([LONG], replace(MONEY, amount=Decimal("1e13")), "expected money of account borrower of at most 1000000000000"),
        ([replace(LONG, leverage=Decimal("1e-9"))], MONEY, "expected a leverage from 0.000001 to 1000, found 1E-9"),
        ([replace(LONG, market=f"M{i}") for i in range(513)], MONEY, "expected at most 512 cross positions, found 513"),
    ],
)
def test_what_is_beyond_the_limits_of_the_engine_is_refused(
    positions: list[Position], money: Balance, message: str
) -> None:
    with pytest.raises(BadBook) as refused:
        open_book(book(*positions, money=money), policy())
    assert message in str(refused.value)


def equities(found: list[commands.Command]) -> Counter[tuple[str, str]]:
    """Equity of each bucket in atoms, times 10^12, from commands alone; "" is the cross bucket."""
    total: Counter[tuple[str, str]] = Counter()
    isolated = {(mode.account, mode.market) for mode in only(SetMarginMode, found) if mode.isolated}
    ticks = {price.market: price.ticks for price in only(ObservePrice, found)}
    decimals = {m.market: m.size_decimals + m.price_decimals for m in only(ListMarket, found)}
    for deposit in only(Deposit, found):
        total[deposit.account, deposit.market] += deposit.amount * 10**12
    for load in only(LoadPosition, found):
        key = (load.account, load.market if (load.account, load.market) in isolated else "")
        value = load.lots * ticks[load.market] * 10 ** (18 - decimals[load.market])
        total[key] += value - load.cost * 10**12
    return total


@given(rows=books())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_bucket_has_more_equity_than_its_file_says_nor_two_atoms_a_row_less(tmp_path: Path, rows: list) -> None:
    (tmp_path / "book.csv").write_text(as_csv(rows))
    read = read_book(tmp_path / "book.csv")
    try:
        found = commands_for(read, policy())
    except BadBook:
        assume(False)  # a debt that no cost can carry
    loaded = equities(found)
    money = {balance.account: balance for balance in read.balances}
    for account in {position.account for position in read.positions}:
        held = [position for position in read.positions if position.account == account]
        for bucket in ["", *(position.market for position in held if position.isolated)]:
            inside = [p for p in held if p.market == bucket] if bucket else [p for p in held if not p.isolated]
            cash = margin(inside[0]) if bucket else wallet(money[account], held)
            profit = sum(
                (Fraction(p.size) * Fraction((p.mark_price or 0) - p.entry_price) for p in inside), Fraction(0)
            )
            if inside:
                lost = (cash + profit) * units.ATOMS - Fraction(loaded[account, bucket], 10**12)
                assert 0 <= lost < len(inside) + 1


SHOCKS = st.sampled_from([["*=-99.99%"], ["*=+900%"], ["*=-0.000000000001%"], ["BTC=-33.3333333333%"]])


@given(rows=books(), texts=SHOCKS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_every_book_opens_within_the_limits_or_is_refused(tmp_path: Path, rows: list, texts: list[str]) -> None:
    (tmp_path / "book.csv").write_text(as_csv(rows))
    try:
        opening = open_book(read_book(tmp_path / "book.csv"), policy(), None, parse_shocks(texts))
    except BadInput:
        return
    grids = {market.name: market for market in opening.markets}
    for command in [*opening.commands(), *opening.shock()]:
        assert commands.decode(commands.encode(command)) == command
        match command:
            case ListMarket():
                units.value_den(command.size_decimals, command.price_decimals)
            case LoadPosition():
                ticks = max(grids[command.market].ticks, grids[command.market].shocked)
                assert abs(command.lots) * ticks <= units.MAX_PRODUCT
                assert abs(command.cost) <= units.MAX_NOTIONAL
            case ObservePrice():
                assert 1 <= command.ticks <= units.MAX_PRICE
