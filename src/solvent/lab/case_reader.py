"""From the TOML of a case to a Case; what is missing, said twice or said wrongly is refused with file, line and key."""

import re
from datetime import date
from hashlib import blake2b

from solvent.commands import INVERSE, LINEAR
from solvent.errors import BadUnit
from solvent.lab.assumptions import Terms, read_population
from solvent.lab.case import LONG, SHORT, Case, Entry, Fact, Group, Liquidity, Market, Operations, Public
from solvent.lab.case_tape import Clock, read_source
from solvent.lab.cohorts import groups_of
from solvent.lab.contagion.terms import read_loans
from solvent.lab.counterfactual import Counterfactual
from solvent.lab.impact.terms import MODELS, read_terms
from solvent.lab.operations.reader import read_terms as read_failures
from solvent.lab.outcomes import MEASURES
from solvent.lab.strict_toml import Table, parse, said
from solvent.lab.tape import LAST
from solvent.units import AMOUNT_DECIMALS, MAX_DECIMALS, MAX_NOTIONAL, PPM, amount, rate_ppm

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}")
MAX_ACCOUNTS = 1_000_000
MAX_CONTRACT = 1_000_000  # quote units of one inverse contract
LARGEST_POSITION = MAX_NOTIONAL >> 4  # atoms; leaves room for a price sixteen times as high


def read_case(text: str, file: str) -> Case:
    """A case from its text; `file` is what messages call it."""
    root = parse(text, file)
    clock = _clock(root)
    window = root.pair("window")
    start_ns, end_ns = (clock.time(root, ("window", place), value) for place, value in enumerate(window))
    if start_ns >= end_ns:
        root.refuse("window", "a start before its end", said(f"{window[0]} and {window[1]}"))
    markets = tuple(_market(root, name) for name in root.get("markets", dict))
    if not markets:
        root.refuse("markets", "at least one table [markets.NAME]", {})
    settlement = markets[0].settlement
    for market in markets:
        if market.settlement != settlement:
            root.refuse(
                ("markets", market.name, "settlement"), f"{settlement} as of {markets[0].name}", market.settlement
            )
        if market.decimals != markets[0].decimals:
            root.refuse(
                ("markets", market.name, "settlement_decimals"), f"{markets[0].decimals} as of {markets[0].name}",
                market.decimals,
            )  # fmt: skip
    population = _population(root, markets)
    entry = _entry(root.table("entry"), clock, start_ns, end_ns)
    case = Case(
        name=_name(root, "name"),
        title=root.text("title"),
        file=file,
        content_hash=blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        labels=tuple(root.texts("labels", [])),
        seed=root.integer("seed", 0, 2**63 - 1),
        start_ns=start_ns,
        end_ns=end_ns,
        rulebooks=_rulebooks(root),
        facts=tuple(_fact(table) for table in root.tables("facts")),
        markets=markets,
        tape=tuple(read_source(table, clock, markets) for table in root.tables("tape")),
        liquidity=_liquidity(root.table("liquidity"), markets[0]),
        operations=_operations(root.table("operations"), markets, clock, entry, end_ns),
        entry=entry,
        groups=_groups(root, markets, population),
        population=population,
        counterfactual=_counterfactual(root, settlement),
        venue=root.text("venue", ""),
        public=tuple(_public(table) for table in root.tables("public", optional=True)),
        loans=read_loans(root, tuple(market.name for market in markets)),
    )
    root.finish()
    if case.counterfactual and case.operations.failures.any:
        root.refuse("counterfactual", "a case in which nothing fails", said("operations that do"))
    if case.loans and (case.liquidity.impact is None or case.counterfactual or case.operations.failures.any):
        root.refuse("loans", "a cascade in which nothing fails", said("another mode"))
    if case.venue and case.venue not in case.rulebooks:
        root.refuse("venue", f"one of the rulebooks {', '.join(case.rulebooks)}", case.venue)
    _whole_tape(root, case)
    _whole_book(root, case)
    return case


def _clock(root: Table) -> Clock:
    day = root.get("date", date)
    if not 1970 <= day.year < 2262:
        root.refuse("date", "a year from 1970 to 2261", day)
    return Clock(day)


def _name(table: Table, key: str) -> str:
    text = table.text(key)
    if not NAME.fullmatch(text):
        table.refuse(key, "a name of 1 to 40 letters, digits and . _ : - that begins with a letter or digit", text)
    return text


def _rulebooks(root: Table) -> tuple[str, ...]:
    names = root.texts("rulebooks")
    if not names:
        root.refuse("rulebooks", "at least one rulebook", names)
    return tuple(names)


