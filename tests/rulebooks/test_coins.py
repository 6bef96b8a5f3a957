"""Coins in a rulebook: what is compiled of them, and what is refused with its line."""

from pathlib import Path

import pytest

from solvent import rulebooks
from solvent.errors import BadRulebook
from solvent.policy import CoinPolicy, CollateralPolicy

M = 10**6
CHILD = """\
name = "mine"
title = "Mine"
extends = "teaching"
valid_from = 2026-01-01
ours = true

[collateral]
rule = "haircuts"
exchange_fee = "1 %"

[coins."BTC/USDC"]
order = 2
haircuts = [{ floor = "0 USDC", haircut = "5 %" }, { floor = "1_000 USDC", haircut = "100 %" }]

[coins."*"]
order = 1
haircuts = [{ floor = "0 USDC", haircut = "50 %" }]
"""


def read(text: str) -> rulebooks.Rulebook:
    return rulebooks.parsed(text)


def test_coins_are_compiled_in_the_order_of_exchange() -> None:
    policy = rulebooks.compile(read(CHILD))
    assert policy.collateral == CollateralPolicy(exchange_fee=10_000)
    assert policy.coins == (
        CoinPolicy("*", ((0, 500_000),)),
        CoinPolicy("BTC/USDC", ((0, 50_000), (1_000 * M, M))),
    )
    assert policy.coin("BTC/USDC")[0] == 1
    assert policy.coin("ANY/USDC") == (0, CoinPolicy("*", ((0, 500_000),)))


def test_the_ratios_of_multi_assets_mode_are_those_of_its_page() -> None:
    policy = rulebooks.compile(rulebooks.load("binance-usdm-multi"))
    ratios = {coin.name: M - coin.haircuts[0][1] for coin in policy.coins}
    assert ratios == {
        "USDC/USDT": 999_900, "BUSD/USDT": 1_000_000, "BTC/USDT": 950_000, "ETH/USDT": 950_000, "BNB/USDT": 950_000,
        "XRP/USDT": 900_000, "ADA/USDT": 900_000, "DOT/USDT": 900_000, "SOL/USDT": 900_000,
    }  # fmt: skip
    assert (policy.collateral.exchange_below, policy.collateral.exchange_fee) == (10_000 * M, 25_000)
    assert policy.markets == rulebooks.compile(rulebooks.load("binance-usdm")).markets


def test_a_rulebook_with_coins_stands_alone_when_it_is_written_out() -> None:
    book = read(CHILD)
    assert read(rulebooks.toml(book)).content_hash == book.content_hash


def test_the_order_of_exchange_is_a_rule() -> None:
    other = CHILD.replace("order = 2", "order = 3")
    assert read(other).content_hash != read(CHILD).content_hash
    assert rulebooks.compile(read(other)).coins == rulebooks.compile(read(CHILD)).coins


REFUSED = [
    ("order = 2", "order = 1", 'coins.*.order: expected a place of its own in the order of exchange, found 1, '),
    ("order = 2\n", "", "coins.BTC/USDC: expected order (count), found none"),
    ('rule = "haircuts"\nexchange_fee = "1 %"', 'rule = "settlement-only"', "expected the collateral rule 'haircuts'"),
    ('{ floor = "0 USDC", haircut = "5 %" }', '{ floor = "1 USDC", haircut = "5 %" }', "expected 0 for the first"),
    ('floor = "1_000 USDC"', 'floor = "0 USDC"', "expected more than 0 USDC, where the haircut before begins, found"),
    ('floor = "1_000 USDC"', 'floor = "0.000_001 USDC"', "expected a multiple of 1 USDC, found 0.000001 USDC"),
    ('haircut = "100 %"', 'haircut = "101 %"', "expected 0 % to 100 %, found '101 %'"),
    ('"BTC/USDC"', '"BTC"', "expected the name of a coin, found that of a market"),
    ('"BTC/USDC"', '"BTC USDC"', 'expected "*" or a market of letters, digits'),
    ('exchange_fee = "1 %"', 'exchange_fee = "100 %"', "expected 0 % to 99.9999 %, found '100 %'"),
    ('exchange_fee = "1 %"', 'debt_maintenance = "1 %"', "expected at most debt_initial, 0 %, found 1 %"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), REFUSED)
def test_what_contradicts_itself_is_refused_at_its_line(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in CHILD
    file = tmp_path / "mine.toml"
    file.write_text(CHILD.replace(old, new))
    with pytest.raises(BadRulebook) as refused:
        rulebooks.load(file)
    assert message in str(refused.value)
    assert str(refused.value).startswith(f"{file}:")


def test_the_page_says_each_coin_in_one_table() -> None:
    page = rulebooks.page(read(CHILD))
    part = next(part for part in page.parts if part.path == "coins.BTC/USDC")
    assert part.lines[-1].value == "5 % from 0 USDC; 100 % from 1_000 USDC"
    assert not [part.path for part in page.parts if ".haircuts." in part.path]
