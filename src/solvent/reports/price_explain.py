"""Why a market had the price it had: sources, index, mark, and whether it could be acted on, as one document."""

from typing import Any

import numpy as np

from solvent.book import Book, Kind
from solvent.engine.forming import converted, needs_index
from solvent.policy import Fallback, MarkRule, PricePolicy, PriceRole
from solvent.reasons import Exclusion
from solvent.reports import price_working as working
from solvent.reports import words
from solvent.reports.naming import Names, spoken
from solvent.reports.price_moment import Found, Said
from solvent.reports.price_page import seconds, stamp
from solvent.reports.price_words import lacking
from solvent.reports.price_working import Line, Part
from solvent.reports.standing import ROLES
from solvent.units import PPM, unscaled

Document = dict[str, Any]


def document(found: Found) -> Document:
    """Everything that is known of the price, numbers exact and as text."""
    book, market = found.book, found.market
    names, prices = Names(book), book.policy.prices_of(book.market_names[market])
    sources = [_constituent(found, source, prices) for source in _sources(book, market)]
    return {
        "market": names.market(market), "time": stamp(found.time_ns), "step": found.seq,
        "rulebook": names.rulebook(), "content_hash": book.rules.content_hash if book.rules else "",
        "determined": _at(found.mark), "constituents": sources, "index": _index(found, prices),
        "mark": _mark(found, prices), "valuation": _valuation(found, prices), "acted": _acted(found, prices, sources),
    }  # fmt: skip


def _sources(book: Book, market: int) -> list[int]:
    return np.flatnonzero(book.sources.market == market).tolist()


def _at(said: Said | None) -> Document | None:
    return {"step": said.seq, "time": stamp(said.time_ns)} if said else None


def _counts(book: Book, source: int) -> bool:
    return bool(book.sources.exclusion[source] == 0 and book.sources.venue_ns[source] > 0)


def _constituent(found: Found, source: int, prices: PricePolicy) -> Document:
    """One source: what it said, what that is worth in the index, how old it is, and whether and why it counts."""
    book, market = found.book, found.market
    s, decimals = book.sources, int(book.markets.price_decimals[market])
    spoke, weight = int(s.venue_ns[source]), int(s.weight[source])
    ticks = int(converted(book, np.array([source]))[0]) if spoke else 0
    out = found.out.get(source)
    why = spoken(Exclusion(int(s.exclusion[source])).name) if s.exclusion[source] else ""
    return {
        "source": Names(book).source(source), "said": unscaled(int(s.ticks[source]), decimals) if spoke else None,
        "conversion": _conversion(book, source), "price": unscaled(ticks, decimals) if ticks else None,
        "counted_with": _counted_with(found, source, decimals), "weight_ppm": weight or PPM,
        "said_at": stamp(spoke) if spoke else None, "age_s": seconds(found.time_ns - spoke) if spoke else None,
        "age_when_determined_s": seconds(found.mark.time_ns - spoke) if spoke and found.mark else None,
        "traded_at": stamp(int(s.traded_ns[source])) if s.traded_ns[source] else None,
        "heartbeat_s": seconds(int(s.heartbeat_ns[source])) if s.heartbeat_ns[source] else None,
        "counts": _counts(book, source), "allowed": _allowed(found, source, prices) if why else None,
        "excluded": why or (None if spoke else "never heard"),
        "excluded_since": _at(out) if why else None,
        "excluded_at_age_s": seconds(out.row["age_ns"]) if out and why else None,
        "without_fault_since": stamp(int(s.since_ns[source])) if s.since_ns[source] else None,
        "returns": _returns(prices) if why else None, "registry": _registry(found, source),
    }  # fmt: skip


def _counted_with(found: Found, source: int, decimals: int) -> str | None:
    """The price that entered the mean, where the rule brought it nearer and the index said so."""
    told = [part.row["ticks"] for part in found.composed if part.row["source"] == source]
    return unscaled(told[0], decimals) if told and _counts(found.book, source) else None


def _conversion(book: Book, source: int) -> Document | None:
    """How a price in another currency became one in the index's; an assumed rate is labelled as such."""
    s, m = book.sources, book.markets
    if s.assumed[source]:
        return {"by": "assumption", "rate": unscaled(int(s.assumed[source]), 6), "usable": True,
                "label": "assumed, a label and not a measurement"}  # fmt: skip
    if not s.convert[source]:
        return None
    other = int(s.convert[source]) - 1
    rate = unscaled(int(m.index[other]), int(m.price_decimals[other])) if m.index[other] else None
    return {"by": Names(book).market(other), "rate": rate, "usable": bool(m.usable[other]), "label": "its index"}


