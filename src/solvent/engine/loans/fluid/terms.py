"""The terms of a vault of Fluid: its assets never change; prices of debt are brought up to now before the others do."""

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans.fluid.scene import NO_TOP, Scene, row_of
from solvent.engine.loans.fluid.view import PRICE
from solvent.engine.loans.listing import Listing
from solvent.engine.refusal import require
from solvent.lending.fluid.liquidity import PAR, Curve
from solvent.policy import LendingPolicy, TickPolicy
from solvent.reasons import Reason


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Lists both assets, the borrowed one at par; of an open vault writes both prices of debt, and the new rate."""
    terms = policy.terms
    assert isinstance(terms, TickPolicy), "LendingPolicy asks for it"
    new = pool == book.pools.n
    places = [listing.reserve(asset, decimals) for asset, decimals in terms.units.items()]
    if new:
        row, first = book.tick_vaults.n, Curve(terms.points).rate(0)
        listing.events += [
            _told(row, pool, places, terms, (PAR, PAR)),
            e.TickVaultUpdated(row, 0, NO_TOP, 1, 1, "0", "0", "0", "0", "0"),
            e.LayerUpdated(row, PAR, PAR, first, 0, listing.now_s, "0", "0", "0"),
            e.OracleUpdated(places[0], str(PRICE)),
        ]
        return
    row, scene = row_of(book, pool), Scene(book, pool, listing.now_s)
    decimals = [int(book.reserves.decimals[at]) for at in places if at < book.reserves.n]
    same = [scene.borrowed, scene.collateral] == places and decimals == list(terms.units.values())
    require(same, Reason.TERMS_NOT_ALLOWED, "expected the assets the vault has, in the same units")
    told = _told(row, pool, places, terms, (scene.layer.borrow, scene.prices.borrow))
    listing.events += [told, *scene.ended(Curve(terms.points), terms.update)]


def _told(row: int, pool: int, places: list[int], x: TickPolicy, prices: tuple[int, int]) -> e.TickTermsSet:
    (_, base), (kink, kinked), *middle, (_, most) = x.points
    second, seconded = middle[0] if middle else (0, 0)
    borrowed, collateral = places
    return e.TickTermsSet(
        row, pool, borrowed, collateral, x.factor, x.threshold, x.limit, x.penalty, x.fee, x.magnifier, base, kink,
        kinked, second, seconded, most, x.revenue, x.update, *prices,
    )  # fmt: skip
