"""The terms of an isolated market: what makes it this market never changes, its fee may, and so may an early line."""

import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans.listing import Listing
from solvent.engine.loans.morpho.pair import PAR, begun, ended, pair_of
from solvent.engine.refusal import require
from solvent.fixed import mul_div_down
from solvent.lending.morpho.market import opened
from solvent.lending.morpho.shares import SHARE_DECIMALS
from solvent.lending.scales import BPS, WAD
from solvent.policy import LendingPolicy, PairPolicy
from solvent.reasons import Reason


def terms_set(book: Book, pool: int, policy: LendingPolicy, listing: Listing) -> None:
    """Lists the loan asset, at par, and the collateral; of a market that is open, brings interest up to now first.

    Source    morpho-org/morpho-blue Morpho.sol createMarket, setFee (read 2026-11-27)
    """
    terms = policy.terms
    assert isinstance(terms, PairPolicy), "LendingPolicy asks for it"
    if pool < book.pools.n:
        _may_change(book, pool, terms)
        running, minted = begun(book, pair_of(book, pool), listing.now_s)
    else:
        running, minted = opened(terms.lltv, terms.fee, listing.now_s), 0
    loan = listing.reserve(terms.loan, terms.loan_decimals)
    collateral = listing.reserve(terms.collateral, terms.collateral_decimals)
    early = terms.early
    shares = (early.line, early.least_share, early.most_share) if early else (0, 0, 0)
    incentives = (early.least_incentive, early.most_incentive) if early else (0, 0)
    threshold = mul_div_down(early.line if early else terms.lltv, BPS, WAD)
    set_ = e.PairTermsSet(
        pool, loan, collateral, terms.lltv, terms.fee, threshold, SHARE_DECIMALS, *shares, *incentives
    )
    updated = ended(pool, running, minted)
    if pool < book.pools.n:
        listing.events += [updated, set_]
    else:
        listing.events += [set_, updated, e.OracleUpdated(loan, str(PAR))]


def _may_change(book: Book, pool: int, terms: PairPolicy) -> None:
    """Refuses another pair, other decimals or another line, and another early line while borrowers agreed to it."""
    pair, t = pair_of(book, pool), book.pairs
    names = [(book.assets[int(book.reserves.asset[at])], int(book.reserves.decimals[at])) for at in pair[1:]]
    same = list(terms.units.items()) == names and terms.lltv == t.lltv[pair.row]
    require(same, Reason.TERMS_NOT_ALLOWED,
            f"expected {names[0][0]} against {names[1][0]} at the same line and in the same units: another line is "
            f"another market")  # fmt: skip
    early, agreed = terms.early, int(np.count_nonzero((book.loans.pool == pool) & (book.loans.early == 1)))
    if agreed:
        now = [int(column[pair.row]) for column in
               (t.early_line, t.least_share, t.most_share, t.least_incentive, t.most_incentive)]  # fmt: skip
        asked = [early.line, early.least_share, early.most_share, early.least_incentive, early.most_incentive] \
            if early else []  # fmt: skip
        require(asked == now, Reason.TERMS_NOT_ALLOWED,
                f"expected the early line that {agreed} borrowers agreed to, found another or none")  # fmt: skip
