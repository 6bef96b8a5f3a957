"""What a loan stands at, whatever its protocol."""

from typing import NamedTuple


class Standing(NamedTuple):
    """A loan at its pool's prices.

    collateral, debt   base units of the pool
    ltv                parts in 10^4 of the collateral that may be borrowed against it
    threshold          parts in 10^4 of the collateral that a debt may be worth, rounded down;
                       an average where assets differ
    health             wad: what counts over what is owed; INFINITE where nothing is owed
    liquidatable       whether anybody may liquidate it now
    """

    collateral: int
    debt: int
    ltv: int
    threshold: int
    health: int
    liquidatable: bool
