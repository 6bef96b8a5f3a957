"""The terms of a cluster: vaults, and what each takes for its loans; a lower liquidation LTV comes in a line."""

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans.euler.vaults import Cluster
from solvent.engine.loans.listing import Listing
from solvent.engine.refusal import require
from solvent.lending.euler.rates import Curve
from solvent.policy import ClusterPolicy, EVaultPolicy, LendingPolicy, LtvPolicy
from solvent.reasons import Reason


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Lists the vaults that are new; brings interest of the others up to now and charges by the new curve from here.

    Source    euler-xyz/euler-vault-kit 5b98b42 modules/Governance.sol setLTV, setInterestFee, setInterestRateModel,
              shared/types/LTVConfig.sol setLTV (read 2026-11-27)
    """
    terms = policy.terms
    assert isinstance(terms, ClusterPolicy), "LendingPolicy asks for it"
    has = {int(book.reserves.asset[at]): at for at in book.reserves_in(pool)} if pool < book.pools.n else {}
    cluster = Cluster(book, listing.now_s)
    _may_change(book, has, terms)
    reserves = {asset: listing.reserve(asset, vault.decimals) for asset, vault in terms.vaults.items()}
    for asset, vault in terms.vaults.items():
        reserve = reserves[asset]
        listing.events.append(_vault(reserve, vault))
        known = reserve in has.values()
        listing.events += [_ltv(cluster, reserve, reserves[other], one, known, listing.now_s)
                           for other, one in vault.collaterals.items()]  # fmt: skip
        if known:
            curve = Curve(vault.base, vault.slope, vault.steep, vault.kink)
            listing.events.append(cluster.ended(reserve, curve))


def _may_change(book: Book, has: dict[int, int], terms: ClusterPolicy) -> None:
    """Refuses to leave out a vault, other decimals, or a pair that is not named: what was taken can be set to 0."""
    for asset, reserve in has.items():
        name = book.assets[asset]
        same = name in terms.vaults and terms.vaults[name].decimals == book.reserves.decimals[reserve]
        require(same, Reason.TERMS_NOT_ALLOWED, f"expected a vault of {name} in the same units, which accounts hold")
        t = book.ltvs
        pairs = [book.assets[int(book.reserves.asset[other])] for other in t.collateral[t.reserve == reserve]]
        lost = [other for other in pairs if other not in terms.vaults[name].collaterals]
        require(not lost, Reason.TERMS_NOT_ALLOWED,
                f"expected LTVs of {', '.join(lost)} for {name}, 0 % where they count no more")  # fmt: skip


def _vault(reserve: int, x: EVaultPolicy) -> e.EVaultTermsSet:
    return e.EVaultTermsSet(
        reserve, x.base, x.slope, x.steep, x.kink, x.fee, x.discount, x.cool_off, int(x.socialises), x.supply_cap,
        x.borrow_cap,
    )  # fmt: skip


def _ltv(cluster: Cluster, reserve: int, collateral: int, one: LtvPolicy, known: bool, now_s: int) -> e.LtvSet:
    """A pair's LTVs: a lower one is reached by its ramp from where it stands now, any other holds at once."""
    stands = cluster.ltv(reserve, collateral, True) if known else None
    if stands is None or one.liquidation >= stands:
        return e.LtvSet(reserve, collateral, one.borrow, one.liquidation, one.liquidation, now_s, 0)
    return e.LtvSet(reserve, collateral, one.borrow, one.liquidation, stands, now_s + one.ramp, one.ramp)
