"""Chains of guards, and what is said to them, drawn at random."""

from typing import Any

from hypothesis import strategies as st

from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.policy.guards import BY_REFERENCE, CAPS, FLOORS, LEVELS, GuardPolicy
from solvent.prices.oracle.guarding import NOTHING, Said
from solvent.units import NS

OUTCOMES = list(Outcome)
SNAPSHOT = 1_770_000_000 * NS
PEG = "PEG/USD"


def allowed(rule: Guard) -> list[Outcome]:
    """The outcomes a rule may have."""
    return [outcome for outcome in Outcome if outcome != Outcome.CLIP or rule in CAPS + FLOORS]


@st.composite
def policies(draw: st.DrawFn) -> GuardPolicy:
    """Any guard a rulebook may hold, with limits near the values of `saids`."""
    rule = draw(st.sampled_from(Guard))
    limits: dict[str, Any] = {"room": draw(st.integers(1, 300_000))}
    if rule == Guard.MAX_AGE:
        limits = {"max_age_ns": draw(st.integers(1, 7200)) * NS}
    elif rule in LEVELS:
        limits = {"level": draw(st.integers(1, 2000))}
    if rule == Guard.GROWTH_CAP:
        limits |= {"growth": draw(st.integers(0, 1_000_000)), "snapshot_ns": SNAPSHOT}
    if rule in BY_REFERENCE:
        limits["reference"] = PEG
    return GuardPolicy(rule, draw(st.sampled_from(allowed(rule))), draw(st.sampled_from(Comparison)), **limits)


def chains() -> st.SearchStrategy[list[GuardPolicy]]:
    """Some guards in order."""
    return st.lists(policies(), max_size=5)


def saids(now_ns: int) -> st.SearchStrategy[Said]:
    """What an oracle may say, near a price of 1000 and an age of an hour."""
    others = st.one_of(st.just(NOTHING), st.integers(500, 1500).map(lambda value: {(PEG, ""): value}))
    age = st.integers(-60, 7300).map(lambda seconds: now_ns - seconds * NS)
    return st.builds(Said, st.integers(1, 2000), age, st.integers(-1, 600), others)
