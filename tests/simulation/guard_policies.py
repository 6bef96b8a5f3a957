"""Random guards and delays that a rulebook could compile to."""

from random import Random
from typing import Any

from msgspec.structs import replace

from solvent.policy import DelayPolicy, GuardedPolicy, GuardPolicy, Policy
from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.policy.guards import BY_REFERENCE, CAPS, FLOORS, LEVELS

S = 10**9


def guarded(rules: Policy, r: Random) -> Policy:
    """Guards on some indices, among them that of the reference, near the prices of the house."""
    if r.random() < 0.5:
        return rules
    names = ["A-USD", "C-EUR", "E/USD", "T/USD", "*"]
    entries = [GuardedPolicy(name, tuple(_guard(r, name) for _ in range(r.randint(1, 4)))) for name in names]
    late = [DelayPolicy(name, r.choice([1, S, 30 * S]), r.choice(list(Comparison))) for name in names]
    return replace(rules, guards=tuple(entry for entry in entries if r.random() < 0.5),
                   delays=tuple(entry for entry in late if r.random() < 0.2))  # fmt: skip


def _guard(r: Random, name: str) -> GuardPolicy:
    rule = r.choice([rule for rule in Guard if name != "*" or rule not in BY_REFERENCE])
    outcome = r.choice([outcome for outcome in Outcome if outcome != Outcome.CLIP or rule in CAPS + FLOORS])
    limits: dict[str, Any] = {"room": r.choice([1, 5_000, 100_000, 999_999])}
    if rule == Guard.MAX_AGE:
        limits = {"max_age_ns": r.choice([S, 10 * S, 60 * S])}
    elif rule == Guard.MAX_WIDTH:
        limits = {"room": r.choice([1, 200, 500_000])}
    elif rule in LEVELS:
        limits = {"level": r.choice([1, S, 5 * S, 20 * S, 30 * S, 100 * S, 2**62])}
    if rule == Guard.GROWTH_CAP:
        limits |= {"growth": r.choice([0, 100_000, 2_000_000]), "snapshot_ns": r.choice([1, 100 * S, 2**62])}
    if rule in BY_REFERENCE:
        limits |= {"reference": r.choice([other for other in ("A-USD", "E/USD", "none/USD") if other != name])}
        limits |= {"times": "T/USD"} if name != "T/USD" and r.random() < 0.5 else {}
    return GuardPolicy(rule, outcome, r.choice(list(Comparison)), **limits)
