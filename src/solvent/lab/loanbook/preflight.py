"""Who would be liquidated by a change of the rulebook alone: same loans, same prices, other terms."""

from typing import NamedTuple

from solvent.errors import BadInput
from solvent.lab.loanbook.book import LoanBook, categories_of, reserve_of
from solvent.lab.loanbook.sweep import Sweep
from solvent.lending.aave.account import Account
from solvent.lending.aave.pool import Reserve
from solvent.lending.aave.versions import VERSIONS
from solvent.lending.scales import BPS
from solvent.policy import LendingPolicy


class Change(NamedTuple):
    """An account under the old terms and under the new ones; held: base units of its collateral by asset."""

    account: str
    before: Account
    after: Account
    held: dict[str, int]


class Preflight(NamedTuple):
    """What a change does to a book at its prices.

    fallen, cured   by debt, the largest first: liquidatable only after, and only before
    below           how many may be liquidated before, and after
    owing           how many owe something
    """

    fallen: list[Change]
    cured: list[Change]
    below: tuple[int, int]
    owing: int


def under(book: LoanBook, policy: LendingPolicy) -> LoanBook:
    """The same loans at the same prices under another rulebook.

    returns   a book in totals takes the difference in the threshold of its collateral for each account's own one
    """
    if policy.protocol not in VERSIONS or policy.base_decimals != book.policy.base_decimals:
        found = f"{policy.protocol.name} with {policy.base_decimals}"
        raise BadInput(
            f"expected a rulebook of Aave with {book.policy.base_decimals} decimals of its base, found {found}"
        )
    named = dict.fromkeys(book.assets[:1] if book.in_totals else book.assets)
    for asset in named:
        if policy.decimals.get(asset) != book.policy.decimals[asset]:
            found = f"{policy.decimals[asset]} decimals" if asset in policy.decimals else "none"
            raise BadInput(
                f"expected {asset} with {book.policy.decimals[asset]} decimals in {policy.name}, found {found}"
            )
    missing = sorted({loan.category for loan in book.loans} - {"", *policy.categories})
    if missing:
        raise BadInput(f"expected the e-modes of the book in {policy.name}, found no {', '.join(missing)}")
    reserves = {at: _changed(book, at, policy) for at in book.reserves}
    return book._replace(
        policy=policy, version=VERSIONS[policy.protocol], reserves=reserves,
        categories=categories_of(policy, book.assets),
    )  # fmt: skip


def preflight(book: LoanBook, policy: LendingPolicy) -> Preflight:
    """Who falls and who is cured when the terms change."""
    other = under(book, policy)
    before, after = ({place for place, _ in Sweep(one).liquidatable()} for one in (book, other))
    fallen, cured = (
        sorted((_change(book, other, place) for place in places), key=lambda one: (-one.after.debt, one.account))
        for places in (after - before, before - after)
    )
    owing = sum(any(one.owed for one in loan.holdings.values()) for loan in book.loans)
    return Preflight(fallen, cured, (len(before), len(after)), owing)


def _changed(book: LoanBook, at: int, policy: LendingPolicy) -> Reserve:
    old, asset = book.reserves[at], book.assets[at]
    if not book.in_totals:
        return reserve_of(policy.reserves[asset], old.price)
    if not old.threshold:
        return old
    moved = policy.reserves[asset].threshold - book.policy.reserves[asset].threshold
    threshold = min(max(old.threshold + moved, 0), BPS)
    terms = reserve_of(policy.reserves[asset], old.price)
    return terms._replace(decimals=old.decimals, threshold=threshold, ltv=min(terms.ltv, threshold))


def _change(book: LoanBook, other: LoanBook, place: int) -> Change:
    loan = book.loans[place]
    return Change(loan.account, book.account(loan), other.account(loan), book.worth(loan))
