"""Books of loans from files, and who is below the line in them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import BadInput
from solvent.lab.loanbook.book import LoanBook, read_book
from solvent.lab.loanbook.sweep import Sweep
from solvent.policy import Protocol
from tests.lab.loanbook.books import E6, E8, book, books
from tests.loans import DOLLAR, ETHER, MODES, OTHER, WAD, lending

BY_ASSET = """account,asset,supplied,owed,pledged,price
one,WETH,10,,true,1
one,USDC,,16000,,0.0005
two,WBTC,1.5,0,,15
two,WETH,2,0.25,false,1
"""
TOTALS = "account,collateral,debt,threshold,debt_own\none,10,8,8000,3\ntwo,20,5,7500,0\n"


def read(folder: Path, text: str, name: str = "loans.csv", **more: object) -> LoanBook:
    path = folder / name
    path.write_text(text)
    return read_book(path, more.pop("policy", lending()), **more)  # type: ignore[arg-type]


def test_amounts_and_prices_are_units_of_the_rulebook(tmp_path: Path) -> None:
    """10 ether against 16,000 dollars at 2,000: 10 x 0.825 / 8 = 1.03125; ether that is not pledged does not count."""
    found = read(tmp_path, BY_ASSET)
    one, two = found.loans
    assert one.holdings == {0: (10 * WAD, 0, True), 1: (0, 16_000 * E6, True)}
    assert two.holdings == {2: (15 * E8 // 10, 0, True), 0: (2 * WAD, WAD // 4, False)}
    assert found.account(one)[-1] == 1_031_250_000_000_000_000
    assert found.account(two).collateral == 225 * WAD // 10
    assert (found.base, found.pledged()) == (ETHER, [ETHER, OTHER])


def test_a_json_book_says_the_same(tmp_path: Path) -> None:
    header, *lines = BY_ASSET.splitlines()
    rows = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
    assert read(tmp_path, json.dumps(rows), "loans.json").loans == read(tmp_path, BY_ASSET).loans


def test_what_a_unit_cannot_hold_is_rounded_against_the_account(tmp_path: Path) -> None:
    text = "account,asset,supplied,owed\none,USDC,1.0000019,0.0000001\n"
    found = read(tmp_path, text, prices={DOLLAR: Decimal("0.0005")})
    assert found.loans[0].holdings == {0: (1_000_001, 1, True)}
    assert found.notes == ("loans.csv: 2 amounts are finer than the asset's unit; rounded against the account",)


def test_totals_become_one_collateral_and_two_debts(tmp_path: Path) -> None:
    """Ether falls by a fifth against what is not ether: 3 stay 3, 5 become 6.25."""
    found = read(tmp_path, TOTALS)
    one = found.loans[0]
    assert found.account(one)[:2] == (10 * WAD, 8 * WAD)
    assert found.account(one).threshold == 8_000
    after = found.account(one, found.fallen([ETHER], 200_000))
    assert after[:2] == (10 * WAD, 925 * WAD // 100)
    assert after.health == 864_864_864_864_864_865  # 8 / 9.25, nearest


def test_prices_in_dollars_fall_themselves() -> None:
    found = book({ETHER: (WAD, 0)}, policy=lending(protocol=Protocol.AAVE_V3_7))
    fallen = found.fallen([ETHER], 100_000)
    assert [fallen[at].price for at in (0, 1)] == [9 * WAD // 10, WAD // 2_000]


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        (BY_ASSET.replace("two,WBTC", "two,DOGE"), {}, "loans.csv, line 4: expected an asset of aave-v2"),
        (BY_ASSET.replace("two,WBTC,1.5,0,,15", "two,WETH,1.5,0,,1"), {}, "line 5, column asset: expected each asset"),
        (BY_ASSET.replace("two,WETH,2,0.25,false,1", "two,WETH,2,0.25,false,2"), {}, "expected one price of WETH"),
        (BY_ASSET.replace(",true,1", ",true,2").replace(",false,1", ",false,2"), {}, "price of 1"),
        (BY_ASSET.replace("1.5,0", "-1.5,0"), {}, "column supplied: expected a number of 0 or more"),
        (BY_ASSET.replace("false", "maybe"), {}, "column pledged: expected true or false"),
        (BY_ASSET.replace("supplied,owed", "lent,taken"), {}, "expected a column supplied"),
        (BY_ASSET.replace("0.0005", ""), {}, "expected a price of USDC"),
        (BY_ASSET, {"collateral": ETHER}, "no --collateral"),
        (BY_ASSET, {"base": "EUR"}, "--base"),
        (BY_ASSET, {"prices": {"DOGE": Decimal(1)}}, "--prices: expected an asset of"),
        (TOTALS.replace("8000,3", "8000,9"), {}, "column debt_own: expected a part of the debt"),
        (TOTALS, {"prices": {ETHER: Decimal(2)}}, "no --prices"),
        (TOTALS, {"collateral": "DOGE"}, "--collateral"),
    ],
)  # fmt: skip
def test_bad_books_are_refused_in_words(tmp_path: Path, text: str, more: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput) as error:
        read(tmp_path, text, **more)
    assert said in str(error.value)


def test_an_e_mode_is_of_the_rulebook_and_one_an_account(tmp_path: Path) -> None:
    rules = lending(protocol=Protocol.AAVE_V3_7, modes=MODES)
    text = "account,asset,supplied,owed,price,emode\none,WETH,10,,1,stable\none,WBTC,,0.6,15,{}\n"
    found = read(tmp_path, text.format("stable"), policy=rules)
    assert found.account(found.loans[0]).threshold == 9_300
    for wrong, said in (("other", "expected an e-mode of"), ("", "expected one e-mode of one")):
        with pytest.raises(BadInput, match=said):
            read(tmp_path, text.format(wrong), policy=rules)


@given(books(), st.integers(0, 600_000))
def test_the_sweep_misses_nobody_at_any_price(found: LoanBook, fall: int) -> None:
    at = found.fallen([ETHER], fall)
    exact = [place for place, loan in enumerate(found.loans) if found.account(loan, at).liquidatable]
    assert [place for place, _ in Sweep(found).liquidatable(at)] == exact


def test_the_sweep_leaves_most_out() -> None:
    safe = {ETHER: (10 * WAD, 0), DOLLAR: (0, 1_000 * E6)}
    near = {ETHER: (10 * WAD, 0), DOLLAR: (0, 16_500 * E6)}  # 8.25 against 8.25: at the line
    found = book(*[safe] * 50, near)
    sweep = Sweep(found)
    assert sweep.suspects(found.reserves) == [50]
    assert sweep.liquidatable() == []
