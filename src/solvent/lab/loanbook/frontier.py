"""The toxic frontier of a book.

By asset: how far its threshold is from 1 / bonus, and the largest its depth allows. By account: whose health a call
lowers, and who ends in bad debt.
"""

from collections.abc import Mapping
from typing import NamedTuple

from solvent.engine.loans.aave.liquidating import called
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.loanbook.book import Loan, LoanBook
from solvent.lab.loanbook.depth import Depth, within
from solvent.lab.loanbook.sweep import Sweep
from solvent.lending.aave import frontier as rules
from solvent.lending.aave.account import Account, balance, debt, owed_value, value
from solvent.lending.aave.pool import Reserve, bonus, category_of, threshold
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS

SMALL = 100  # a small call repays that part of a debt


class AssetLine(NamedTuple):
    """An asset as collateral under its own terms.

    threshold, bonus     parts in 10^4; the highest threshold of the book's accounts where they differ
    line                 ppm: 1 / bonus
    toxic_health         wad: threshold x bonus
    cushion              ppm that it may fall between the two
    held, largest        units behind debts: of all loans, of the largest
    breakeven            ppm: sales that lose less pay
    sellable             units whose sale pays
    safe_small .. all    parts in 10^4: the largest threshold at which a small loan, the largest, or all can be closed
    """

    asset: str
    threshold: int
    bonus: int
    line: int
    toxic_health: int
    cushion: int
    held: int
    largest: int
    breakeven: int
    sellable: int
    safe_small: int
    safe_largest: int
    safe_all: int

    @property
    def safe_for(self) -> str:
        """What its threshold is safe for after the gap: "all", "the largest", "a small loan" or "none"."""
        limits = {"all": self.safe_all, "the largest": self.safe_largest, "a small loan": self.safe_small}
        return next((what for what, limit in limits.items() if self.threshold <= limit), "none")


class Stand(NamedTuple):
    """A loan that may be liquidated, and what a small call does to it.

    payable           base units: the debt that all its collateral pays for
    short             base units: what is owed beyond that, which ends as bad debt
    surplus           base units: what counts less what is owed, before and after a small call
    health            wad, before and after; both None where the protocol takes no small call
    """

    account: str
    whole: Account
    payable: int
    short: int
    surplus: tuple[int, int] | None
    health: tuple[int, int] | None

    @property
    def toxic(self) -> bool:
        """Whether a small call lowers health while the surplus rises."""
        if self.health is None or self.surplus is None:
            return False
        return self.health[1] < self.health[0] and self.surplus[1] > self.surplus[0]


def asset_lines(book: LoanBook, depth: Mapping[str, Depth], fall: int, flash: int) -> list[AssetLine]:
    """Every asset that is collateral of somebody who owes.

    depth   by asset
    fall    ppm that the asset falls at once, from the line on
    flash   ppm of what is repaid
    """
    behind = _held(book)
    found = []
    for asset in book.pledged():
        of = [one for at, one in book.reserves.items() if book.assets[at] == asset and one.threshold]
        if not of:
            continue
        terms = max(of, key=lambda one: one.threshold)
        even = rules.breakeven(terms.bonus, terms.fee, flash)
        amounts, sellable = behind[asset], within(depth[asset], even)
        found.append(AssetLine(
            asset, terms.threshold, terms.bonus, rules.line(terms.bonus),
            rules.toxic_health(terms.threshold, terms.bonus), rules.cushion(terms.threshold, terms.bonus),
            sum(amounts), max(amounts), even, sellable,
            *(rules.safe_threshold(terms.bonus, fall, sellable, held) for held in (1, max(amounts), sum(amounts))),
        ))  # fmt: skip
    return found


def stands(book: LoanBook, reserves: Mapping[int, Reserve]) -> list[Stand]:
    """Every loan that may be liquidated at these prices: who ends in bad debt first, then by debt."""
    found = [_stand(book, reserves, book.loans[place], whole) for place, whole in Sweep(book).liquidatable(reserves)]
    return sorted(found, key=lambda one: (-one.short, -one.whole.debt, one.account))


def surplus(book: LoanBook, reserves: Mapping[int, Reserve], loan: Loan) -> int:
    """What the collateral of a loan counts for less what it owes, in base units, rounded down."""
    counted, mode = 0, book.category(loan)
    for at, one in loan.holdings.items():
        reserve = reserves[at]
        if one.pledged and (reserve.threshold or not book.version.own_threshold):
            worth = value(reserve, balance(book.version, reserve, one))
            counted += worth * threshold(reserve, category_of(mode, at))
    return mul_div_down(counted, 1, BPS) - book.account(loan, reserves).debt


def small_call(book: LoanBook, reserves: Mapping[int, Reserve], loan: Loan) -> Loan | None:
    """A loan after a hundredth of its largest debt was repaid for its largest collateral; none if that is refused."""
    version = book.version
    pledged = {at: balance(version, reserves[at], one) for at, one in loan.holdings.items() if one.pledged}
    held = {at: value(reserves[at], amount) for at, amount in pledged.items()}
    units = {at: debt(version, reserves[at], one) for at, one in loan.holdings.items() if one.owed}
    owed = {at: owed_value(version, reserves[at], amount) for at, amount in units.items()}
    if not held or not owed:
        return None
    collateral, owing = _largest(held), _largest(owed)
    wanted = mul_div_up(units[owing], 1, SMALL)
    done = called(version, reserves, loan.holdings, (collateral, owing), wanted, book.category(loan))
    return None if isinstance(done, Refusal) else loan._replace(holdings=done.holdings)


def _largest(worth: Mapping[int, int]) -> int:
    return max(worth, key=lambda at: (worth[at], -at))


def _held(book: LoanBook) -> dict[str, list[int]]:
    """Units of each asset behind each loan that owes something."""
    found: dict[str, list[int]] = {}
    for loan in book.loans:
        if any(one.owed for one in loan.holdings.values()):
            for at, one in loan.holdings.items():
                if one.pledged and one.supplied:
                    found.setdefault(book.assets[at], []).append(balance(book.version, book.reserves[at], one))
    return found


def _stand(book: LoanBook, reserves: Mapping[int, Reserve], loan: Loan, whole: Account) -> Stand:
    mode = book.category(loan)
    collateral = [
        (value(reserves[at], balance(book.version, reserves[at], one)), bonus(reserves[at], category_of(mode, at)))
        for at, one in loan.holdings.items()
        if one.pledged and (reserves[at].threshold or not book.version.own_threshold)
    ]
    pays, after = rules.payable(collateral), small_call(book, reserves, loan)
    short = max(whole.debt - pays, 0)
    if after is None:
        return Stand(loan.account, whole, pays, short, None, None)
    sums = surplus(book, reserves, loan), surplus(book, reserves, after)
    return Stand(loan.account, whole, pays, short, sums, (whole.health, book.account(after, reserves).health))
