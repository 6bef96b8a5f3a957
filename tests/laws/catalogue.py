"""Every shipped rulebook, and as many random ones as are asked for."""

from functools import cache

from hypothesis import strategies as st

from solvent import rulebooks
from solvent.policy import Policy
from tests.simulation.policies import random_policy


@cache
def shipped(name: str) -> Policy:
    """A rulebook of the catalogue, compiled."""
    return rulebooks.compile(rulebooks.load(name))


NAMES = tuple(rulebooks.names())


def policies() -> st.SearchStrategy[Policy]:
    """Any rulebook: one of the catalogue, or any combination the schema allows."""
    return st.one_of(st.sampled_from(NAMES).map(shipped), st.integers(0, 10**6).map(random_policy))
