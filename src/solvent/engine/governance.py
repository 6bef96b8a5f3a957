"""Which rules hold and which markets there are."""

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import as_cells, as_column
from solvent.engine import refusal as r
from solvent.engine.refusal import Stages, require
from solvent.errors import BadUnit
from solvent.policy import MarketPolicy, Policy, Taker, Tier
from solvent.reasons import Reason
from solvent.units import inverse_den, value_den


def adopt_rulebook(book: Book, command: c.AdoptRulebook) -> Stages:
    """The rules hold from now on, for every listed market at once."""
    policy = command.policy
    finishes = bool(policy.takers) and policy.takers[-1].kind == Taker.ADL
    require(finishes, Reason.UNFINISHED_RULEBOOK, "expected ADL as the last taker: it alone always finishes")
    for name in book.market_names:
        require(policy.market(name) is not None, Reason.UNKNOWN_MARKET, f"{policy.name} has no schedule for {name!r}")
    for asset, decimals in zip(book.assets, book.asset_decimals, strict=True):
        counts_alike(policy, asset, decimals)
    adopted = e.RulebookAdopted(policy.name, policy.content_hash, msgspec.msgpack.encode(policy.cells()))
    yield [adopted, *(schedule(policy, index, name) for index, name in enumerate(book.market_names))]


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


def list_market(book: Book, command: c.ListMarket) -> Stages:
    """A market, its settlement asset if that is new, its schedule and its sources."""
    name = command.market
    require(book.policy.market(name) is not None, Reason.UNKNOWN_MARKET, f"the rulebook has no schedule for {name!r}")
    kinds = (c.LINEAR, c.INVERSE)
    require(command.contract in kinds, Reason.UNKNOWN_CONTRACT, f"expected a contract that is {' or '.join(kinds)}, "
            f"found {command.contract!r}: a quanto, settled in neither of its assets, is not modelled")  # fmt: skip
    require(name not in book.market_of, Reason.ALREADY_EXISTS, f"market {name!r} is listed already")
    twice = len(set(command.constituents)) != len(command.constituents)
    require(not twice, Reason.ALREADY_EXISTS, f"a constituent stands twice in {command.constituents}")
    r.new_name(name)
    r.new_name(command.settlement)
    known = command.settlement in book.assets
    asset = book.assets.index(command.settlement) if known else len(book.assets)
    decimals = book.asset_decimals[asset] if known else command.settlement_decimals
    require(command.settlement_decimals == decimals, Reason.GRID_NOT_ALLOWED, f"expected {command.settlement} with "
            f"{decimals} decimals as before, found {command.settlement_decimals}")  # fmt: skip
    counts_alike(book.policy, command.settlement, decimals)
    den = den_of(command)
    market = len(book.market_names)
    yield [
        *([] if known else [e.AssetListed(command.settlement, decimals)]),
        e.MarketListed(name, asset, command.size_decimals, command.price_decimals, den),
        schedule(book.policy, market, name),
        *(e.SourceRegistered(market, source) for source in command.constituents),
    ]


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
    """Ends a pause; what is in breach is looked at with the next price."""
    yield [e.MarketPaused(r.market_of(book, command.market), 0)]
