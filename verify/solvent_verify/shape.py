"""Which fields a record has, and what each of them is."""

from typing import Any

from solvent_verify.errors import Broken

GATES = dict.fromkeys(("silence_ns", "rhythm", "frozen_ns", "step", "deviation", "readmit", "probation_ns"), int)
INDEX = {"rule": str, **dict.fromkeys(("cap", "apart", "one", "held", "step", "every_ns"), int)}
MARK = {"rule": str, "basis": str, "cap": int, "interval_ns": int, "basis_ns": int, "outside": str}
TURN = {"source": int, "what": str, "exclusion": str, "ticks": int, "age_ns": int}
COMPOSED = dict.fromkeys(("source", "ticks", "weight", "age_ns"), int)
SAID = {"what": str, **dict.fromkeys(("ticks", "fresh", "serving", "computed", "glided_ns"), int)}
MARKED = dict.fromkeys(
    ("ticks", "fair", "smoothed", "last", "basis", "valuation", "usable", "booked", "missing"), int
)  # fmt: skip
PRICES = dict.fromkeys(
    ("index", "fresh", "serving", "computed", "glided_ns", "last", "last_ns", "bid", "ask", "mark_ns", "basis",
     "booked", "valuation", "usable", "gate_ns"), int,
)  # fmt: skip
HEARD = {"said": str, "exclusion": str, **dict.fromkeys(
    ("ticks", "venue_ns", "received_ns", "traded_ns", "moved_ns", "rhythm_ns", "since_ns"), int)}  # fmt: skip

SHAPES: dict[str, dict[str, Any]] = {
    "rulebook": {"name": str, "content_hash": str, "comparator": str, "text": str},
    "market": {"market": int, "name": str, "kind": str, "size_decimals": int, "price_decimals": int, "den": int},
    "terms": {"market": int, "min_sources": int, "max_age_ns": int, "trigger": str, "gates": GATES, "index": INDEX,
              "mark": MARK, "fallbacks": [{"rule": str, "market": str}], "resume": {"quorum": int, "band": int},
              "also": [str]},
    "source": {"source": int, "market": int, "name": str},
    "constituent": {"source": int, "weight": int, "heartbeat_ns": int, "unit": str, "convert": int, "assumed": int,
                    "suspended": int, "review_ns": int, "reason": str, "owner": str},
    "registered": {"market": int, "unit": str, "review_ns": int, "reason": str, "owner": str},
    "restated": {"market": int, "at_ns": int, "was": int, "ticks": int, "reason": str, "owner": str},
    "market-state": {"market": int, **PRICES},
    "source-state": {"source": int, **HEARD},
    "step": {"step": int, "time_ns": int, "command": str, "id": str},
    "observed": {"source": int, "ticks": int, "venue_ns": int, "traded_ns": int, "bid": int, "ask": int,
                 "halted": int, "unit": str, "said": str},
    "aside": {"source": int, "ticks": int, "venue_ns": int, "exclusion": str},
    "traded": {"market": int, "ticks": int},
    "book": {"market": int, "bid": int, "ask": int},
    "given": {"market": int, "funding_rate": int, "open_lots": int, "paused": int},
    "gate": {"market": int, "since_ns": int},
    "determination": {"markets": [{"market": int, "turns": [TURN], "composed": [COMPOSED], "index": [SAID],
                                   "opened": [int], "mark": MARKED}]},
    "tiers": {"market": int, "tiers": [dict.fromkeys(("floor", "num", "den", "fraction", "deduction"), int)]},
    "decision": {"bucket": int, "account": str, "class": str, "decision": str, "balance": int, "equity": int,
                 "maintenance": int, "positions": [{"market": int, "lots": int}], "market": int, "ticks": int},
}  # fmt: skip


def shaped(record: dict[str, Any], where: str) -> None:
    """Whether a record has the fields of its type, all of them and no others."""
    shape = SHAPES.get(str(record.get("type")))
    if shape is None:
        raise Broken(where, f"expected a type of record that is known, found {record.get('type')!r}")
    fields = {name: value for name, value in record.items() if name not in ("n", "type")}
    wrong = _wrong(fields, shape, str(record["type"]))
    if wrong:
        raise Broken(where, wrong)


def _wrong(value: Any, shape: Any, name: str) -> str:
    if isinstance(shape, dict):
        if not isinstance(value, dict) or set(value) != set(shape):
            return f"expected {name} with {', '.join(shape)}, found something else"
        return next((wrong for key in shape if (wrong := _wrong(value[key], shape[key], key))), "")
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"expected a list in {name}, found something else"
        return next((wrong for part in value if (wrong := _wrong(part, shape[0], name))), "")
    if type(value) is not shape:
        return f"expected {name} to be {'an integer' if shape is int else 'a text'}, found {value!r:.40}"
    return ""
