"""What a loan has and owes in a spoke, what that stands at, and the events that write it."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from solvent import events as e
from solvent.book import Book, rad, wide
from solvent.engine.loans.aave4.hub import Hub, row_of
from solvent.engine.loans.places import changed
from solvent.engine.loans.reading import holding_of
from solvent.engine.refusal import require
from solvent.lending.aave import hub as assets
from solvent.lending.aave import spoke as rules
from solvent.lending.aave.hub import Premium
from solvent.lending.aave.pool import Holding
from solvent.lending.aave.spoke import Account, Counted, Debt
from solvent.lending.scales import WAD
from solvent.reasons import Reason


class Terms(NamedTuple):
    """What a reserve counts for by one key, parts in 10^4."""

    factor: int
    bonus: int
    charge: int


class Part(NamedTuple):
    """What a loan has in one reserve.

    holding    index
    supplied   shares of what was added
    drawn      shares of what was drawn
    pledged    whether what is supplied is collateral
    premium    what its debt is charged for risk
    key        of the terms it counts by
    """

    holding: int
    supplied: int = 0
    drawn: int = 0
    pledged: bool = False
    premium: Premium = Premium()
    key: int = 0


class Position:
    """All a loan has in a spoke, at a time: steps change its parts and the assets, `ended` writes what differs."""

    def __init__(self, hub: Hub, loan: int) -> None:
        self.hub, book = hub, hub.book
        rows = book.holdings_of(loan) if loan < book.loans.n else []
        self.parts = {int(book.holdings.reserve[row]): _part(book, row) for row in rows}
        self._before = dict(self.parts)
        self._touched: dict[int, None] = {}

    def at(self, reserve: int, holding: int) -> Part:
        """What it has in a reserve, in a new holding where it has none."""
        return self.parts.setdefault(reserve, Part(holding))

    def touch(self, reserve: int) -> None:
        """An asset is written at the end of the step."""
        self._touched[reserve] = None

    def put(self, reserve: int, now: Part) -> None:
        """Changes what it has in a reserve."""
        self.parts[reserve] = now

    def debt(self, reserve: int) -> Debt:
        """What it owes in a reserve."""
        part = self.parts[reserve]
        return rules.debt(self.hub[reserve], part.drawn, part.premium)

    def account(self, newest: bool = False) -> Account:
        """What it stands at, by the terms it has taken or by the newest."""
        hub, counts, debts = self.hub, [], []
        for reserve, part in self.parts.items():
            if part.pledged and part.supplied:
                key = newest_of(hub.book, reserve) if newest else part.key
                factor, risk = terms_of(hub.book, reserve, key).factor, risk_of(hub.book, reserve)
                if factor:
                    value = rules.supplied_value(hub[reserve], part.supplied, hub.side(reserve))
                    counts.append(Counted(value, factor, risk))
            if part.drawn:
                debts.append(rules.debt_value(self.debt(reserve), hub.side(reserve)))
        return rules.account(counts, debts)

    @property
    def asked(self) -> list[int]:
        """The reserves whose prices any look at it asks for."""
        return [reserve for reserve, part in self.parts.items() if part.pledged or part.drawn]

    @property
    def priced(self) -> bool:
        """Whether those were told."""
        return all(wide(self.hub.book.reserves, reserve, "price") for reserve in self.asked)

    def must_be_priced(self) -> None:
        """Refuses unless those were told."""
        book = self.hub.book
        silent = [book.assets[int(book.reserves.asset[reserve])] for reserve in self.asked
                  if not wide(book.reserves, reserve, "price")]  # fmt: skip
        require(not silent, Reason.ORACLE_SILENT, f"the oracle has told no price of {', '.join(silent)}")

    def refreshed(self, who: str) -> None:
        """Counts by the newest terms from here on, is charged by them, and is refused unless it is healthy by them."""
        self.must_be_priced()
        for reserve, part in list(self.parts.items()):
            if part.pledged:
                self.put(reserve, part._replace(key=newest_of(self.hub.book, reserve)))
        stands = self.account()
        require(stands.health >= WAD, Reason.HEALTH_FACTOR,
                f"{who}: expected a health factor of 1 or more, found {stands.health} x 10^-18")  # fmt: skip
        self.charge(stands.risk)

    def recharged(self) -> None:
        """Is charged by what its collateral is worth now."""
        self.must_be_priced()
        self.charge(self.account().risk)

    def charge(self, risk: int) -> None:
        """All that is drawn is charged by a risk; nothing is written where it was charged nothing and still is not.

        Source    aave/aave-v4 8e6ea16 src/spoke/Spoke.sol _notifyRiskPremiumUpdate (read 2026-11-27)
        """
        if not risk and not any(part.premium.shares for part in self._before.values()):
            return
        for reserve, part in list(self.parts.items()):
            if part.drawn:
                asset = self.hub[reserve]
                self.premium(reserve, rules.charged(asset, part.drawn, part.premium, risk))

    def premium(self, reserve: int, after: Premium) -> None:
        """Changes its premium in a reserve, and that of all with it."""
        asset = self.hub[reserve]
        self.hub[reserve] = assets.charged(asset, self.parts[reserve].premium, after)
        self.put(reserve, self.parts[reserve]._replace(premium=after))
        self.touch(reserve)

    def ended(self) -> Iterator[e.Event]:
        """The events that write what differs: assets that were touched, then holdings."""
        yield from (self.hub.ended(reserve) for reserve in self._touched)
        for reserve, part in self.parts.items():
            had = self._before.get(reserve, Part(part.holding))
            if part[1:4] != had[1:4]:
                yield changed(part.holding, Holding(part.supplied, part.drawn, part.pledged))
            if part[4:] != had[4:]:
                now = part.premium
                yield e.PremiumChanged(part.holding, str(now.shares), str(now.accrued), str(now.since), part.key)


def _part(book: Book, holding: int) -> Part:
    has, t, row = holding_of(book, holding), book.premiums, book.premium_of.get(holding)
    if row is None:
        return Part(holding, *has)
    premium = Premium(wide(t, row, "shares"), rad(t, row, "accrued"), wide(t, row, "index"))
    return Part(holding, *has, premium, int(t.key[row]))


def newest_of(book: Book, reserve: int) -> int:
    """The key of a reserve's newest terms."""
    return int(book.hub_assets.key[row_of(book, reserve)])


def risk_of(book: Book, reserve: int) -> int:
    """The premium that debt against a reserve is charged, parts in 10^4."""
    return int(book.hub_assets.risk[row_of(book, reserve)])


def terms_of(book: Book, reserve: int, key: int) -> Terms:
    """What a reserve counts for by a key."""
    t = book.hub_terms
    row = int(np.flatnonzero((t.reserve == reserve) & (t.key == key))[0])
    return Terms(*(int(getattr(t, name)[row]) for name in Terms._fields))
