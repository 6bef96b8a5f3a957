"""Rates that move while the rules stay: by volatility, sample by sample, and by a regime that is declared.

Both are add-ons to the rates of every tier, written into the tables that the sweep, the liquidation price and the
sizing read anyway. Whoever they put in breach is found by the walk that follows.
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, Kind
from solvent.columns import as_cells, as_column
from solvent.engine.closing import close_out
from solvent.engine.pricing import grown_stale
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down
from solvent.perps.volatility import deviation, log_move, over_intervals, stepped, volatile_rate
from solvent.policy import NORMAL, MarketPolicy, Policy, RegimePolicy, VolatilityPolicy
from solvent.reasons import Reason
from solvent.tiers import with_add_on, with_initial

RATES = ("mm_num", "mm_den", "mm_fraction", "im_num", "im_den")
SEED = 1000  # ppb in one ppm


def rates_now(book: Book, market: int, add_on: int, regime: RegimePolicy | None = None) -> e.MarginRatesSet:
    """A market's rates with what volatility (ppm) and the regime in force, or another one, add to them."""
    return rates(book.policy, market, book.market_names[market], add_on, regime or regime_of(book))


def rates(policy: Policy, market: int, name: str, add_on: int, regime: RegimePolicy) -> e.MarginRatesSet:
    """A market's rates under a policy with the add-ons of volatility (ppm) and of a regime."""
    entry, more = policy.market(name), add_on + regime.add_on
    assert isinstance(entry, MarketPolicy)
    tiers = [with_initial(with_add_on(tier, more), more, regime.least_initial) for tier in entry.tiers]
    return e.MarginRatesSet(
        market, more, *(as_cells(as_column([getattr(tier, field) for tier in tiers])) for field in RATES)
    )


def regime_of(book: Book) -> RegimePolicy:
    """The regime in force."""
    return book.policy.regime(int(book.clock.regime[0]))


def follow(book: Book, market: int) -> Stages:
    """The market's margin after its price: a sample, if one is due and the price may be acted on."""
    m, entry = book.markets, book.policy.market(book.market_names[market])
    if entry is None or entry.volatility.sample_ns == 0 or m.kind[market] != Kind.PERPETUAL or not m.usable[market]:
        return
    sample = _sample(book, market, entry)
    if sample is None:
        return
    moved = sample.add_on != int(book.markets.add_on[market])
    yield [sample, *([rates_now(book, market, sample.add_on)] if moved else [])]


def _sample(book: Book, market: int, entry: MarketPolicy) -> e.VolatilitySampled | None:
    """The sample that is due, None where none is. The first holds the seed and comes without a step."""
    m, now, terms = book.markets, book.now_ns, entry.volatility
    ticks, last_ns, held = int(m.valuation[market]), int(m.sampled_ns[market]), int(m.add_on[market])
    if last_ns == 0:
        variance = terms.seed * terms.seed * SEED * SEED
        target = _target(variance, entry, terms)
        return e.VolatilitySampled(market, now, ticks, 0, 0, variance, variance, target, target)
    intervals = mul_div_down(now - last_ns, 1, terms.sample_ns)
    if intervals < 1:
        return None
    before, move = int(m.variance[market]), log_move(int(m.sampled[market]), ticks)
    variance = over_intervals(before, move, terms.decay, intervals)
    target = _target(variance, entry, terms)
    add_on = stepped(held, target, terms.step_up, terms.step_down)
    at = last_ns + intervals * terms.sample_ns
    return e.VolatilitySampled(market, at, ticks, intervals, move, before, variance, target, add_on)


def _target(variance: int, entry: MarketPolicy, terms: VolatilityPolicy) -> int:
    """What the first tier's own rate lacks to the rate the variance asks for, ppm: its own rate is the floor."""
    first = entry.tiers[0]
    own = mul_div_down(first.mm_num * first.mm_fraction, 1, first.mm_den)
    return max(volatile_rate(deviation(variance), terms.multiplier, terms.cap) - own, 0)


def adopted(book: Book, policy: Policy, market: int) -> list[e.Event]:
    """What an add-on becomes under new rules: volatility's stays until its next sample, where they know it at all."""
    m, name = book.markets, book.market_names[market]
    entry = policy.market(name)
    if entry is None or m.kind[market] != Kind.PERPETUAL or not m.sampled_ns[market]:
        return []
    if entry.volatility.sample_ns == 0:
        return [e.VolatilitySampled(market, 0, 0, 0, 0, 0, 0, 0, 0)]
    return [rates(policy, market, name, int(m.add_on[market]), NORMAL)]


def due(book: Book) -> Stages:
    """The regime that was announced, once its time has come."""
    clock = book.clock
    if clock.announced[0] and book.now_ns >= int(clock.regime_ns[0]):
        yield entered(book, int(clock.announced[0]) - 1)


def entered(book: Book, place: int) -> list[e.Event]:
    """A regime takes effect in every market at once."""
    regime, perpetual = book.policy.regime(place), book.markets.kind == Kind.PERPETUAL
    places = [market for market in range(book.markets.n) if perpetual[market]]
    changed = [rates_now(book, market, int(book.markets.add_on[market]), regime) for market in places]
    return [e.RegimeEntered(int(book.clock.regime[0]), place, regime.name), *changed]


def change_regime(book: Book, command: c.ChangeRegime) -> Stages:
    """A declared regime is announced; without notice it holds at once, and everyone is looked at."""
    names = book.policy.regime_names()
    require(command.regime in names, Reason.UNKNOWN_REGIME,
            f"expected a regime of {book.policy.name} ({', '.join(names)}), found {command.regime!r}")  # fmt: skip
    reason = " ".join(command.reason.split())
    require(reason != "", Reason.REASON_MISSING, f"expected a reason for {command.regime}, found none")
    place = names.index(command.regime)
    coming = int(book.clock.announced[0]) - 1 if book.clock.announced[0] else int(book.clock.regime[0])
    require(place != coming, Reason.ALREADY_IN_FORCE, f"{command.regime} is in force already, or announced")
    notice = book.policy.regime(place).notice_ns
    now = max(command.time_ns, book.now_ns)
    yield [e.RegimeAnnounced(place, command.regime, reason, now + notice)]
    yield from due(book)
    yield from grown_stale(book)
    yield from close_out(book, -1)
