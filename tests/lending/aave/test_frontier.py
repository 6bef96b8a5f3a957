"""The toxic line by hand, and that calls of every version behave on either side as it says."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solvent.engine.loans.aave.liquidating import called
from solvent.lending.aave import frontier
from solvent.lending.aave.liquidation import health_falls
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, WAD
from solvent.policy import Protocol
from tests.lab.loanbook.books import E6, book
from tests.loans import DOLLAR, ETHER, VERSIONS, lending


def test_a_bonus_of_five_per_cent_by_hand() -> None:
    assert frontier.line(10_500) == 952_380
    assert frontier.toxic_health(8_250, 10_500) == 866_250 * WAD // 10**6
    assert frontier.cushion(8_250, 10_500) == 133_750
    assert frontier.cushion(9_600, 10_500) == -8_000
    assert frontier.payable([(10 * WAD, 10_500), (WAD, 11_000)]) == 9_523_809_523_809_523_809 + 909_090_909_090_909_090


@pytest.mark.parametrize(
    ("bonus", "fee", "flash", "loss"),
    [
        (10_500, 0, 0, 47_620),  # 1 - 1 / 1.05 = 0.0476190..
        (12_500, 0, 0, 200_000),  # 1 - 0.8, at which nothing is left
        (10_500, 1_000, 0, 43_063),  # of 1.045: 0.04306220..
        (10_500, 0, 900, 46_762),  # 1 - 1.0009 / 1.05 = 0.04676190..
        (10_000, 0, 900, 0),
    ],
)
def test_sales_pay_below_the_part_of_the_bonus(bonus: int, fee: int, flash: int, loss: int) -> None:
    assert frontier.breakeven(bonus, fee, flash) == loss


def test_the_safe_threshold_falls_with_the_gap_and_with_depth() -> None:
    assert frontier.safe_threshold(10_500, 0, 1, 1) == 9_523
    assert frontier.safe_threshold(10_500, 200_000, 7, 7) == 7_619  # 0.8 / 1.05
    assert frontier.safe_threshold(10_500, 200_000, 5, 10) == 3_809
    assert frontier.safe_threshold(10_500, 200_000, 0, 10) == 0
    assert frontier.safe_threshold(10_500, 0, 5, 0) == 0


@given(st.sampled_from(VERSIONS), st.integers(5_000, 30_000), st.integers(1, 99))
def test_a_call_lowers_health_past_the_line_and_raises_it_before(protocol: Protocol, dollars: int, part: int) -> None:
    """10,000 ether at 2,000 dollars against 10 to 60 million, a margin of 10^-6 of the line apart for rounding."""
    units = {ETHER: (10_000 * WAD, 0), DOLLAR: (0, dollars * 2_000 * E6)}
    prices = {ETHER: WAD, DOLLAR: WAD // 2_000, "WBTC": WAD}
    found = book(units, policy=lending(protocol=protocol), prices=prices)
    loan, reserves = found.loans[0], found.reserves
    before = found.account(loan)
    assume(before.liquidatable)
    wanted = loan.holdings[1].owed * part // 1_000
    done = called(found.version, reserves, loan.holdings, (0, 1), wanted)
    assert not isinstance(done, Refusal)
    after = found.account(loan._replace(holdings=done.holdings))
    line = frontier.line(10_500)
    if before.debt * 10**6 > before.collateral * (line + 1):
        assert after.health < before.health
        assert health_falls(before.health, 8_250, 10_500)
        assert before.debt > frontier.payable([(before.collateral, 10_500)])
    elif before.debt * 10**6 < before.collateral * (line - 1):
        assert after.health > before.health
        assert not health_falls(before.health, 8_250, 10_500)
    counted = [BPS * whole.debt - 8_250 * whole.collateral for whole in (before, after)]
    assert counted[1] < counted[0], "the surplus rises on both sides"
