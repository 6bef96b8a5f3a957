"""A small bundle made by hand: three sources, an assumed rate, a crash, one account closed, one left alone.

Every number was worked out with pencil and paper from docs/bundle-format.md; the comments say how.
"""

from typing import Any

from solvent_verify import FORMAT, VERSION
from solvent_verify.bundle import GENESIS, MANIFEST, RECORDS, Bundle, Record, canonical, digest, linked
from solvent_verify.check import Check
from solvent_verify.errors import Broken, Refused

S = 10**9
GATES = {"silence_ns": 0, "rhythm": 0, "frozen_ns": 0, "step": 0, "deviation": 0, "readmit": 0, "probation_ns": 0}
TEXT = "rulebook-1.toml"


def terms(**more: Any) -> Record:
    """The terms of market 0: a clamped mean within 5 %, the index as mark, stale after 10 s."""
    index = {"rule": "clamped-mean", "cap": 50_000, "apart": 0, "one": 1, "held": 0, "step": 0, "every_ns": 0}
    mark = {"rule": "index", "basis": "last", "cap": 0, "interval_ns": 0, "basis_ns": 1, "outside": ""}
    return {
        "type": "terms", "market": 0, "min_sources": 1, "max_age_ns": 10 * S, "trigger": "mark", "gates": GATES,
        "index": index, "mark": mark, "fallbacks": [], "resume": {"quorum": 0, "band": 0}, "also": [], **more,
    }  # fmt: skip


def step(number: int, second: int, command: str = "ObservePrice") -> Record:
    """A step of the journal at a second."""
    return {"type": "step", "step": number, "time_ns": second * S, "command": command, "id": f"id{number}"}


def observed(source: int, ticks: int, second: int, **more: Any) -> Record:
    """What a source said, at its own second."""
    return {"type": "observed", "source": source, "ticks": ticks, "venue_ns": second * S, "traded_ns": 0, "bid": 0,
            "ask": 0, "halted": 0, "unit": "", "said": "", **more}  # fmt: skip


def part(source: int, ticks: int, weight: int, age_s: int) -> Record:
    """What a source counted with."""
    return {"source": source, "ticks": ticks, "weight": weight, "age_ns": age_s * S}


def determination(ticks: int, fresh: int, parts: list[Record], turns: list[Record] | None = None) -> Record:
    """The index of market 0, which is its mark too."""
    index = {"what": "updated", "ticks": ticks, "fresh": fresh, "serving": 0, "computed": 0, "glided_ns": 0}
    mark = {"ticks": ticks, "fair": ticks, "smoothed": ticks, "last": 0, "basis": 0, "valuation": ticks, "usable": 1,
            "booked": 0, "missing": 0}  # fmt: skip
    market = {"market": 0, "turns": turns or [], "composed": parts, "index": [index], "opened": [], "mark": mark}
    return {"type": "determination", "markets": [market]}


def decision(account: str, what: str, balance: int, equity: int, maintenance: int, lots: int) -> Record:
    """What was decided about an account with one position."""
    return {
        "type": "decision", "bucket": 7, "account": account, "class": "client", "decision": what, "balance": balance,
        "equity": equity, "maintenance": maintenance, "positions": [{"market": 0, "lots": lots}], "market": -1,
        "ticks": 0,
    }  # fmt: skip


def records() -> list[Record]:
    """The records, without numbers and links."""
    return [
        {"type": "rulebook", "name": "made", "content_hash": "00", "comparator": "below", "text": TEXT},
        {"type": "market", "market": 0, "name": "BTC", "kind": "perpetual", "size_decimals": 0, "price_decimals": 2,
         "den": 1},
        terms(),
        *({"type": "source", "source": place, "market": 0, "name": name} for place, name in enumerate("abc")),
        # c quotes in another currency, at an assumed 0.5
        {"type": "constituent", "source": 2, "weight": 500_000, "heartbeat_ns": 0, "unit": "BTC/X", "convert": -1,
         "assumed": 500_000, "suspended": 0, "review_ns": 0, "reason": "made", "owner": "desk"},
        {"type": "given", "market": 0, "funding_rate": 0, "open_lots": 30, "paused": 0},
        {"type": "tiers", "market": 0, "tiers": [
            {"floor": 0, "num": 100_000, "den": 10**6, "fraction": 10**6, "deduction": 0},
            {"floor": 20_000, "num": 200_000, "den": 10**6, "fraction": 10**6, "deduction": 2_000}]},
        step(2, 100),
        observed(0, 1_000, 100),
        determination(1_000, 1, [part(0, 1_000, 10**6, 0)]),  # one source: its own price
        step(3, 101),
        observed(1, 1_003, 101),
        determination(1_001, 2, [part(0, 1_000, 10**6, 1), part(1, 1_003, 10**6, 0)]),  # floor(2003 / 2)
        step(4, 102),
        observed(2, 1_600, 102),  # 800 in the index's currency: the median of 800, 1000, 1003 is 1000, the floor 950
        # (1000 + 1003 + 0.5 x 950) / 2.5 = 991.2
        determination(991, 3, [part(0, 1_000, 10**6, 2), part(1, 1_003, 10**6, 1), part(2, 950, 500_000, 0)]),
        # 30 lots long: 29,730 of notional, in the second tier: 5,946 less 2,000; equity 991 x 30 - 25,000 = 4,730
        decision("alive", "leave", -25_000, 4_730, 3_946, 30),
        step(5, 111),
        observed(1, 900, 111),  # a is 11 s old: out. c (800, 9 s) and b (900): median 850, so 808 to 892
        # (892 + 0.5 x 808) / 1.5 = 864
        determination(864, 2, [part(1, 892, 10**6, 0), part(2, 808, 500_000, 9)],
                      [{"source": 0, "what": "excluded", "exclusion": "stale", "ticks": 1_000, "age_ns": 11 * S}]),
        # 25,920 of notional: 5,184 - 2,000; equity 25,920 - 25,000
        decision("alive", "close", -25_000, 920, 3_184, 30),
        # 10 lots short: 8,640 of notional, 864 of maintenance; equity 12,000 - 8,640
        decision("short", "leave", 12_000, 3_360, 864, -10),
    ]  # fmt: skip


def files(said: list[Record], text: str = "name = 'made'\n") -> dict[str, bytes]:
    """The files of a bundle of these records, numbered, linked and sealed."""
    lines, chain = b"", GENESIS
    for number, record in enumerate(said, 1):
        whole = {"n": number, **record}
        chain = linked(chain, whole)
        lines += canonical({**whole, "chain": chain}) + b"\n"
    found = {RECORDS: lines, TEXT: text.encode("ascii")}
    entries = [{"name": name, "bytes": len(data), "sha256": digest(data)} for name, data in found.items()]
    return {MANIFEST: sealed(records=len(said), chain=chain, files=entries), **found}


def sealed(**more: Any) -> bytes:
    """A manifest with its seal."""
    manifest = {"format": FORMAT, "version": VERSION, "market": "BTC", "markets": ["BTC"], "from_ns": 0,
                "to_ns": 111 * S, "journal": {"steps": 5, "head": "00"}, **more}  # fmt: skip
    return canonical({**manifest, "seal": digest(canonical(manifest))}) + b"\n"


def fault(bundle: dict[str, bytes]) -> str:
    """What is wrong with a bundle, with its place; "" where nothing is, "refused: ..." where nothing is said."""
    try:
        Check(Bundle(bundle, "made")).run()
    except Broken as broken:
        return str(broken)
    except Refused as refused:
        return f"refused: {refused}"
    return ""
