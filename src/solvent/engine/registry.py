"""The registry of indices and their constituents, and the gate after a halt or a restart."""

import re

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, Kind, unit_hashes
from solvent.engine import refusal as r
from solvent.engine.forming import forming
from solvent.engine.pricing import source_of, sources_of
from solvent.engine.refusal import Stages, require
from solvent.reasons import Reason
from solvent.units import INT64_MAX, MAX_DECIMALS, PPM

UNIT = re.compile(r"[A-Za-z0-9.]{1,20}/[A-Za-z0-9.]{1,20}")
MAX_CONVERSION = 1000 * PPM


def list_reference(book: Book, command: c.ListReference) -> Stages:
    """An index in which nothing is held: it has sources and a price, and no asset."""
    name = command.market
    require(name not in book.market_of, Reason.ALREADY_EXISTS, f"market {name!r} is listed already")
    r.distinct_names(command.constituents)
    r.new_name(name)
    require(0 <= command.price_decimals <= MAX_DECIMALS, Reason.GRID_NOT_ALLOWED,
            f"expected 0 to {MAX_DECIMALS} price decimals, found {command.price_decimals}")  # fmt: skip
    market = len(book.market_names)
    yield [
        e.MarketListed(name, -1, 0, command.price_decimals, 1, Kind.REFERENCE),
        *(e.SourceRegistered(market, source) for source in command.constituents),
    ]


def set_index(book: Book, command: c.SetIndex) -> Stages:
    """What the index of a market is quoted in, who answers for it, when it is looked at again."""
    market = r.index_of(book, command.market)
    reason = _answered_for(command)
    m, unit = book.markets, _typed(command.unit)
    retyped = (int(m.base[market]), int(m.quote[market])) != unit and any(
        book.sources.base[source] for source in sources_of(book, market)
    )
    require(not retyped, Reason.UNIT_NOT_ALLOWED,
            f"expected the unit its constituents are registered against, found {command.unit}")  # fmt: skip
    yield [e.IndexSet(market, command.unit, command.review_ns, reason, command.owner)]


def set_constituent(book: Book, command: c.SetConstituent) -> Stages:
    """Whether and for how much a source counts from now on, and why; its prices are looked at with the next tick."""
    market = r.index_of(book, command.market)
    other = r.index_of(book, command.convert) if command.convert else -1
    source = source_of(book, market, command.source)
    require(1 <= command.weight_ppm <= PPM, Reason.OUT_OF_RANGE,
            f"expected a weight of 1 to {PPM} ppm, found {command.weight_ppm}")  # fmt: skip
    require(0 <= command.heartbeat_ns <= INT64_MAX, Reason.OUT_OF_RANGE,
            f"expected a heartbeat of 0 to {INT64_MAX} ns, found {command.heartbeat_ns}")  # fmt: skip
    require(0 <= command.assumed_ppm <= MAX_CONVERSION, Reason.OUT_OF_RANGE,
            f"expected an assumed rate of 0 to {MAX_CONVERSION} ppm, found {command.assumed_ppm}")  # fmt: skip
    reason = _answered_for(command)
    _unit_of_constituent(book, market, command)
    convert = _conversion(book, market, other, command)
    yield [e.ConstituentSet(
        source, command.weight_ppm, command.heartbeat_ns, command.unit, convert, command.assumed_ppm,
        int(not command.eligible), command.review_ns, reason, command.owner,
    )]  # fmt: skip


def restate_index(book: Book, command: c.RestateIndex) -> Stages:
    """A value that was determined wrongly is corrected in the journal; positions closed on it are not reopened."""
    market = r.index_of(book, command.market)
    for ticks in (command.was, command.ticks):
        r.positive_price(ticks)
    require(1 <= command.at_ns <= command.time_ns, Reason.OUT_OF_RANGE,
            f"expected a value determined from 1 to {command.time_ns} ns, found {command.at_ns}")  # fmt: skip
    reason = _reasoned(command)
    require(command.was != command.ticks, Reason.ALREADY_IN_FORCE, f"expected another value than {command.was}")
    yield [e.IndexRestated(market, command.at_ns, command.was, command.ticks, reason, command.owner)]


