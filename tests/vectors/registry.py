"""Which adapter reads which case, and the verdict on each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from solvent.errors import SolventError
from tests.vectors.cases import Case

Found = Mapping[str, Any]
Adapter = Callable[[Case], Found]

# Venues with a rulebook, and none at all.
SHIPPED = {"dydx_v4", "binance_usdm", "binance_coinm", "hyperliquid", "bitmex", "bybit", "okx", "osl", "generic"}
IN_PART = {"drift_v2"}  # of which some rules are ours and no rulebook is

# (venue, kind) -> [(names the inputs must have, the check it is for, adapter)]; the one that asks for most is taken.
ADAPTERS: dict[tuple[str, str], list[tuple[frozenset[str], str, Adapter]]] = {}


class Why(StrEnum):
    """The closed list of reasons for which a case is not covered."""

    LENDING = "lending: a later issue"
    KIND = "kind of a later issue"
    VENUE = "venue not yet a rulebook"
    INVENTORY = "the house trades what it took over: here it keeps it"
    SHAPE = "inputs in a shape no adapter reads"


@dataclass(frozen=True)
class Verdict:
    """Passed, failed with a complaint, or not covered with a reason."""

    case: Case
    complaint: str = ""
    why: Why | None = None

    @property
    def passed(self) -> bool:
        return not self.complaint and self.why is None


def adapter(venue: str, kind: str, *names: str, check: str = "") -> Callable[[Adapter], Adapter]:
    """Registers a function for the cases of a venue (or protocol) and kind whose inputs have these names.

    check   the calculation a case of lending must name; "" for any
    """

    def register(function: Adapter) -> Adapter:
        ADAPTERS.setdefault((venue, kind), []).append((frozenset(names), check, function))
        return function

    return register


def judge(case: Case) -> Verdict:
    """The verdict on one case."""
    chosen = adapter_of(case)
    if chosen is None:
        return Verdict(case, why=why_not(case))
    try:
        found = chosen(case)
    except (ArithmeticError, KeyError, TypeError, ValueError, SolventError) as error:
        return Verdict(case, f"{type(error).__name__}: {error}")
    wrong = [
        f"{name}: expected {value}, found {shown(found.get(name))}"
        for name, value in case.expected.items()
        if name not in found or not same(value, found[name], case.tolerance)
    ]
    if case.mismatch:
        reproduced = "" if wrong else "is documented not to follow from its rule, and yet is reproduced"
        return Verdict(case, reproduced)
    return Verdict(case, "; ".join(wrong))


def adapter_of(case: Case) -> Adapter | None:
    """The adapter that asks for most of what the case has."""
    names = case.inputs.keys()
    known = ADAPTERS.get((case.venue, case.kind), [])
    able = [(len(asked), function) for asked, check, function in known if asked <= names and check in ("", case.check)]
    return max(able, key=lambda pair: pair[0])[1] if able else None


def why_not(case: Case) -> Why:
    """Why no adapter reads a case."""
    kinds = {kind for _, kind in ADAPTERS}
    if case.lending:
        return Why.SHAPE if (case.venue, case.kind) in ADAPTERS else Why.LENDING
    if (case.venue, case.kind) == ("vega", "liquidation_step") and "distressed" in case.inputs:
        return Why.INVENTORY
    if (case.venue, case.kind) in ADAPTERS and case.venue not in IN_PART:
        return Why.SHAPE
    return Why.KIND if case.kind not in kinds or case.venue in SHIPPED else Why.VENUE


def same(expected: Any, found: Any, tolerance: Fraction) -> bool:
    """Whether two values are equal: numbers exactly or within the tolerance, lists and objects part by part."""
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            name in found and same(value, found[name], tolerance) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(expected) == len(found)
            and all(same(one, other, tolerance) for one, other in zip(expected, found, strict=True))
        )
    try:
        return abs(Fraction(expected) - Fraction(found)) <= tolerance
    except (TypeError, ValueError):
        return bool(expected == found)


def shown(found: Any) -> str:
    """A found value as a person reads it."""
    if isinstance(found, Fraction) and found.denominator != 1:
        return f"{found} (about {float(found):.12g})"
    return str(found)
