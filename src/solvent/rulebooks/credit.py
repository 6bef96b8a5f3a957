"""Agreements of centralised credit desks: `kind = "credit"`, read strictly and compiled to the terms of a desk."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from solvent.errors import BadRulebook
from solvent.policy import CalendarPolicy, CallPolicy, Clock, CreditPolicy, PledgePolicy, SalePolicy, Venue
from solvent.policy.credit import DAY_MINUTES, DAYS
from solvent.rulebooks import plain
from solvent.rulebooks.files import shelved, taken_from
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.schema import sources_of
from solvent.rulebooks.tree import Node, parse, shown, suggestion
from solvent.units import amount

HOME = Path(__file__).parent / "agreements"
CREDIT = "credit"
CLOCKS = {"hours": Clock.HOURS, "business-hours": Clock.BUSINESS_HOURS}
VENUES = {"market": Venue.MARKET, "otc": Venue.OTC}
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LINES = ("initial", "liquidation", "cure_to")
RATES = ("rate", "default_rate")
FLAGS = ("cross_default", "set_off", "recourse")
HEAD = (
    "kind",
    "name",
    "title",
    "valid_from",
    "lender",
    "currency",
    "decimals",
    "partial_cure",
    "clock",
    "sources",
    "note",
)
KEYS = [*HEAD, *LINES, *RATES, *FLAGS, "calls", "calendar", "sale", "collateral"]
SALE_RATES = ("target", "discount", "fee", "floor")
EPOCH = date(1970, 1, 1)
HOURS = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class CreditRulebook:
    """An agreement: what its text says, and the terms it compiles to."""

    policy: CreditPolicy
    title: str
    text: str


def credit_names() -> list[str]:
    """The shipped ones."""
    return shelved(HOME)


def load_credit(name_or_path: str) -> CreditRulebook:
    """A shipped one by its name, or anyone's own by path; refused with line and reason."""
    return parsed_credit(*taken_from(HOME, name_or_path, "the name of a credit agreement"))


def parsed_credit(text: str, label: str = "text") -> CreditRulebook:
    """An agreement from its text."""
    root = parse(text, label)
    no_others(root, KEYS)
    kind = plain.text(part(root, "kind"))
    if kind != CREDIT:
        root.table["kind"].refuse(f"expected {CREDIT!r}, found {shown(kind)}")
    if not isinstance(part(root, "valid_from").value, date):
        root.table["valid_from"].refuse("expected a date")
    _sourced(root)
    cells: dict[str, Any] = {key: plain.text(part(root, key)) for key in ("name", "lender", "currency")}
    cells |= {"content_hash": "", "decimals": plain.count(part(root, "decimals"))}
    cells |= {key: plain.rate(part(root, key)) for key in LINES}
    cells |= {key: plain.rate(root.table[key]) for key in RATES if key in root.table}
    cells |= {key: plain.flag(root.table[key]) for key in FLAGS if key in root.table}
    cells["partial_cure"] = plain.flag(part(root, "partial_cure"))
    cells["clock"] = _choice(part(root, "clock"), CLOCKS)
    cells["calls"] = tuple(_call(node) for node in root.table["calls"].list) if "calls" in root.table else ()
    cells["calendar"] = _calendar(root.table["calendar"]) if "calendar" in root.table else CalendarPolicy()
    if cells["clock"] == Clock.BUSINESS_HOURS and "calendar" not in root.table:
        root.table["clock"].refuse("expected a [calendar] beside business hours, found none")
    cells["sale"] = _sale(part(root, "sale"), cells["currency"], cells["decimals"])
    cells["collateral"] = {asset: _pledge(node) for asset, node in part(root, "collateral").table.items()}
    policy: CreditPolicy = _made(root, CreditPolicy, cells)
    title = plain.text(root.table["title"]) if "title" in root.table else policy.name
    return CreditRulebook(msgspec.structs.replace(policy, content_hash=_hash(policy)), title, text)


