"""What it takes to restore a loan: the least of one debt, of one collateral, or of a swap, and which costs least."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from solvent.fixed import mul_div_up
from solvent.lab.loanbook.book import Loan, LoanBook
from solvent.lending.aave import cure
from solvent.lending.aave.account import Account
from solvent.lending.aave.pool import Reserve
from solvent.units import PPM

REPAY, ADD, SWAP = "repay", "add", "swap"


class Rates(NamedTuple):
    """What a cure costs, ppm: exchange: of every exchange, fee and slippage; money: of money that is brought in."""

    exchange: int = 0
    money: int = 0


class Cure(NamedTuple):
    """One way to restore a loan.

    kind           REPAY, ADD or SWAP
    owed, repaid   the debt and the units of it that are paid, "" and 0 with ADD
    held, moved    the collateral and the units of it that are added or sold, "" and 0 with REPAY
    fresh          base units of money that is brought in
    cost           base units: what exchanges and that money cost
    health         wad, afterwards
    """

    kind: str
    owed: str
    repaid: int
    held: str
    moved: int
    fresh: int
    cost: int
    health: int


class Patient(NamedTuple):
    """A loan below the target, and its cures, the cheapest first; none where nothing restores it by itself."""

    account: str
    before: Account
    cures: list[Cure]

    def cheapest(self, kind: str = "") -> Cure | None:
        """The cheapest cure, of one kind."""
        return next((one for one in self.cures if kind in ("", one.kind)), None)


def patients(book: LoanBook, reserves: Mapping[int, Reserve], target: int, rates: Rates) -> list[Patient]:
    """Every loan that owes something and stands below a health factor, the lowest first.

    reserves   at which prices
    target     wad
    """
    found = []
    for loan in book.loans:
        before = book.account(loan, reserves)
        if before.health < target:
            cures = sorted(_cures(book, reserves, loan, target, rates), key=lambda one: (one.cost, one.fresh, one.kind))
            found.append(Patient(loan.account, before, cures))
    return sorted(found, key=lambda one: (one.before.health, one.account))


def _cures(book: LoanBook, reserves: Mapping[int, Reserve], loan: Loan, target: int, rates: Rates) -> Iterator[Cure]:
    it = cure.Loan(book.version, reserves, loan.holdings, book.category(loan))
    debts = [at for at, one in loan.holdings.items() if one.owed]
    collaterals = [at for at, one in loan.holdings.items() if one.supplied and one.pledged]

    def paid(at: int, units: int) -> tuple[int, int]:
        """(fresh money, its cost) of buying units of an asset."""
        worth = mul_div_up(units, reserves[at].price, reserves[at].unit)
        fee = 0 if book.assets[at] == book.base else mul_div_up(worth, rates.exchange, PPM)
        return worth + fee, fee + mul_div_up(worth + fee, rates.money, PPM)

    for owing in debts:
        if (units := cure.least_repayment(it, owing, target)) is not None:
            health = it.health({owing: cure.repaid(it, owing, units)})
            yield Cure(REPAY, book.assets[owing], units, "", 0, *paid(owing, units), health)
    for held in collaterals:
        if (units := cure.least_addition(it, held, target)) is not None:
            health = it.health({held: cure.added(it, held, units)})
            yield Cure(ADD, "", 0, book.assets[held], units, *paid(held, units), health)
        for owing in debts:
            loss = 0 if book.alike(held, owing) else rates.exchange
            swap = cure.least_swap(it, held, owing, loss, target)
            if swap is not None:
                health = it.health(cure.swapped(it, held, owing, swap))
                yield Cure(SWAP, book.assets[owing], swap.repaid, book.assets[held], swap.sold, 0,
                           _lost(reserves, held, owing, swap), health)  # fmt: skip


def _lost(reserves: Mapping[int, Reserve], held: int, owing: int, swap: cure.Swap) -> int:
    """Base units by which what is sold is worth more than what it repays, rounded up."""
    of_held, of_debt = reserves[held], reserves[owing]
    unit = of_held.unit * of_debt.unit
    exact = swap.sold * of_held.price * of_debt.unit - swap.repaid * of_debt.price * of_held.unit
    return mul_div_up(exact, 1, unit)
