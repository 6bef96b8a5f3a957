"""Which lending pools there are, and their terms."""

from collections.abc import Iterator

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, name_hash
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.refusal import Stages, require
from solvent.policy import LendingPolicy
from solvent.reasons import Reason
from solvent.units import MAX_DECIMALS


def adopt_lending(book: Book, command: c.AdoptLending) -> Stages:
    """A pool opens, or its terms change; every loan is then looked at under the new ones.

    Interest goes on at the rates last set until somebody acts, as in the contract.
    """
    policy, name = command.policy, command.pool
    pool = book.pool_names.index(name) if name in book.pool_names else book.pools.n
    r.new_name(name)
    assets = list(book.assets)
    events: list[e.Event] = []
    now_s = reading.seconds(command.time_ns)
    reserve = book.reserves.n
    places: list[int] = []
    for asset, terms in policy.reserves.items():
        place = (pool, book.assets.index(asset)) if asset in book.assets else None
        at = book.reserve_of.get(place) if place else None
        if at is None:
            events += _listed(book, assets, pool, asset, terms.decimals, now_s)
            at, reserve = reserve, reserve + 1
        events.append(e.ReserveTermsSet(at, *_cells(policy, asset)))
        places.append(at)
    if pool < book.pools.n:
        _may_change(book, pool, policy)
    adopted = e.PoolAdopted(pool, name, policy.name, policy.content_hash, policy.protocol, policy.base_decimals)
    yield [adopted, *events, *_categories(book, pool, policy, places)]
    yield watching.swept(book, pool)


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


def _listed(book: Book, assets: list[str], pool: int, asset: str, decimals: int, now_s: int) -> list[e.Event]:
    """A new reserve, and its asset where that is new; `assets` grows with it."""
    events: list[e.Event] = []
    if asset not in assets:
        r.new_name(asset)
        events.append(e.AssetListed(asset, min(decimals, MAX_DECIMALS)))
        assets.append(asset)
    else:
        finest = book.asset_decimals[assets.index(asset)] + MAX_DECIMALS
        require(decimals <= finest, Reason.GRID_NOT_ALLOWED,
                f"expected at most {finest} decimals of {asset} as it is listed, found {decimals}")  # fmt: skip
    return [*events, e.ReserveListed(pool, assets.index(asset), decimals, now_s)]


def _may_change(book: Book, pool: int, policy: LendingPolicy) -> None:
    """Refuses terms that leave out a reserve, or count one otherwise: loans hold what they hold."""
    p, t = book.pools, book.reserves
    same = (policy.protocol, policy.base_decimals) == (int(p.protocol[pool]), int(p.base_decimals[pool]))
    require(same, Reason.TERMS_NOT_ALLOWED, f"expected the protocol and base unit {book.pool_names[pool]} has")
    for (of, asset), reserve in book.reserve_of.items():
        if of != pool:
            continue
        name, decimals = book.assets[asset], int(t.decimals[reserve])
        terms = policy.reserves.get(name)
        require(terms is not None and terms.decimals == decimals, Reason.TERMS_NOT_ALLOWED,
                f"expected terms of {name} with {decimals} decimals, which loans hold")  # fmt: skip
    names = {name_hash(name) for name in policy.categories}
    missing = [row for row in range(book.categories.n) if book.categories.pool[row] == pool]
    require(all(int(book.categories.name[row]) in names for row in missing), Reason.TERMS_NOT_ALLOWED,
            f"expected terms of every e-mode of {book.pool_names[pool]}: loans may be in it")  # fmt: skip