def restart(book: Book, command: c.Restart) -> Stages:
    """Nobody is closed until a quorum has spoken anew; a book that is not the expected one is not gone on with."""
    found = book.digest().hex()
    expected = command.digest.lower()
    require(expected == found, Reason.STATE_DIFFERS, f"expected a book with the digest {expected}, found {found}")
    gated = [market for market in range(book.markets.n) if _quorum(book, market)]
    yield closed(gated, max(command.time_ns, book.now_ns))


def resumed(book: Book, market: int, now_ns: int) -> list[e.Event]:
    """The gate of a market that is resumed, where its rules have one."""
    return closed([market] if _quorum(book, market) else [], now_ns)


def closed(markets: list[int], now_ns: int) -> list[e.Event]:
    """Nobody is closed in these markets before their quorum has spoken."""
    return [e.GateClosed(np.array(markets, np.int64), max(now_ns, 1))] if markets else []


def _quorum(book: Book, market: int) -> int:
    return forming(book).policies[market].resume.quorum


def _answered_for(command: c.SetIndex | c.SetConstituent) -> str:
    """Why the registry is changed, and that it is looked at again at a time that can be."""
    require(0 <= command.review_ns <= INT64_MAX, Reason.OUT_OF_RANGE,
            f"expected a review at 0 to {INT64_MAX} ns, found {command.review_ns}")  # fmt: skip
    return _reasoned(command)


def _reasoned(command: c.SetIndex | c.SetConstituent | c.RestateIndex) -> str:
    """Why something is said of an index, in one line; a refusal without it, or without who answers for it."""
    reason = " ".join(command.reason.split())
    require(reason != "", Reason.REASON_MISSING, f"expected a reason for what is set of {command.market}, found none")
    require(bool(command.owner.strip()), Reason.REASON_MISSING,
            f"expected who answers for what is set of {command.market}, found nobody")  # fmt: skip
    return reason


def _typed(unit: str) -> tuple[int, int]:
    """The hashes of BASE and QUOTE of a unit, or a refusal."""
    good = UNIT.fullmatch(unit) is not None
    require(good, Reason.UNIT_NOT_ALLOWED, f"expected BASE/QUOTE, such as BTC/USD, found {unit!r}")
    return unit_hashes(unit)


def _unit_of_constituent(book: Book, market: int, command: c.SetConstituent) -> None:
    """Refuses a unit that is no unit, whose base is not the index's, or for which the index has none."""
    base, quote = int(book.markets.base[market]), int(book.markets.quote[market])
    if (base, quote) == (0, 0):
        untyped = not (command.unit or command.convert or command.assumed_ppm)
        require(untyped, Reason.UNIT_NOT_ALLOWED, f"expected the unit of {command.market} to be set first, by SetIndex")
    else:
        require(_typed(command.unit)[0] == base, Reason.UNIT_NOT_ALLOWED,
                f"expected {command.source} to price what {command.market} prices, found {command.unit}")  # fmt: skip


def _conversion(book: Book, market: int, other: int, command: c.SetConstituent) -> int:
    """1 + the market whose index turns a source's currency into its index's, 0 for none; or a refusal.

    other    the market that is named to do it, -1 for none
    """
    m, into = book.markets, int(book.markets.quote[market])
    quote = unit_hashes(command.unit)[1] if command.unit else into
    ways = (other >= 0) + bool(command.assumed_ppm)
    if quote == into:
        require(ways == 0, Reason.NO_CONVERSION, f"{command.unit} is what {command.market} is in: nothing to convert")
        return 0
    require(ways == 1, Reason.NO_CONVERSION, f"{command.market} is not quoted as {command.unit}: expected one market "
            f"that turns the one into the other, or one rate that is assumed, found {ways} of them")  # fmt: skip
    if other < 0:
        return 0
    turns = (int(m.base[other]), int(m.quote[other])) == (quote, into)
    require(turns, Reason.NO_CONVERSION, f"expected {command.convert} to turn the currency of {command.unit} into "
            f"that of {command.market}")  # fmt: skip
    again = any(book.sources.convert[source] for source in sources_of(book, other))
    require(not again, Reason.NO_CONVERSION, f"expected {command.convert} to be formed without a conversion of its own")
    return other + 1
