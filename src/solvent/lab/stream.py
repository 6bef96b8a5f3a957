"""A case as the commands an engine is fed: rules, markets, money, accounts, prices, and the trades of the entry."""

from collections.abc import Iterator

import msgspec

from solvent import commands as c
from solvent.fixed import mul_div_down
from solvent.lab.case import Case
from solvent.lab.case_tape import tape_of
from solvent.lab.own_book import entries
from solvent.lab.population import Population, populate
from solvent.lab.tape import REALISED, Tape, varied
from solvent.policy import Policy

ACTOR = "case"


def as_listed(case: Case, policy: Policy) -> Policy:
    """The rulebook with the case's names for its markets: what it says of BTCUSDT holds for a BTC so listed."""
    named = {market.name: policy.market(market.listed_as[policy.name])
             for market in case.markets if policy.name in market.listed_as}  # fmt: skip
    found = {name: entry for name, entry in named.items() if entry is not None}
    return msgspec.structs.replace(policy, markets={**policy.markets, **found}) if found else policy


class Ids:
    """Idempotency keys of one run: the case's name and a counter from 1."""

    def __init__(self, name: str) -> None:
        self.name, self.count = name, 0

    def __call__(self) -> str:
        """The next one."""
        self.count += 1
        return f"{self.name}/{self.count}"


def commands(
    case: Case, policy: Policy, variant: str = REALISED, text: str = "", tape: Tape | None = None
) -> Iterator[c.Command]:
    """Everything that is asked of the engine, in order.

    policy    the rulebook, compiled; `text` is the TOML it came from
    variant   one of tape.VARIANTS
    tape      the realised tape where it is at hand already; else it is made
    """
    policy, realised = as_listed(case, policy), tape_of(case) if tape is None else tape
    played = varied(realised, variant, case.entry.time_ns)
    population = Population((), ()) if case.book else populate(case, realised)
    ids = Ids(case.name)
    start_ns = min(played.start_ns(), case.entry.time_ns) if played.start_ns() else case.entry.time_ns
    yield from _founding(case, policy, text, ids, start_ns)
    yield from _accounts(case, population, ids, start_ns)
    opened = False
    for told in played.prints():
        if not opened and told[0] > case.entry.time_ns:
            yield from _entry(case, policy, population, ids)
            opened = True
        yield played.command(told, ids())
    if not opened:
        yield from _entry(case, policy, population, ids)
    yield c.AdvanceTime(id=ids(), time_ns=case.end_ns, actor=ACTOR)


def _founding(case: Case, policy: Policy, text: str, ids: Ids, time_ns: int) -> Iterator[c.Command]:
    """The rulebook, the markets and the house's own money."""
    yield c.AdoptRulebook(id=ids(), time_ns=time_ns, actor=ACTOR, policy=policy, text=text)
    for market in case.markets:
        yield c.ListMarket(
            id=ids(), time_ns=time_ns, actor=ACTOR, market=market.name, size_decimals=market.size_decimals,
            price_decimals=market.price_decimals, settlement=market.settlement, constituents=list(market.constituents),
            contract=market.contract, contract_value=market.contract_value, settlement_decimals=market.decimals,
        )  # fmt: skip
    house = case.operations
    funds = dict.fromkeys(policy.fund(market.name) for market in case.markets)
    shares = [mul_div_down(house.fund + place, 1, len(funds)) for place in range(len(funds))]  # they add up to it
    purses = (*zip(funds, shares, strict=True), ("@operator", house.operator), ("@backstop", house.backstop))
    for purse, amount in purses:
        if amount:
            yield c.FundInsurance(
                id=ids(), time_ns=time_ns, actor=ACTOR, asset=case.settlement, amount=amount, to=purse
            )  # fmt: skip


def _accounts(case: Case, population: Population, ids: Ids, time_ns: int) -> Iterator[c.Command]:
    """Every account, its margin mode, its leverage and its margin."""
    for holder in population.holders:
        account, market = holder.account, holder.group.market
        isolated = holder.group.isolated if holder.isolated is None else holder.isolated
        yield c.OpenAccount(id=ids(), time_ns=time_ns, actor=ACTOR, account=account)
        yield c.SetMarginMode(
            id=ids(), time_ns=time_ns, actor=ACTOR, account=account, market=market, isolated=isolated
        )  # fmt: skip
        if holder.cost is None:  # what exists already is loaded without a margin check
            yield c.SetLeverage(
                id=ids(), time_ns=time_ns, actor=ACTOR, account=account, market=market,
                leverage_ppm=holder.group.leverage,
            )  # fmt: skip
        yield c.Deposit(
            id=ids(), time_ns=time_ns, actor=ACTOR, account=account, asset=case.settlement, amount=holder.margin,
            market=market if isolated else "",
        )  # fmt: skip


def _entry(case: Case, policy: Policy, population: Population, ids: Ids) -> Iterator[c.Command]:
    """The trades of the entry; nobody is a taker, so nobody pays a fee. A book of the user's own is loaded instead."""
    yield from entries(case, policy)[0]
    for holder in population.holders:
        if holder.cost is not None:
            yield c.LoadPosition(
                id=ids(), time_ns=case.entry.time_ns, actor=ACTOR, account=holder.account, market=holder.group.market,
                lots=holder.lots, cost=holder.cost,
            )  # fmt: skip
    for opening in population.openings:
        yield c.ReportTrade(
            id=ids(), time_ns=case.entry.time_ns, actor=ACTOR, market=opening.market, buyer=opening.buyer,
            seller=opening.seller, lots=opening.lots, ticks=opening.ticks,
        )  # fmt: skip