def _fact(table: Table) -> Fact:
    fact = Fact(table.text("text"), table.text("source"))
    table.finish()
    return fact


def _public(table: Table) -> Public:
    found = Public(table.choice("what", tuple(MEASURES)), table.text("text"), table.text("source"))
    table.finish()
    return found


def _market(root: Table, name: str) -> Market:
    if not NAME.fullmatch(name):
        root.refuse(("markets", name), "a market named with 1 to 40 letters, digits and . _ : -", name)
    table = root.table("markets").table(name)
    sizes, prices = (table.integer(f"{kind}_decimals", 0, MAX_DECIMALS) for kind in ("size", "price"))
    contract = table.choice("contract", (LINEAR, INVERSE), LINEAR)
    worth = table.integer("contract_value", 1, MAX_CONTRACT, 1)
    if contract == LINEAR and worth != 1:
        table.refuse("contract_value", "none for a linear contract, which is one unit of the base asset", worth)
    decimals = table.integer("settlement_decimals", 0, MAX_DECIMALS, AMOUNT_DECIMALS)
    constituents = table.texts("constituents", [])
    for place, constituent in enumerate(constituents):
        if not NAME.fullmatch(constituent) or constituent == LAST:
            table.refuse(("constituents", place), f"the name of an index source, and not {LAST!r}", constituent)
    settlement, listed = _name(table, "settlement"), table.get("listed_as", dict, {})
    for rulebook, other in listed.items():
        if type(other) is not str or not NAME.fullmatch(other):
            table.refuse(("listed_as", rulebook), "the name of a market in that rulebook", other)
    market = Market(name, sizes, prices, settlement, tuple(constituents), listed, contract, worth, decimals)
    try:
        _ = market.den
    except BadUnit as error:
        table.complain("size_decimals", str(error))
    table.finish()
    return market


def _liquidity(table: Table, market: Market) -> Liquidity:
    model = table.choice("model", ("tape", *MODELS))
    if model != "tape" and (market.inverse or market.decimals != AMOUNT_DECIMALS):
        table.refuse("model", f"tape, since a book that moves is not made of {market.name}'s contracts yet", model)
    slippage = table.quantity("slippage", rate_ppm)
    if model == "tape":
        liquidity = Liquidity(model, slippage, table.quantity("available", rate_ppm, "100 %"))
    else:
        liquidity = Liquidity(model, slippage, PPM, read_terms(table, market.settlement))
    for key, value in (("slippage", liquidity.slippage), ("available", liquidity.available)):
        if value > PPM:
            table.refuse(key, "at most 100 %", table.content[key])
    table.finish()
    return liquidity


def _operations(table: Table, markets: tuple[Market, ...], clock: Clock, entry: Entry, end_ns: int) -> Operations:
    settlement, decimals = markets[0].settlement, markets[0].decimals

    def money(text: str) -> int:
        return amount(text, settlement, decimals)

    fund, operator, backstop = (
        table.quantity(key, money, f"0 {settlement}") for key in ("fund", "operator", "backstop")
    )  # fmt: skip
    constituents = {market.name: market.constituents for market in markets}
    failures = read_failures(table, clock, constituents, entry.time_ns, end_ns)
    table.finish()
    return Operations(fund, operator, backstop, failures)


def _entry(table: Table, clock: Clock, start_ns: int, end_ns: int) -> Entry:
    when = clock.time(table, ("time",), table.content.get("time"))
    table.asked["time"] = None
    entry = Entry(when, table.quantity("spread", rate_ppm), table.quantity("outside", rate_ppm))
    if not start_ns <= when <= end_ns:
        table.refuse("time", "a time inside the window", table.content["time"])
    for key, value in (("spread", entry.spread), ("outside", entry.outside)):
        if value > PPM:
            table.refuse(key, "at most 100 %", table.content[key])
    table.finish()
    return entry


def _counterfactual(root: Table, settlement: str) -> Counterfactual | None:
    """The table [counterfactual]: it removes from a tape what a venue's own liquidations did to it."""
    root.asked["counterfactual"] = None
    if "counterfactual" not in root.content:
        return None
    table = root.table("counterfactual")
    as_was = table.text("as_was")
    if as_was not in root.texts("rulebooks"):
        table.refuse("as_was", "one of the rulebooks of this case", as_was)
    if root.table("liquidity").content.get("model") != "tape":
        table.refuse((), 'liquidity of the model "tape": the impact is taken off a tape', said("another one"))
    strengths = [
        table.unit(("strength", place), text, rate_ppm, 1) for place, text in enumerate(table.texts("strength"))
    ]
    if len(strengths) != 3 or not strengths[0] < strengths[1] < strengths[2]:
        table.refuse("strength", "three shares that ascend: low, central, high", table.content["strength"])
    terms = read_terms(table, settlement, fills=False)
    if len(terms.pass_through) != 1:
        table.refuse("pass_through", "one share", table.content["pass_through"])
    table.finish()
    return Counterfactual(as_was, terms, (strengths[0], strengths[1], strengths[2]))


