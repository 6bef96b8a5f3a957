"""From a rulebook to the policy the engine reads."""

from solvent.policy import (
    Budget,
    ClosingPolicy,
    CoinPolicy,
    CollateralPolicy,
    Comparator,
    DelayPolicy,
    FundPolicy,
    GuardedPolicy,
    GuardPolicy,
    Limit,
    LiquidationFee,
    ManipulationPolicy,
    MarketPolicy,
    Payer,
    PayerPolicy,
    Policy,
    Portion,
    PriceRole,
    Ranking,
    RegimePolicy,
    Sizing,
    Taker,
    TakerPolicy,
    TransferPrice,
    VolatilityPolicy,
)
from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.rulebooks.catalogue import Family, code
from solvent.rulebooks.model import Rulebook
from solvent.rulebooks.price_compiler import prices, prices_of
from solvent.rulebooks.schedule import haircuts, multiplier, tiers
from solvent.units import PPM


def compile(rulebook: Rulebook) -> Policy:  # noqa: A001  # it is what it does, and it is called with its room's name
    """The rulebook as integers and tables."""
    return Policy(
        name=rulebook.name,
        content_hash=rulebook.content_hash,
        prices=prices(rulebook),
        closing=_closing(rulebook),
        takers=tuple(_taker(rulebook, f"takers.{n}") for n in range(1, rulebook.rows("takers") + 1)),
        payers=tuple(_payer(rulebook, f"payers.{n}") for n in range(1, rulebook.rows("payers") + 1)),
        ranking=Ranking(code(Family.RANKING, rulebook.word("adl.ranking"))),
        markets={name: _market(rulebook, name) for name in rulebook.markets()},
        decimals=rulebook.settlement_decimals,
        funds=tuple(_fund(rulebook, f"funds.{n}") for n in range(1, rulebook.rows("funds") + 1)),
        collateral=_collateral(rulebook),
        coins=tuple(_coin(rulebook, name) for name in rulebook.coins()),
        regimes=tuple(_regime(rulebook, f"regimes.{n}") for n in range(1, rulebook.rows("regimes") + 1)),
        guards=tuple(_guarded(rulebook, name) for name in rulebook.guarded()),
        delays=tuple(_delay(rulebook, name) for name in rulebook.delayed()),
    )


def _closing(book: Rulebook) -> ClosingPolicy:
    return ClosingPolicy(
        comparator=Comparator(code(Family.TRIGGER, book.word("trigger.comparator"))),
        warnings=book.numbers("trigger.warnings"),
        cancel_orders=bool(book.number("closing.cancel_orders")),
        sizing=Sizing(code(Family.SIZING, book.word("closing.sizing.rule"))),
        fraction=book.number("closing.sizing.fraction"),
        fraction_above=book.number("closing.sizing.above"),
        escalate_ns=book.number("closing.sizing.escalate"),
        buffer=book.number("closing.sizing.buffer"),
        assumed_cost=book.number("closing.sizing.assumed_cost"),
        cooldown_ns=book.number("closing.cooldown"),
        orders_per_window=book.number("closing.throttle.orders"),
        window_ns=book.number("closing.throttle.per"),
        limit=Limit(code(Family.LIMIT, book.word("closing.limit.rule"))),
        spread=book.number("closing.limit.spread"),
        adjustment=book.number("closing.limit.adjustment"),
        fee=LiquidationFee(code(Family.FEE, book.word("closing.fee.rule"))),
        leftover_to_fund=bool(code(Family.LEFTOVER, book.word("closing.leftover"))),
        levels=book.number("closing.sizing.levels", 1),
        offset_hedged=bool(book.number("closing.offset_hedged")),
    )


def _taker(book: Rulebook, path: str) -> TakerPolicy:
    return TakerPolicy(
        kind=Taker(code(Family.TAKER, book.word(path + ".rule"))),
        below=book.number(path + ".below", PPM),
        price=TransferPrice(code(Family.TRANSFER, book.word(path + ".price") or "bankruptcy")),
        portion=Portion(code(Family.PORTION, book.word(path + ".portion") or "sized")),
        fill_or_kill=bool(book.number(path + ".fill_or_kill")),
        slice=book.number(path + ".slice"),
        participation=book.number(path + ".participation"),
        every_ns=book.number(path + ".every"),
        band=book.number(path + ".band"),
        around=PriceRole(code(Family.PRICE, book.word(path + ".around") or "mark")),
        again=bool(code(Family.UNFILLED, book.word(path + ".unfilled") or "next")),
        capacity=book.number(path + ".capacity", -1),
        isolated=bool(book.number(path + ".isolated")),
    )


