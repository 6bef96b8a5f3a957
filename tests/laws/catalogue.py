"""Every shipped rulebook, and as many random ones as are asked for."""

from functools import cache

from hypothesis import strategies as st
from msgspec.structs import replace

from solvent import rulebooks
from solvent.policy import MarkRule, Policy, PricePolicy
from tests.simulation.policies import random_policy


@cache
def shipped(name: str) -> Policy:
    """A rulebook of the catalogue, compiled."""
    return rulebooks.compile(rulebooks.load(name))


def believing(rules: Policy) -> Policy:
    """The same rules, but what sources tell is the price at once: for laws of money, where a house tells few prices."""
    plain = rules.prices if rules.prices.mark <= MarkRule.FAIR else replace(rules.prices, mark=MarkRule.INDEX)
    prices = PricePolicy(plain.min_sources, plain.max_age_ns, plain.mark, plain.basis_ns, plain.trigger)
    markets = {name: replace(entry, prices=None) for name, entry in rules.markets.items()}
    return replace(rules, prices=prices, markets=markets, guards=(), delays=())


NAMES = tuple(rulebooks.names())


def policies() -> st.SearchStrategy[Policy]:
    """Any rulebook: one of the catalogue, or any combination the schema allows."""
    return st.one_of(st.sampled_from(NAMES).map(shipped), st.integers(0, 10**6).map(random_policy))
