"""Where the versions of Aave differ, mostly in rounding: it is data of a version, not a habit.

v3.5 turned every balance against its owner and values debt up; v3.6 counts all collateral that is pledged; v3.7 turned
the three products of a liquidation against the liquidator. v3.4 is as v3.3, but for its compounding (`interest`).
"""

from collections.abc import Callable
from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending import interest
from solvent.lending.scales import Divide, mul_div_half_up
from solvent.policy import Protocol


class Version(NamedTuple):
    """How one version rounds, and what it counts.

    supplied, owed      a balance from its scaled amount
    add_supply          the scaled amount that is supplied, and what the treasury is given
    add_debt            the scaled amount that is borrowed
    take_supply         the scaled amount of collateral that leaves
    take_debt           the scaled amount of debt that is burnt
    debt_value          a debt in base units; collateral is valued down in all of them
    averaged            health from an average threshold that is rounded first, else from the sum of the products
    own_threshold       whether collateral without a threshold of its own is left out, in a category too
    seize               collateral for the debt repaid, with the bonus
    needed              the debt that pays for all of the collateral
    plain               collateral without the bonus; what it leaves is the bonus
    fee                 the protocol's part of the bonus
    by_scaled           whether collateral counts as gone by scaled amounts, else by value
    compounded          how the borrow index grows: (ray of a year, seconds) -> ray
    idle                whether nothing moves while suppliers earn nothing
    by_growth           the treasury's share of the growth of the index, else of the difference of two rounded debts
    asks_after          whether a borrower is judged by what it is afterwards, else by what it was and what it asks for

    Source    aave-dao/aave-v3-origin tags v3.3.0 (2025-02-24), v3.5.0 (2025-08-07), v3.6.0 (2026-01-08) and fd1fbd9
              (v3.7, 2026-06-19), docs/3.5/Aave-v3.5-features.md, docs/3.7/liquidation-rounding.md; aave/protocol-v2
              (read 2026-11-26). The contracts were asked too, compiled and run: tests/lending/test_contracts.py
    """

    name: str
    supplied: Divide
    owed: Divide
    add_supply: Divide
    add_debt: Divide
    take_supply: Divide
    take_debt: Divide
    debt_value: Divide
    averaged: bool
    own_threshold: bool
    seize: Divide
    needed: Divide
    plain: Divide
    fee: Divide
    by_scaled: bool
    compounded: Callable[[int, int], int]
    idle: bool = False
    by_growth: bool = False
    asks_after: bool = False


_NEAREST = Version(
    name="v3.3",
    supplied=mul_div_half_up,
    owed=mul_div_half_up,
    add_supply=mul_div_half_up,
    add_debt=mul_div_half_up,
    take_supply=mul_div_half_up,
    take_debt=mul_div_half_up,
    debt_value=mul_div_down,
    averaged=True,
    own_threshold=True,
    seize=mul_div_half_up,
    needed=mul_div_half_up,
    plain=mul_div_half_up,
    fee=mul_div_half_up,
    by_scaled=False,
    compounded=interest.compounded_v3_3,
)

V2 = _NEAREST._replace(name="v2", compounded=interest.compounded_v2, idle=True)
V3_3 = _NEAREST
V3_5 = V3_3._replace(
    name="v3.5",
    supplied=mul_div_down,
    owed=mul_div_up,
    add_supply=mul_div_down,
    add_debt=mul_div_up,
    take_supply=mul_div_up,
    take_debt=mul_div_down,
    debt_value=mul_div_up,
    averaged=False,
    needed=mul_div_up,
    compounded=interest.compounded,
    by_growth=True,
    asks_after=True,
)
V3_6 = V3_5._replace(name="v3.6", own_threshold=False)
V3_7 = V3_6._replace(name="v3.7", seize=mul_div_down, plain=mul_div_down, fee=mul_div_up, by_scaled=True)

VERSIONS: dict[int, Version] = {
    Protocol.AAVE_V2: V2, Protocol.AAVE_V3_3: V3_3, Protocol.AAVE_V3_5: V3_5, Protocol.AAVE_V3_6: V3_6,
    Protocol.AAVE_V3_7: V3_7,
}  # fmt: skip
