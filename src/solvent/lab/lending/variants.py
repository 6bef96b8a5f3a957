"""The ways a case is played: as it was, and with a control that would have caught it; and what each must come to."""

from typing import NamedTuple

from solvent.lab.lending.feeds import Feed, Rules
from solvent.lab.strict_toml import Table
from solvent.policy import LendingPolicy, PairPolicy
from solvent.rulebooks.lending import load_lending

AT_MOST, AT_LEAST = "at_most", "at_least"


class Variant(NamedTuple):
    """One way to play a case.

    control    what is done against it, a sentence; "" as it was
    prices     name of the rules that make its indices, "" where the pool is told its prices
    listened   by market, the sources that count
    typed      whether units are registered, and held against what sources say
    preflight  whether a proposal is first played on a copy of the book, and refused where anybody falls by it
    swapped    by name of rules, those adopted in their place
    """

    name: str
    control: str
    policy: LendingPolicy
    text: str
    prices: str
    listened: dict[str, tuple[str, ...]]
    typed: bool = False
    preflight: bool = False
    swapped: dict[str, str] = {}  # noqa: RUF012  # never changed


class Criterion(NamedTuple):
    """What a variant must come to.

    figure    a key of `figures.of`, such as "closed" or "bad_debt CRV"
    bound     a number, or "named": as many as another figure of this run or of the first says
    """

    variant: str
    text: str
    figure: str
    way: str
    bound: str
    source: str


def early_line(policy: LendingPolicy) -> bool:
    """Whether borrowers may agree to be liquidated before the market's own line."""
    return isinstance(policy.terms, PairPolicy) and policy.terms.early is not None


def read_variants(root: Table, feeds: tuple[Feed, ...], rules: dict[str, Rules], first: Variant) -> tuple[Variant, ...]:
    """The tables [[variants]], the first as it was; `first` where there are none."""
    found: list[Variant] = []
    for table in root.tables("variants", optional=True):
        name = table.text("name")
        if name in [one.name for one in found]:
            table.refuse("name", "a name of its own", name)
        policy, text = first.policy, first.text
        if "rulebook" in table.content:
            own = load_lending(table.text("rulebook"))
            policy, text = own.policy, own.text
            if policy.decimals != first.policy.decimals or policy.base_decimals != first.policy.base_decimals:
                table.refuse("rulebook", f"the assets and the base of {first.policy.name}", policy.name)
        table.asked["rulebook"] = None
        prices = table.choice("prices", tuple(rules), "") if feeds else ""
        if prices and rules[prices].policy is None:
            table.complain("prices", rules[prices].refused)
        found.append(Variant(
            name, table.text("control", ""), policy, text, prices, _listened(table, feeds),
            table.get("typed", bool, False), table.get("preflight", bool, False), _swapped(table, rules),
        ))  # fmt: skip
        table.finish()
    return tuple(found) or (first,)


def _listened(table: Table, feeds: tuple[Feed, ...]) -> dict[str, tuple[str, ...]]:
    """The sources that count by market: all of a feed's, or those a variant names."""
    found = {feed.market: feed.sources for feed in feeds}
    for market, names in table.get("sources", dict, {}).items():
        known = found.get(market, ())
        if type(names) is not list or not names or not set(names) <= set(known):
            table.refuse(("sources", market), f"an array of some of {', '.join(known) or 'no feed'}", names)
        found[market] = tuple(names)
    return found


def _swapped(table: Table, rules: dict[str, Rules]) -> dict[str, str]:
    found: dict[str, str] = table.get("adopts", dict, {})
    for one, other in found.items():
        if one not in rules or other not in rules:
            table.refuse(("adopts", one), f"one of the rules {', '.join(rules)} in place of another", other)
    return found


def read_criteria(root: Table, variants: tuple[Variant, ...]) -> tuple[Criterion, ...]:
    """The tables [[criteria]]: one bound each."""
    found = []
    for table in root.tables("criteria", optional=True):
        ways = [way for way in (AT_MOST, AT_LEAST) if way in table.content]
        if len(ways) != 1:
            table.refuse((), f"one of {AT_MOST} and {AT_LEAST}", ways)
        variant = table.choice("variant", tuple(one.name for one in variants))
        figure, text, source = table.text("figure"), table.text("text"), table.text("source", "")
        found.append(Criterion(variant, text, figure, ways[0], table.text(ways[0]), source))
        table.finish()
    return tuple(found)
