"""Shares, debts and interest of a vault of Euler v2: by hand, and what must hold whatever the numbers are."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.euler.rates import FULL, MOST, Curve, rate
from solvent.lending.euler.vault import (
    DEBT,
    SHIFT,
    VIRTUAL,
    Debt,
    Drawn,
    Moved,
    Vault,
    accrued,
    assets_down,
    borrow,
    deposit,
    drawn,
    due,
    forgiven,
    over_cap,
    redeem,
    repay,
    taken_over,
    units_up,
    withdraw,
)
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY

EMPTY = Vault(0, 0, 0, 0, RAY, 0, 1_000, 0)
PUBLISHED = Curve(0, 1_406_417_851, 19_050_045_013, 2**31)  # euler-vault-kit InterestRateLinearKink.t.sol
UNITS = st.integers(1, 10**24)


def lent(cash: int, owed: int, **more: int) -> Vault:
    return EMPTY._replace(cash=cash, shares=cash + owed, owed=owed << SHIFT, **more)


def test_the_published_curve_charges_ten_percent_at_its_kink_and_three_hundred_when_full() -> None:
    """The public test: equal to ln(1.1) and ln(4) by 31,556,952 seconds to 10^-12 of a ray in 10^27."""
    assert rate(PUBLISHED, 0, 0) == 0
    assert rate(PUBLISHED, 10**18, 10**18) == (2**31 - 1) * 1_406_417_851, "half, rounded down"
    assert rate(PUBLISHED, 0, 10**18) == 2**31 * 1_406_417_851 + (FULL - 2**31) * 19_050_045_013
    assert rate(Curve(MOST, 1, 1, 0), 0, 1) == MOST


def test_a_year_at_the_kink_earns_a_tenth_of_which_a_tenth_is_the_fee() -> None:
    vault = lent(10**24, 10**24, rate=rate(PUBLISHED, 10**24, 10**24), fee=1_000)
    after = accrued(vault, 31_556_952)
    assert abs(after.borrows - 11 * 10**23) < 10**16, "ten percent, to eight digits"
    earned = after.assets - vault.assets
    fee = assets_down(after, after.fees)
    assert 0 <= earned // 10 - fee <= earned // 10**6, "the fee's shares are worth a tenth of it"
    assert accrued(after, 31_556_952) == after, "no time, no interest"
    assert accrued(EMPTY._replace(rate=10**18), 10**6) == EMPTY._replace(
        rate=10**18, updated=10**6, accumulator=accrued(EMPTY._replace(rate=10**18), 10**6).accumulator
    )


def test_a_first_lender_cannot_move_the_price_of_a_share() -> None:
    done = deposit(EMPTY, 1)
    assert isinstance(done, Moved)
    assert done.shares == 1
    assert deposit(lent(0, 10**12)._replace(shares=0), 1) is Refusal.NOTHING, "less than a share"
    given = done.vault._replace(cash=10**6 + 1)  # a million units given to it
    assert deposit(given, 10**6) == Moved(given._replace(cash=2 * 10**6 + 1, shares=500_001), 10**6, 500_000)


def test_shares_round_against_whoever_moves_them() -> None:
    vault = lent(10, 21)._replace(shares=20)
    out = withdraw(vault, 20, 3)
    assert isinstance(out, Moved)
    assert out.shares == 3
    assert withdraw(vault, 2, 3) is Refusal.TOO_MUCH
    assert withdraw(vault, 20, 11) is Refusal.LENT_OUT
    assert redeem(vault, 20, 20) is Refusal.LENT_OUT
    assert redeem(lent(10, 0)._replace(shares=3 * 10**6), 1, 1) is Refusal.NOTHING


def test_a_debt_is_exact_below_a_unit_until_it_is_repaid() -> None:
    vault = accrued(lent(10**6, 10**6, rate=10**20, fee=0), 7)
    debt = Debt(10**6 << SHIFT)
    exact = due(vault, debt)
    assert units_up(exact) == exact // DEBT + 1
    part = repay(vault, debt, 1)
    assert isinstance(part, Drawn)
    assert part.debt.owed == (units_up(exact) - 1) << SHIFT, "what is left is rounded up to a unit"
    assert part.vault.owed == vault.owed - exact + part.debt.owed
    assert repay(vault, debt, units_up(exact) + 1) is Refusal.TOO_MUCH
    whole = repay(vault, debt, units_up(exact))
    assert isinstance(whole, Drawn)
    assert (whole.debt.owed, whole.vault.owed) == (0, 0)
    assert borrow(vault, debt, 10**6 + 1) is Refusal.LENT_OUT


def test_less_than_a_unit_passes_with_a_debt() -> None:
    vault = lent(0, 10)
    of = Debt((7 << SHIFT) + 5)
    assert taken_over(vault, of, Debt(), 7) == (Debt(0), Debt((7 << SHIFT) + 5))
    assert taken_over(vault, of, Debt(), 8) == (Debt(0), Debt((7 << SHIFT) + 5)), "8 is it, rounded up"
    assert taken_over(vault, of, Debt(1), 6) == (Debt((1 << SHIFT) + 5), Debt((6 << SHIFT) + 1))
    assert taken_over(vault, of, Debt(), 9) is Refusal.TOO_MUCH


def test_caps_hold_where_something_grows() -> None:
    full = lent(60, 40)
    assert not over_cap(full, full, 100, 40)
    assert over_cap(full, full._replace(cash=61), 100, 0)
    assert not over_cap(full._replace(cash=62), full._replace(cash=61), 100, 0), "past it, but less than before"
    assert over_cap(full, full._replace(owed=41 << SHIFT), 0, 40)
    assert not over_cap(full, full._replace(owed=41 << SHIFT, cash=10**30), 0, 0)


@given(UNITS, UNITS, st.integers(0, MOST), st.integers(0, 10**7), UNITS)
def test_nobody_gains_by_going_in_and_out(cash: int, owed: int, charged: int, seconds: int, units: int) -> None:
    vault = accrued(lent(cash, owed, rate=charged), seconds)
    done = deposit(vault, units)
    if isinstance(done, Moved):
        assert assets_down(done.vault, done.shares) <= units
        out = redeem(done.vault, done.shares, done.shares)
        assert out is Refusal.NOTHING or (isinstance(out, Moved) and out.units <= units)


@given(UNITS, UNITS, st.integers(0, 10**20), st.integers(0, 10**7), UNITS)
def test_what_one_owes_is_never_less_than_what_was_lent_to_it(
    cash: int, owed: int, charged: int, seconds: int, units: int
) -> None:
    first = drawn(lent(cash, owed, rate=charged), Debt(), units)
    later = accrued(first.vault, seconds)
    assert units_up(due(later, first.debt)) >= units
    gone = forgiven(later, first.debt, units_up(due(later, first.debt)))
    assert isinstance(gone, Drawn)
    assert gone.debt.owed == 0
    assert gone.vault.cash == later.cash


def test_a_million_units_that_nobody_has_count_in_every_conversion() -> None:
    assert VIRTUAL == 10**6
    assert assets_down(EMPTY, 7) == 7
