"""Cascade mode: the same case, but forced orders move the venue they are sold on, and the outside follows in part.

One variant for each stated pass-through kappa, and one in which nothing moves, which is what the tape alone would do.
"""

import msgspec

from solvent.book import Book
from solvent.fixed import mul_div_down
from solvent.lab.branching import at_entry, branching, follows, ladder, most, runaway
from solvent.lab.case import Case
from solvent.lab.case_tape import tape_of
from solvent.lab.impact import Impact, Linear, Pool
from solvent.lab.impact.terms import Terms
from solvent.lab.tape import LAST, Tape
from solvent.policy import Policy
from solvent.reports.cascade import Cascade
from solvent.reports.result import Run
from solvent.reports.views import WITHOUT
from solvent.reports.words import change_ppm, share_ppm
from solvent.units import PPM, plain

NO_IMPACT = "no impact"
STILL = Linear(1, 0)


def variants(case: Case) -> dict[str, int | None]:
    """The pass-through of each variant in ppm, the one the headline speaks of first; None where nothing moves."""
    if case.liquidity.impact is None:
        return {}
    return {kappa(share): share for share in case.liquidity.impact.pass_through} | {NO_IMPACT: None}


def kappa(share: int) -> str:
    """The name of a variant: 500000 ppm is "kappa 0.5"."""
    return f"kappa {plain(share)}"


class Stage:
    """What all runs of one cascade case share: its tape, and the map of the book under each rulebook."""

    def __init__(self, case: Case) -> None:
        self.case, self.tape = case, tape_of(case)
        self._books: dict[str, Book] = {}
        self._lines: dict[tuple[str, int, int], list[tuple[int, int]]] = {}

    def market(self, variant: str) -> Impact:
        """A new venue for one run of a variant."""
        told = variants(self.case)
        return market(self.case, told[next(iter(told)) if variant == WITHOUT else variant], self.tape)

    def start(self, policy: Policy, place: int) -> int:
        """The price that triggers in a market once everyone is in, ticks."""
        if policy.name not in self._books:
            self._books[policy.name] = at_entry(self.case, policy, self.tape)
        return int(self._books[policy.name].markets.valuation[place])

    def lines(self, policy: Policy, place: int, side: int) -> list[tuple[int, int]]:
        """(liquidation price, lots) of one side of a market, under a rulebook."""
        key = policy.name, place, side
        if key not in self._lines:
            self._lines[key] = ladder(self._books[policy.name], place, side)
        return self._lines[key]

    def measured(self, policy: Policy, venue: Impact, run: Run) -> Run:
        """The run with what its cascade was, market by market."""
        found = [self._cascade(policy, venue, run, place) for place in range(len(self.case.markets))]
        return msgspec.structs.replace(run, cascades=found)

    def _cascade(self, policy: Policy, venue: Impact, run: Run, place: int) -> Cascade:
        one, terms = self.case.markets[place], self.case.liquidity.impact
        pool, watched = venue.pools[one.name], venue.watched[one.name]
        side = 1 if watched.entry - watched.low >= watched.high - watched.entry else -1
        start, share = self.start(policy, place), follows(policy, one.name, pool.pass_through)
        lines = self.lines(policy, place, side)
        rungs, thin = (branching(start, lines, pool.shape, share, at, side=side) for at in (PPM, watched.thinnest))
        shocked, moved = (watched.low, watched.lowest) if side > 0 else (watched.high, watched.highest)
        closed = [closing for closing in run.closed if closing.market == one.name]
        shock, move = (change_ppm(watched.entry, ticks) if watched.entry else 0 for ticks in (shocked, moved))
        return Cascade(
            market=one.name, price_decimals=one.price_decimals, size_decimals=one.size_decimals,
            model=terms.model if terms else "tape", pass_through=None if pool.shape is STILL else pool.pass_through,
            rounds=watched.rounds, most_rounds=watched.most_rounds, capped=venue.capped, ordered=watched.ordered,
            filled=watched.filled, expired=watched.ordered - watched.filled,
            forced=mul_div_down(watched.product, 1, one.den),
            first_ns=min((closing.time_ns for closing in closed), default=0), entry=watched.entry, shocked=shocked,
            moved=moved, shock=shock, move=move, amplification=share_ppm(move, shock), overshoot=watched.overshoot,
            overshoot_ns=watched.when_ns, peak=watched.peak, peak_ns=watched.peak_ns,
            half_ns=watched.half_ns - watched.peak_ns if watched.half_ns else 0, thinnest=watched.thinnest, side=side,
            rungs=rungs, runaway=runaway(start, rungs), thin_n=most(thin), thin_runaway=runaway(start, thin),
        )  # fmt: skip


def staged(case: Case) -> Stage | None:
    """The stage of a cascade, None for a case whose tape does not move."""
    return Stage(case) if case.liquidity.impact else None


def market(case: Case, share: int | None, tape: Tape) -> Impact:
    """A new venue; `share`: ppm of pass-through, None for one that nothing moves."""
    terms, pools = case.liquidity.impact or Terms(model="none"), {}
    for one in case.markets:
        ticks = tape.of(one.name, LAST).at(case.entry.time_ns) or 1
        if share is None:
            pools[one.name] = Pool(STILL, case.liquidity.slippage)
            continue
        pools[one.name] = Pool(
            terms.shape(one, ticks), case.liquidity.slippage, terms.half_life_ns, terms.permanent, share,
            terms.reach, terms.cap(one, ticks), terms.per_ns, mul_div_down(ticks, terms.calm, PPM), terms.window_ns,
            terms.floor,
        )  # fmt: skip
    return Impact(pools, terms.rounds, case.entry.time_ns)
