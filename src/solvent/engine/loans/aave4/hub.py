"""The book's cells as the rules of Aave v4 want them, and the event that writes an asset."""

import numpy as np

from solvent import events as e
from solvent.book import MAX_WIDE, Book, rad, wide
from solvent.engine.loans import reading
from solvent.engine.refusal import Refusal as Refused
from solvent.engine.refusal import require
from solvent.lending.aave import hub as rules
from solvent.lending.aave.hub import Asset, Curve, Premium, units_up
from solvent.lending.aave.seizure import Side
from solvent.lending.refusal import Refusal
from solvent.reasons import Reason

PPB_IN_RAY = 10**18


def row_of(book: Book, reserve: int) -> int:
    """The row of a reserve's asset."""
    return int(np.flatnonzero(book.hub_assets.reserve == reserve)[0])


def written(book: Book, reserve: int) -> Asset:
    """An asset as it was last written."""
    r, t, row = book.reserves, book.hub_assets, row_of(book, reserve)
    return Asset(
        cash=reading.cash_of(book, reserve),
        added=wide(r, reserve, "supplied"),
        fees=wide(r, reserve, "treasury"),
        drawn=wide(r, reserve, "owed"),
        premium=Premium(wide(t, row, "premium"), rad(t, row, "accrued"), wide(r, reserve, "borrow_index")),
        rate=wide(r, reserve, "borrow_rate"),
        deficit=rad(t, row, "deficit"),
        realised=wide(t, row, "realised"),
        fee=int(r.factor[reserve]),
        updated=int(r.updated_s[reserve]),
    )


class Hub:
    """The assets of a pool at a time, with their interest; what a step has done to one is seen by what follows."""

    def __init__(self, book: Book, now_s: int) -> None:
        self.book, self.now_s = book, now_s
        self._assets: dict[int, Asset] = {}

    def __getitem__(self, reserve: int) -> Asset:
        if reserve not in self._assets:
            self._assets[reserve] = rules.accrued(written(self.book, reserve), self.now_s)
        return self._assets[reserve]

    def __setitem__(self, reserve: int, asset: Asset) -> None:
        self._assets[reserve] = asset

    def side(self, reserve: int) -> Side:
        """An asset's price and unit."""
        r = self.book.reserves
        return Side(wide(r, reserve, "price"), 10 ** int(r.decimals[reserve]))

    def ended(self, reserve: int, curve: Curve | None = None) -> e.HubUpdated:
        """The event that writes an asset, with the rate that follows from what it has and what was drawn of it.

        curve   none: the one in force
        """
        asset = self[reserve]
        largest = max(asset.cash, asset.added, asset.drawn, asset.premium.shares, asset.drawn_index, asset.owed)
        require(largest <= MAX_WIDE, Reason.TOO_LARGE, f"expected shares, an index and units within 2^126, found "
                f"{largest}")  # fmt: skip
        minted = asset.fees - wide(self.book.reserves, reserve, "treasury")
        charged = rules.rate(curve or curve_of(self.book, reserve), asset.cash, rules.drawn_units(asset))
        return e.HubUpdated(
            reserve, str(asset.drawn_index), str(charged), str(asset.premium.shares), str(asset.premium.accrued),
            str(asset.deficit), str(asset.realised), str(minted), asset.updated,
        )  # fmt: skip


def curve_of(book: Book, reserve: int) -> Curve:
    """How an asset's rate follows its usage."""
    r = book.reserves
    return Curve(*(int(getattr(r, name)[reserve]) * PPB_IN_RAY for name in Curve._fields))


def may_add(hub: Hub, reserve: int, units: int) -> None:
    """Refuses units past the cap of what is added, of which fees are not a part.

    Source    aave/aave-v4 ea3c927 src/hub/Hub.sol _validateAdd (read 2026-11-27)
    """
    asset = hub[reserve]
    _within(hub.book, reserve, "supply_cap", rules.assets_up(asset, asset.added - asset.fees) + units)


def may_draw(hub: Hub, reserve: int, units: int) -> None:
    """Refuses units past the cap of what is owed, of which the deficit is a part.

    Source    aave/aave-v4 ea3c927 src/hub/Hub.sol _validateDraw (read 2026-11-27)
    """
    asset = hub[reserve]
    owed = rules.drawn_units(asset) + units_up(asset.premium.accrued) + units_up(asset.deficit)
    _within(hub.book, reserve, "borrow_cap", owed + units)


def _within(book: Book, reserve: int, cap: str, units: int) -> None:
    most = int(getattr(book.reserves, cap)[reserve]) * 10 ** int(book.reserves.decimals[reserve])
    require(not most or units <= most, Reason.CAP_REACHED, f"expected at most {most} units, it would be {units}")


def done(answer: rules.Moved | Refusal, what: str) -> rules.Moved:
    """What a rule did, or a refusal."""
    if isinstance(answer, Refusal):
        reason = Reason.NO_LIQUIDITY if answer is Refusal.LENT_OUT else reading.REASONS[answer]
        raise Refused(reason, f"{what}: {answer.value}")
    return answer
