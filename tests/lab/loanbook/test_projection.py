"""Bad debt by gap and liquidity, by hand and against its laws."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import BadInput
from solvent.lab.loanbook.book import LoanBook
from solvent.lab.loanbook.closing import Costs, Strangers
from solvent.lab.loanbook.depth import UNLIMITED, Depth, Tranche, depths, lost, parse_depth, scaled, used, within
from solvent.lab.loanbook.projection import Cell, Row, project
from solvent.lab.loanbook.sweep import Sweep
from solvent.lending.aave.account import debt
from solvent.policy import Protocol
from solvent.reasons import Bearer
from tests.lab.loanbook.books import E6, book, books
from tests.loans import DOLLAR, ETHER, OTHER, WAD, lending

LINE = {ETHER: (10 * WAD, 0), DOLLAR: (0, 16_500 * E6)}  # 8.25 against 8.25
FREE = Costs()
ENDLESS = dict.fromkeys((ETHER, DOLLAR, OTHER), UNLIMITED)


def one_cell(
    found: LoanBook, fall: int, depth: dict[str, Depth], liquidity: int = 10**6, costs: Costs = FREE
) -> tuple[Row, Cell]:
    """One gap at one liquidity."""
    (row,) = project(found, [ETHER], [fall], depth, [liquidity], costs)
    return row, row.cells[0]


def test_half_is_repaid_with_five_per_cent_on_top_and_the_loan_is_well_again() -> None:
    """Ether 2 % lower: 8.25 / 0.98 = 8.418.. is owed; half, 8,250 dollars, buys 4.209.. x 1.05 of ether: 4.42 of the
    5.58 left counts 4.60 against 4.21.
    """
    row, cell = one_cell(book(LINE), 20_000, ENDLESS)
    price = -(-WAD // 2_000 * 10**6 // 980_000)  # of a dollar, rounded up
    assert (row.loans, row.debt, row.collateral, row.static) == (1, 16_500 * price, 10 * WAD, 0)
    assert (cell.calls, cell.repaid, cell.seized) == (1, 8_250 * price, 8_250 * price * 105 // 100)
    assert (cell.profit, cell.open_loans, cell.bad) == (cell.seized - cell.repaid, 0, 0)


def test_past_the_line_strangers_take_all_and_suppliers_bear_the_rest() -> None:
    """Ether 20 % lower: 10.3125 is owed against 10. All 10 repays 10 / 1.05 = 9.5238: 0.7887 is left, 0.3125 if nobody
    had come; halving five times takes it all.
    """
    row, cell = one_cell(book(LINE), 200_000, ENDLESS)
    assert (row.debt, row.static) == (103_125 * WAD // 10_000, 3_125 * WAD // 10_000)
    assert (cell.seized, cell.open_loans) == (10 * WAD, 1)
    assert cell.borne == {(DOLLAR, Bearer.SUPPLIERS): cell.bad}
    assert abs(cell.bad - (103_125 * WAD // 10_000 - 10 * WAD * 100 // 105)) <= 10**10  # units of a dollar
    assert cell.repaid + cell.bad == row.debt


def test_v3_names_what_is_left_as_a_deficit() -> None:
    rules = lending(protocol=Protocol.AAVE_V3_7, base_decimals=18)
    dearer = {ETHER: WAD, DOLLAR: WAD // 2_000, OTHER: 15 * WAD}
    found = book(LINE, policy=rules, prices=dearer)
    row, cell = one_cell(found, 200_000, ENDLESS)
    assert (row.collateral, row.debt) == (8 * WAD, 825 * WAD // 100)
    assert list(cell.borne) == [(DOLLAR, Bearer.DEFICIT)]
    assert cell.open_loans == 0
    assert cell.repaid + cell.bad - row.debt in (0, 1)  # each is valued up


def test_nobody_comes_where_it_does_not_pay_or_nobody_buys() -> None:
    """The half of 8.418 seizes 4.42 and gains 0.21: not at 5 % slippage (4.42 x 0.05 = 0.221), nor at a gas of 0.3."""
    fall = 20_000
    for depth, costs in (
        ({ETHER: (Tranche(100 * WAD, 50_000),)}, Costs()),
        (ENDLESS, Costs(gas=3 * WAD // 10)),
        (ENDLESS, Costs(priority=3 * WAD // 10)),
        (ENDLESS, Costs(flash=60_000)),
        ({ETHER: ()}, Costs()),
    ):
        row, cell = one_cell(book(LINE), fall, depth, costs=costs)
        assert (cell.calls, cell.open_debt, cell.bad) == (0, row.debt, 0)
    assert one_cell(book(LINE), fall, {ETHER: (Tranche(100 * WAD, 47_000),)})[1].calls == 1


def test_gas_rises_with_each_call_before() -> None:
    """A half gains 0.21: for 0.15 of gas the first call pays; half as much again for the second one does not."""
    free = one_cell(book(LINE, LINE), 20_000, ENDLESS, costs=Costs(gas=15 * WAD // 100))[1]
    full = one_cell(book(LINE, LINE), 20_000, ENDLESS, costs=Costs(gas=15 * WAD // 100, queue=500_000))[1]
    assert free.calls >= 2
    assert (full.calls, full.open_loans) == (1, 1), "half of the first, and nothing of the other"


def test_depth_is_shared_and_ends() -> None:
    """Two loans alike, one ether that can be sold: one call sells it, and nothing is left for the other."""
    _, cell = one_cell(book(LINE, LINE), 20_000, {ETHER: (Tranche(2 * WAD, 0),)}, liquidity=500_000)
    assert cell.calls == 1
    assert 0 <= WAD - cell.sold[ETHER] < 10**9 * 2  # a unit of a dollar is 5 x 10^8 wei
    assert cell.open_loans == 2


def test_a_deeper_tranche_that_does_not_pay_is_left() -> None:
    """1 ether at its price, then 10 % less: the call ends with the first."""
    _, cell = one_cell(book(LINE), 20_000, {ETHER: (Tranche(WAD, 0), Tranche(9 * WAD, 100_000))})
    assert cell.calls == 1
    assert cell.sold[ETHER] <= WAD


def test_points_become_tranches_and_are_used_from_the_cheapest() -> None:
    found = depths(parse_depth([f"{ETHER}=5@50,{ETHER}=20@300"]), book(LINE))[ETHER]
    assert found == (Tranche(5 * WAD, 5_000), Tranche(15 * WAD, 30_000))
    assert scaled(found, 500_000) == (Tranche(25 * WAD // 10, 5_000), Tranche(75 * WAD // 10, 30_000))
    assert lost(found, 6 * WAD, 2_000 * WAD, WAD) == 110 * WAD  # 5 x 2,000 x 0.5 % + 1 x 2,000 x 3 %
    assert lost(found, 20 * WAD + 1, WAD, WAD) is None
    assert used(found, 6 * WAD) == (Tranche(14 * WAD, 30_000),)
    assert (within(found, 30_000), within(found, 30_001)) == (5 * WAD, 20 * WAD)


def test_a_file_of_depth_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "depth.csv"
    path.write_text(f"asset,units,bps\n{ETHER},5,50\n{ETHER},20,300\n*,all,10\n")
    found = depths(parse_depth([str(path)]), book({**LINE, OTHER: (1, 0)}))
    assert found[ETHER] == depths(parse_depth([f"{ETHER}=5@50", f"{ETHER}=20@300"]), book(LINE))[ETHER]
    assert found[OTHER][0].loss == 1_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("WETH=5", "asset=units@bps"),
        ("WETH=-5@50", "units of 0 or more, or all"),
        ("WETH=5@10000", "basis points below 10,000"),
        ("WETH=5@50,WETH=9@50", "growing loss"),
        ("WETH=5@50,WETH=4@60", "growing units"),
        ("DOGE=5@50", "an asset of the book (WETH, USDC, WBTC)"),
        ("USDC=5@50", "expected a depth of WETH"),
    ],
)
def test_a_depth_that_means_nothing_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadInput) as error:
        depths(parse_depth([text]), book(LINE))
    assert said in str(error.value)


@given(books(), st.integers(0, 600_000), st.integers(0, 60), st.integers(0, 100_000), st.integers(0, 10**15))
def test_what_is_owed_is_repaid_named_or_still_owed(found: LoanBook, fall: int, deep: int, loss: int, gas: int) -> None:
    """Unit by unit; strangers only gain, sell no more than there is, and act until nothing pays."""
    at = found.fallen([ETHER], fall)
    depth = {ETHER: (Tranche(deep * WAD, loss),), DOLLAR: (Tranche(deep * 2_000 * E6, loss),), OTHER: ()}
    strangers, sold = Strangers(found, at, depth, Costs(gas=gas)), dict.fromkeys(depth, 0)
    for place, whole in Sweep(found).liquidatable(at):
        loan = found.loans[place]
        closed = strangers.close(loan)
        assert closed.profit >= closed.calls
        assert strangers.best(loan._replace(holdings=closed.holdings)) is None
        for one, holding in loan.holdings.items():
            before, after = (debt(found.version, at[one], x) for x in (holding, closed.holdings[one]))
            gone = before - after - closed.deficits.get(one, 0)
            assert gone >= 0
            assert gone == 0 or closed.calls
        assert closed.repaid <= whole.debt + closed.calls
        for asset, units in closed.sold.items():
            sold[asset] += units
    assert all(units <= sum(one.units for one in depth[asset]) for asset, units in sold.items())


@given(books(), st.integers(0, 600_000), st.integers(0, 10**6))
def test_every_unit_of_bad_debt_has_a_bearer(found: LoanBook, fall: int, share: int) -> None:
    depth = dict.fromkeys(ENDLESS, (Tranche(20 * WAD, 0),))
    row, cell = one_cell(found, fall, depth, share)
    assert cell.bad == sum(cell.borne.values())
    assert all(part > 0 for part in cell.borne.values())
    (none,) = project(found, [ETHER], [fall], depth, [0], Costs())[0].cells
    alike = any(found.assets.index(x) in loan.holdings and loan.holdings[found.assets.index(x)].owed
                and loan.holdings[found.assets.index(x)].supplied for loan in found.loans for x in ENDLESS)  # fmt: skip
    assert alike or (none.calls, none.bad) == (0, row.static)
