"""Which price liquidates whom: one book and one tape, played on mark, index, last and each source alone.

Every price is played by the same engine with the same commands; only the price that values and triggers differs. A
source alone is the index of a market that lists nobody else, so that its prints are the only ones that are told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec
import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import as_column, side_by_side
from solvent.engine import Outcome as Step
from solvent.errors import BadInput
from solvent.lab import cascade, counter_stage
from solvent.lab.case import Case
from solvent.lab.case_tape import tape_of
from solvent.lab.run import play_one, playable
from solvent.lab.sampling import worth
from solvent.lab.tape import LAST, Tape
from solvent.ledger import Holder
from solvent.policy import Policy, PricePolicy, PriceRole, ResumePolicy
from solvent.reasons import Posting
from solvent.reports import words
from solvent.reports.prices_compared import Comparison, Outcome, Priced
from solvent.reports.result import Closed
from solvent.reports.views import AS_IT_WAS

ROLES = {role.name.lower(): role for role in (PriceRole.MARK, PriceRole.INDEX, PriceRole.LAST)}
_PAYERS = {
    Posting.INSURANCE_DRAW: "fund", Posting.OPERATOR_PAYMENT: "operator", Posting.SOCIALISED_LOSS: "winners",
    Posting.BAD_DEBT: "bad_debt", Posting.DEFAULT_FUND_DRAW: "default_fund",
    Posting.OPEN_INTEREST_CHARGE: "open_interest",
}  # fmt: skip


class Watch:
    """A subscriber of one run: who held, who paid for whom, and for how long the price could not be acted on."""

    book: Book

    def __init__(self, case: Case) -> None:
        self.case, self.now_ns = case, 0
        self.held: set[int] = set()  # rows
        self.paid: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))  # by bucket
        self.at_entry: dict[int, int] = {}  # the price that triggers, by market
        self.since: dict[int, int] = {}  # since when a market's price cannot be acted on
        self.silent: dict[int, int] = defaultdict(int)

    def of(self, book: Book) -> Watch:
        """Itself, once the book of the run is there."""
        self.book = book
        return self

    def __call__(self, _: int, step: Step) -> None:
        """Takes one step."""
        for event in step.events:
            if isinstance(event, e.TimeAdvanced):
                self.now_ns = event.time_ns
            elif isinstance(event, e.MarkUpdated):
                self._valued(event)
            elif isinstance(event, e.PositionChanged):
                self.held |= set(as_column(event.row).tolist())
            elif isinstance(event, e.CashTransferred):
                self._transferred(event)
            elif isinstance(event, e.BackstopTookOver):
                for bucket, equity in side_by_side(event.bucket, event.equity):
                    self._booked(bucket, "backstop", max(-equity, 0))
            elif isinstance(event, e.PositionDeleveraged):
                for row, atoms in side_by_side(event.row, event.given_up):
                    self._booked(int(self.book.rows.bucket[row]), "deleveraged", atoms)

    def _valued(self, event: e.MarkUpdated) -> None:
        for market, ticks, usable in side_by_side(event.market, event.valuation, event.usable):
            if self.now_ns <= self.case.entry.time_ns:
                self.at_entry[market] = ticks
            if not usable:
                self.since.setdefault(market, max(self.now_ns, self.case.entry.time_ns))
            elif market in self.since:
                self.silent[market] += max(self.now_ns - self.since.pop(market), 0)

    def _transferred(self, event: e.CashTransferred) -> None:
        for bucket, atoms, posting in side_by_side(event.target, event.amount, event.posting):
            if posting in _PAYERS:
                self._booked(bucket, _PAYERS[Posting(posting)], atoms)

    def _booked(self, bucket: int, payer: str, atoms: int) -> None:
        if atoms and self.book.ledger.holder[bucket] == Holder.CLIENT:
            self.paid[bucket][payer] += atoms

    def silent_ns(self) -> int:
        """ns without a price to act on, in the market in which that was longest."""
        for market, since in self.since.items():
            self.silent[market] += max(self.case.end_ns - since, 0)
        self.since.clear()
        return max(self.silent.values(), default=0)


def names_of(case: Case) -> list[str]:
    """Every price a case can be compared on: the three roles, then its sources."""
    return list(dict.fromkeys([*ROLES, *(source for market in case.markets for source in market.constituents)]))


def compare(
    case: Case, rulebook: tuple[Policy, str], prices: Sequence[str] = (), as_was: tuple[Policy, str] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Comparison:  # fmt: skip
    """One rulebook over a case's tape on each price.

    prices     names of `names_of`; all where none is given. The rulebook's own is always played
    as_was     the rulebook whose liquidations are in the tape, for a counterfactual that is not about that one
    progress   called with the share done in per mille
    """
    playable(case, [rulebook])
    policy, text = rulebook
    known = names_of(case)
    if unknown := [name for name in prices if name not in known]:
        raise BadInput(f"expected prices among {', '.join(known)}, found {', '.join(unknown)}", "--price")
    own, tape = policy.prices.trigger.name.lower(), tape_of(case)
    played: list[tuple[Policy, list[str], Priced]] = []
    founded = [pair for pair in (as_was, rulebook) if pair and pair[0].name]
    counter = counter_stage.staged(case, founded)
    valued: dict[str, tuple[int, int]] = {}
    groups: dict[str, str] = {}
    wanted = [own, *(name for name in known if name != own and (not prices or name in prices))]
    for done, name in enumerate(wanted):
        rules = _variant(policy, name)
        sources = [one for one in known[len(ROLES) :] if name in (*ROLES, one)]
        why_not = _missing(case, tape, name, counter is not None)
        same = next((one for *old, one in played if old == [rules, sources]), None)
        if why_not:
            priced = Priced(name, why_not)
        elif same:
            priced = msgspec.structs.replace(same, price=name)
        else:
            stage = counter or cascade.staged(case)
            variant = next(iter(counter.variants if counter else cascade.variants(case)), AS_IT_WAS)
            watch = Watch(case)
            retold = iter if name in ROLES else partial(_alone, name)
            run = play_one(case, rules, text, variant, stage=stage, watch=watch.of, retold=retold)
            valued = valued or _valued(watch.book)
            groups = groups or {account: case.group_of(account) for account in watch.book.account_names}
            priced = _priced(name, watch, run.closed, run.digest, valued, run.refused)
        played.append((rules, sources, priced))
        progress(1000 * (done + 1) // len(wanted))
    ordered = sorted((one for *_, one in played), key=lambda one: known.index(one.price))
    return Comparison(case.name, policy.name, policy.content_hash, own, case.settlement, case.decimals, valued, groups,
                      ordered)  # fmt: skip


def _variant(policy: Policy, name: str) -> Policy:
    """The rulebook with another price that triggers; of a source alone nothing is asked that takes more than one."""
    replace = msgspec.structs.replace

    def changed(prices: PricePolicy) -> PricePolicy:
        if name in ROLES:
            return replace(prices, trigger=ROLES[name])
        alone = replace(prices.index, one=True)
        return replace(prices, trigger=PriceRole.INDEX, min_sources=1, index=alone, fallbacks=(), resume=ResumePolicy())

    own = {
        market: replace(entry, prices=entry.prices and changed(entry.prices))
        for market, entry in policy.markets.items()
    }
    return replace(policy, prices=changed(policy.prices), markets=own)


def _alone(name: str, feed: Iterator[c.Command]) -> Iterator[c.Command]:
    """The same commands, but every market lists one source alone, and what the others say is not told."""
    for command in feed:
        if isinstance(command, c.ListMarket):
            yield msgspec.structs.replace(command, constituents=[name])
        elif not isinstance(command, c.ObservePrice) or command.source == name:
            yield command


def _missing(case: Case, tape: Tape, name: str, counterfactual: bool) -> str:
    """Why a price cannot be formed of this tape, "" where it can."""
    if name in ROLES and name != LAST:
        return ""
    for market in case.markets:
        if name != LAST and name not in market.constituents:
            return f"{name} is no constituent of {market.name}"
        if name != LAST and counterfactual and market.constituents != (name,):
            return "what is taken off the tape goes by its prints, so no source can be left out of it"
        series = tape.of(market.name, name)
        if not series.times:
            return f"{name} says nothing of {market.name} on this tape"
        if series.at(case.entry.time_ns) is None:
            when = words.clock(series.times[0])
            return f"{name} first says something of {market.name} at {when}, after the entry"
    return ""


def _valued(book: Book) -> dict[str, tuple[int, int]]:
    """What all runs are compared at: the index at the end of the rulebook's own run, the last price without one."""
    m = book.markets
    ticks = np.where(m.index > 0, m.index, m.last).tolist()
    return dict(zip(book.market_names, zip(ticks, m.price_decimals.tolist(), strict=True), strict=True))


