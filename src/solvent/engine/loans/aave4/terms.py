"""The terms of a spoke: its reserves, and what they count for, which a loan takes when it is refreshed."""

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans.aave4.hub import PPB_IN_RAY, Hub
from solvent.engine.loans.aave4.positions import Terms, newest_of, terms_of
from solvent.engine.loans.listing import Listing
from solvent.engine.refusal import require
from solvent.lending.aave.hub import Curve
from solvent.policy import HubReservePolicy, LendingPolicy, SpokePolicy
from solvent.reasons import Reason


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Lists the reserves that are new; brings interest of the others up to now and charges by the new curve from here.

    Other factors, bonuses and charges are new terms beside those that loans have taken; all else holds at once.

    Source    aave/aave-v4 8e6ea16 src/spoke/Spoke.sol addDynamicReserveConfig, updateReserveConfig, ea3c927
              src/hub/Hub.sol updateAssetConfig, setInterestRateData (read 2026-11-27)
    """
    terms = policy.terms
    assert isinstance(terms, SpokePolicy), "LendingPolicy asks for it"
    has = (
        {book.assets[int(book.reserves.asset[at])]: at for at in book.reserves_in(pool)} if pool < book.pools.n else {}
    )
    for asset, reserve in has.items():
        same = asset in terms.reserves and terms.reserves[asset].decimals == book.reserves.decimals[reserve]
        require(same, Reason.TERMS_NOT_ALLOWED, f"expected terms of {asset} in the same units, which loans hold")
    listing.events.append(e.SpokeTermsSet(pool, terms.target, terms.most_at, terms.least))
    hub = Hub(book, listing.now_s)
    for asset, one in terms.reserves.items():
        reserve = listing.reserve(asset, one.decimals)
        listing.events.append(_reserve(reserve, one, _key(book, reserve, one) if asset in has else 0))
        if asset in has:
            curve = Curve(*(int(getattr(one, name)) * PPB_IN_RAY for name in Curve._fields))
            listing.events.append(hub.ended(reserve, curve))


def _key(book: Book, reserve: int, one: HubReservePolicy) -> int:
    """The key in force where these are its terms, else the next."""
    key = newest_of(book, reserve)
    return key + (terms_of(book, reserve, key) != Terms(one.factor, one.bonus, one.charge))


def _reserve(reserve: int, x: HubReservePolicy, key: int) -> e.HubTermsSet:
    return e.HubTermsSet(
        reserve, key, x.risk, x.factor, x.bonus, x.charge, x.fee, x.optimal, x.base, x.slope, x.steep, x.supply_cap,
        x.borrow_cap, int(x.frozen), int(x.borrowing),
    )  # fmt: skip