def _returns(prices: PricePolicy) -> str:
    gates = prices.gates
    band = gates.readmit or gates.deviation
    waits = f"after more than {words.span(gates.probation_ns)} without fault" if gates.probation_ns else "at once"
    return f"{waits}, within {words.percent(band, 2)} of those that count" if band else waits


def _allowed(found: Found, source: int, prices: PricePolicy) -> str | None:
    """What the gate that left it out would have let pass; None where that is no number."""
    s, gates = found.book.sources, prices.gates
    usual = int(s.heartbeat_ns[source]) or int(s.rhythm_ns[source])
    allowed = {
        Exclusion.STALE: words.span(prices.max_age_ns),
        Exclusion.NO_TRADES: words.span(gates.silence_ns),
        Exclusion.SILENT: f"{words.percent(gates.rhythm, 0)} of {words.span(usual)}",
        Exclusion.FROZEN: words.span(gates.frozen_ns),
        Exclusion.STEP: f"{words.percent(gates.step, 2)} at once",
        Exclusion.DEVIATING: f"{words.percent(gates.deviation, 2)} of the median",
    }
    return allowed.get(Exclusion(int(s.exclusion[source])))


def _registry(found: Found, source: int) -> Document | None:
    said = found.registry.get(source)
    if said is None:
        return None
    return {"step": said.seq, "unit": said.row.unit, "reason": said.row.reason, "owner": said.row.owner,
            "review": stamp(said.row.review_ns) if said.row.review_ns else None}  # fmt: skip


def _index(found: Found, prices: PricePolicy) -> Document:
    book, market = found.book, found.market
    m, s, decimals = book.markets, book.sources, int(book.markets.price_decimals[market])
    counting = [source for source in _sources(book, market) if _counts(book, source)]
    ticks = converted(book, np.array(counting, np.int64)).tolist() if counting else []
    parts = [
        Part(Names(book).source(source), price, int(s.weight[source]) or PPM)
        for source, price in zip(counting, ticks, strict=True)
    ]
    computed = working.index(parts, prices, decimals) if parts else working.Sum(0, [])
    price = int(m.index[market])
    return {
        "price": unscaled(price, decimals) if price else None, "since": _at(found.index),
        "rule": spoken(prices.index.rule.name), "counting": len(counting), "needed": prices.min_sources,
        "working": _lines(computed.lines), "computed": unscaled(computed.ticks, decimals) if computed.ticks else None,
        "came_of": _came_of(found, prices, computed.ticks), "registry": _registry(found, -1),
        "restated": _restated(found, decimals),
    }  # fmt: skip


def _restated(found: Found, decimals: int) -> list[Document]:
    """Corrections of the value that was in force, in the order in which they were made."""
    since = found.index.time_ns if found.index else 0
    return [
        {"step": said.seq, "time": stamp(said.time_ns), "was": unscaled(said.row.was, decimals),
         "price": unscaled(said.row.ticks, decimals), "reason": said.row.reason, "owner": said.row.owner}
        for said in found.restated
        if said.row.market == found.market and since <= said.row.at_ns <= found.time_ns
    ]  # fmt: skip


def _came_of(found: Found, prices: PricePolicy, computed: int) -> str:
    """Which way the index was found: by its rule, by steps towards it, by a fallback, or held."""
    m, market = found.book.markets, found.market
    decimals = int(m.price_decimals[market])
    if serving := int(m.serving[market]):
        return _fallback(found.book, prices, serving)
    if not m.index[market]:
        return "there is none yet"
    fresh, needed = int(m.index_fresh[market]), prices.min_sources
    if fresh < needed or (fresh == 1 and not prices.index.one):
        return f"held: {fresh} of {needed} sources count" if fresh < needed else "held: a single source is not enough"
    if target := int(m.computed[market]):
        step = words.percent(prices.index.step, 2)
        return f"on its way to {unscaled(target, decimals)}, at most {step} at a time, for who counts has changed"
    if computed != int(m.index[market]):
        return f"frozen: of two sources one is further than {words.percent(prices.index.apart, 2)} from it"
    return "computed by its rule"


