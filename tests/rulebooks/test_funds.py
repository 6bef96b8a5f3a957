"""Funds by category, and the payers that share a loss, as a rulebook names them."""

import pytest

from solvent import rulebooks
from solvent.policy import FundPolicy, Payer, PayerPolicy
from solvent.rulebooks.lint import findings
from solvent.rulebooks.writer import toml
from tests.rulebooks.small import SMALL, changed, refusal

FUNDS = """
[[funds]]
name = "majors"
markets = ["BTC*", "ETH-USDC"]

[[funds]]
name = "others"
markets = ["*"]
"""
SHARING = """[[payers]]
rule = "default-fund"
capacity = "100 USDC"
skin = "5 USDC"

[[payers]]
rule = "day-winners"
begins = "8 h"

[[payers]]
rule = "open-interest"
"""


def test_a_market_has_the_first_fund_that_names_it() -> None:
    policy = rulebooks.compile(rulebooks.parsed(SMALL + FUNDS))
    assert policy.funds == (FundPolicy("majors", ("BTC*", "ETH-USDC")), FundPolicy("others", ("*",)))
    names = ("BTC", "BTC-USDC", "ETH-USDC", "ETH-USD")
    assert [policy.fund(name) for name in names] == ["@fund:majors"] * 3 + ["@fund:others"]
    assert rulebooks.compile(rulebooks.parsed(SMALL)).fund("BTC") == "@fund"


def test_a_rulebook_written_out_says_the_same_of_funds_and_payers() -> None:
    book = rulebooks.parsed(changed('[[payers]]\nrule = "fund"\n', SHARING) + FUNDS)
    assert rulebooks.parsed(toml(book)).content_hash == book.content_hash
    assert rulebooks.compile(book).payers == (
        PayerPolicy(Payer.DEFAULT_FUND, 100_000_000, skin=5_000_000),
        PayerPolicy(Payer.DAY_WINNERS, -1, session_ns=8 * 3600 * 10**9),
        PayerPolicy(Payer.OPEN_INTEREST, -1),
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"majors"', '"others"', "funds.2.name: expected each fund once"),
        ('"majors"', '"ma jors"', "funds.1.name: expected letters, digits"),
        ('"majors"', '"m*"', "by a name without *"),
        ('["*"]', "[]", "expected at least one name, found none"),
        ('["*"]', '["A*B"]', "and * at the end for what begins so, found 'A*B'"),
        ('["*"]', '"*"', "expected a list, found '*'"),
        ('name = "others"\n', "", "funds.2: expected name (word), found none"),
    ],
)
def test_a_fund_that_says_nothing_clear_is_refused(old: str, new: str, expected: str) -> None:
    assert expected in str(refusal(SMALL + changed(old, new, FUNDS)))


def test_a_fund_that_is_never_reached_is_remarked_on() -> None:
    text = SMALL + changed('["*"]', '["BTC-PERP", "SOL"]', FUNDS)
    reasons = [remark.reason for remark in findings(rulebooks.parsed(text))]
    assert "BTC-PERP is a market of an earlier fund already" in reasons
    alone = changed('[[payers]]\nrule = "fund"\n', SHARING, SMALL + FUNDS)
    reasons = [remark.reason for remark in findings(rulebooks.parsed(alone))]
    assert "never asked: the fund is neither a taker nor a payer" in reasons


def test_osl_has_a_fund_for_each_category() -> None:
    policy = rulebooks.compile(rulebooks.load("osl"))
    assert [policy.fund(name) for name in ("BTC-USDC", "SOL-USDC")] == ["@fund:majors", "@fund:others"]


def test_coins_and_the_days_winners_are_refused_together() -> None:
    """What is bought and sold for a coin is no profit of the day in the settlement asset."""
    text = rulebooks.load("teaching-coins").text + '\n[[payers]]\nrule = "day-winners"\nours = true\n'
    assert "expected no coins where the day's winners pay" in str(refusal(text))
