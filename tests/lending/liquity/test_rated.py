"""Liquity v2's interest, yields and redemptions by hand, and what must hold whatever the numbers are."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.liquity.modes import Trove
from solvent.lending.liquity.product import Deposit
from solvent.lending.liquity.product_v2 import ONE, Pool
from solvent.lending.liquity.rated import (
    WEEK,
    Aggregate,
    Change,
    Rate,
    System,
    Yields,
    accrued,
    average,
    booked,
    earned,
    fee_for,
    may_adjust,
    may_open,
    to_depositors,
    yielded,
)
from solvent.lending.liquity.ratio import Lines
from solvent.lending.liquity.redemption_v2 import BONUS, BaseRate, charge, from_trove, urgent
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD, YEAR

PERCENT = 10**16
DEBTS, RATES, SECONDS = st.integers(0, 10**27), st.integers(5 * 10**15, 25 * 10**17), st.integers(0, 10**9)
LINES = Lines(110 * PERCENT, 150 * PERCENT)


def test_a_year_at_five_percent() -> None:
    assert accrued(2_000 * WAD, Rate(5 * PERCENT, 100, 0), 0, 100 + YEAR) == 100 * WAD
    assert accrued(2_000 * WAD, Rate(5 * PERCENT, 100, 0), 100 + YEAR, 100 + 2 * YEAR) == 100 * WAD, "until a shutdown"
    assert accrued(2_000 * WAD, Rate(5 * PERCENT, 100, 0), 50, 100 + YEAR) == 0
    assert fee_for(2_000 * WAD, 5 * PERCENT) == 100 * WAD * WEEK // YEAR


@given(st.lists(st.tuples(DEBTS, RATES), min_size=1, max_size=5), SECONDS)
def test_all_owe_no_less_than_each(troves: list[tuple[int, int]], seconds: int) -> None:
    each = sum(accrued(debt, Rate(rate), 0, seconds) for debt, rate in troves)
    all_ = Aggregate(sum(debt for debt, _ in troves), sum(debt * rate for debt, rate in troves))
    assert 0 <= all_.pending(seconds) - each <= len(troves)
    after, minted = booked(all_, Change(), seconds)
    assert (after.recorded, after.updated) == (all_.recorded + minted, seconds)
    assert booked(all_._replace(shut=1), Change(fee=7), seconds)[1] == 7, "no interest after a shutdown"
    assert to_depositors(minted) * 4 <= minted * 3


def test_the_average_rate_is_by_debt() -> None:
    all_ = Aggregate(1_000 * WAD, 1_000 * WAD * 2 * PERCENT)
    change = Change(more=3_000 * WAD, weighted=3_000 * WAD * 6 * PERCENT)
    assert average(all_, change, 0) == 5 * PERCENT
    assert average(Aggregate(), Change(), 0) == 0
    assert average(all_._replace(shut=1), change, 0) == 0


def test_what_nobody_is_there_for_waits() -> None:
    waits = earned(Yields(), Pool(), 5)
    assert waits == Yields(0, 5, (0,))
    got = earned(waits, Pool(deposits=2 * WAD), 7)
    assert got == Yields(12, 0, (ONE * 12 // (2 * WAD),))
    held = Deposit(WAD, ONE, 0, 0)
    assert yielded(got, held, 0) in (5, 6)
    assert yielded(got, held, got.sums[0]) == 0
    assert yielded(got._replace(owed=2), Deposit(2 * WAD, ONE, 0, 0), 0) == 2, "at most what is owed to all"
    later = Yields(10**20, 0, (0, 10**9 * 3, 0))
    assert yielded(later, Deposit(10**36, ONE, 0, 0), 0) == 3, "a scale on, a billionth"


def test_what_may_be_opened_and_changed() -> None:
    price, all_ = 1_000 * WAD, System(100 * WAD, 50_000 * WAD)
    assert may_open(LINES, Trove(2 * WAD, 1_900 * WAD), all_, 1_900 * WAD, price) is Refusal.POWER
    assert may_open(LINES, Trove(2 * WAD, 1_800 * WAD), all_, 1_800 * WAD, price) is None
    full = System(100 * WAD, 66_000 * WAD)
    assert may_open(LINES, Trove(20 * WAD, 18_000 * WAD), full, 18_000 * WAD, price) is Refusal.SYSTEM
    low = System(100 * WAD, 70_000 * WAD)
    now = Trove(20 * WAD, 10_000 * WAD)
    assert may_adjust(LINES, now, low, Trove(0, WAD), True, price) is Refusal.RECOVERING
    assert may_adjust(LINES, now, low, Trove(30 * WAD, WAD), True, price) is None, "it brings all above"
    assert may_adjust(LINES, now, low, Trove(-WAD, -999 * WAD), False, price) is Refusal.RECOVERING
    assert may_adjust(LINES, now, low, Trove(-WAD, -1_000 * WAD), False, price) is None


def test_a_base_rate_halves_in_six_hours_and_its_time_goes_by_whole_minutes() -> None:
    rate = BaseRate(WAD, 0)
    assert abs(rate.raised(0, WAD, 6 * 3_600) - WAD // 2) < 10**13
    assert rate.after(0, WAD, 119).since == 60
    assert rate.raised(WAD, WAD, 0) == WAD, "at most all"
    assert charge(0) == 5 * 10**15
    assert charge(WAD) == WAD


@given(st.integers(1, 10**24), st.integers(1, 10**27), st.integers(1, 10**27), st.integers(10**15, 10**24))
def test_a_redemption_never_lowers_a_ratio_of_one_or_more(held: int, debt: int, wanted: int, price: int) -> None:
    if held * price < debt * WAD:
        return
    done = from_trove(Trove(held, debt), wanted, price, 5 * 10**15)
    assert done.left.collateral >= 0
    assert done.lot + done.left.debt == debt
    assert not done.left.debt or done.left.collateral * debt >= held * done.left.debt - debt


@given(st.integers(0, 10**24), st.integers(1, 10**27), st.integers(1, 10**27), st.integers(10**15, 10**24))
def test_an_urgent_one_takes_no_more_than_is_there(held: int, debt: int, wanted: int, price: int) -> None:
    done = urgent(Trove(held, debt), wanted, price)
    assert 0 <= done.collateral <= held
    assert done.lot <= min(debt, wanted)
    assert done.collateral * price <= (done.lot + 1) * (WAD + BONUS) + price