def _fallback(book: Book, prices: PricePolicy, serving: int) -> str:
    if serving > len(prices.fallbacks):
        return f"fallback {serving} of a rulebook that was in force before"
    fallback = prices.fallbacks[serving - 1]
    what = "the venue's own last price"
    if fallback.kind is Fallback.REFERENCE:
        what = f"the index of {Names(book).market(book.market_of[fallback.market])}"
    return f"fallback {serving} of {len(prices.fallbacks)}: {what}"


def _mark(found: Found, prices: PricePolicy) -> Document:
    book, market = found.book, found.market
    decimals = int(book.markets.price_decimals[market])
    reference = book.markets.kind[market] == Kind.REFERENCE
    rule = MarkRule.INDEX if reference else prices.mark
    head = {"rule": spoken(rule.name), "inputs": _lines(working.inputs(book, market, prices))}
    if found.mark is None:
        return {**head, "price": None, "working": [], "missing": None, "from_index": None}
    row = found.mark.row
    ticks, index = row["ticks"], int(book.markets.index[market])
    return {
        **head, "price": unscaled(ticks, decimals) if ticks else None,
        "working": _lines(working.mark(book, market, prices, row, found.mark.time_ns)),
        "missing": lacking(row["missing"]) or None,
        "from_index": words.percent(words.change_ppm(index, ticks), 3) if ticks and index else None,
    }  # fmt: skip


def _valuation(found: Found, prices: PricePolicy) -> Document:
    m, market = found.book.markets, found.market
    role = PriceRole.INDEX if m.kind[market] == Kind.REFERENCE else prices.trigger
    ticks = int(m.valuation[market])
    usable = bool(m.usable[market]) and not m.paused[market]
    return {
        "role": ROLES[role], "price": unscaled(ticks, int(m.price_decimals[market])) if ticks else None,
        "usable": usable, "why_not": None if usable else _why_not(found, prices),
    }  # fmt: skip


def _why_not(found: Found, prices: PricePolicy) -> str:
    m, market = found.book.markets, found.market
    if m.paused[market]:
        return "the market is paused"
    if gate := int(m.gate_ns[market]):
        return f"its gate is closed since {stamp(gate)}: {prices.resume.quorum} sources must speak anew and agree"
    reference = m.kind[market] == Kind.REFERENCE
    missing = found.mark.row["missing"] if found.mark and not reference and prices.trigger is PriceRole.MARK else 0
    if missing:
        return f"the mark is not computable: it lacks {lacking(missing)}"
    if not m.valuation[market]:
        return "no price was ever formed"
    if (reference or needs_index(prices)) and int(m.index_fresh[market]) < max(prices.min_sources, 1):
        return f"{int(m.index_fresh[market])} of {prices.min_sources} sources count, and nothing stands in"
    if int(m.index_fresh[market]) == 1 and not prices.index.one:
        return "a single source is not enough"
    return "it lacks a price, or open interest would be worth more at it than is believed"


def _acted(found: Found, prices: PricePolicy, sources: list[Document]) -> list[str]:
    """Which gates, fallbacks and caps had a hand in it, one sentence each."""
    left_out = [one for one in sources if one["excluded"] and one["said"]]
    told = [f"{one['source']} is left out: {one['excluded']}" for one in left_out]
    came = _came_of(found, prices, 0)
    m, market = found.book.markets, found.market
    if m.serving[market] or m.computed[market] or came.startswith("held"):
        told.append(f"the index is {came}" if not m.serving[market] else f"the index is taken from {came}")
    counted = [one for one in sources if one["counted_with"] and one["counted_with"] != one["price"]]
    told += [f"{one['source']} counts with {one['counted_with']} in place of {one['price']}" for one in counted]
    if _capped(found, prices):
        told.append(f"the mark is brought within {words.percent(prices.forms.cap, 2)} of the index")
    if m.gate_ns[market]:
        told.append("the gate after a halt or restart is closed")
    return told


def _capped(found: Found, prices: PricePolicy) -> bool:
    """Whether the cap moved the mark: its rule alone would have come to a price outside."""
    if not prices.forms.cap or found.mark is None or not found.mark.row["ticks"]:
        return False
    ticks: int = found.mark.row["ticks"]
    return working.uncapped(found.book, found.market, prices, found.mark.row) != ticks


def _lines(lines: list[Line]) -> list[Document]:
    return [{"what": what, "number": number} for what, number in lines]
