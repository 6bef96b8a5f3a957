"""The time, the rules and what is listed under them."""

import msgspec
import numpy as np

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import HOUSE_HOLDERS, Book, Rules, name_hash
from solvent.columns import as_column
from solvent.policy import Policy
from solvent.units import MAX_PRODUCT, PPM

_policy_decoder = msgspec.msgpack.Decoder(Policy)


@writes(e.TimeAdvanced)
def _time(book: Book, event: e.TimeAdvanced) -> None:
    book.clock.now_ns[0] = event.time_ns
    book.clock.touch(0)


@writes(e.RulebookAdopted)
def _rulebook(book: Book, event: e.RulebookAdopted) -> None:
    book.rules = Rules(event.name, event.content_hash, _policy_decoder.decode(event.policy))


@writes(e.AssetListed)
def _asset(book: Book, event: e.AssetListed) -> None:
    count = len(HOUSE_HOLDERS)
    first = book.ledger.append(count, holder=np.array(HOUSE_HOLDERS), asset=len(book.assets))
    book.buckets.append(count, account=-1, market=-1, next=-1, head=-1)
    book.assets.append(event.asset)
    book.asset_decimals.append(event.decimals)
    book.asset_first.append(first)


@writes(e.MarketListed)
def _market(book: Book, event: e.MarketListed) -> None:
    book.market_of[event.name] = book.markets.append(
        name=name_hash(event.name), asset=event.asset, size_decimals=event.size_decimals,
        price_decimals=event.price_decimals, den=event.den, kind=event.market_kind,
    )  # fmt: skip
    book.market_names.append(event.name)


@writes(e.ScheduleSet)
def _schedule(book: Book, event: e.ScheduleSet) -> None:
    columns = {name: as_column(getattr(event, name)) for name in book.tiers.COLUMNS if name != "ceiling"}
    count = len(columns["floor"])
    ceiling = np.append(columns["floor"][1:], MAX_PRODUCT)
    first = book.tiers.append(count, ceiling=ceiling, **columns)
    m, market = book.markets, event.market
    book.rows.tier[book.rows.market == market] = first
    m.tier_first[market], m.tier_last[market] = first, first + count - 1
    m.oi_lower[market], m.oi_upper[market] = event.oi_lower, event.oi_upper
    m.taker_fee[market], m.liquidation_fee[market] = event.taker_fee, event.liquidation_fee
    m.touch(market)


@writes(e.HaircutsSet)
def _haircuts(book: Book, event: e.HaircutsSet) -> None:
    floors, m, market = as_column(event.floor), book.markets, event.market
    first = book.tiers.append(
        len(floors), floor=floors, ceiling=np.append(floors[1:], MAX_PRODUCT), mm_num=event.rate, mm_den=PPM,
        mm_fraction=PPM, deduction=event.deduction, im_den=1,
    )  # fmt: skip
    m.haircut_first[market], m.haircut_last[market] = first, first + len(floors) - 1
    m.rank[market] = event.rank
    m.touch(market)


@writes(e.SourceRegistered)
def _source(book: Book, event: e.SourceRegistered) -> None:
    book.sources.append(name=name_hash(event.name), market=event.market)
    book.source_names.append(event.name)


@writes(e.MarketPaused)
def _paused(book: Book, event: e.MarketPaused) -> None:
    book.markets.paused[event.market] = event.paused
    book.markets.touch(event.market)
