"""The terms of a branch of Liquity v2: one collateral, one coin at par, and lines that never change."""

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans.liquity.branch import branch_in, terms_of
from solvent.engine.loans.liquity2.branch import begun, rated_of
from solvent.engine.loans.listing import Listing
from solvent.engine.refusal import require
from solvent.lending.liquity.rated import LEAST_DEBT
from solvent.lending.scales import WAD
from solvent.policy import LendingPolicy, RatedBranchPolicy
from solvent.policy.liquity import DECIMALS
from solvent.reasons import Reason

NAMES = ("shutdown", "pool_penalty", "penalty", "gas")


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Lists collateral and coin, the coin at par; of an open branch nothing can be changed, as of the contracts."""
    terms = policy.terms
    assert isinstance(terms, RatedBranchPolicy), "LendingPolicy asks for it"
    new = pool == book.pools.n
    places = [listing.reserve(asset, DECIMALS) for asset in (terms.collateral, terms.coin)]
    branch = book.branches.n if new else branch_in(book, pool)
    rest = [int(getattr(terms, name)) for name in NAMES]
    if not new:
        _same(book, branch, places, terms, rest)
    listing.events += [
        e.BranchTermsSet(
            branch, pool, places[0], places[1], str(terms.minimum), str(terms.critical), str(LEAST_DEBT), "0", "0"
        ),
        e.RatedTermsSet(branch, terms.shutdown, terms.pool_penalty, terms.penalty, terms.gas),
    ]
    if new:
        updated = e.AggregateUpdated(branch, "0", "0", listing.now_s, "0", "0", "0", 0, 0)
        first = e.BaseRateSet(branch, str(WAD), listing.now_s)
        listing.events += [e.OracleUpdated(places[1], str(WAD)), *begun(branch), updated, first]


def _same(book: Book, branch: int, places: list[int], terms: RatedBranchPolicy, rest: list[int]) -> None:
    t, b = book.rated_branches, book.branches
    rated = rated_of(book, int(b.pool[branch]))
    known = [int(b.collateral[branch]), int(b.coin[branch])]
    lines = terms_of(book, rated.branch).lines
    now = [int(getattr(t, name)[rated.row]) for name in NAMES]
    same = places == known and (terms.minimum, terms.critical) == tuple(lines) and rest == now
    require(same, Reason.TERMS_NOT_ALLOWED, "expected the terms the branch has: none of them can be changed")
