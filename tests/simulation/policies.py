"""Random policies that a rulebook could compile to."""

from random import Random
from typing import Any

from msgspec.structs import replace

from solvent.policy import (
    ClosingPolicy,
    CoinPolicy,
    CollateralPolicy,
    Comparator,
    Limit,
    LiquidationFee,
    MarketPolicy,
    MarkRule,
    Payer,
    PayerPolicy,
    Policy,
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
    rules = replace(rules, closing=closing)
    return _with_coins(rules, later) if later.random() < 0.4 else rules


def _with_coins(rules: Policy, r: Random) -> Policy:
    """Coins as collateral: haircuts by size, an exchange beyond some debt, and money lent on some terms."""
    low, high = sorted(r.choice([0, 20_000, 100_000, 500_000, 10**6]) for _ in range(2))
    tiers = r.choice([((0, low),), ((0, low), (10**8, high)), ((0, low), (10**8, high), (10**9, 10**6))])
    fees = {"taker_fee": r.choice([0, 1_000]), "liquidation_fee": r.choice([0, 10_000])}
    coins = tuple(CoinPolicy(name, tiers, **fees) for name in r.choice([("E/USD",), ("F/USD", "*")]))
    level = r.choice([0, 50_000, 200_000])
    collateral = CollateralPolicy(
        exchange_below=r.choice([-1, 0, 10**7]), exchange_fee=r.choice([0, 25_000]), borrowing=r.random() < 0.6,
        debt_initial=level + r.choice([0, 100_000]), debt_maintenance=level,
    )  # fmt: skip
    return replace(rules, collateral=collateral, coins=coins)


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
