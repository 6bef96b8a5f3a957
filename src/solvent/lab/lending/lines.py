"""What came of a case about loans, in sentences."""

from collections.abc import Callable, Iterator

from solvent.lab.lending.case import LendingCase
from solvent.lab.lending.result import LendingComparison, LendingResult
from solvent.policy import LendingPolicy
from solvent.reports import words

AUCTION_BEARERS = {"buffer": "the protocol's buffer", "token_holders": "the holders of its token"}
BEARERS = {"depositors": "The depositors of the stability pool", "borrowers": "The other borrowers"}


def lines_of(case: LendingCase, policy: LendingPolicy, x: LendingResult) -> Iterator[str]:
    """One way to play it: its title first."""

    def base(amount: int) -> str:
        return words.decimal(amount, policy.base_decimals, 4)

    def size(units: int, asset: str) -> str:
        return f"{words.size(units, policy.decimals[asset])} {asset}"

    yield case.title
    for why in x.rejected:
        yield f"Refused: {why}"
    for reason, times in x.turned.items():
        yield f"{words.count(times)} times somebody asked for a loan and did not get it: {reason}."
    fell, loans = words.count(x.fell), words.count(x.loans)
    yield f"{fell} of {loans} loans could be liquidated at some time, {words.count(x.still)} still can."
    if not case.costs.act:
        yield "Nobody acts in this case."
    elif x.auctions:
        yield from _auctions(x, base)
    else:
        waited = f", {words.count(x.waited)} times the price might not be acted on" if x.waited else ""
        yield (f"Strangers made {words.count(x.calls)} calls: {base(x.repaid)} repaid for {base(x.seized)} seized; "
               f"{words.count(x.not_worth)} times it did not pay, {words.count(x.locked)} times the collateral was "
               f"lent out{waited}.")  # fmt: skip
    if x.trades:
        sides = ", ".join(f"{size(abs(units), asset)} {'taken out' if units > 0 else 'brought'}"
                          for asset, units in x.traded.items() if units)  # fmt: skip
        sides = f": {sides}, in all" if sides else ""
        yield f"Strangers made {words.count(x.trades)} trades with the pool itself{sides}."
    for verb, side in (("bought", x.bought), ("sold", x.sold)):
        for asset, units in side.items():
            yield f"They {verb} {size(units, asset)} in a market that moves."
    yield f"All debts together exceed their own collateral by {base(x.shortfall)} where they do."
    for asset, units in x.bad_debt.items():
        yield f"Bad debt of {size(units, asset)} has no collateral behind it: the suppliers of {asset} bear it."
    for asset, units in x.deficits.items():
        yield f"A deficit of {size(units, asset)} is kept as a number until somebody covers it."
    for bearer, debt in x.taken.items():
        lost = f", {base(x.losses[bearer])} more than the collateral is worth" if bearer in x.losses else ""
        yield f"{BEARERS[bearer]} took over {base(debt)} of debt{lost}."
    for asset, units in x.reserves.items():
        short = " below 0: suppliers cannot all take out what they have" if units < 0 else ""
        yield f"The protocol's reserves are {size(abs(units), asset)}{short}."
    for asset, units in x.lost.items():
        yield f"All lenders of {asset} lost {size(units, asset)} at once, in the steps that seized the last collateral."
    if "governance" in x.losses:
        short = base(x.losses["governance"])
        yield f"Absorbed collateral is worth {short} less than its debt: governance has to settle it."
    if not x.bad_debt and not x.deficits:
        yield "No debt is without collateral."


def _auctions(x: LendingResult, base: Callable[[int], str]) -> Iterator[str]:
    ended, free = (words.count(x.auctions[key]) for key in ("ended", "for nothing"))
    share = words.percent(x.auctions["share for nothing"], 1)
    yield (f"{words.count(x.auctions['begun'])} auctions began and {ended} ended, {free} of them ({share}) won for "
           f"less than a coin: {base(x.auctions['given away'])} of collateral.")  # fmt: skip
    for bearer, amount in x.losses.items():
        yield f"What auctions lacked, {base(amount)}, is borne by {AUCTION_BEARERS[bearer]}."
    if not x.losses:
        yield "No auction lacked anything."


def compared(x: LendingComparison) -> Iterator[str]:
    """All ways to play it, then its criteria, then what is said of it and by whom."""
    yield x.title
    for run in x.runs:
        yield ""
        yield f"{run.variant[0].upper()}{run.variant[1:]}{f': {run.control}' if run.control else '.'}"
        yield from (f"  {line}" for line in run.lines[1:])
    if x.criteria:
        yield ""
        yield f"Criteria: {words.count(sum(one.met for one in x.criteria))} of {words.count(len(x.criteria))} met."
    for one in x.criteria:
        source = f" ({one.source})" if one.source else ""
        yield f"  {'met' if one.met else 'NOT MET'}: {one.variant}: {one.text}: {one.found}{source}"
    for heading, said in (("Facts.", [f"{text} ({source})" for text, source in x.facts]), ("Assumed.", x.labels)):
        if said:
            yield ""
            yield heading
        yield from (f"  {one}" for one in said)
