"""The terms of a pool of troves: one collateral, one coin at par."""

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans.liquity.branch import begun, branch_in
from solvent.engine.loans.listing import Listing
from solvent.engine.refusal import require
from solvent.lending.scales import WAD
from solvent.policy import BranchPolicy, LendingPolicy
from solvent.policy.liquity import DECIMALS
from solvent.reasons import Reason


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Lists collateral and coin, the coin at par; refused where an open branch would have others."""
    terms = policy.terms
    assert isinstance(terms, BranchPolicy)
    new = pool == book.pools.n
    places = [listing.reserve(asset, DECIMALS) for asset in (terms.collateral, terms.coin)]
    branch = book.branches.n if new else branch_in(book, pool)
    if not new:
        known = [int(book.branches.collateral[branch]), int(book.branches.coin[branch])]
        require(places == known, Reason.TERMS_NOT_ALLOWED, "expected the collateral and the coin the pool has")
        aside = wide(book.branches, branch, "set_aside")
        require(terms.set_aside * WAD == aside, Reason.TERMS_NOT_ALLOWED,
                f"expected {aside} units set aside, as open troves have, found {terms.set_aside * WAD}")  # fmt: skip
    listing.events.append(e.BranchTermsSet(
        branch, pool, places[0], places[1], minimum=str(terms.minimum), critical=str(terms.critical),
        least_debt=str(terms.least_debt * WAD), set_aside=str(terms.set_aside * WAD), fee=str(terms.fee),
    ))  # fmt: skip
    if new:
        listing.events += [e.OracleUpdated(places[1], str(WAD)), *begun(branch)]
