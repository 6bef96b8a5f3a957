"""Draws a calibrated population: columns of accounts, long lots equal to short lots, the dead left out.

Each account is drawn from streams of its cohort by its own counter, so the first accounts of a book of ten thousand are
the accounts of a book of ten. A cohort grows until it holds its share of the open interest; its last account is cut to
what is left. Entries that would have been closed before the start are drawn again, by the counters of the next attempt.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from solvent.errors import BadCase
from solvent.lab.assumptions import Terms
from solvent.lab.population import tables
from solvent.lab.population.grids import (
    CENT,
    Column,
    Contract,
    Flags,
    flat,
    notionals,
    share_up,
    thresholds,
    values,
)
from solvent.lab.random import stream, words
from solvent.units import PPM

DIRECTIONAL, HEDGED, MAKER = 0, 1, 2
BLOCK = 4096  # accounts drawn at once
ATTEMPTS = 24  # entries drawn before an account enters at the start


class Cohort(msgspec.Struct, frozen=True):
    """Accounts of one kind on one side: name of their streams and accounts, 1 long or -1 short, lots in all."""

    name: str
    side: int
    kind: int
    lots: int


class Drawn(msgspec.Struct, frozen=True):
    """Accounts as columns of one length, in order of their cohorts.

    cohort     place in cohorts
    lots       signed
    leverage   ppm, at the entry, before spare money
    spike      place among the spikes, -1 where the cohort has a leverage of its own
    entry      ticks; cost: atoms; margin: atoms
    isolated   whether the margin is the position's own
    forced     how many accounts had to enter at the start, because no earlier entry survived
    """

    terms: Terms
    contract: Contract
    start: int
    cohorts: tuple[Cohort, ...]
    cohort: Column
    lots: Column
    leverage: Column
    spike: Column
    entry: Column
    cost: Column
    margin: Column
    isolated: Flags
    forced: int

    def cents(self, ticks: Column | int | None = None) -> Column:
        """The size of each position in cents, at the start or at other prices."""
        return self.contract.cents(np.abs(self.lots), self.start if ticks is None else ticks)

    def on(self, side: int) -> Flags:
        """Who is on a side."""
        return self.lots > 0 if side > 0 else self.lots < 0


def cohorts(terms: Terms, contract: Contract, start: int) -> tuple[Cohort, ...]:
    """The five cohorts; lots of both sides are equal."""
    quote = terms.of("open_interest") * terms.simulated // PPM * CENT
    lots = quote // contract.per_lot if contract.den < 0 else quote * contract.den // start
    makers, hedged = (lots * terms.of(name) // PPM for name in ("maker_share", "hedged_share"))
    hedged = min(hedged, lots - makers)
    return (
        Cohort("long", 1, DIRECTIONAL, lots - makers),
        Cohort("maker-long", 1, MAKER, makers),
        Cohort("short", -1, DIRECTIONAL, lots - makers - hedged),
        Cohort("hedged", -1, HEDGED, hedged),
        Cohort("maker-short", -1, MAKER, makers),
    )


def draw(terms: Terms, contract: Contract, start: int, seed: int, side: int = 0) -> Drawn:
    """The population of one seed at a start price in ticks; of one side alone where a side is given."""
    every, parts, forced = cohorts(terms, contract, start), [], 0
    for place, cohort in enumerate(every):
        if cohort.side == -side:
            continue
        part = _Part(terms, contract, start, seed, cohort)
        parts.append((np.full(len(part.lots), place, np.int64), *part.columns()))
        forced += part.forced
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    held: list[Any] = [terms, contract, start, every, *columns, forced]
    return Drawn(*held)


class _Part:
    """One cohort being drawn."""

    def __init__(self, terms: Terms, contract: Contract, start: int, seed: int, cohort: Cohort) -> None:
        self.terms, self.contract, self.start, self.seed, self.cohort = terms, contract, start, seed, cohort
        self.forced = 0
        blocks = list(self._sizes())
        self.lots = np.concatenate(blocks) if blocks else np.zeros(0, np.int64)
        self.counters = np.arange(len(self.lots), dtype=np.uint64)
        self.spike, self.leverage = self._leverage()
        self.isolated, self.spare = self._mode()
        self.entry = self._entries()

    def columns(self) -> tuple[Column | Flags, ...]:
        """The columns of Drawn after the first."""
        signed, every = self.lots * self.cohort.side, slice(None)
        cost, margin = self._cost(self.entry, every), self._margin(self.entry, every)
        return signed, self.leverage, self.spike, self.entry, cost, margin, self.isolated

    def _words(self, what: str, counters: tables.Words | None = None) -> tables.Words:
        number = stream(f"population/{self.cohort.name}/{what}")
        return words(self.seed, number, self.counters if counters is None else counters)

    def _sizes(self) -> Iterator[Column]:
        """Blocks of sizes in lots until the cohort has its share."""
        left, first = self.cohort.lots, 0
        largest = int(self.contract.lots(np.array([self.terms.of("size_largest")], np.int64), self.start)[0])
        while left > 0:
            if first >= self.terms.accounts:
                found = f"more among {self.cohort.name!r}: simulate a smaller share, or give larger sizes"
                raise BadCase(f"expected at most {self.terms.accounts} accounts, found {found}")
            block = self._block(np.arange(first, first + BLOCK, dtype=np.uint64))
            lots = np.minimum(self.contract.lots(block, self.start), largest)
            held = np.cumsum(lots)
            enough = int(np.searchsorted(held, left))
            if enough < BLOCK:
                lots = lots[: enough + 1].copy()
                lots[-1] -= int(held[enough]) - left
            yield lots
            left, first = left - int(lots.sum()), first + BLOCK

    def _block(self, counters: tables.Words) -> Column:
        """Sizes in cents: lognormal, and a Pareto tail that begins where its share of a normal does."""
        of = self.terms.of
        width = of("size_sigma") * tables.LOG2_E // 10**9  # ppm of a factor of two, one standard deviation
        deviates = tables.normal(self._words("size", counters))
        border = tables.quantile(of("tail_share"))
        tail = tables.exponential(self._words("tail", counters)) * PPM // of("tail_exponent")
        body = np.minimum(deviates, border) * width // PPM
        median = of("size_median") * (of("book_multiple") if self.cohort.kind != DIRECTIONAL else PPM) // PPM
        return tables.scaled(median, body + np.where(deviates > border, tail, 0), of("size_largest"))

    def _leverage(self) -> tuple[Column, Column]:
        many, kind = len(self.lots), self.cohort.kind
        if kind == DIRECTIONAL:
            ends = thresholds(tilted(self.terms))
            spike = np.searchsorted(ends, (self._words("leverage") >> np.uint64(32)).astype(np.int64), side="right")
            leverage = np.array([one.leverage for one in self.terms.spikes], np.int64)[spike]
        else:
            spike = np.full(many, -1, np.int64)
            leverage = np.full(many, self.terms.of("hedged_leverage" if kind == HEDGED else "maker_leverage"), np.int64)
        sizes, most = (np.array(column, np.int64) for column in zip(*self.terms.limits, strict=True))
        held = self.contract.cents(self.lots, self.start)
        return spike, np.minimum(leverage, most[np.searchsorted(sizes, held, side="right") - 1])

    def _mode(self) -> tuple[Flags, Column]:
        """(isolated, spare money in ppm of the margin): a cross account has from 0 to twice the mean, evenly."""
        many = len(self.lots)
        if self.cohort.kind != DIRECTIONAL:
            return np.zeros(many, bool), np.zeros(many, np.int64)
        cross = _part(self._words("mode"), PPM) < self.terms.of("cross_share")
        spare = _part(self._words("spare"), 2 * self.terms.of("cross_spare") + 1)
        return ~cross, np.where(cross, spare, 0)

    def _entries(self) -> Column:
        """An entry price for everybody that would be alive at the start."""
        bars, side, den = self.terms.bars, self.cohort.side, self.contract.den
        ends = thresholds(recent(self.terms))
        low, high = (np.array([getattr(bar, end) for bar in bars], np.int64) for end in ("low", "high"))
        worst, standing = self._worst(), flat(self.terms.of("maintenance"))
        entry, left = np.full(len(self.lots), self.start, np.int64), np.arange(len(self.lots))
        for attempt in range(ATTEMPTS):
            if not len(left):
                break
            counters = self.counters[left] + np.uint64(attempt * MOST)
            bar = np.searchsorted(ends, (self._words("bar", counters) >> np.uint64(32)).astype(np.int64), side="right")
            tried = low[bar] + _part(self._words("price", counters), high[bar] - low[bar] + 1)
            cost, margin = self._cost(tried, left), self._margin(tried, left)
            dead = standing.breached(self.lots[left] * side, cost, margin, worst[bar], den)
            entry[left[~dead]] = tried[~dead]
            left = left[dead]
        self.forced = len(left)
        return entry

    def _worst(self) -> Column:
        """The worst price after each bar and up to the start."""
        found, worst = [], self.start
        for bar in reversed(self.terms.bars):
            found.append(worst)
            worst = min(worst, bar.low) if self.cohort.side > 0 else max(worst, bar.high)
        return np.array(found[::-1], np.int64)

    def _cost(self, entry: Column, places: Column | slice) -> Column:
        """What positions cost at their entries, rounded up: a long paid that much, a short received no more."""
        return -values(-self.lots[places] * self.cohort.side, entry, self.contract.den)

    def _margin(self, entry: Column, places: Column | slice) -> Column:
        """The margin of the stated leverage at the entries, and the spare money."""
        sizes = notionals(self.lots[places], entry, self.contract.den)
        bare = share_up(sizes, PPM, self.leverage[places])
        return np.maximum(share_up(bare, PPM + self.spare[places], PPM), 1)


MOST = 1 << 32  # counters of one attempt


def _part(chance: tables.Words, n: Column | int) -> Column:
    """A whole number from 0 to n - 1, n up to 2^31, by the higher half of a word."""
    found: Column = (chance >> np.uint64(32)).astype(np.int64) * n >> 32
    return found


def recent(terms: Terms) -> list[int]:
    """The weights of the bars: halved for every half-life that lies between a bar and the start, in parts of 2^-40."""
    half = terms.of("entry_half_life")
    exponents = [-min((bar.age << tables.BITS) // half, 40 << tables.BITS) for bar in terms.bars]
    mantissa, whole = tables.power_of_two(np.array(exponents, np.int64))
    pairs = zip(terms.bars, mantissa.tolist(), whole.tolist(), strict=True)
    return [max(bar.weight * part << 8 >> -by, 1) for bar, part, by in pairs]


def tilted(terms: Terms) -> list[int]:
    """The weights of the spikes after the tilt, in parts of 2^-40 of their base."""
    ten = tables.log2(10 * PPM)
    exponents = [(tables.log2(spike.leverage) - ten) * terms.of("tilt") // PPM for spike in terms.spikes]
    mantissa, whole = tables.power_of_two(np.array(exponents, np.int64))
    pairs = zip(terms.spikes, mantissa.tolist(), whole.tolist(), strict=True)
    return [max(spike.weight * part << max(by + 8, 0) >> max(-by - 8, 0), 1) for spike, part, by in pairs]
