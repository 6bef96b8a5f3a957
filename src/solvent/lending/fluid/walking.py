"""A liquidation of Fluid: from the highest tick down until the line is reached or the amount is used up.

One call touches any number of people at the cost of the ticks between them: what it meets becomes one branch, and all
who are in it have lost the same fraction of their debts. Between two ticks

    x = (debt - debt x ratio_end / ratio) / (1 - collateral per debt x ratio_end)

is repaid. A branch ends some way above a tick, in 2^30 parts; where it reaches one that an earlier liquidation left,
it merges into it.

Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/coreModule/main.sol liquidate (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.fluid.absorbing import Absorbed, absorbed
from solvent.lending.fluid.lines import Lines
from solvent.lending.fluid.liquidity import PAR
from solvent.lending.fluid.numbers import FIRST, connected, kept, shrunk
from solvent.lending.fluid.operating import MOST, Prices
from solvent.lending.fluid.positions import LEAST, LEAST_BRANCH
from solvent.lending.fluid.ticks import ONE, STEP, WHOLE, ratio_between, ratio_of_tick, tick_of_ratio
from solvent.lending.fluid.vault import At, Branch, Mark, Vault
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, RAY, WAD

PART = 1 << 64
SMALLEST = 10**9  # of all debt, of which less than one part is not liquidated


class Liquidated(NamedTuple):
    """Units repaid and seized, of these taken over from what was absorbed before, and what is absorbed by this call."""

    repaid: int
    seized: int
    from_absorbed: int
    absorbed: Absorbed | None


class _Taken(NamedTuple):
    """Raw units repaid and seized."""

    repaid: int = 0
    seized: int = 0


def liquidated(
    vault: Vault, lines: Lines | Refusal, amount: int, prices: Prices, least: int = 0, *, absorbs: bool = False
) -> Liquidated | Refusal:
    """One call.

    amount    units to repay at most, 10,000 or more and a billionth of all debt; 0: only what is beyond the highest
              line is absorbed
    least     wad: collateral for a unit of debt below which it is refused
    absorbs   whether debt that was absorbed is repaid first
    returns   HEALTHY where nothing is above the line
    """
    if vault.top is None:
        return Refusal.NOT_OWED
    if isinstance(lines, Refusal):
        return lines
    gone = absorbed(vault, lines.most) if vault.top > lines.most else None
    if gone and not amount:
        return Liquidated(0, 0, 0, gone)
    remaining = mul_div_down(amount, PAR, prices.borrow)
    if not LEAST <= amount <= MOST or mul_div_down(vault.owed, 1, SMALLEST) > remaining:
        return Refusal.DUST
    first = _from_absorbed(vault, remaining) if absorbs else _Taken()
    done = _walked(vault, lines, remaining - first.repaid)
    if isinstance(done, Refusal):
        return done
    raw = _Taken(first.repaid + done.repaid, first.seized + done.seized)
    repaid, seized = mul_div_down(raw.repaid, prices.borrow, PAR), mul_div_down(raw.seized, prices.supply, PAR)
    if not repaid:
        return Refusal.HEALTHY
    if mul_div_down(seized, WAD, repaid) < least:
        return Refusal.TOO_DEAR
    totals = vault.supplied - raw.seized, vault.owed - raw.repaid
    if min(totals) < 0:
        return Refusal.LENT_OUT
    vault.supplied, vault.owed = kept(totals[0]), kept(totals[1], up=True)
    return Liquidated(repaid, seized, mul_div_down(first.repaid, prices.borrow, PAR), gone)


def _from_absorbed(vault: Vault, remaining: int) -> _Taken:
    """Absorbed debt repaid, for the same part of its collateral."""
    debt, collateral = vault.absorbed
    taken = _Taken(debt, collateral)
    if debt > remaining:
        taken = _Taken(remaining, mul_div_down(collateral, remaining, debt))
    vault.absorbed = debt - taken.repaid, collateral - taken.seized
    return taken


class _End(NamedTuple):
    """How far the walk may go in one step: a tick that is open, one where a branch stands, or the line.

    parts     of the way up to the tick
    """

    tick: int
    ratio: int
    parts: int
    merges: bool = False
    is_line: bool = False


def _walked(vault: Vault, lines: Lines, remaining: int) -> _Taken | Refusal:
    tick = 0 if vault.top is None else vault.top  # as the contract reads a vault that was just emptied
    if tick <= lines.threshold or not remaining:
        return _Taken()
    if vault.top is None:
        return Refusal.NOTHING
    at, here, ratio = vault.branch, vault.at(vault.branch), ratio_of_tick(tick)
    is_open, factor, ticks = not vault.liquidated, here.factor or FIRST, vault.open_ticks()[::-1]
    if not is_open:
        if (here.tick, here.parts) == (lines.threshold + 1, 1):
            return Refusal.HEALTHY
        ratio = ratio_between(tick, here.parts)
    debt = collateral = 0
    taken = _Taken()
    while True:
        joins = here.debt
        if is_open:
            joins = vault.now(ticks.pop()).debt
            vault.put(tick, Mark(At.LIQUIDATED, 0, at, factor))
        debt, collateral = debt + joins, collateral + mul_div_down(joins, ONE, ratio)
        end = _end(vault, here, ticks[-1] if ticks else lines.threshold, lines.threshold)
        step = _repaid(debt, ratio, end, lines.per_debt)
        if isinstance(step, Refusal):
            return step
        if step.repaid >= remaining or end.is_line:
            return _ended(vault, at, factor, (debt, collateral), taken, step, end, remaining, lines.per_debt)
        found = shrunk(factor, mul_div_down(PART, debt - step.repaid, debt))
        if isinstance(found, Refusal):
            return found
        remaining, factor = remaining - step.repaid, found
        debt, collateral = debt - step.repaid, collateral - step.seized
        taken = _Taken(taken.repaid + step.repaid, taken.seized + step.seized)
        if end.merges:
            base = vault.at(here.base)
            connection = connected(base.factor, factor)
            if isinstance(connection, Refusal):
                return connection
            vault.tree[at] = Branch(At.MERGED, factor=connection, base=here.base, base_tick=here.base_tick)
            at, here, factor = here.base, base, base.factor
        tick, ratio, is_open = end.tick, end.ratio, not end.merges


def _end(vault: Vault, here: Branch, below: int, line: int) -> _End:
    """The highest of the next open tick, the base of the branch, and the line."""
    if here.floor is not None and here.floor > max(below, line):
        parts = vault.at(here.base).parts
        return _End(here.floor, ratio_between(here.floor, parts), parts, merges=True)
    tick = max(below, line)
    return _End(tick, ratio_of_tick(tick), WHOLE, is_line=tick == line)


def _repaid(debt: int, ratio: int, end: _End, per_debt: int) -> _Taken | Refusal:
    """What brings all that was met to the end of a step."""
    part = RAY - mul_div_down(per_debt, end.ratio, ONE)
    closing = debt - mul_div_down(end.ratio, debt, ratio)
    if part <= 0 or closing < 0:
        return Refusal.OUT_OF_RANGE
    repaid = mul_div_down(closing, RAY, part)
    seized = mul_div_down(repaid, per_debt, RAY)
    return _Taken(repaid - (repaid == debt), seized)


def _ended(
    vault: Vault, at: int, factor: int, sides: tuple[int, int], before: _Taken, step: _Taken, end: _End,
    remaining: int, per_debt: int,
) -> _Taken | Refusal:  # fmt: skip
    """The walk's last step: where the branch stands from here on."""
    debt, collateral = sides
    tick, parts = end.tick + 1, 1
    if step.repaid >= remaining:
        step = _Taken(remaining, mul_div_down(remaining, per_debt, RAY))
        if step.repaid > debt or step.seized >= collateral:
            return Refusal.TOO_MUCH
        found = _between(mul_div_down(debt - step.repaid, ONE, collateral - step.seized), end)
        if isinstance(found, Refusal):
            return found
        tick, parts = found
    elif step.seized > collateral:
        return Refusal.TOO_MUCH
    after = shrunk(factor, mul_div_down(PART, debt - step.repaid, debt))
    if isinstance(after, Refusal):
        return after
    left = debt - step.repaid
    if left < LEAST_BRANCH:
        return Refusal.DUST
    vault.tree[at] = vault.at(at)._replace(
        at=At.LIQUIDATED, tick=tick, parts=parts, debt=kept(left, up=True), factor=after
    )
    vault.top, vault.liquidated, vault.branch = tick, True, at
    return _Taken(before.repaid + step.repaid, before.seized + step.seized)


def _between(ratio: int, end: _End) -> tuple[int, int] | Refusal:
    """The tick above a ratio and parts of the way up to it, never all and never none."""
    found = tick_of_ratio(ratio)
    if isinstance(found, Refusal):
        return found
    if found[0] < end.tick and end.parts == WHOLE:
        return found[0] + 2, 1
    tick = found[0] + 1
    length = mul_div_down(found[1], STEP, BPS) - found[1]
    parts = min(max(mul_div_down(ratio - found[1], WHOLE, length), 1), WHOLE - 1)
    if end.merges and tick == end.tick and end.parts >= parts:
        return Refusal.OUT_OF_RANGE
    return tick, parts
