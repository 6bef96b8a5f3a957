"""The public figures of a crash, measured on one draw: totals of forced closings first, then shares by leverage."""

from collections.abc import Iterator

import msgspec
import numpy as np

from solvent.lab.assumptions import Bracket, Target, Terms
from solvent.lab.calibration.crowd import Crowd
from solvent.lab.population import Drawn
from solvent.lab.population.distance import bracketed, closed_cents, lines
from solvent.lab.population.grids import Column
from solvent.reports import words
from solvent.units import PPM


def measured(crowd: Crowd, drawn: Drawn, kind: type[Target] | type[Bracket] | None = None) -> list[int]:
    """Every figure of the crowd on one draw, or those of one kind, in order of `named`; cents of the whole, and ppm."""
    totals = [] if kind is Bracket else [total(crowd, drawn, target) for target in crowd.terms.targets]
    return [*totals, *(shares(crowd, drawn) if crowd.terms.brackets and kind is not Target else [])]


def goals(terms: Terms) -> list[int]:
    """The public figures: cents of each total, ppm of the open interest of each bracket."""
    whole = sum(bracket.cents for bracket in terms.brackets)
    return [target.cents for target in terms.targets] + [one.cents * PPM // whole for one in terms.brackets]


def total(crowd: Crowd, drawn: Drawn, target: Target) -> int:
    """What was liquidated in all: the draw's own, scaled to the whole open interest, and the newcomers added."""
    closed = closed_cents(drawn, crowd.standing, target.side, target.upto, target.since)
    return closed * PPM // drawn.terms.simulated * PPM // (PPM - target.newcomers)


def shares(crowd: Crowd, drawn: Drawn) -> list[int]:
    """The share of each bracket in the open interest, ppm, of those whom the falls of the case leave."""
    brackets = drawn.terms.brackets
    held = bracketed(drawn, [(bracket.above, bracket.below) for bracket in brackets], _gone(crowd, drawn))
    return [cents * PPM // max(sum(held), 1) for cents in held]


def _gone(crowd: Crowd, drawn: Drawn) -> Column:
    """Who is closed on the way to the farthest price of any total of a side."""
    found = [np.zeros(0, np.int64)]
    for side in (1, -1):
        ends = [target.upto * side for target in drawn.terms.targets if target.side == side]
        if ends:
            found.append(lines(drawn, crowd.standing, side, min(ends) * side)[0])
    return np.concatenate(found)


def named(terms: Terms) -> Iterator[tuple[str, Target | Bracket]]:
    """Every figure with what it is called, in order of `goals`."""
    for target in terms.targets:
        yield target.name, target
    for bracket in terms.brackets:
        yield f"Open interest at a leverage {_span(bracket)}", bracket


def _span(bracket: Bracket) -> str:
    low, high = (words.leverage(ppm) for ppm in (bracket.above, bracket.below))
    if not bracket.above:
        return f"below {high}"
    return f"from {low} to {high}" if bracket.below else f"of {low} and more"


def with_newcomers(terms: Terms, newcomers: list[int]) -> Terms:
    """The same with other shares of newcomers, one a total."""
    pairs = zip(terms.targets, newcomers, strict=True)
    changed = tuple(msgspec.structs.replace(target, newcomers=share) for target, share in pairs)
    return msgspec.structs.replace(terms, targets=changed)
