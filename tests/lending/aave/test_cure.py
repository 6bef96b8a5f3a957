"""The least that restores a loan: by hand, and against the exact rule one unit below."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lab.loanbook.book import LoanBook
from solvent.lending.aave import cure
from solvent.lending.aave.account import debt
from solvent.policy import Protocol
from tests.lab.loanbook.books import E6, E8, Units, book, books
from tests.loans import DOLLAR, ETHER, MODES, OTHER, PRICES, STABLE, WAD, lending

WETH, USDC, WBTC = range(3)
FALLEN = {ETHER: (10 * WAD, 0), DOLLAR: (0, 16_600 * E6)}  # 8.25 counts against 8.3


def loan(units: Units = FALLEN, protocol: Protocol = Protocol.AAVE_V2, mode: str = "") -> cure.Loan:
    policy = lending(protocol=protocol, modes={} if protocol == Protocol.AAVE_V2 else MODES)
    return first(book(units, policy=policy, modes=[mode]))


def first(found: LoanBook, place: int = 0) -> cure.Loan:
    one = found.loans[place]
    return cure.Loan(found.version, found.reserves, one.holdings, found.category(one))


def test_a_hundred_dollars_bring_8_3_of_debt_to_the_line_of_8_25() -> None:
    it = loan()
    assert cure.least_repayment(it, USDC, WAD) == 100 * E6
    assert it.health({USDC: cure.repaid(it, USDC, 100 * E6)}) == WAD
    assert it.health({USDC: cure.repaid(it, USDC, 100 * E6 - 1)}) == 999_999_999_939_393_939  # 8.25 / 8.2500000005


def test_a_target_above_the_line_asks_for_more() -> None:
    """8.25 / 1.1 = 7.5, which is 15,000 dollars."""
    assert cure.least_repayment(loan(), USDC, 11 * WAD // 10) == 1_600 * E6


@pytest.mark.parametrize(
    ("protocol", "units"),
    [  # 8.3 / 0.825 - 10 = 0.0(60), to the wei; v2 takes the nearest health, and of what counts, v3.7 the ones below
        (Protocol.AAVE_V2, 60_606_060_606_060_601),
        (Protocol.AAVE_V3_7, 60_606_060_606_060_607),
    ],
)
def test_ether_that_is_added(protocol: Protocol, units: int) -> None:
    it = loan(protocol=protocol)
    assert cure.least_addition(it, WETH, WAD) == units
    assert it.health({WETH: cure.added(it, WETH, units - 1)}) < WAD <= it.health({WETH: cure.added(it, WETH, units)})


def test_a_swap_pays_a_hundredth_for_its_sale() -> None:
    """v dollars of ether: 8.25 - 0.825 v / 0.99 = 8.3 - v at v = 0.3: 600 dollars for 0.(30) ether."""
    assert cure.least_swap(loan(), WETH, USDC, 10_000, WAD) == cure.Swap(303_030_303_030_303_031, 600 * E6)


def test_what_cannot_restore_says_so() -> None:
    two = {ETHER: (10 * WAD, 0), DOLLAR: (0, 100 * E6), OTHER: (0, E8)}  # 8.25 against 0.05 and 15
    it = loan(two)
    assert cure.least_repayment(it, USDC, WAD) is None
    assert cure.least_repayment(it, WBTC, WAD) == 45_333_334  # of a bitcoin: (15.05 - 8.25) / 15, rounded up
    assert cure.least_swap(it, WETH, USDC, 0, WAD) is None
    worthless = loan({ETHER: (WAD, 0), DOLLAR: (0, 2_600 * E6)})  # 1.3 against 1: no sale helps
    assert cure.least_swap(worthless, WETH, USDC, 0, WAD) is None
    assert cure.least_swap(loan({ETHER: (10 * WAD, 0), DOLLAR: (0, 0)}), WETH, USDC, 0, WAD) == (0, 0)


def test_an_e_mode_counts_its_own_threshold() -> None:
    """In the e-mode 9.3 of 10 counts against 9.45: 0.15 / 15 of a bitcoin, or 0.15 / 0.93 ether."""
    units = {ETHER: (10 * WAD, 0), OTHER: (0, 63 * E8 // 100)}
    it = loan(units, Protocol.AAVE_V3_7, STABLE)
    assert cure.least_repayment(it, WBTC, WAD) == E8 // 100
    assert cure.least_addition(it, WETH, WAD) == 161_290_322_580_645_162  # 0.15 / 0.93 rounded up


def test_collateral_without_a_threshold_is_no_cure() -> None:
    it = loan()
    bare = it._replace(reserves={**it.reserves, WBTC: it.reserves[WBTC]._replace(threshold=0)})
    assert cure.least_addition(bare, WBTC, WAD) is None


@given(books(), st.sampled_from([WAD, 105 * WAD // 100, 2 * WAD]), st.integers(0, 50_000))
def test_each_amount_restores_and_one_unit_less_does_not(found: LoanBook, target: int, loss: int) -> None:
    for place in range(len(found.loans)):
        it = first(found, place)
        owed = [at for at, one in it.holdings.items() if one.owed]
        for at in owed:
            least = cure.least_repayment(it, at, target)
            if least is None:
                assert it.health({at: cure.repaid(it, at, debt(it.version, it.reserves[at], it.holdings[at]))}) < target
            else:
                assert it.health({at: cure.repaid(it, at, least)}) >= target
                assert not least or it.health({at: cure.repaid(it, at, least - 1)}) < target
        for at, one in it.holdings.items():
            least = cure.least_addition(it, at, target) if one.pledged and one.supplied else None
            if least:
                assert (
                    it.health({at: cure.added(it, at, least)})
                    >= target
                    > it.health({at: cure.added(it, at, least - 1)})
                )
            for owing in owed:
                swap = cure.least_swap(it, at, owing, loss, target)
                if swap and swap.repaid:
                    less = swap.repaid - 1
                    smaller = cure.Swap(cure.price_of(it, at, owing, loss, less), less)
                    assert it.health(cure.swapped(it, at, owing, swap)) >= target
                    assert it.health(cure.swapped(it, at, owing, smaller)) < target
                    assert swap.sold <= one.supplied


def test_prices_matter() -> None:
    """With the dollar a tenth dearer 9.13 stands against 8.25: 0.88 of 0.00055 a dollar is 1,600."""
    found = book(FALLEN, prices={**PRICES, DOLLAR: 55 * WAD // 100_000})
    assert cure.least_repayment(first(found), USDC, WAD) == 1_600 * E6