def _priced(
    name: str, watch: Watch, closed: list[Closed], digest: str, valued: dict[str, tuple[int, int]],
    refused: dict[str, int],
) -> Priced:  # fmt: skip
    """One run, account by account."""
    book = watch.book
    unpriced = [book.market_names[m] for m in range(len(book.market_names)) if not watch.at_entry.get(m)]
    if unpriced:
        return Priced(name, f"{', '.join(unpriced)} has no such price at the entry")
    holders = {int(book.buckets.account[book.rows.bucket[row]]) for row in watch.held}
    if not any(account >= 0 for account in holders):
        told = ", ".join(f"{reason} {words.count(count)} times" for reason, count in refused.items())
        return Priced(name, f"nobody could enter: {told or 'the book is empty'}")
    equity = worth(book, np.array([valued[market][0] for market in book.market_names], np.int64))
    first: dict[str, tuple[str, int, int, int]] = {}
    for one in closed:
        first.setdefault(one.account, (one.market, one.time_ns, one.ticks, one.equity))
    count = Counter(one.account for one in closed)
    accounts: dict[str, Outcome] = {}
    for account, called in enumerate(book.account_names):
        buckets = [int(bucket) for bucket in book.buckets_of(account)]
        paid: dict[str, int] = defaultdict(int)
        for bucket in buckets:
            for payer, atoms in watch.paid.get(bucket, {}).items():
                paid[payer] += atoms
        trigger = first.get(called, ("", 0, 0, 0))
        accounts[called] = Outcome(account in holders, count[called], *trigger, dict(paid),
                                   sum(int(equity[bucket]) for bucket in buckets))  # fmt: skip
    return Priced(name, "", watch.silent_ns(), digest, accounts)
