"""A book is checked as a whole: accounts, equity, settlement, legs."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from solvent.errors import BadBook
from solvent.feeds import Balance, Money, Position, assemble, read_book
from solvent.feeds.wallets import margin, wallet

HEADER = "account,market,size,entry_price,mark_price,margin_mode,leverage,settlement,leg"


def position(account: str = "borrower", market: str = "ATOM", **changes: object) -> Position:
    fields = {"size": Decimal(10), "entry_price": Decimal(4), "mark_price": Decimal(3), "where": "book.csv, line 2"}
    return Position(account=account, market=market, **(fields | changes))  # type: ignore[arg-type]


def book(folder: Path, *lines: str, balances: str | None = None):
    (folder / "book.csv").write_text("\n".join([HEADER, *lines]))
    if balances is None:
        return read_book(folder / "book.csv")
    (folder / "wallets.csv").write_text(balances)
    return read_book(folder / "book.csv", folder / "wallets.csv")


CROSS = "borrower,ATOM,5,3.7,3.2,cross,,USDC,"
LONG = "borrower,ATOM,5,3.7,3.2,isolated,10,USDC,long"


def test_a_cross_position_without_equity_is_refused_with_the_way_to_give_it(tmp_path: Path) -> None:
    with pytest.raises(BadBook) as refused:
        book(tmp_path, CROSS)
    assert str(refused.value) == (
        "book.csv, line 2: expected the wallet balance or the equity of account borrower in USDC, since its position "
        "in ATOM is cross margined, found no balance: give --balances FILE, or a column wallet_balance (without "
        "unrealised profit) or equity (with it)"
    )


@pytest.mark.parametrize(
    ("balances", "amount", "kind"),
    [
        ("account,wallet_balance\nborrower,100.50\n", "100.50", Money.WALLET),
        ("user,asset,amount\nborrower,USDC,100.50\nsaver,USDC,7\n", "100.50", Money.WALLET),
        ("account,equity\nborrower,100.50\n", "100.50", Money.EQUITY),
        ("balance\n100.50\n", "100.50", Money.WALLET),  # the only account there is
        ("account,wallet,equity\nborrower,,100.50\n", "100.50", Money.EQUITY),
    ],
)
def test_balances_come_from_a_second_file(tmp_path: Path, balances: str, amount: str, kind: Money) -> None:
    found = book(tmp_path, CROSS, balances=balances).balances[0]
    assert found == Balance(account="borrower", amount=Decimal(amount), asset="USDC", kind=kind)


@pytest.mark.parametrize(
    ("balances", "message"),
    [
        ("account,money\nborrower,1\n", "wallets.csv: expected a column wallet_balance (wallet_balance or wallet or"),
        ("account,wallet\nborrower,\n", "wallets.csv, line 2, column wallet: expected an amount, found nothing"),
        (
            "account,wallet\nBorrower,1\n",
            "book.csv, line 2: expected the wallet balance or the equity of account borrower ",
        ),
        (
            "account,wallet\nborrower,1\nborrower,2\n",
            "wallets.csv, line 3: expected one balance in USDC of account borrower",
        ),
        ("account,asset,wallet\nborrower,BTC,0\n", "found borrower in BTC: give --balances FILE"),
    ],
)
def test_balances_that_do_not_fit_are_refused(tmp_path: Path, balances: str, message: str) -> None:
    with pytest.raises(BadBook) as refused:
        book(tmp_path, CROSS, balances=balances)
    assert message in str(refused.value)


def test_a_nameless_balance_of_several_accounts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBook, match=r"wallets.csv, line 2: expected a column account, .* accounts: borrower, maker"):
        book(tmp_path, CROSS, CROSS.replace("borrower", "maker"), balances="balance\n100\n")


def test_a_nameless_book_takes_the_name_of_the_one_balance() -> None:
    nameless = position(account="")
    found = assemble([nameless], [Balance(account="whale", amount=Decimal(5))], "book.json")
    assert found.positions[0].account == "whale"
    assert assemble([nameless], [Balance(account="", amount=Decimal(5))], "book.json").balances[0].account == "main"


def test_balances_of_the_second_file_win_and_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "book.json").write_text('[{"account": "a", "market": "A", "size": 1, "entry": 1, "wallet": 5}]')
    (tmp_path / "wallets.json").write_text('[{"account": "a", "balance": 7.50}]')
    found = read_book(tmp_path / "book.json", tmp_path / "wallets.json")
    assert found.balances[0].amount == Decimal("7.50")
    assert "book.json: its own balances give way to those of wallets.json" in found.notes


def test_positions_and_balances_stand_in_one_json_file(tmp_path: Path) -> None:
    content = {
        "positions": [{"market": "A", "size": "1", "entry": "1"}],
        "balances": [{"wallet": "5"}],
        "made_by": "me",
    }
    (tmp_path / "book.json").write_text(json.dumps(content))
    found = read_book(tmp_path / "book.json")
    assert (len(found.positions), len(found.balances)) == (1, 1)
    assert "book.json: keys not read: made_by" in found.notes


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            [LONG, LONG],
            "book.csv, line 3: expected one row for account borrower in ATOM, found a second one after book.csv, ",
        ),
        ([CROSS, CROSS], "line 2: give a column leg (long or short) where the account is in hedge mode"),
        (
            [LONG, LONG.replace("long", "both")],
            "line 3: expected account borrower in ATOM either one-way or hedged, found",
        ),
        (
            [LONG, LONG.replace("long", "short").replace("isolated", "cross")],
            "line 3: expected one margin mode for account",
        ),
        (
            [LONG, LONG.replace("USDC", "USDT").replace("ATOM", "BTC")],
            "book.csv: expected one settlement asset a book in this version, found USDC (book.csv, line 2), USDT",
        ),
        (
            [LONG.replace("10", "")],
            "line 2: expected margin or leverage of the isolated position of account borrower in A",
        ),
    ],
)
def test_rows_that_do_not_go_together_are_refused(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(BadBook) as refused:
        book(tmp_path, *lines)
    assert message in str(refused.value)


def test_rows_of_one_account_must_agree_on_its_money(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_text("account,market,size,entry,wallet\na,A,1,1,5\na,B,1,1,\na,C,1,1,6\n")
    with pytest.raises(
        BadBook, match=r"line 4, column wallet: expected the wallet balance 5 as in book.csv, line 2, found '6'"
    ):
        read_book(tmp_path / "book.csv")


def test_balances_in_several_assets_need_a_settlement() -> None:
    money = [Balance(account="a", amount=Decimal(5), asset=asset) for asset in ("BTC", "USDT")]
    with pytest.raises(BadBook, match="expected a column settlement, since balances are in several assets: BTC, USDT"):
        assemble([position(account="a")], money, "book.csv")


ISOLATED = position(market="BTC", isolated=True, margin=Decimal(30), size=Decimal(-2))  # entry 4, mark 3: won 2
LOST = position()  # long 10 from 4 to 3: lost 10


@pytest.mark.parametrize(
    ("kind", "amount", "cash"),
    [
        (Money.WALLET, 100, 100),
        (Money.EQUITY, 100, 110),
        (Money.TOTAL_WALLET, 100, 70),
        (Money.TOTAL_EQUITY, 100, 78),  # 100 - 30 - (2 - 10)
        (Money.UNSAID, 100, 70),  # the lower of the two readings above
        (Money.EQUITY, -100, -90),
    ],
)
def test_wallet_balance_of_the_cross_bucket(kind: Money, amount: int, cash: int) -> None:
    assert wallet(Balance(account="borrower", amount=Decimal(amount), kind=kind), [LOST, ISOLATED]) == cash


def test_a_total_that_counts_a_gain_or_not_is_read_as_the_lower() -> None:
    won = position(size=Decimal(-10))
    assert wallet(Balance(account="borrower", amount=Decimal(100), kind=Money.UNSAID), [won]) == 90


def test_equity_needs_the_files_mark() -> None:
    with pytest.raises(
        BadBook, match=r"book.csv, line 2: expected a mark price for ATOM, to tell wallet balance and equity"
    ):
        assemble(
            [position(mark_price=None)], [Balance(account="borrower", amount=Decimal(5), kind=Money.EQUITY)], "book.csv"
        )


def test_an_isolated_position_without_margin_has_entry_notional_over_leverage() -> None:
    found = assemble([position(isolated=True, leverage=Decimal(3))], [], "book.csv")
    assert margin(found.positions[0]) == Fraction(40, 3)
    assert any("state no margin: entry notional / leverage is taken" in note for note in found.notes)
