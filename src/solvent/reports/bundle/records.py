"""One thing the journal says as one record of a bundle: integers in the journal's units, rules and reasons by name."""

from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, Kind
from solvent.columns import side_by_side
from solvent.ledger import Holder
from solvent.policy import FallbackPolicy, PricePolicy, VolatilityPolicy
from solvent.reasons import Exclusion

Record = dict[str, Any]


def named(member: Any) -> str:
    """A member of an enum as it is written: MEDIAN_OF_THREE is median-of-three."""
    return str(member.name).lower().replace("_", "-")


def exclusion(number: int) -> str:
    """A reason of exclusion by name, "" for none."""
    return named(Exclusion(number)) if number else ""


def market(book: Book, number: int) -> Record:
    """What a market is and how it counts."""
    m = book.markets
    return {
        "type": "market", "market": number, "name": book.market_names[number], "kind": named(Kind(int(m.kind[number]))),
        "size_decimals": int(m.size_decimals[number]), "price_decimals": int(m.price_decimals[number]),
        "den": int(m.den[number]),
    }  # fmt: skip


def terms(book: Book, number: int, margins: bool) -> Record:
    """How the prices of a market are formed; also: guards of it, and rules of margin that are no table of tiers."""
    prices = book.policy.prices_of(book.market_names[number])
    also = _guards(book, number) + (_margins(book, number) if margins else [])
    return {"type": "terms", "market": number, **_prices(prices), "also": also}


def _prices(prices: PricePolicy) -> Record:
    index, forms = prices.index, prices.forms
    return {
        "min_sources": prices.min_sources, "max_age_ns": prices.max_age_ns, "trigger": named(prices.trigger),
        "gates": {name: int(getattr(prices.gates, name)) for name in prices.gates.__struct_fields__},
        "index": {"rule": named(index.rule), "cap": index.cap, "apart": index.apart, "one": int(index.one),
                  "held": int(index.held), "step": index.step, "every_ns": index.every_ns},
        "mark": {"rule": named(prices.mark), "basis": named(forms.basis), "cap": forms.cap,
                 "interval_ns": forms.interval_ns, "basis_ns": prices.basis_ns, "outside": forms.outside},
        "fallbacks": [_fallback(fallback) for fallback in prices.fallbacks],
        "resume": {"quorum": prices.resume.quorum, "band": prices.resume.band},
    }  # fmt: skip


def _fallback(fallback: FallbackPolicy) -> Record:
    return {"rule": named(fallback.kind), "market": fallback.market}


def _guards(book: Book, number: int) -> list[str]:
    name = book.market_names[number]
    delayed = ["an index that counts late"] if book.policy.delay_of(name) else []
    return [f"the guard {named(guard.rule)}" for guard in book.policy.guards_of(name)] + delayed


def _margins(book: Book, number: int) -> list[str]:
    entry, regime = book.policy.market(book.market_names[number]), int(book.clock.regime[0])
    follows = entry is not None and entry.volatility != VolatilityPolicy()
    return [*(["margin that follows volatility"] if follows else []), *(["a regime of margins"] if regime else [])]


def constituent(event: e.ConstituentSet) -> Record:
    """What the registry says of a source."""
    said = {name: getattr(event, name) for name in e.names(event.KIND)}
    return {"type": "constituent", **said, "convert": event.convert - 1}


def registered(event: e.IndexSet) -> Record:
    """What the registry says of an index."""
    return {"type": "registered", **{name: getattr(event, name) for name in e.names(event.KIND)}}


def restated(event: e.IndexRestated) -> Record:
    """A value of an index that was corrected for the record."""
    return {"type": "restated", **{name: getattr(event, name) for name in e.names(event.KIND)}}


def observed(command: c.Command, row: tuple[int, ...]) -> Record:
    """What a source said; row: source, ticks, venue_ns and what is wrong with it."""
    source, ticks, venue_ns, said = row
    quote = command if isinstance(command, c.ObserveQuote) else None
    return {
        "type": "observed", "source": source, "ticks": ticks, "venue_ns": venue_ns, "said": exclusion(said),
        "traded_ns": quote.traded_ns if quote else 0, "bid": quote.bid if quote else 0,
        "ask": quote.ask if quote else 0, "halted": int(quote.halted) if quote else 0,
        "unit": quote.unit if quote else "",
    }  # fmt: skip


def aside(event: e.PriceSetAside) -> list[Record]:
    """Rows that could not be taken."""
    columns = side_by_side(event.source, event.ticks, event.venue_ns, event.exclusion)
    return [
        {"type": "aside", "source": source, "ticks": ticks, "venue_ns": venue_ns, "exclusion": exclusion(why)}
        for source, ticks, venue_ns, why in columns
    ]


def given(book: Book, number: int) -> Record:
    """What a mark and a decision rest on that is not formed of prices."""
    m = book.markets
    return {
        "type": "given", "market": number, "funding_rate": int(m.funding_rate[number]),
        "open_lots": int(m.open_lots[number]), "paused": int(m.paused[number]),
    }  # fmt: skip


def tiers(book: Book, number: int) -> Record:
    """The margin schedule in force."""
    m, t = book.markets, book.tiers
    rows = range(int(m.tier_first[number]), int(m.tier_last[number]) + 1)
    columns = {"floor": t.floor, "num": t.mm_num, "den": t.mm_den, "fraction": t.mm_fraction, "deduction": t.deduction}
    table = [{name: int(column[row]) for name, column in columns.items()} for row in rows]
    return {"type": "tiers", "market": number, "tiers": table}


def decision(book: Book, bucket: int, what: str, operands: tuple[int, int], price: tuple[int, int]) -> Record:
    """What was decided about a bucket, with all it held; the book stands just before.

    operands   equity and maintenance, atoms, as claimed
    price      market whose price moved (-1: none) and its ticks
    """
    r, client = book.rows, int(book.ledger.holder[bucket]) == Holder.CLIENT
    held = [row for row in book.rows_of(bucket) if int(r.lots[row])]
    return {
        "type": "decision", "bucket": bucket, "account": book.holder_name(bucket), "decision": what,
        "class": "client" if client else "house", "balance": int(book.ledger.balance[bucket]),
        "equity": operands[0], "maintenance": operands[1], "market": price[0], "ticks": price[1],
        "positions": [{"market": int(r.market[row]), "lots": int(r.lots[row])} for row in held],
    }  # fmt: skip


def market_state(book: Book, number: int) -> Record:
    """Where a market's prices stand as a bundle begins that does not begin with the journal."""
    m = book.markets
    columns = {
        "index": m.index, "fresh": m.index_fresh, "serving": m.serving, "computed": m.computed,
        "glided_ns": m.glided_ns, "last": m.last, "last_ns": m.last_ns, "bid": m.bid, "ask": m.ask,
        "mark_ns": m.mark_ns, "basis": m.basis, "booked": m.booked, "valuation": m.valuation, "usable": m.usable,
        "gate_ns": m.gate_ns,
    }  # fmt: skip
    return {"type": "market-state", "market": number, **{name: int(column[number]) for name, column in columns.items()}}


def source_state(book: Book, number: int) -> Record:
    """Where a source stands as a bundle begins that does not begin with the journal."""
    s = book.sources
    names = ("ticks", "venue_ns", "received_ns", "traded_ns", "moved_ns", "rhythm_ns", "since_ns")
    numbers = {name: int(getattr(s, name)[number]) for name in names}
    why = {"said": exclusion(int(s.said[number])), "exclusion": exclusion(int(s.exclusion[number]))}
    return {"type": "source-state", "source": number, **numbers, **why}
