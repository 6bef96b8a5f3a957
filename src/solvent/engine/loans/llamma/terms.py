"""The terms of a market of LLAMMA: which assets, how wide its bands are and where they begin never changes."""

import numpy as np

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans.listing import Listing
from solvent.engine.loans.llamma.market import pool_at, written
from solvent.engine.refusal import require
from solvent.lending.llamma.loans import rate_at
from solvent.lending.scales import WAD
from solvent.policy import BandPolicy, LendingPolicy
from solvent.policy.llamma import DECIMALS
from solvent.reasons import Reason


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Lists both assets, the borrowed one at par; of an open market brings interest up to now at the old rate first."""
    terms = policy.terms
    assert isinstance(terms, BandPolicy), "LendingPolicy asks for it"
    new = pool == book.pools.n
    places = [listing.reserve(asset, DECIMALS) for asset in (terms.borrowed, terms.collateral)]
    row = book.band_markets.n if new else int(np.flatnonzero(book.band_markets.pool == pool)[0])
    if not new:
        _same(book, row, places, terms)
        here = pool_at(book, pool, listing.now_s)
        listing.events += written(book, here, here.bands)
    listing.events.append(e.BandTermsSet(
        row, pool, places[0], places[1], int(terms.mints), terms.a, terms.fee, str(terms.base * WAD),
        terms.loan_discount, terms.discount, terms.least_rate, terms.most_rate,
    ))  # fmt: skip
    if new:
        rate = rate_at(terms.least_rate, terms.most_rate, 0, 0)
        one = str(WAD)
        listing.events += [
            e.BandMarketUpdated(row, one, rate, listing.now_s, 0, 0, 0, "0", 0, 0, "0", one, "0"),
            e.OracleUpdated(places[0], one),
        ]


def _same(book: Book, row: int, places: list[int], terms: BandPolicy) -> None:
    t = book.band_markets
    now = [int(t.borrowed[row]), int(t.collateral[row]), int(t.a[row]), wide(t, row, "base")]
    same = now == [*places, terms.a, terms.base * WAD]
    require(same, Reason.TERMS_NOT_ALLOWED, "expected the assets, the width of bands and the base price the market has")