def _population(root: Table, markets: tuple[Market, ...]) -> Terms | None:
    """The table [population]; it is the whole book of the one market of its case."""
    root.asked["population"] = None
    if "population" not in root.content:
        return None
    table = root.table("population")
    if len(markets) != 1:
        table.refuse((), "a population in a case of one market", said(f"{len(markets)} markets"))
    if "book" in root.content:
        root.refuse("book", "either a population or groups", said("both"))
    return read_population(table, markets[0].name, markets[0].price_decimals)


def _groups(root: Table, markets: tuple[Market, ...], population: Terms | None) -> tuple[Group, ...]:
    if population is not None:
        root.asked["book"] = None
        return groups_of(population)
    return tuple(_group(table, markets) for table in root.tables("book"))


def _group(table: Table, markets: tuple[Market, ...]) -> Group:
    def money(text: str) -> int:
        return amount(text, markets[0].settlement, markets[0].decimals)

    names = tuple(market.name for market in markets)
    counted = "count" in table.content
    count = 0 if "share" in table.content and not counted else table.integer("count", 1, MAX_ACCOUNTS)
    table.asked["count"] = None
    share = table.quantity("share", rate_ppm, "0 %")
    if counted and "share" in table.content:
        table.refuse("share", "either a count or a share", said("both"))
    if not counted and not 1 <= share <= PPM:
        table.refuse("share", "a share above 0 % and at most 100 %", table.content["share"])
    sizes = table.pair("size")
    smallest, largest = (table.unit(("size", place), text, money, 1) for place, text in enumerate(sizes))
    if not smallest <= largest <= LARGEST_POSITION:
        table.refuse(
            "size",
            f"a smallest and a largest size of at most {LARGEST_POSITION} atoms",
            said(f"{sizes[0]} and {sizes[1]}"),
        )
    group = Group(
        name=table.text("name"),
        prefix=_name(table, "prefix"),
        market=table.choice("market", names, names[0] if len(names) == 1 else ...),
        side=table.choice("side", (LONG, SHORT)),
        count=count,
        share=share,
        leverage=table.quantity("leverage", rate_ppm, least=PPM),
        smallest=smallest,
        largest=largest,
        isolated=table.choice("mode", ("isolated", "cross")) == "isolated",
    )
    table.finish()
    return group


def _whole_tape(root: Table, case: Case) -> None:
    """Refuses a tape that lacks a series its markets need, or holds one twice."""
    wanted = [(market.name, role) for market in case.markets for role in (*market.constituents, LAST)]
    found = [(source.market, source.role) for source in case.tape]
    for place, key in enumerate(found):
        if key not in wanted:
            root.refuse(("tape", place, "role"), f"{LAST!r} or a constituent of {key[0]}", key[1])
        if key in found[:place]:
            root.refuse(("tape", place), "each series once", said(f"a second one for {key[0]} {key[1]}"))
    for key in wanted:
        if key not in found:
            root.refuse("tape", f"a series for {key[0]} {key[1]}", said("none"))


def _whole_book(root: Table, case: Case) -> None:
    """Refuses a book whose two sides cannot be equal."""
    for place, group in enumerate(case.groups):
        for key in ("name", "prefix"):
            if getattr(group, key) in [getattr(other, key) for other in case.groups[:place]]:
                root.refuse(("book", place, key), f"a {key} of its own", getattr(group, key))
    if case.population is not None:
        return
    for market in case.markets:
        groups = [(place, group) for place, group in enumerate(case.groups) if group.market == market.name]
        if not groups:
            continue
        counted = {group.side for _, group in groups if group.count}
        if len(counted) != 1:
            root.refuse(
                "book",
                f"groups with a count on one side of {market.name}",
                said(" and ".join(sorted(counted)) or "none"),
            )
        for place, group in groups:
            if group.share and group.side in counted:
                root.refuse(("book", place, "share"), "a share on the side that is not counted", group.side)
        total = case.entry.outside + sum(group.share for _, group in groups)
        if total != PPM:
            root.refuse(
                ("entry", "outside"), f"shares of {market.name} and outside that make 100 %", said(f"{total} ppm")
            )
    if sum(group.count for group in case.groups) > MAX_ACCOUNTS:
        root.refuse("book", f"at most {MAX_ACCOUNTS} accounts", said("more"))
