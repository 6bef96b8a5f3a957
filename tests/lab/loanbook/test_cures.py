"""Which cure costs least."""

from solvent.lab.loanbook.cures import ADD, REPAY, SWAP, Rates, patients
from tests.lab.loanbook.books import E6, book
from tests.loans import DOLLAR, ETHER, WAD

FALLEN = {ETHER: (10 * WAD, 0), DOLLAR: (0, 16_600 * E6)}  # 8.25 counts against 8.3
FINE = {ETHER: (10 * WAD, 0), DOLLAR: (0, 10_000 * E6)}


def of(exchange: int = 0, money: int = 0, target: int = WAD) -> dict[str, tuple[int, int]]:
    """(fresh, cost) of each kind of cure for the one loan that is below, the cheapest first."""
    found = book(FINE, FALLEN)
    (one,) = patients(found, found.reserves, target, Rates(exchange, money))
    assert one.account == "l1"
    return {cure.kind: (cure.fresh, cure.cost) for cure in one.cures}


def test_without_costs_the_swap_needs_no_money_and_comes_first() -> None:
    """0.05 is repaid, 0.0(60) added; a swap at no loss sells 0.05 / 0.175 for the same."""
    assert of() == {SWAP: (0, 0), REPAY: (WAD // 20, 0), ADD: (60_606_060_606_060_601, 0)}
    assert list(of()) == [SWAP, REPAY, ADD]


def test_with_a_loss_on_exchanges_ether_is_added_as_it_is_the_base() -> None:
    """At 1 %: repaying buys dollars for 0.0505; adding ether exchanges nothing; a swap sells 0.(30) for 0.3."""
    found = of(exchange=10_000)
    assert found == {
        ADD: (60_606_060_606_060_601, 0), REPAY: (505 * WAD // 10_000, 5 * WAD // 10_000),
        SWAP: (0, 3_030_303_030_303_031),
    }  # fmt: skip
    assert list(found) == [ADD, REPAY, SWAP]


def test_dear_money_makes_the_swap_the_cheapest() -> None:
    """Money at 10 % costs 0.006 of what is added, 0.0005 + 0.00505 of what is repaid, and nothing of a swap."""
    found = of(exchange=10_000, money=100_000)
    assert list(found) == [SWAP, REPAY, ADD]
    assert found[REPAY] == (505 * WAD // 10_000, 555 * WAD // 100_000)
    assert found[ADD][1] == 6_060_606_060_606_061


def test_who_stands_at_the_target_is_no_patient() -> None:
    found = book(FINE)
    assert patients(found, found.reserves, 165 * WAD // 100, Rates()) == []
    assert len(patients(found, found.reserves, 165 * WAD // 100 + 1, Rates())) == 1
