"""A case about loans from its TOML; what is missing or said wrongly is refused with file, line and key."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from solvent.errors import BadUnit
from solvent.lab.lending.bidders import Bidder, Congestion, read_bidders, read_congestion
from solvent.lab.lending.feeds import Feed, Rules, Told, read_feeds, read_rules, read_told
from solvent.lab.lending.markets import Traded, read_markets
from solvent.lab.lending.variants import Criterion, Variant, early_line, read_criteria, read_variants
from solvent.lab.strict_toml import Table, parse, said, says_kind
from solvent.lending.aave.versions import VERSIONS
from solvent.policy import LendingPolicy, VaultPolicy
from solvent.rulebooks.lending import load_lending
from solvent.units import PPM, duration_ns, number, rate_ppm, time_ns

LENDING = "lending"
MOST_ACCOUNTS = 100_000
DIGITS = 38


class Owner(NamedTuple):
    """An account and the units it supplies and owes at the start, by asset.

    times      0: it has them already. Else it supplies and borrows so much so many times, as far as the rules let it,
               and takes back what it supplied for a loan it did not get
    category   the e-mode it is in, "" for none
    agrees     whether it agrees to an early line, where the rules have one
    """

    name: str
    supplied: dict[str, int]
    owed: dict[str, int]
    times: int = 0
    category: str = ""
    agrees: bool = False


class Step(NamedTuple):
    """What is told at one time.

    prices     base units of one whole asset; of what is traded in a market: the price outside
    told       what sources say
    adopts     name of the rules of prices adopted first, "" for none
    proposal   what is decided by somebody, and may be refused; "" for a price that is what it is
    """

    time_ns: int
    prices: dict[str, int]
    told: Told = {}  # noqa: RUF012  # never changed
    adopts: str = ""
    proposal: str = ""


class Costs(NamedTuple):
    """What acting costs a stranger: ppm of what is sold, base units a call, ppm of it a place in the queue, base units,
    ppm of what is repaid. `act` false: nobody acts. `most`: base units that one call repays where a market moves, 0:
    any."""

    act: bool
    slippage: int
    gas: int
    queue: int
    priority: int
    flash: int
    most: int = 0


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
    facts: tuple[tuple[str, str], ...] = ()  # text, source
    feeds: tuple[Feed, ...] = ()
    rules: dict[str, Rules] = {}  # noqa: RUF012  # never changed
    markets: tuple[Traded, ...] = ()
    every_ns: int = 0  # how often prices of markets are told and strangers look, 0: whenever a price is told
    bidders: tuple[Bidder, ...] = ()
    congestion: tuple[Congestion, ...] = ()
    variants: tuple[Variant, ...] = ()
    criteria: tuple[Criterion, ...] = ()


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
    owners = tuple(owner for table in root.tables("accounts") for owner in read_owners(table, policy))
    if len({owner.name for owner in owners}) < len(owners):
        root.refuse("accounts", "accounts of different names", said("one name twice"))
    feeds, priced = read_feeds(root, policy.decimals), read_rules(root)
    steps = _steps(root, policy, start_ns, feeds, priced)
    missing = [asset for asset in policy.decimals
               if asset not in steps[0].prices and asset not in [feed.asset for feed in feeds]]  # fmt: skip
    if missing:
        root.refuse(("prices", 0, "of"), "a price of every reserve at first", said(f"none of {', '.join(missing)}"))
    markets, bidders = read_markets(root, policy.decimals), read_bidders(root)
    if bidders and not isinstance(policy.terms, VaultPolicy):
        root.refuse("bidders", "a rulebook whose collateral is sold at auction", policy.name)
    if isinstance(policy.terms, VaultPolicy) and not bidders:
        root.refuse("rulebook", "at least one table [[bidders]] beside vaults", said("none"))
    listened = {feed.market: feed.sources for feed in feeds}
    as_it_was = Variant("as it was", "", policy, rules.text, next(iter(priced), ""), listened)
    variants = read_variants(root, feeds, priced, as_it_was)
    if markets and policy.protocol not in VERSIONS:
        root.refuse("markets", "a rulebook of Aave, at which strangers choose how much to trade", said(policy.name))
    if any(owner.agrees for owner in owners) and not any(early_line(one.policy) for one in variants):
        root.refuse("accounts", "rules with an early line that somebody may agree to", said(policy.name))
    case = LendingCase(
        root.text("name"), root.text("title"), tuple(root.texts("labels", [])), start_ns, policy, rules.text, owners,
        tuple(steps), read_costs(root.table("strangers"), policy), _facts(root), feeds, priced, markets,
        root.quantity("every", duration_ns, ... if markets or bidders else "0 s", 1 if markets or bidders else 0),
        bidders, read_congestion(root, start_ns), variants, read_criteria(root, variants),
    )  # fmt: skip
    root.finish()
    return case


def _facts(root: Table) -> tuple[tuple[str, str], ...]:
    found = []
    for table in root.tables("facts", optional=True):
        found.append((table.text("text"), table.text("source")))
        table.finish()
    return tuple(found)


def read_price(table: Table, asset: str, base_decimals: int) -> int:
    """The price of an asset in base units, above 0."""
    return _scaled(table, (asset,), table.text(asset), base_decimals)


def read_owners(table: Table, policy: LendingPolicy) -> list[Owner]:
    """One account, or `count` alike, numbered."""
    name, count = table.text("name"), table.integer("count", 1, MOST_ACCOUNTS, 1)
    amounts = [_amounts(table, key, policy) for key in ("supplied", "owed")]
    times = table.integer("times", 0, MOST_ACCOUNTS, 0)
    category, agrees = table.choice("category", tuple(policy.categories), ""), table.get("agrees", bool, False)
    table.finish()
    names = [name] if count == 1 else [f"{name}-{place:0{len(str(count))}}" for place in range(1, count + 1)]
    return [Owner(one, amounts[0], amounts[1], times, category, agrees) for one in names]


def _amounts(table: Table, key: str, policy: LendingPolicy) -> dict[str, int]:
    """Amounts such as "10 WETH", each asset once, in units."""
    found: dict[str, int] = {}
    for place, text in enumerate(table.texts(key, [])):
        figure, _, asset = text.rpartition(" ")
        if asset not in policy.decimals or asset in found:
            table.refuse((key, place), f"an amount of each of {', '.join(policy.decimals)} at most once", text)
        found[asset] = _scaled(table, (key, place), figure, policy.decimals[asset])
    return found


def _steps(
    root: Table, policy: LendingPolicy, start_ns: int, feeds: tuple[Feed, ...], rules: dict[str, Rules]
) -> list[Step]:
    steps: list[Step] = []
    for table in root.tables("prices"):
        step = _step(table, policy, start_ns, feeds, rules)
        if steps and step.time_ns <= steps[-1].time_ns:
            table.refuse("after", "a later time than the prices before", table.content["after"])
        steps.append(step)
    return steps


def _step(table: Table, policy: LendingPolicy, start_ns: int, feeds: tuple[Feed, ...], rules: dict[str, Rules]) -> Step:
    after, found = table.quantity("after", duration_ns), {}
    if "of" in table.content or not ("told" in table.content or "adopts" in table.content):
        prices = table.table("of")
        for asset, text in prices.content.items():
            if asset not in policy.decimals or asset in [feed.asset for feed in feeds]:
                prices.refuse(asset, f"a price of one of {', '.join(policy.decimals)} that follows no feed", text)
            found[asset] = _scaled(prices, (asset,), text, policy.base_decimals)
    table.asked["of"] = None
    adopts = table.choice("adopts", tuple(rules), "")
    step = Step(start_ns + after, found, read_told(table, feeds), adopts, table.text("proposal", ""))
    table.finish()
    return step


def read_costs(table: Table, policy: LendingPolicy) -> Costs:
    """What acting costs a stranger, from [strangers]."""
    rates = {key: table.quantity(key, rate_ppm, "0 %") for key in ("slippage", "queue", "flash")}
    if rates["slippage"] > PPM:
        table.refuse("slippage", "at most 100 %", table.content["slippage"])
    base = {
        key: _scaled(table, (key,), table.text(key, "0"), policy.base_decimals, 0)
        for key in ("gas", "priority", "most")
    }
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
