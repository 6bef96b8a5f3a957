"""Funds by category and the payers that share a loss."""

from solvent.columns import Cells
from solvent.events.base import Event


class FundOpened(Event, kind=65):
    """A fund beside the one of its asset exists, with a bucket of its own. name: TEXT, its holder's."""

    name: str
    asset: int


class FundAssigned(Event, kind=66):
    """A market's fees, leftovers and shortfalls are this fund's from here on; 0: the one of its asset."""

    market: int
    bucket: int


class LossSharesSet(Event, kind=67):
    """Which part of what its bucket may come to owe is a row's: atoms, its maintenance when the closing began."""

    row: Cells
    share: Cells


class CategoryFundDrawn(Event, kind=68):
    """The fund of a category (a bucket) paid for a bucket."""

    bucket: Cells
    fund: Cells
    amount: Cells


class ContributionChanged(Event, kind=69):
    """An account put atoms into the default fund of an asset, or took them back (below 0)."""

    account: int
    asset: int
    amount: int


class DefaultFundDrawn(Event, kind=70):
    """The default fund of an asset paid: this much of a contribution (index), of which left was there; -1: the
    operator's own part. own: 1 where it paid for the account that had put it in."""

    asset: int
    contribution: Cells
    amount: Cells
    left: Cells
    own: Cells


class LossShared(Event, kind=71):
    """A bucket paid for the losses of others: its part by the day's profit (atoms) or by open interest (lots) of a
    market. payer: policy.Payer; market: -1 for none; measure: that profit or those lots."""

    payer: int
    market: int
    bucket: Cells
    amount: Cells
    measure: Cells


class SessionBegan(Event, kind=72):
    """A day's session began; base: atoms of equity, 0 where it is below, that profits are counted from."""

    number: int
    bucket: Cells
    base: Cells
