"""The case of a market of Morpho Blue: lenders pay at once, or borrowers had agreed to an early line."""

from functools import partial
from pathlib import Path

import pytest

from solvent.errors import BadCase
from solvent.journal import SqliteJournal
from solvent.reports.explain import explain
from tests.lab.lending.ways import changed, is_met_and_replayed

played = partial(changed, "morpho-lenders-pay")
CENT, WAD = 10**6, 10**18


def test_every_criterion_is_met_and_both_ways_are_replayed(tmp_path: Path) -> None:
    is_met_and_replayed(played(out=tmp_path), tmp_path)


def test_ten_loans_are_seized_whole_and_the_rest_is_lost_in_the_same_step() -> None:
    """28,000 / 1.043841 pay 26,824 of each 32,000: 51,760 of a million, and a cent of interest each."""
    was = played().runs[0]
    assert (was.fell, was.calls, was.still, was.bad_debt) == (10, 10, 0, {})
    assert was.given == {"WETH": 200 * WAD}
    assert was.paid["USDC"] // CENT == 268_240
    assert was.lost["USDC"] // CENT == 51_760
    assert "All lenders of USDC lost 51,760.665107 USDC at once" in " ".join(was.lines)


def test_an_early_line_repays_in_parts_what_the_gap_would_have_cost() -> None:
    early = played().runs[1]
    assert (early.lost, early.shortfall, early.still) == ({}, 0, 0)
    assert early.calls > early.fell == 10, "some at once and the rest in the gap"
    dissent = played(('owed = ["32,000 USDC"]\nagrees = true', 'owed = ["32,000 USDC"]'))
    assert dissent.runs[1].lost["USDC"] // CENT == 51_760
    assert not dissent.met


def test_where_acting_does_not_pay_nothing_is_written_off_and_the_debts_stand_open() -> None:
    was = played(('slippage = "0.5 %"', 'slippage = "5 %"')).runs[0]
    assert (was.calls, was.still, was.lost) == (0, 10, {})
    assert was.shortfall // WAD == 40_000, "ten times 32,000 less 28,000"


def test_a_lender_is_told_its_part_and_a_borrower_what_was_done(tmp_path: Path) -> None:
    """Two fifths of each 5,176 dollars are the second lender's."""
    played(out=tmp_path)
    with SqliteJournal(tmp_path / "morpho-weth-usdc.as-it-was.journal", readonly=True) as journal:
        lender = explain(journal, "second-lender")
        borrower = explain(journal, "usual-01")
    told = [one.text for one in lender if one.kind == "loss"]
    assert len(told) == 10
    assert told[0] == (
        "All lenders of USDC of pool lose 5,176.066511 USDC at once, 2,070.426604 USDC of it is its own."
    )
    kinds = [one.kind for one in borrower]
    assert kinds[:2] == ["trigger", "trigger"]
    assert any("all lenders of USDC of pool lose it at once" in one.text for one in borrower)


def test_strangers_here_trade_at_the_oracles_price_and_no_market_moves() -> None:
    moves = """model = "block"
depth = "1_000 USD"
within = "1 %"
half_life = "10 min"
permanent = "20 %"
pass_through = ["100 %"]
reach = "100 %"
rounds = 1
"""
    market = f'[[markets]]\nasset = "WETH"\ncurrency = "USD"\nsize_decimals = 3\nprice_decimals = 2\n{moves}\n'
    with pytest.raises(BadCase, match="a rulebook of Aave, at which strangers choose how much to trade, found morpho"):
        played(("[strangers]", market + "[strangers]"), ("labels =", 'every = "1 min"\nlabels ='))


def test_nobody_agrees_to_what_no_rules_offer() -> None:
    with pytest.raises(BadCase, match="an early line that somebody may agree to"):
        played(('rulebook = "teaching-morpho"', 'rulebook = "morpho-weth-usdc"'))
