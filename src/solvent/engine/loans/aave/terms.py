"""The terms of a pool of Aave: its reserves and its e-modes."""

from collections.abc import Iterator

from solvent import events as e
from solvent.book import Book, name_hash
from solvent.engine.loans.listing import Listing
from solvent.engine.refusal import require
from solvent.policy import LendingPolicy
from solvent.reasons import Reason


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Every reserve and its terms, then the e-modes; refused where they leave out or count otherwise what is lent."""
    places = []
    for asset, terms in policy.reserves.items():
        places.append(listing.reserve(asset, terms.decimals))
        listing.events.append(e.ReserveTermsSet(places[-1], *_cells(policy, asset)))
    _may_change(book, pool, policy)
    listing.events += _categories(book, pool, policy, places)


def _cells(policy: LendingPolicy, asset: str) -> tuple[int, ...]:
    terms = policy.reserves[asset]
    return tuple(int(getattr(terms, field)) for field in terms.__struct_fields__[1:])


def _categories(book: Book, pool: int, policy: LendingPolicy, places: list[int]) -> Iterator[e.Event]:
    """The terms of every e-mode; its reserves are bits in the order in which the pool has listed them."""
    t, new = book.categories, book.categories.n
    order = [*book.reserves_in(pool), *sorted(set(places) - set(book.reserves_in(pool)))]
    bits = {asset: 1 << order.index(at) for asset, at in zip(policy.reserves, places, strict=True)}
    known = {int(t.name[row]): row for row in range(t.n) if t.pool[row] == pool}
    for name, terms in policy.categories.items():
        row = known.get(name_hash(name), new)
        new += row == new
        sets = [str(sum(bits[asset] for asset in set(assets))) for assets in (terms.collateral, terms.borrowable)]
        yield e.CategoryTermsSet(
            row, pool, name, terms.ltv, terms.threshold, terms.bonus, int(terms.isolated), *sets
        )  # fmt: skip


def _may_change(book: Book, pool: int, policy: LendingPolicy) -> None:
    """Refuses terms that leave out a reserve or an e-mode, or count one otherwise: loans hold what they hold."""
    for reserve in book.reserves_in(pool):
        name, decimals = book.assets[int(book.reserves.asset[reserve])], int(book.reserves.decimals[reserve])
        terms = policy.reserves.get(name)
        require(terms is not None and terms.decimals == decimals, Reason.TERMS_NOT_ALLOWED,
                f"expected terms of {name} with {decimals} decimals, which loans hold")  # fmt: skip
    names = {name_hash(name) for name in policy.categories}
    known = [row for row in range(book.categories.n) if book.categories.pool[row] == pool]
    require(all(int(book.categories.name[row]) in names for row in known), Reason.TERMS_NOT_ALLOWED,
            "expected terms of every e-mode of the pool: loans may be in it")  # fmt: skip
