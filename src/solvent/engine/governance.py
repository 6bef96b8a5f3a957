"""Which rules hold and which markets there are."""

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, Kind
from solvent.columns import as_cells, as_column
from solvent.engine import funds, manipulation, regimes
from solvent.engine import refusal as r
from solvent.engine.refusal import Stages, require
from solvent.engine.registry import resumed
from solvent.errors import BadUnit
from solvent.policy import NORMAL, MarketPolicy, Payer, Policy, Taker, Tier
from solvent.reasons import Reason
from solvent.tiers import continuous_deduction
from solvent.units import PPM, inverse_den, value_den


def adopt_rulebook(book: Book, command: c.AdoptRulebook) -> Stages:
    """The rules hold from now on, for every listed market at once."""
    policy = command.policy
    finishes = bool(policy.takers) and policy.takers[-1].kind == Taker.ADL
    require(finishes, Reason.UNFINISHED_RULEBOOK, "expected ADL as the last taker: it alone always finishes")
    idle = any(taker.kind == Taker.MARKET and taker.again and taker.every_ns == 0 for taker in policy.takers)
    require(not idle, Reason.UNFINISHED_RULEBOOK, "expected a time between the orders of a stage that orders again")
    kinds = book.markets.kind.tolist()
    for name, kind in zip(book.market_names, kinds, strict=True):
        known = kind != Kind.PERPETUAL or policy.market(name) is not None
        require(known, Reason.UNKNOWN_MARKET, f"{policy.name} has no schedule for {name!r}")
    for asset in sorted(
        {asset for asset in book.markets.asset.tolist() if asset >= 0}
    ):  # what is only lent is not asked
        counts_alike(policy, book.assets[asset], book.asset_decimals[asset])
    one_asset(policy, Kind.COIN in kinds)
    adopted = e.RulebookAdopted(policy.name, policy.content_hash, msgspec.msgpack.encode(policy.cells()))
    schedules = [_terms(book, policy, *market) for market in enumerate(zip(book.market_names, kinds, strict=True))]
    regime = int(book.clock.regime[0])
    calm = [e.RegimeEntered(regime, 0, NORMAL.name)] if regime or book.clock.announced[0] else []
    yield [adopted, *(event for events in schedules for event in events), *calm]
    yield from funds.assign(book)
    yield manipulation.reviewed(book)


def _terms(book: Book, policy: Policy, market: int, listed: tuple[str, int]) -> list[e.Event]:
    """What the rulebook asks in a market for whatever is held there."""
    name, kind = listed
    if kind == Kind.COIN:
        return haircuts(policy, market, name)
    held = kind == Kind.PERPETUAL
    return [schedule(policy, market, name), *regimes.adopted(book, policy, market)] if held else []


def schedule(policy: Policy, market: int, name: str) -> e.ScheduleSet:
    """A market's tiers and fees as the rulebook has them."""
    entry = policy.market(name)
    assert isinstance(entry, MarketPolicy)
    tiers = {
        field: as_cells(as_column([getattr(tier, field) for tier in entry.tiers])) for field in Tier.__struct_fields__
    }
    return e.ScheduleSet(
        market=market, oi_lower=entry.oi_lower, oi_upper=entry.oi_upper, taker_fee=entry.taker_fee,
        liquidation_fee=entry.liquidation_fee, **tiers,
    )  # fmt: skip


def haircuts(policy: Policy, market: int, name: str) -> list[e.Event]:
    """A coin's haircuts and fees as the rulebook has them; it requires no margin of its own."""
    rank, coin = policy.coin(name)
    deductions, before = [0], coin.haircuts[0][1]
    for floor, rate in coin.haircuts[1:]:
        deductions.append(continuous_deduction(deductions[-1], floor, rate, PPM, before, PPM))
        before = rate
    floors, rates = zip(*coin.haircuts, strict=True)
    tier = e.ScheduleSet(market, 0, 0, 1, PPM, 0, 0, 1, 0, 0, coin.taker_fee, coin.liquidation_fee)
    cells = (as_cells(as_column(column)) for column in (floors, rates, deductions))
    return [tier, e.HaircutsSet(market, rank, *cells)]


