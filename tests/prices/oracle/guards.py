"""Chains of guards, and what is said to them, drawn at random."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from solvent.policy.choices import Anchor, Comparison, Guard, Outcome
from solvent.policy.guards import CLIPPED, GuardPolicy
from solvent.prices.oracle.guarding import Said
from solvent.units import NS

OUTCOMES = list(Outcome)
SNAPSHOT = 1_770_000_000 * NS


def clock(ns: int) -> datetime:
    """A time in ns, whole seconds, as TOML has it."""
    return datetime.fromtimestamp(ns // NS, UTC)


@st.composite
def policies(draw: st.DrawFn) -> GuardPolicy:
    """Any guard a rulebook may hold, with limits near the values of `saids`."""
    rule = draw(st.sampled_from(Guard))
    outcome = draw(st.sampled_from([o for o in Outcome if o != Outcome.CLIP or rule in CLIPPED]))
    limits: dict[str, Any] = {}
    if rule == Guard.MAX_AGE:
        limits = {"max_age_ns": draw(st.integers(1, 7200)) * NS}
    elif rule == Guard.MAX_WIDTH:
        limits = {"room": draw(st.integers(1, 500_000))}
    else:
        anchor = draw(st.sampled_from([a for a in Anchor if a != Anchor.GROWTH or rule == Guard.CEILING]))
        limits = {"anchor": anchor, "room": draw(st.integers(1, 300_000))}
        if anchor in (Anchor.FIXED, Anchor.GROWTH):
            limits = {"anchor": anchor, "level": draw(st.integers(1, 2000))}
        if anchor == Anchor.GROWTH:
            limits |= {"growth": draw(st.integers(1, 1_000_000)), "snapshot_ns": SNAPSHOT}
    return GuardPolicy(rule, outcome, draw(st.sampled_from(Comparison)), **limits)


def chains() -> st.SearchStrategy[list[GuardPolicy]]:
    """Some guards in order."""
    return st.lists(policies(), max_size=5)


def saids(now_ns: int) -> st.SearchStrategy[Said]:
    """What an oracle may say, near a price of 1000 and an age of an hour."""
    near = st.one_of(st.just(0), st.integers(500, 1500))
    age = st.integers(-60, 7300).map(lambda seconds: now_ns - seconds * NS)
    return st.builds(Said, st.integers(1, 2000), age, st.integers(0, 600), near, near)
