"""The smallest rulebook the tests bend, and how they bend it."""

import pytest

from solvent import rulebooks
from solvent.errors import BadRulebook

SMALL = """\
name = "small"
title = "Small"
valid_from = 2026-01-01
settlement = "USDC"

[sources.faq]
page = "A page"
read = 2026-01-02
evidence = "P"

[prices.filter]
rule = "fresh"
min_sources = 2
max_age = "30 s"

[prices.index]
rule = "median"

[prices.mark]
rule = "median-of-three"
basis_time = "150 s"

[collateral]
rule = "settlement-only"

[carry]
rule = "funding-as-published"

[trigger]
source = "faq"
comparator = "equity < maintenance"
price = "mark"
warnings = ["50 %", "80 %"]

[closing]
cancel_orders = true
leftover = "owner"

[closing.sizing]
rule = "restore"
buffer = "20 %"
assumed_cost = "0.2 %"

[closing.limit]
rule = "bankruptcy"

[closing.fee]
rule = "capped-by-equity"

[[takers]]
rule = "market"

[[takers]]
rule = "adl"
price = "mark"

[adl]
ranking = "profit-times-leverage"

[[payers]]
rule = "fund"

[markets."*"]
taker_fee = "0.05 %"
liquidation_fee = "0.5 %"

[markets."*".margin]
rule = "tiers"
tiers = [
    { floor = "0 USDC", maintenance = "2 %", max_leverage = "25 x", deduction = "0 USDC" },
    { floor = "100_000 USDC", maintenance = "5 %", max_leverage = "10 x", deduction = "3_000 USDC" },
]

[markets.BTC.margin]
rule = "flat"
maintenance = "1 %"
max_leverage = "50 x"
"""

TIERS = SMALL[SMALL.index("tiers = [") : SMALL.index("[markets.BTC.margin]")]


def changed(old: str, new: str, text: str = SMALL) -> str:
    """The text with one place changed; that place must be there, once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def line_of(part: str, text: str) -> int:
    """The line on which a part first stands, counted from 1."""
    return text[: text.index(part)].count("\n") + 1


def refusal(text: str) -> BadRulebook:
    """The refusal of a text."""
    with pytest.raises(BadRulebook) as caught:
        rulebooks.parsed(text, "small.toml")
    return caught.value