def list_coin(book: Book, command: c.ListCoin) -> Stages:
    """A market in a coin: listed like any other, with haircuts in the place of a margin schedule."""
    market = len(book.market_names)
    asset, opened = settlement_of(book, command)
    one_asset(book.policy, True)
    decimals = command.size_decimals, command.price_decimals, command.settlement_decimals
    try:
        den = value_den(*decimals)
    except BadUnit as error:
        raise r.Refusal(Reason.GRID_NOT_ALLOWED, str(error)) from None
    yield [
        *opened,
        e.MarketListed(command.market, asset, *decimals[:2], den, Kind.COIN),
        *haircuts(book.policy, market, command.market),
        *(e.SourceRegistered(market, source) for source in command.constituents),
    ]


def settlement_of(book: Book, command: c.ListMarket | c.ListCoin) -> tuple[int, list[e.Event]]:
    """The asset a new market settles in, with the event that lists it where it is new; or a refusal."""
    name = command.market
    require(name not in book.market_of, Reason.ALREADY_EXISTS, f"market {name!r} is listed already")
    r.distinct_names(command.constituents)
    r.new_name(name)
    r.new_name(command.settlement)
    known = command.settlement in book.assets
    asset = book.assets.index(command.settlement) if known else len(book.assets)
    decimals = book.asset_decimals[asset] if known else command.settlement_decimals
    require(command.settlement_decimals == decimals, Reason.GRID_NOT_ALLOWED, f"expected {command.settlement} with "
            f"{decimals} decimals as before, found {command.settlement_decimals}")  # fmt: skip
    counts_alike(book.policy, command.settlement, decimals)
    return asset, [] if known else [e.AssetListed(command.settlement, decimals)]


def list_market(book: Book, command: c.ListMarket) -> Stages:
    """A market, its settlement asset if that is new, its schedule and its sources."""
    name = command.market
    require(book.policy.market(name) is not None, Reason.UNKNOWN_MARKET, f"the rulebook has no schedule for {name!r}")
    kinds = (c.LINEAR, c.INVERSE)
    require(command.contract in kinds, Reason.UNKNOWN_CONTRACT, f"expected a contract that is {' or '.join(kinds)}, "
            f"found {command.contract!r}: a quanto, settled in neither of its assets, is not modelled")  # fmt: skip
    asset, opened = settlement_of(book, command)
    den = den_of(command)
    market = len(book.market_names)
    yield [
        *opened,
        e.MarketListed(name, asset, command.size_decimals, command.price_decimals, den),
        schedule(book.policy, market, name),
        *([regimes.rates(book.policy, market, name, 0, regimes.regime_of(book))] if book.clock.regime[0] else []),
        *(e.SourceRegistered(market, source) for source in command.constituents),
    ]
    yield from funds.assign(book)
    yield manipulation.reviewed(book)


def one_asset(policy: Policy, coins: bool) -> None:
    """Refuses coins where the day's winners pay: what is bought and sold for a coin is no profit of the day."""
    measured = policy.payer(Payer.DAY_WINNERS) is not None
    require(not (coins and measured), Reason.DAY_PROFIT_OF_COINS,
            f"expected no coins under {policy.name}, whose day's winners pay by their profit in one asset")  # fmt: skip


def counts_alike(policy: Policy, asset: str, decimals: int) -> None:
    """Refuses an asset whose atoms are not those in which the rulebook's amounts are written."""
    require(policy.decimals == decimals, Reason.GRID_NOT_ALLOWED,
            f"expected {policy.decimals} decimals of {asset} as {policy.name} counts, found {decimals}")  # fmt: skip


def den_of(command: c.ListMarket) -> int:
    """How a market counts (see grid), or a refusal."""
    plain = command.contract == c.INVERSE or command.contract_value == 1
    require(plain, Reason.GRID_NOT_ALLOWED, f"expected a contract value of 1 where a contract is one unit of the base, "
            f"found {command.contract_value}: write it into the size decimals")  # fmt: skip
    decimals = command.size_decimals, command.price_decimals, command.settlement_decimals
    try:
        return value_den(*decimals) if command.contract == c.LINEAR else inverse_den(command.contract_value, *decimals)
    except BadUnit as error:
        raise r.Refusal(Reason.GRID_NOT_ALLOWED, str(error)) from None


def pause_market(book: Book, command: c.PauseMarket) -> Stages:
    """No trades, no liquidations."""
    yield [e.MarketPaused(r.market_of(book, command.market), 1)]


def resume_market(book: Book, command: c.ResumeMarket) -> Stages:
    """Ends a pause; what is in breach is looked at with the next price, and once the rulebook's gate is open."""
    market = r.market_of(book, command.market)
    yield [e.MarketPaused(market, 0), *resumed(book, market, max(command.time_ns, book.now_ns))]
