"""Random policies that a rulebook could compile to."""

from random import Random
from typing import Any

from msgspec.structs import replace

from solvent.policy import (
    Budget,
    ClosingPolicy,
    CoinPolicy,
    CollateralPolicy,
    Comparator,
    FundPolicy,
    Limit,
    LiquidationFee,
    ManipulationPolicy,
    MarketPolicy,
    MarkRule,
    Payer,
    PayerPolicy,
    Policy,
    Portion,
    PricePolicy,
    PriceRole,
    Ranking,
    RegimePolicy,
    Sizing,
    Taker,
    TakerPolicy,
    Tier,
    TransferPrice,
    VolatilityPolicy,
)
from solvent.tiers import continuous_deduction
from tests.simulation.guard_policies import guarded
from tests.simulation.price_policies import formed

S = 10**9


def random_policy(seed: int) -> Policy:
    """Any choice the catalogue offers, in any combination the checks of a rulebook allow."""
    r = Random(seed)
    rules = Policy(
        f"random-{seed}", f"{seed}", _prices(r), _closing(r), _takers(r), _payers(r), r.choice(list(Ranking)[:3]),
        {"*": _market(r), "A-USD": _market(r)},
    )  # fmt: skip
    later = Random(-seed - 1)  # what was added later is drawn apart: a seed keeps the rest of its house
    closing = replace(rules.closing, levels=later.choice([1, 1, 2, 3]), offset_hedged=later.random() < 0.3)
    ranking = later.choice([rules.ranking, rules.ranking, Ranking.PRO_RATA, Ranking.QUANTITY_FIFTHS])
    rules = replace(rules, closing=closing, ranking=ranking)
    rules = _with_coins(rules, later) if later.random() < 0.4 else rules
    sharing = Random(-seed - 10**7)
    rules = replace(rules, payers=_shared(sharing, rules), funds=_funds(sharing))
    rules = _moving(rules, Random(-seed - 73))
    rules = _bounded(rules, Random(-seed - 130))
    rules = formed(rules, Random(-seed - 4_004))
    rules = guarded(rules, Random(-seed - 120_000))
    return replace(rules, takers=in_stages(rules.takers, Random(-seed - 100_001)))


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


def _moving(rules: Policy, r: Random) -> Policy:
    """Margin that follows volatility, and regimes that may be declared."""
    if r.random() < 0.5:
        return rules
    follows = VolatilityPolicy(
        r.choice([S, 30 * S]), r.choice([0, 500_000, 940_000]), r.choice([1_000, 50_000]),
        r.choice([1_000_000, 2_330_000]), r.choice([100_000, 10**6]), r.choice([5_000, 10**6]), r.choice([1, 20_000]),
    )  # fmt: skip
    markets = {name: replace(market, volatility=follows) for name, market in rules.markets.items()}
    regimes = (RegimePolicy("stressed", "thin", r.choice([0, 50_000]), r.choice([0, 300_000])),
               RegimePolicy("weekend", "known", 20_000, 0, 5 * S))  # fmt: skip
    return replace(rules, markets=markets if r.random() < 0.7 else rules.markets, regimes=regimes)


def _bounded(rules: Policy, r: Random) -> Policy:
    """Open interest held to what it costs to move a price."""
    if r.random() < 0.7:
        return rules
    budget = ManipulationPolicy(
        r.choice([Budget.CAP_OPEN_INTEREST, Budget.FREEZE_LISTING]), r.choice([500_000, 10**6]), r.choice([0, 10**7]),
        r.choice([10 * S, 1000 * S]),
    )  # fmt: skip
    markets = {name: replace(market, manipulation=budget) for name, market in rules.markets.items()}
    return replace(rules, markets=markets)


def _prices(r: Random) -> PricePolicy:
    return PricePolicy(
        min_sources=r.choice([1, 1, 2, 3]), max_age_ns=r.choice([10, 30, 300]) * S, mark=r.choice(list(MarkRule)[:4]),
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
    kinds = [Payer.FUND, Payer.OPERATOR, Payer.WINNERS]
    r.shuffle(kinds)
    return tuple(PayerPolicy(kind, r.choice([-1, -1, 0, 5_000_000])) for kind in kinds if r.random() < 0.7)


def _shared(r: Random, rules: Policy) -> tuple[PayerPolicy, ...]:
    """The payers, and among them any of those that share a loss; the day's winners only where no coin counts."""
    found = list(rules.payers)
    for kind in (Payer.DEFAULT_FUND, Payer.DAY_WINNERS, Payer.OPEN_INTEREST):
        if r.random() < 0.4 and not (rules.coins and kind == Payer.DAY_WINNERS):
            skin = r.choice([0, 3_000_000]) if kind == Payer.DEFAULT_FUND else 0
            begins = r.choice([0, 8 * 3600 * S, 200 * S]) if kind == Payer.DAY_WINNERS else 0
            capacity = r.choice([-1, -1, 0, 5_000_000])
            found.insert(r.randint(0, len(found)), PayerPolicy(kind, capacity, skin, begins))
    return tuple(found)


def _funds(r: Random) -> tuple[FundPolicy, ...]:
    """None, one for a market and one for the rest, or one for some."""
    majors, rest, some = FundPolicy("majors", ("A-USD", "D*")), FundPolicy("rest", ("*",)), FundPolicy("b", ("B*",))
    return r.choice([(), (), (majors, rest), (some,), (rest,)])


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
