"""Random policies that a rulebook could compile to."""

from random import Random
from typing import Any

from msgspec.structs import replace

from solvent.policy import (
    ClosingPolicy,
    Comparator,
    Limit,
    LiquidationFee,
    MarketPolicy,
    MarkRule,
    Payer,
    PayerPolicy,
    Policy,
    Portion,
    PricePolicy,
    PriceRole,
    Ranking,
    Sizing,
    Taker,
    TakerPolicy,
    Tier,
    TransferPrice,
)
from solvent.tiers import continuous_deduction

S = 10**9


def random_policy(seed: int) -> Policy:
    """Any choice the catalogue offers, in any combination the checks of a rulebook allow."""
    r = Random(seed)
    rules = Policy(
        f"random-{seed}", f"{seed}", _prices(r), _closing(r), _takers(r), _payers(r), r.choice(list(Ranking)),
        {"*": _market(r), "A-USD": _market(r)},
    )  # fmt: skip
    later = Random(-seed - 1)  # what was added later is drawn apart: a seed keeps the rest of its house
    closing = replace(rules.closing, levels=later.choice([1, 1, 2, 3]), offset_hedged=later.random() < 0.3)
    return replace(rules, closing=closing, takers=in_stages(rules.takers, Random(-seed - 100_001)))


def _prices(r: Random) -> PricePolicy:
    return PricePolicy(
        min_sources=r.choice([1, 1, 2, 3]), max_age_ns=r.choice([10, 30, 300]) * S, mark=r.choice(list(MarkRule)),
        basis_ns=r.choice([1, 150 * S]), trigger=r.choice(list(PriceRole)),
    )  # fmt: skip


def _closing(r: Random) -> ClosingPolicy:
    sizing = r.choice(list(Sizing))
    fraction: dict[str, Any] = {"fraction": 0, "fraction_above": 0, "escalate_ns": 0}
    if sizing == Sizing.FRACTION:
        fraction = {"fraction": r.randint(1, 999_999), "fraction_above": r.choice([0, 10**6, 10**9]),
                    "escalate_ns": r.choice([0, 30 * S])}  # fmt: skip
    restore = sizing == Sizing.RESTORE
    throttled = r.random() < 0.4
    return ClosingPolicy(
        comparator=r.choice(list(Comparator)), warnings=r.choice([(), (500_000,), (500_000, 800_000)]),
        cancel_orders=r.random() < 0.5, sizing=sizing, **fraction,
        buffer=r.choice([0, 200_000]) if restore else 0, assumed_cost=r.choice([0, 5_000]) if restore else 0,
        cooldown_ns=r.choice([0, 3 * S]), orders_per_window=r.randint(1, 3) if throttled else 0,
        window_ns=S if throttled else 0, limit=r.choice(list(Limit)), spread=r.choice([1, 1_500_000]),
        adjustment=r.choice([1, 1_000_000]), fee=r.choice(list(LiquidationFee)), leftover_to_fund=r.random() < 0.3,
    )  # fmt: skip


def _takers(r: Random) -> tuple[TakerPolicy, ...]:
    first = [TakerPolicy(Taker.MARKET, 10**6, TransferPrice.BANKRUPTCY)] if r.random() < 0.85 else []
    houses = [Taker.FUND, Taker.BACKSTOP]
    r.shuffle(houses)
    middle = [
        TakerPolicy(kind, r.choice([10**6, 666_667, 0]), r.choice(list(TransferPrice)))
        for kind in houses
        if r.random() < 0.6
    ]
    last = TakerPolicy(Taker.ADL, r.choice([10**6, 10**6, 0]), r.choice(list(TransferPrice)))
    return (*first, *middle, last)


def in_stages(takers: tuple[TakerPolicy, ...], r: Random) -> tuple[TakerPolicy, ...]:
    """The same takers on terms of their own: the market in one stage or two, funds and vaults with a capacity."""
    terms = [_terms(r, taker) if r.random() < 0.6 else taker for taker in takers]
    if takers[0].kind == Taker.MARKET and r.random() < 0.4:
        terms.insert(1, _terms(r, replace(takers[0], below=r.choice([10**6, 500_000]))))
    for place in reversed(range(len(terms) - 1)):  # what is ordered again needs a line after it
        if terms[place].again and terms[place + 1].below == 10**6:
            terms[place + 1] = replace(terms[place + 1], below=0)
    return tuple(terms)


def _terms(r: Random, taker: TakerPolicy) -> TakerPolicy:
    if taker.kind == Taker.MARKET:
        return replace(
            taker, portion=r.choice(list(Portion)), fill_or_kill=r.random() < 0.4, slice=r.choice([0, 0, 10**6, 10**9]),
            participation=r.choice([0, 0, 1, 100_000, 10**6]), every_ns=r.choice([1, S, 10 * S]),
            band=r.choice([0, 0, 1_000, 100_000]), around=r.choice(list(PriceRole)), again=r.random() < 0.4,
        )  # fmt: skip
    if taker.kind == Taker.ADL:
        return taker
    isolated = taker.kind == Taker.BACKSTOP and r.random() < 0.5
    return replace(taker, capacity=r.choice([-1, 0, 10**7, 10**9]), isolated=isolated)


def _payers(r: Random) -> tuple[PayerPolicy, ...]:
    kinds = list(Payer)
    r.shuffle(kinds)
    return tuple(PayerPolicy(kind, r.choice([-1, -1, 0, 5_000_000])) for kind in kinds if r.random() < 0.7)


def _market(r: Random) -> MarketPolicy:
    tiers, before = [], (0, 0, 0)
    for step in range(r.randint(1, 4)):
        rate = (step + 1) * r.choice([5_000, 20_000, 50_000])
        floor = 0 if step == 0 else (before[0] or 10**6) * r.choice([2, 10])
        rate = max(rate, before[1])
        deduction = continuous_deduction(before[2], floor, rate, 10**6, before[1], 10**6) if step else 0
        tiers.append(Tier(floor, rate, 10**6, 10**6, deduction, 2 * rate, 10**6))
        before = floor, rate, deduction
    scaled = r.random() < 0.2
    return MarketPolicy(
        tuple(tiers), oi_lower=10**7 if scaled else 0, oi_upper=10**9 if scaled else 0,
        taker_fee=r.choice([0, 500]), liquidation_fee=r.choice([0, 5_000, 15_000]),
    )  # fmt: skip
