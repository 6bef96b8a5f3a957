"""A closing small enough to be followed by hand, written into a journal.

The rulebook `made`: the last price values, closed when equity <= maintenance, 5 % maintenance, everything sold at any
price, no fees; payers are the fund, then the winners. Lots have 2 decimals and ticks 4, so lots x ticks is in atoms.

| step              | borrower, 100 ATOM long from 4.0000, 50 USDC paid in                              |
|-------------------|-----------------------------------------------------------------------------------|
| entry at 4.0000   | equity 50, maintenance 5 % x 400 = 20                                             |
| last falls to 3.6 | equity 50 - 100 x 0.4 = 10 <= maintenance 5 % x 360 = 18: closed; index still 4.0 |
| filled 5 % worse  | at 3.42: equity 50 - 100 x 0.58 = -8                                              |
| who pays the 8    | the fund has 5, the counterparty's profit of 100 x 0.4 = 40 gives 3               |
"""

from collections.abc import Iterator
from pathlib import Path

from solvent import commands as c
from solvent import rulebooks
from solvent.journal import Journal, SqliteJournal
from solvent.lab.liquidity import TapeLiquidity
from solvent.policy import Policy
from solvent.runtime import Runtime
from solvent.units import ATOMS, NS, PPM

RULEBOOK = """
name = "made"
title = "Made for the tests"
valid_from = 2026-01-01
extends = "teaching"
ours = true

[prices.filter]
rule = "fresh"
min_sources = 1
max_age = "1 d"

[trigger]
price = "last"
warnings = []

[closing.sizing]
rule = "all"

[closing.limit]
rule = "none"

[[payers]]
rule = "fund"

[[payers]]
rule = "winners"

[markets."*"]
taker_fee = "0 %"
liquidation_fee = "0 %"

[markets."*".margin]
rule = "flat"
maintenance = "5 %"
max_leverage = "10 x"
"""
START_NS = 1_760_130_000 * NS


def policy(text: str = RULEBOOK) -> Policy:
    """The rulebook `made`, compiled."""
    return rulebooks.compile(rulebooks.parsed(text))


def commands(text: str = RULEBOOK, fund: int = 5) -> Iterator[c.Command]:
    """The whole story.

    fund   USDC in the insurance fund
    """
    common = {"time_ns": START_NS, "actor": "tester"}
    yield c.AdoptRulebook(id="rules", policy=policy(text), text=text, **common)
    yield c.ListMarket(
        id="market", market="ATOM", size_decimals=2, price_decimals=4, settlement="USDC", constituents=["elsewhere"],
        **common,
    )  # fmt: skip
    yield c.FundInsurance(id="fund", asset="USDC", amount=fund * ATOMS, **common)
    for account, money in (("borrower", 50), ("counterparty", 1000), ("bystander", 70)):
        yield c.OpenAccount(id=f"open {account}", account=account, **common)
        yield c.Deposit(id=f"pay {account}", account=account, asset="USDC", amount=money * ATOMS, **common)
    yield c.ObservePrice(
        id="index", market="ATOM", source="elsewhere", ticks=4_0000, venue_ns=START_NS - 2 * NS, **common
    )
    yield c.ObserveTrade(id="last", market="ATOM", ticks=4_0000, **common)
    yield c.ReportTrade(
        id="entry", market="ATOM", buyer="borrower", seller="counterparty", lots=100_00, ticks=4_0000, **common
    )
    later = {"time_ns": START_NS + NS, "actor": "tester"}
    yield c.ObserveTrade(id="fall", market="ATOM", ticks=3_6000, **later)


def write(path: Path, text: str = RULEBOOK, fund: int = 5, available: int = PPM) -> Journal:
    """The journal of the story, in a file, still open.

    available   ppm of every order that is filled
    """
    journal = SqliteJournal(path, create=True)
    Runtime(journal, TapeLiquidity(50_000, available)).submit(commands(text, fund))
    return journal
