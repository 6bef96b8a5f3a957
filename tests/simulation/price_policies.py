"""Random ways of forming prices that a rulebook could compile to."""

from random import Random

from msgspec.structs import replace

from solvent.policy import (
    BasisOf,
    Fallback,
    FallbackPolicy,
    GatePolicy,
    IndexPolicy,
    IndexRule,
    MarkPolicy,
    MarkRule,
    Policy,
    PricePolicy,
    ResumePolicy,
)

S = 10**9
ANOTHER = ("T/USD", "B-USD", "nowhere")  # a reference that may be listed, a market, one that never is


def formed(rules: Policy, r: Random) -> Policy:
    """The same rules with gates, terms, fallbacks and marks of their own: for all markets, and perhaps for one."""
    if r.random() < 0.4:
        return rules
    every = _formed(rules.prices, r)
    if r.random() < 0.5:
        return replace(rules, prices=every)
    one = replace(rules.markets["A-USD"], prices=_formed(rules.prices, r))
    return replace(rules, prices=r.choice([every, rules.prices]), markets=rules.markets | {"A-USD": one})


def _formed(prices: PricePolicy, r: Random) -> PricePolicy:
    mark = r.choice([prices.mark, *MarkRule])
    index = _index(r) if r.random() < 0.6 else IndexPolicy()
    return replace(
        prices, mark=mark, gates=_gates(r) if r.random() < 0.7 else GatePolicy(), index=index, forms=_mark(mark, r),
        fallbacks=_fallbacks(r),
        resume=r.choice([ResumePolicy(), ResumePolicy(r.randint(1, 3), r.choice([1, 50_000]))]),
    )  # fmt: skip


def _gates(r: Random) -> GatePolicy:
    deviation = r.choice([0, 20_000, 250_000])
    return GatePolicy(
        silence_ns=r.choice([0, 20 * S]), rhythm=r.choice([0, 0, 10**6, 3 * 10**6]),
        frozen_ns=r.choice([0, 5 * S, 60 * S]), step=r.choice([0, 0, 30_000, 500_000]), deviation=deviation,
        readmit=r.choice([0, 1, deviation, 10_000]),
        probation_ns=r.choice([0, 0, 1, 10 * S]),
    )  # fmt: skip


def _index(r: Random) -> IndexPolicy:
    rule, step = r.choice(list(IndexRule)), r.choice([0, 0, 1, 10_000, 999_999])
    return IndexPolicy(
        rule, r.choice([1, 5_000, 30_000, 999_999]) if rule == IndexRule.CLAMPED_MEAN else 0,
        r.choice([0, 0, 20_000]), r.random() < 0.8, r.random() < 0.2, step, r.choice([0, S, 10 * S]) if step else 0,
    )  # fmt: skip


def _mark(rule: MarkRule, r: Random) -> MarkPolicy:
    """What each rule may be told, and no more."""
    cap, follows = r.choice([0, 0, 1, 20_000, 999_999]), r.choice(list(BasisOf))
    interval, outside = r.choice([0, S, 8 * 3600 * S]), r.choice(["", *ANOTHER])
    if rule == MarkRule.INDEX:
        return MarkPolicy()
    if rule == MarkRule.LAST:
        return MarkPolicy(cap=cap)
    if rule == MarkRule.FAIR:
        return MarkPolicy(cap=cap, interval_ns=interval)
    if rule == MarkRule.MEDIAN_OF_THREE:
        return MarkPolicy(follows, cap, interval)
    return MarkPolicy(follows, cap, outside=outside if rule == MarkRule.MEDIAN_WITH_BOOK else "")


def _fallbacks(r: Random) -> tuple[FallbackPolicy, ...]:
    every = [FallbackPolicy(Fallback.LAST), *(FallbackPolicy(Fallback.REFERENCE, name) for name in ANOTHER)]
    return tuple(r.sample(every, r.choice([0, 0, 1, 2])))
