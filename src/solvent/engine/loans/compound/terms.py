"""The terms of a pool of Compound III: what it lends first, then every collateral in the order of the rulebook."""

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans.listing import Listing
from solvent.engine.refusal import require
from solvent.lending.compound.balances import INDEX
from solvent.policy import LendingPolicy
from solvent.policy.comets import CometPolicy
from solvent.reasons import Reason


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Lists the base asset and the collaterals and sets their terms; what is listed keeps its place and its decimals.

    Another curve counts from the last accrual on, as after an upgrade of the contract.
    """
    terms = policy.terms
    assert isinstance(terms, CometPolicy), "LendingPolicy asks for it"
    _may_change(book, pool, terms)
    new = pool >= book.pools.n
    base = listing.reserve(terms.base, terms.decimals)
    if new:
        listing.events.append(e.ReserveUpdated(base, str(INDEX), str(INDEX), "0", "0", "0", listing.now_s))
    listing.events.append(
        e.CometTermsSet(
            pool, base, terms.borrow_min, terms.target, terms.storefront,
            terms.supply.kink, terms.supply.base, terms.supply.slope, terms.supply.steep,
            terms.borrow.kink, terms.borrow.base, terms.borrow.slope, terms.borrow.steep,
        )
    )  # fmt: skip
    for asset, one in terms.collaterals.items():
        reserve = listing.reserve(asset, one.decimals)
        factors = one.borrow_factor, one.liquidate_factor, one.liquidation_factor
        listing.events.append(e.CollateralTermsSet(reserve, *factors, one.supply_cap))


def _may_change(book: Book, pool: int, terms: CometPolicy) -> None:
    """Refuses another base asset, other decimals, or collaterals that are left out or change places."""
    t, listed = book.reserves, book.reserves_in(pool)
    had = [(book.assets[int(t.asset[reserve])], int(t.decimals[reserve])) for reserve in listed]
    has = [(terms.base, terms.decimals), *((asset, one.decimals) for asset, one in terms.collaterals.items())]
    require(has[: len(had)] == had, Reason.TERMS_NOT_ALLOWED,
            f"expected {', '.join(asset for asset, _ in had)} first, in this order and with their decimals, which "
            f"loans hold")  # fmt: skip
