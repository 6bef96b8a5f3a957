"""Coins of a book: what a rulebook takes of them, at a price that was given, and never rounded for the account."""

from dataclasses import replace
from decimal import Decimal

import pytest

from solvent import rulebooks
from solvent.commands import ListCoin, LoadPosition
from solvent.engine import Engine
from solvent.errors import BadBook
from solvent.feeds import Balance, BookFile, assemble, open_book, parse_prices, parse_shocks
from solvent.feeds.records import Position
from solvent.policy import Policy
from solvent.revalue.rows import everyone

LONG = Position(account="desk", market="ATOM", size=Decimal(100), entry_price=Decimal(4), mark_price=Decimal(4),
                settlement="USDC")  # fmt: skip
PRICES = replace(parse_prices("BTC/USDC=60000,USDT=0.9995"), strict=False)


def policy(name: str = "teaching-coins") -> Policy:
    return rulebooks.compile(rulebooks.load(name))


def owns(asset: str, amount: str, account: str = "desk") -> Balance:
    return Balance(account=account, amount=Decimal(amount), asset=asset, where=f"wallets.csv, {asset}")


def book(*balances: Balance, positions: tuple[Position, ...] = (LONG,)) -> BookFile:
    return assemble(list(positions), list(balances), "book.csv", (), "USDC")


def equity(found: BookFile, rules: Policy, shocks: str = "") -> int:
    engine = Engine(rules)
    opening = open_book(found, rules, PRICES, parse_shocks([shocks]) if shocks else None)
    for command in opening.commands(shocked=bool(shocks)):
        outcome = engine.step(command)
        assert outcome.refused is None, outcome.events
    bucket = engine.book.bucket_for(0, 0)
    assert bucket is not None
    return int(everyone(engine.book).equity[bucket])


def test_a_coin_counts_at_its_price_less_its_haircut() -> None:
    # 10 USDC + 0.01 BTC x 60,000 x 95 % + 100 USDT x 0.9995 x 99.5 % = 10 + 570 + 99.45025
    mine = book(owns("USDC", "10"), owns("BTC", "0.01"), owns("USDT", "100"))
    assert equity(mine, policy()) == 679_450_250
    # at BTC -10 %: 10 + 513 + 99.45025
    assert equity(mine, policy(), "BTC=-10%") == 622_450_250


def test_what_is_owed_counts_in_full() -> None:
    assert equity(book(owns("USDC", "700"), owns("BTC", "-0.01")), policy()) == 100_000_000


def test_holdings_are_rounded_down_and_debts_up() -> None:
    opening = open_book(book(owns("BTC", "0.0000000019"), owns("USDT", "-1.0000000001")), policy(), PRICES)
    lots = {c.market: c.lots for c in opening.account_commands if isinstance(c, LoadPosition) and not c.cost}
    sizes = {c.market: c.size_decimals for c in opening.commands() if isinstance(c, ListCoin)}
    assert lots == {"BTC/USDC": 1, "USDT/USDC": -1_000_000_001}
    assert sizes == {"BTC/USDC": 9, "USDT/USDC": 9}


def test_a_coin_the_rulebook_does_not_name_is_left_out_and_said() -> None:
    opening = open_book(book(owns("USDC", "1"), owns("PEPE", "5")), policy(), PRICES)
    assert [market.name for market in opening.markets] == ["ATOM"]
    found = "book.csv: under teaching-coins these balances are no collateral and are left out: 1 in PEPE"
    assert found in opening.notes


def test_coins_alone_are_a_book_of_margin_trading() -> None:
    opening = open_book(book(owns("BTC", "1"), owns("USDT", "-100"), positions=()), policy(), PRICES)
    assert [(market.name, market.coin) for market in opening.markets] == [("BTC/USDC", True), ("USDT/USDC", True)]


@pytest.mark.parametrize(
    ("found", "rules", "message"),
    [
        (book(owns("ALT", "1")), "teaching-coins", "wallets.csv, ALT: expected a price of ALT/USDC for the 1 "),
        (book(owns("BTC", "1")), "teaching", "expected a balance of account desk that counts under teaching, since"),
        (book(owns("PEPE", "1")), "teaching-coins", "is cross margined, found PEPE, none of which does"),
    ],
)  # fmt: skip
def test_what_cannot_be_valued_is_refused(found: BookFile, rules: str, message: str) -> None:
    with pytest.raises(BadBook) as refused:
        open_book(found, policy(rules), PRICES)
    assert message in str(refused.value)


def test_two_balances_of_one_account_in_one_coin_are_refused() -> None:
    with pytest.raises(BadBook, match="expected one balance in BTC of account desk, found a second one"):
        book(owns("USDC", "1"), owns("BTC", "1"), replace(owns("BTC", "2"), where="wallets.csv, line 9"))