def _payer(book: Rulebook, path: str) -> PayerPolicy:
    return PayerPolicy(
        kind=Payer(code(Family.PAYER, book.word(path + ".rule"))), capacity=book.number(path + ".capacity", -1),
        skin=book.number(path + ".skin"), session_ns=book.number(path + ".begins"),
    )  # fmt: skip


def _fund(book: Rulebook, path: str) -> FundPolicy:
    return FundPolicy(book.word(path + ".name"), book.words(path + ".markets"))


def _collateral(book: Rulebook) -> CollateralPolicy:
    return CollateralPolicy(
        exchange_below=book.number("collateral.exchange_below", -1),
        exchange_fee=book.number("collateral.exchange_fee"),
        borrowing=bool(book.number("collateral.borrowing")),
        debt_initial=book.number("collateral.debt_initial"),
        debt_maintenance=book.number("collateral.debt_maintenance"),
    )


def _coin(book: Rulebook, name: str) -> CoinPolicy:
    path = f"coins.{name}"
    return CoinPolicy(
        name=name,
        haircuts=haircuts(book, path),
        taker_fee=book.number(path + ".taker_fee"),
        liquidation_fee=book.number(path + ".liquidation_fee"),
    )


def _guarded(book: Rulebook, name: str) -> GuardedPolicy:
    path = f"guards.{name}"
    return GuardedPolicy(name, tuple(_guard(book, f"{path}.{n}") for n in range(1, book.rows(path) + 1)))


def _delay(book: Rulebook, name: str) -> DelayPolicy:
    path = f"delays.{name}"
    comparator = code(Family.COMPARISON, book.word(path + ".comparator"))
    return DelayPolicy(name, book.number(path + ".hop"), Comparison(comparator))


def _guard(book: Rulebook, path: str) -> GuardPolicy:
    return GuardPolicy(
        rule=Guard(code(Family.GUARD, book.word(path + ".rule"))),
        outcome=Outcome(code(Family.OUTCOME, book.word(path + ".outcome"))),
        comparison=Comparison(code(Family.COMPARISON, book.word(path + ".comparator"))),
        max_age_ns=book.number(path + ".max_age"),
        room=book.number(path + ".max_width", book.number(path + ".room")),
        level=book.number(path + ".snapshot", book.number(path + ".level")),
        growth=book.number(path + ".growth"),
        snapshot_ns=book.number(path + ".taken"),
        reference=book.word(path + ".reference"),
        times=book.word(path + ".times"),
    )


def _regime(book: Rulebook, path: str) -> RegimePolicy:
    return RegimePolicy(
        name=book.word(path + ".name"),
        reason=book.word(path + ".reason"),
        add_on=book.number(path + ".add_on"),
        least_initial=book.number(path + ".least_initial"),
        notice_ns=book.number(path + ".notice"),
    )


def _market(book: Rulebook, name: str) -> MarketPolicy:
    path = f"markets.{name}"
    return MarketPolicy(
        tiers=tiers(book, name),
        oi_lower=book.number(path + ".margin.oi_lower"),
        oi_upper=book.number(path + ".margin.oi_upper"),
        taker_fee=book.number(path + ".taker_fee"),
        liquidation_fee=book.number(path + ".liquidation_fee"),
        volatility=_volatility(book, path + ".volatility"),
        manipulation=_manipulation(book, path + ".manipulation"),
        prices=prices_of(book, name),
    )


def _volatility(book: Rulebook, path: str) -> VolatilityPolicy:
    if not book.word(path + ".rule"):
        return VolatilityPolicy()
    return VolatilityPolicy(
        sample_ns=book.number(path + ".sample"),
        decay=book.number(path + ".decay"),
        seed=book.number(path + ".seed"),
        multiplier=multiplier(book, path),
        cap=book.number(path + ".cap"),
        step_up=book.number(path + ".step_up"),
        step_down=book.number(path + ".step_down"),
    )


def _manipulation(book: Rulebook, path: str) -> ManipulationPolicy:
    rule = book.word(path + ".rule")
    return ManipulationPolicy(
        rule=Budget(code(Family.MANIPULATION, rule)) if rule else Budget.NONE,
        cover=book.number(path + ".cover"),
        floor=book.number(path + ".floor"),
        max_age_ns=book.number(path + ".max_age"),
    )
