"""A case about a credit desk from its TOML; what is missing or said wrongly is refused with file, line and key."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from solvent.errors import BadUnit
from solvent.lab.strict_toml import Table, parse, said, says_kind
from solvent.lending.credit.ratio import PRICE_DECIMALS
from solvent.policy import CalendarPolicy, CreditPolicy
from solvent.rulebooks.credit import CREDIT, WEEK, CreditRulebook, day_hours, load_credit
from solvent.units import INT64_MAX, PPM, amount, duration_ns, number, rate_ppm, time_ns

MOST_LOANS = 10_000


class Answer(NamedTuple):
    """How a client answers a call: so long after it, with this asset, as much as is missing then.

    banks   the time runs only while banks are open
    """

    after_ns: int
    asset: str
    banks: bool


class Lent(NamedTuple):
    """A loan as it stands at the start. owed: atoms; collateral: atoms by asset."""

    client: str
    name: str
    owed: int
    collateral: dict[str, int]
    answer: Answer | None


class Step(NamedTuple):
    """Prices that are told at one time, 10^-9 of the currency for one whole, and what buyers bid, ppm of them."""

    time_ns: int
    prices: dict[str, int]
    bid: int


class Waiver(NamedTuple):
    """A person waives what a loan is called or in default for."""

    time_ns: int
    loan: str
    until_ns: int
    person: str
    reason: str


class CreditCase(NamedTuple):
    """A case about a credit desk. till, reserve: atoms; look_ns: how often the desk looks; sells_ns: how long a sale
    takes."""

    name: str
    title: str
    labels: tuple[str, ...]
    start_ns: int
    rules: tuple[CreditRulebook, ...]
    till: int
    reserve: int
    look_ns: int
    sells_ns: int
    banks: CalendarPolicy
    loans: tuple[Lent, ...]
    steps: tuple[Step, ...]
    waivers: tuple[Waiver, ...]


def is_credit_case(name: str) -> bool:
    """Whether a path is that of a case that says `kind = "credit"`."""
    return says_kind(name, CREDIT)


def read_credit_case(text: str, file: str, rulebooks: Sequence[str] = ()) -> CreditCase:
    """A case from its text; `rulebooks` in place of its own."""
    root = parse(text, file)
    root.choice("kind", (CREDIT,))
    own = root.texts("rulebooks")
    rules = tuple(load_credit(name) for name in rulebooks or own)
    if not rules or len({one.policy.name for one in rules}) < len(rules):
        root.refuse("rulebooks", "one agreement or more, of different names", said("none, or one twice"))
    policy = _alike(root, rules)
    start_ns = time_ns(root.get("start", datetime))
    loans = tuple(loan for table in root.tables("loans") for loan in _loans(table, policy))
    if len({loan.name for loan in loans}) < len(loans):
        root.refuse("loans", "loans of different names", said("one name twice"))
    case = CreditCase(
        root.text("name"), root.text("title"), tuple(root.texts("labels", [])), start_ns, rules,
        _money(root, "till", policy), _money(root, "reserve", policy), root.quantity("look", duration_ns, "1 h", 1),
        root.quantity("sale_takes", duration_ns, "0 s"), _banks(root), loans, _steps(root, policy, start_ns),
        tuple(_waiver(table, loans, start_ns) for table in root.tables("waivers", optional=True)),
    )  # fmt: skip
    root.finish()
    return case


def _alike(root: Table, rules: Sequence[CreditRulebook]) -> CreditPolicy:
    """The first agreement; the others must lend in its currency and take its collateral, counted alike."""
    first = rules[0].policy
    for other in (one.policy for one in rules):
        same = (other.currency, other.decimals) == (first.currency, first.decimals)
        taken = {asset: terms.decimals for asset, terms in other.collateral.items()}
        shared = all(taken.get(asset, terms.decimals) == terms.decimals for asset, terms in first.collateral.items())
        if not (same and shared):
            root.refuse("rulebooks", f"agreements that count as {first.name} does", other.name)
    return first


def _loans(table: Table, policy: CreditPolicy) -> list[Lent]:
    """One loan, or `count` alike and of as many clients, numbered."""
    client, name = table.text("client"), table.text("name")
    count = table.integer("count", 1, MOST_LOANS, 1)
    owed, collateral, answer = _money(table, "owed", policy), _collateral(table, policy), _answer(table, policy)
    table.finish()
    if count == 1:
        return [Lent(client, name, owed, collateral, answer)]
    ends = [f"-{place:0{len(str(count))}}" for place in range(1, count + 1)]
    return [Lent(client + end, name + end, owed, collateral, answer) for end in ends]


def _money(table: Table, key: str, policy: CreditPolicy) -> int:
    """An amount of the currency, in atoms."""
    return table.quantity(key, lambda text: amount(text.replace(",", ""), policy.currency, policy.decimals))


def _collateral(table: Table, policy: CreditPolicy) -> dict[str, int]:
    """Amounts such as "20 BTC", each asset once, in atoms."""
    found: dict[str, int] = {}
    for place, text in enumerate(table.texts("collateral")):
        asset = text.rpartition(" ")[2]
        if asset not in policy.collateral or asset in found:
            table.refuse(
                ("collateral", place), f"an amount of each of {', '.join(policy.collateral)} at most once", text
            )
        found[asset] = table.unit(("collateral", place), text, _reader(asset, policy.collateral[asset].decimals), 1)
    return found


def _reader(asset: str, decimals: int) -> Callable[[str], int]:
    return lambda text: amount(text.replace(",", ""), asset, decimals)


def _answer(table: Table, policy: CreditPolicy) -> Answer | None:
    if "answer" not in table.content:
        table.asked["answer"] = None
        return None
    inner = table.table("answer")
    after, asset = (
        inner.quantity("after", duration_ns, least=1),
        inner.choice("with", (policy.currency, *policy.collateral)),
    )
    banks = inner.get("banks", bool, False)
    inner.finish()
    return Answer(after, asset, banks)


def _banks(root: Table) -> CalendarPolicy:
    """When banks are open, UTC; always where the case does not say."""
    if "banks" not in root.content:
        root.asked["banks"] = None
        return CalendarPolicy()
    table = root.table("banks")
    hours = []
    for day in WEEK:
        text = table.text(day, "")
        found = day_hours(text) if text else (0, 0)
        if found is None:
            table.refuse(day, 'hours such as "09:00-17:00"', text)
        hours.append(found)
    table.finish()
    if not any(opens < closes for opens, closes in hours):
        root.refuse("banks", "hours on one day at least", said("none"))
    return CalendarPolicy(tuple(hours))


def _steps(root: Table, policy: CreditPolicy, start_ns: int) -> tuple[Step, ...]:
    steps: list[Step] = []
    for table in root.tables("prices"):
        after, of = table.quantity("after", duration_ns), table.table("of")
        prices = {asset: _price(of, asset, policy) for asset in of.content}
        bid = table.quantity("bid", rate_ppm, "100 %", 1)
        if bid > 2 * PPM:
            table.refuse("bid", "at most 200 %", table.content["bid"])
        table.finish()
        if steps and start_ns + after <= steps[-1].time_ns:
            table.refuse("after", "a later time than the prices before", table.content["after"])
        steps.append(Step(start_ns + after, prices, bid))
    missing = [asset for asset in policy.collateral if asset not in steps[0].prices]
    if missing or steps[0].time_ns != start_ns:
        root.refuse(("prices", 0, "of"), "a price of all collateral at the start", said(f"none of {', '.join(missing)}"
                    if missing else "the first later"))  # fmt: skip
    return tuple(steps)


def _price(table: Table, asset: str, policy: CreditPolicy) -> int:
    text = table.content[asset]
    if asset not in policy.collateral or not isinstance(text, str):
        table.refuse(asset, f"a price in quotes of one of {', '.join(policy.collateral)}", text)
    table.asked[asset] = None
    try:
        found = number(text.replace(",", ""), "a price").scaleb(PRICE_DECIMALS)
    except BadUnit as error:
        table.complain(asset, str(error))
    if not 0 < found <= INT64_MAX or found != found.to_integral_value():
        table.refuse(asset, f"a price above 0 with at most {PRICE_DECIMALS} decimals", text)
    return int(found)


def _waiver(table: Table, loans: Sequence[Lent], start_ns: int) -> Waiver:
    after, loan = table.quantity("after", duration_ns), table.text("loan")
    if loan not in {one.name for one in loans}:
        table.refuse("loan", "the name of a loan", loan)
    lasts = table.quantity("lasts", duration_ns, least=1)
    found = Waiver(start_ns + after, loan, start_ns + after + lasts, table.text("person"), table.text("reason"))
    table.finish()
    return found
