"""The layout of a rulebook: which tables there are, and what each may hold."""

from dataclasses import dataclass, field, replace

from solvent.rulebooks.catalogue import Family
from solvent.rulebooks.kinds import Kind, Parameter, choice, duration, money, rate
from solvent.units import PPM

EVIDENCE = {
    "P": "the venue's own page",
    "S": "the venue's own source code",
    "L": "a real response of the venue",
    "T": "the venue's own test suite",
    "M": "a mirror or second-hand page",
    "unverified": "not confirmed",
}


@dataclass(frozen=True)
class Table:
    """One table of the layout.

    family       its `rule` is chosen from here; "" where it chooses none
    parameters   keys it may hold besides those of the chosen rule
    tables       tables inside it
    optional     it may be left out
    """

    family: str = ""
    parameters: tuple[Parameter, ...] = ()
    tables: dict[str, "Table"] = field(default_factory=dict)
    optional: bool = False


RESUME = Table(
    parameters=(Parameter("quorum", Kind.COUNT, low=1, high=1000), rate("band", low=1, high=PPM)),
    optional=True,
)
PRICES = Table(
    tables={
        "filter": Table(Family.FILTER),
        "index": Table(Family.INDEX),
        "mark": Table(Family.MARK, optional=True),
        "fallbacks": Table(Family.FALLBACK, optional=True),
        "resume": RESUME,
    }
)
TRIGGER = Table(
    parameters=(
        choice("comparator", Family.TRIGGER),
        choice("price", Family.PRICE),
        Parameter("warnings", Kind.RATES, default=(), low=1, high=PPM - 1),
    )
)
THROTTLE = Table(
    parameters=(Parameter("orders", Kind.COUNT, low=1, high=10**9), duration("per", low=1)),
    optional=True,
)
CLOSING = Table(
    parameters=(
        Parameter("cancel_orders", Kind.FLAG),
        duration("cooldown", 0),
        choice("leftover", Family.LEFTOVER),
        Parameter("offset_hedged", Kind.FLAG, optional=True),
    ),
    tables={
        "sizing": Table(Family.SIZING),
        "limit": Table(Family.LIMIT),
        "fee": Table(Family.FEE),
        "throttle": THROTTLE,
    },
)
MARKET = Table(
    parameters=(
        rate("taker_fee", high=PPM - 1),
        rate("liquidation_fee", high=PPM - 1),
        Parameter("fee_reserve", Kind.NAME, family=Family.RESERVE, optional=True),
    ),
    tables={
        "margin": Table(Family.REQUIREMENT),
        "volatility": Table(Family.VOLATILITY, optional=True),
        "manipulation": Table(Family.MANIPULATION, optional=True),
        "prices": replace(PRICES, optional=True),
    },
)
COIN = Table(
    parameters=(
        Parameter("order", Kind.COUNT, low=1, high=10**6),
        Parameter("haircuts", Kind.ROWS, rows=(money("floor"), rate("haircut", high=PPM))),
        rate("taker_fee", 0, high=PPM - 1),
        rate("liquidation_fee", 0, high=PPM - 1),
    )
)
GUARD = Table(Family.GUARD, (choice("comparator", Family.COMPARISON), choice("outcome", Family.OUTCOME)))
DELAY = Table(Family.DELAY, (choice("comparator", Family.COMPARISON, ">="),))
REGIME = Table(
    parameters=(
        Parameter("name", Kind.TEXT),
        Parameter("reason", Kind.TEXT),
        rate("add_on", 0, high=PPM),
        rate("least_initial", 0, high=PPM),
        duration("notice", 0),
    ),
    optional=True,
)
TABLES = {
    "prices": PRICES,
    "collateral": Table(Family.COLLATERAL),
    "carry": Table(Family.CARRY),
    "trigger": TRIGGER,
    "closing": CLOSING,
    "takers": Table(Family.TAKER),
    "adl": Table(parameters=(choice("ranking", Family.RANKING),)),
    "payers": Table(Family.PAYER),
    "regimes": REGIME,
    "funds": Table(parameters=(Parameter("name", Kind.WORD), Parameter("markets", Kind.WORDS)), optional=True),
}
LISTS = ("takers", "payers", "regimes", "funds", "fallbacks")
HEAD = ("name", "title", "valid_from", "extends", "settlement", "settlement_decimals", "sources", "departures")
KEYS = (*HEAD, *TABLES, "coins", "guards", "delays", "markets")
