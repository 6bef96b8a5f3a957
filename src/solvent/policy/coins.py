"""What a rulebook says of coins held beside the settlement asset, and of what may be owed."""

from itertools import pairwise

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64
from solvent.units import PPM


class CoinPolicy(msgspec.Struct, frozen=True, array_like=True):
    """What a rulebook says of a coin that is held beside the settlement asset.

    name              of its market; "*" is for every coin not named
    haircuts          (atoms of value, ppm), floors ascending from 0: each part of a holding's value is cut at the rate
                      of the tier it lies in; 10^6 counts for nothing, so a last tier of 10^6 is a cap
    taker_fee         ppm of what a trade is worth
    liquidation_fee   ppm of what a forced sale is worth
    """

    name: str
    haircuts: tuple[tuple[Int64, Int64], ...]
    taker_fee: Int64 = 0
    liquidation_fee: Int64 = 0

    def __post_init__(self) -> None:
        floors, rates = [floor for floor, _ in self.haircuts], [rate for _, rate in self.haircuts]
        if floors[:1] != [0] or any(later <= earlier for earlier, later in pairwise(floors)):
            raise BadRulebook(f"expected haircuts from a value of 0 upwards, found floors {floors}")
        if not all(0 <= rate <= PPM for rate in rates) or min(self.taker_fee, self.liquidation_fee) < 0:
            raise BadRulebook(f"expected haircuts of 0 to 10^6 ppm and fees of 0 or more, found {self}")
        if any(
            floor * (rate - before) % PPM for floor, (before, rate) in zip(floors[1:], pairwise(rates), strict=True)
        ):
            raise BadRulebook(f"expected floors at which haircuts meet on a whole atom, found {self.haircuts}")


NO_COIN = CoinPolicy("*", ((0, PPM),))


class CollateralPolicy(msgspec.Struct, frozen=True, array_like=True):
    """How coins stand for money, and who may owe it.

    exchange_below     atoms: coins are exchanged for the settlement asset where more than this is owed in it; -1: never
    exchange_fee       ppm of what is exchanged
    borrowing          flag: trades may leave the settlement asset or a coin owed
    debt_initial       ppm of debts, required before more is borrowed
    debt_maintenance   ppm of debts: equity below it is a breach, as margin level - 1
    """

    exchange_below: Int64 = -1
    exchange_fee: Int64 = 0
    borrowing: bool = False
    debt_initial: Int64 = 0
    debt_maintenance: Int64 = 0

    def __post_init__(self) -> None:
        if min(self.exchange_below + 1, self.exchange_fee, PPM - 1 - self.exchange_fee, self.debt_maintenance) < 0:
            raise BadRulebook(f"expected an exchange fee below 100 % and rates of 0 or more, found {self}")
        if self.debt_initial < self.debt_maintenance:
            raise BadRulebook(f"expected an initial rate on debts of at least the maintenance rate, found {self}")
