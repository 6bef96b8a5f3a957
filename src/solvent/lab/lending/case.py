"""A case about loans from its TOML; what is missing or said wrongly is refused with file, line and key."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from solvent.errors import BadUnit
from solvent.lab.strict_toml import Table, parse, said, says_kind
from solvent.policy import LendingPolicy
from solvent.rulebooks.lending import load_lending
from solvent.units import PPM, duration_ns, number, rate_ppm, time_ns

LENDING = "lending"
MOST_ACCOUNTS = 100_000
DIGITS = 38


class Owner(NamedTuple):
    """An account and the units it supplies and owes at the start, by asset."""

    name: str
    supplied: dict[str, int]
    owed: dict[str, int]


class Step(NamedTuple):
    """Prices that are told at one time: base units of one whole asset."""

    time_ns: int
    prices: dict[str, int]


class Costs(NamedTuple):
    """What acting costs a stranger: ppm of what is sold, base units a call, ppm of it a place in the queue, base units,
    ppm of what is repaid. `act` false: nobody acts."""

    act: bool
    slippage: int
    gas: int
    queue: int
    priority: int
    flash: int


class LendingCase(NamedTuple):
    """A case about loans."""

    name: str
    title: str
    labels: tuple[str, ...]
    start_ns: int
    policy: LendingPolicy
    text: str  # of the rulebook
    owners: tuple[Owner, ...]
    steps: tuple[Step, ...]
    costs: Costs


def is_lending_case(name: str) -> bool:
    """Whether a path is that of a case that says `kind = "lending"`."""
    return says_kind(name, LENDING)


def read_lending_case(text: str, file: str, rulebook: str | None = None) -> LendingCase:
    """A case from its text; `rulebook` in place of its own."""
    root = parse(text, file)
    root.choice("kind", (LENDING,))
    rules = load_lending(rulebook or root.text("rulebook"))
    root.asked["rulebook"] = None
    policy = rules.policy
    start_ns = time_ns(root.get("start", datetime))
    owners = tuple(owner for table in root.tables("accounts") for owner in _owners(table, policy))
    if len({owner.name for owner in owners}) < len(owners):
        root.refuse("accounts", "accounts of different names", said("one name twice"))
    steps, last = [], -1
    for table in root.tables("prices"):
        step = _step(table, policy, start_ns)
        if step.time_ns <= last:
            table.refuse("after", "a later time than the prices before", table.content["after"])
        steps.append(step)
        last = step.time_ns
    missing = [asset for asset in policy.decimals if asset not in steps[0].prices]
    if missing:
        root.refuse(("prices", 0, "of"), "a price of every reserve at first", said(f"none of {', '.join(missing)}"))
    case = LendingCase(
        root.text("name"), root.text("title"), tuple(root.texts("labels", [])), start_ns, policy, rules.text, owners,
        tuple(steps), _costs(root.table("strangers"), policy),
    )  # fmt: skip
    root.finish()
    return case


def _owners(table: Table, policy: LendingPolicy) -> list[Owner]:
    """One account, or `count` alike, numbered."""
    name, count = table.text("name"), table.integer("count", 1, MOST_ACCOUNTS, 1)
    amounts = [_amounts(table, key, policy) for key in ("supplied", "owed")]
    table.finish()
    names = [name] if count == 1 else [f"{name}-{place:0{len(str(count))}}" for place in range(1, count + 1)]
    return [Owner(one, *amounts) for one in names]


def _amounts(table: Table, key: str, policy: LendingPolicy) -> dict[str, int]:
    """Amounts such as "10 WETH", each asset once, in units."""
    found: dict[str, int] = {}
    for place, text in enumerate(table.texts(key, [])):
        figure, _, asset = text.rpartition(" ")
        if asset not in policy.decimals or asset in found:
            table.refuse((key, place), f"an amount of each of {', '.join(policy.decimals)} at most once", text)
        found[asset] = _scaled(table, (key, place), figure, policy.decimals[asset])
    return found


def _step(table: Table, policy: LendingPolicy, start_ns: int) -> Step:
    after, prices = table.quantity("after", duration_ns), table.table("of")
    found = {}
    for asset, text in prices.content.items():
        if asset not in policy.decimals:
            prices.refuse(asset, f"a price of one of {', '.join(policy.decimals)}", text)
        found[asset] = _scaled(prices, (asset,), text, policy.base_decimals)
    table.finish()
    return Step(start_ns + after, found)


def _costs(table: Table, policy: LendingPolicy) -> Costs:
    rates = {key: table.quantity(key, rate_ppm, "0 %") for key in ("slippage", "queue", "flash")}
    if rates["slippage"] > PPM:
        table.refuse("slippage", "at most 100 %", table.content["slippage"])
    base = {key: _scaled(table, (key,), table.text(key, "0"), policy.base_decimals, 0) for key in ("gas", "priority")}
    act = table.get("act", bool, True)
    table.finish()
    return Costs(act=act, **rates, **base)


def _scaled(table: Table, path: tuple[Any, ...], text: object, decimals: int, least: int = 1) -> int:
    """A number with at most so many decimals, in its smallest units."""
    if not isinstance(text, str):
        table.refuse(path, 'a number in quotes such as "0.0005"', text)
    try:
        value = number(text.replace(",", ""), "a number")
    except BadUnit as error:
        table.complain(path, str(error))
    units = value.scaleb(decimals) if value.adjusted() + decimals < DIGITS else Decimal(-1)
    if units < least or units != units.to_integral_value():
        table.refuse(path, f"a number of {least} or more in its smallest unit, with at most {decimals} decimals", text)
    return int(units)
