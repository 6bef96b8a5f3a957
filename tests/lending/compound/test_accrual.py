"""Compound III's interest: rates by the contract's own tests, indices by hand, a hole that interest alone digs."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.compound.accrual import State, accrued, curve, rates
from solvent.lending.compound.balances import INDEX, present, principal, reserves
from solvent.lending.scales import WAD, YEAR

# compound-finance/comet d5a30b0 test/interest-rate-test.ts interestRateParams
SUPPLY = curve(WAD * 8 // 10, 0, WAD * 4 // 100, WAD * 4 // 10)
BORROW = curve(WAD * 8 // 10, WAD // 100, WAD * 5 // 100, WAD * 3 // 10)
PRECISION = 10**8  # of a year, which is what that test allows for rates of a second rounded down


def test_rates_are_those_of_the_contracts_own_test() -> None:
    """10 %, 90 % and 0 % lent out: 0.4 % and 1.5 %, 7.2 % and 8 %, 0 % and 1 % a year."""
    cases = {
        (500, 2, 25, 4): (WAD * 4 // 1_000, WAD * 15 // 1_000),
        (50, 2, 30, 3): (WAD * 72 // 1_000, WAD * 8 // 100),
        (50, 2, 0, 3): (0, WAD // 100),
    }
    for (supplied, supply, owed, borrow), expected in cases.items():
        found = rates(State(supply * INDEX, borrow * INDEX, supplied, owed, 0), SUPPLY, BORROW)
        for rate, year in zip(found, expected, strict=True):
            assert 0 <= year - rate * YEAR <= PRECISION


def test_an_index_grows_by_the_rate_of_its_usage_times_the_seconds() -> None:
    """90 of 100 are lent: 0.04 x 0.8 + 0.4 x 0.1 a year for suppliers, each part of a second rounded down."""
    low, high = WAD * 4 // 100 // YEAR, WAD * 4 // 10 // YEAR
    second = low * 8 // 10 + high // 10
    before = State(INDEX, INDEX, 100, 90, 1_000)
    after = accrued(before, SUPPLY, BORROW, 1_000 + 86_400)
    assert after.supply_index == INDEX + INDEX * second * 86_400 // WAD == 1_000_197_260_273_900
    assert (after.supplied, after.owed, after.updated) == (100, 90, 87_400)
    assert accrued(after, SUPPLY, BORROW, 87_400) == after, "no time, no interest"


def test_interest_compounds_only_where_it_is_written() -> None:
    before = State(INDEX, INDEX, 10**12, 9 * 10**11, 0)
    once = accrued(before, SUPPLY, BORROW, YEAR)
    twice = accrued(accrued(before, SUPPLY, BORROW, YEAR // 2), SUPPLY, BORROW, YEAR)
    assert once.borrow_index < twice.borrow_index


def test_beyond_the_kink_suppliers_may_be_paid_more_than_borrowers_pay_and_reserves_pay_it() -> None:
    """The market of USDC on mainnet as it was deployed: at 100 % lent out 10.6 % are paid and 9.3 % charged."""
    supply = curve(WAD * 8 // 10, 0, WAD * 325 // 10_000, WAD * 4 // 10)
    borrow = curve(WAD * 8 // 10, WAD * 15 // 1_000, WAD * 35 // 1_000, WAD * 25 // 100)
    before = State(INDEX, INDEX, 10**12, 10**12, 0)
    paid, charged = rates(before, supply, borrow)
    assert (paid * YEAR // 10**15, charged * YEAR // 10**15) == (105, 92), "10.6 % and 9.3 %, rounded down"
    after = accrued(before, supply, borrow, YEAR)
    assert reserves(0, after.supplied, after.owed, after.supply_index, after.borrow_index) < 0


@given(
    st.integers(-(10**20), 10**20), st.integers(1, 10**20), st.integers(INDEX, 3 * INDEX), st.integers(INDEX, 3 * INDEX)
)
def test_paying_in_never_lowers_a_principal_and_taking_out_never_raises_it(
    scaled: int, amount: int, supply: int, borrow: int
) -> None:
    """For an amount above 0: so the parts of repayAndSupplyAmount are what the signs of both principals say."""
    now = present(scaled, supply, borrow)
    assert principal(now + amount, supply, borrow) >= scaled
    assert principal(now - amount, supply, borrow) <= scaled


def test_a_supply_by_the_contracts_own_test() -> None:
    """test/supply-test.ts: ten units at an index of 1.085 are a principal of 9."""
    assert principal(10, 1_085 * 10**12, INDEX) == 9
