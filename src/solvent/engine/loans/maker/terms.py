"""The terms of a pool of vaults: one collateral, one coin at par; and its breaker."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.listing import Listing
from solvent.engine.loans.maker.ilk import accrued, ilk_in, ilk_of, is_falling, running
from solvent.engine.refusal import Stages, require
from solvent.lending.maker.auction import Breaker
from solvent.lending.scales import WAD
from solvent.policy import FallingPolicy, LendingPolicy, VaultPolicy
from solvent.policy.vaults import DECIMALS
from solvent.reasons import Reason

NONE = dict.fromkeys(("hole", "tip", "lump", "buf", "cusp", "chip", "cut", "beg", "reserve", "tail", "step", "tau",
                      "ttl", "curve"), 0)  # fmt: skip


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Lists collateral and coin, the coin at par; running auctions go on by the new terms, as on chain."""
    terms = policy.terms
    assert isinstance(terms, VaultPolicy)
    new = pool == book.pools.n
    places = [listing.reserve(asset, DECIMALS) for asset in (terms.collateral, terms.coin)]
    row = book.ilks.n if new else ilk_in(book, pool)
    if not new:
        known = [int(book.ilks.collateral[row]), int(book.ilks.coin[row])]
        require(places == known, Reason.TERMS_NOT_ALLOWED, "expected the collateral and the coin the pool has")
        ilk = ilk_of(book, pool, listing.now_s)  # at the fee as it was
        listing.events += accrued(book, ilk, listing.now_s)
    sale = terms.sale
    how = {name: int(getattr(sale, name)) for name in sale.__struct_fields__}
    listing.events.append(e.IlkTermsSet(
        row, pool, places[0], places[1], mat=terms.mat, chop=terms.chop, duty=terms.duty, line=terms.line,
        dust=terms.dust, **{**NONE, **how},
    ))  # fmt: skip
    if new:
        listing.events.append(e.OracleUpdated(places[1], str(WAD)))
    else:
        falls = isinstance(sale, FallingPolicy)
        same = falls == is_falling(book, ilk_of(book, pool)) or not running(book, row)
        require(same, Reason.TERMS_NOT_ALLOWED, "expected no auction that runs under the other rules")


def set_breaker(book: Book, command: c.SetBreaker) -> Stages:
    """What is stopped from here on."""
    ilk = ilk_of(book, reading.pool_of(book, command.pool))
    require(command.level in set(Breaker), Reason.OUT_OF_RANGE, f"expected a level from 0 to 3, found {command.level}")
    require(is_falling(book, ilk), Reason.WRONG_KIND, f"{command.pool} has rising auctions, which have no breaker")
    changes = command.level != int(book.ilks.breaker[ilk.row])
    require(changes, Reason.ALREADY_IN_FORCE, f"the breaker of {command.pool} is at {command.level}")
    yield [e.BreakerSet(ilk.row, command.level)]