def _sourced(root: Node) -> None:
    """Refuses a word of honour of a source that is not named in [sources]."""
    sources = list(sources_of(root))

    def walk(node: Node) -> None:
        if node.marks.source and node.marks.source not in sources:
            node.refuse(f"expected a source named in [sources], found {node.marks.source!r}"
                        f"{suggestion(node.marks.source, sources)}")  # fmt: skip
        for inner in node.value.values() if isinstance(node.value, dict) else ():
            walk(inner)

    for key, node in root.table.items():
        if key != "sources":
            walk(node)


def _hash(policy: CreditPolicy) -> str:
    """Of every choice and number; the name is not one of them. Collateral counts in its order: so it is sold."""
    _, _, *cells = policy.cells()
    content = msgspec.json.encode([CREDIT, *cells])
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def _made(node: Node, kind: Any, cells: dict[str, Any]) -> Any:
    """A part of the policy; what it says against its numbers is said of this table."""
    try:
        return kind(**cells)
    except BadRulebook as error:
        node.refuse(str(error))


def _call(node: Node) -> CallPolicy:
    no_others(node, ["at", "cure", "note"])
    return CallPolicy(plain.rate(part(node, "at")), plain.duration(part(node, "cure")))


def _calendar(node: Node) -> CalendarPolicy:
    no_others(node, [*WEEK, "holidays", "note"])
    hours = tuple(_hours(node.table[day]) if day in node.table else (0, 0) for day in WEEK)
    assert len(hours) == DAYS
    closed = node.table["holidays"].list if "holidays" in node.table else []
    days = []
    for one in closed:
        if not isinstance(one.value, date):
            one.refuse(f"expected a date, found {shown(one.value)}")
        days.append((one.value - EPOCH).days)
    made: CalendarPolicy = _made(node, CalendarPolicy, {"hours": hours, "holidays": tuple(days)})
    return made


def _hours(node: Node) -> tuple[int, int]:
    found = day_hours(node.value) if isinstance(node.value, str) else None
    if found is None:
        node.refuse(f'expected hours of a day such as "09:00-17:00", the later last, found {shown(node.value)}')
    return found


def day_hours(text: str) -> tuple[int, int] | None:
    """Hours such as "09:00-17:00" in minutes of the day; none where they are no hours of one day."""
    found = HOURS.fullmatch(text)
    if not found:
        return None
    figures = [int(figure) for figure in found.groups()]
    opens, closes = figures[0] * 60 + figures[1], figures[2] * 60 + figures[3]
    return (opens, closes) if opens < closes <= DAY_MINUTES else None


def _sale(node: Node, currency: str, decimals: int) -> SalePolicy:
    no_others(node, ["venue", *SALE_RATES, "full_below", "open_only", "note"])
    cells: dict[str, Any] = {"venue": _choice(part(node, "venue"), VENUES)}
    cells |= {key: plain.rate(node.table[key]) for key in SALE_RATES if key in node.table}
    if "full_below" in node.table:
        cells["full_below"] = plain.measured(node.table["full_below"], lambda text: amount(text, currency, decimals))
    if "open_only" in node.table:
        cells["open_only"] = plain.flag(node.table["open_only"])
    made: SalePolicy = _made(node, SalePolicy, cells)
    return made


def _pledge(node: Node) -> PledgePolicy:
    no_others(node, ["decimals", "haircut", "note"])
    haircut = plain.rate(node.table["haircut"]) if "haircut" in node.table else 0
    decimals = plain.count(part(node, "decimals"))
    made: PledgePolicy = _made(node, PledgePolicy, {"decimals": decimals, "haircut": haircut})
    return made


def _choice(node: Node, known: dict[str, Any]) -> Any:
    if not isinstance(node.value, str) or node.value not in known:
        found = suggestion(str(node.value), list(known))
        node.refuse(f"expected one of {', '.join(known)}, found {shown(node.value)}{found}")
    return known[node.value]
