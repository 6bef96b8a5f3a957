"""What a rulebook of Euler v2 says: vaults, each with its rate, and what it takes the shares of others for."""

from typing import ClassVar

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import MAX_UNIT_DECIMALS, Int64

BPS = 10**4
FULL = 2**32 - 1
MAX_CAP = 10**15  # whole assets
MAX_SECONDS = 2**32 - 1  # of a ramp; a cool-off is at most 2^16 - 1


class LtvPolicy(msgspec.Struct, frozen=True, array_like=True):
    """What the shares of one vault count for where another is owed.

    borrow, liquidation   parts in 10^4: where something is borrowed, and before it is liquidated; the first is not more
    ramp                  seconds in which a lower liquidation LTV comes into force; only lowering takes any

    Source    euler-xyz/euler-vault-kit 5b98b42 modules/Governance.sol setLTV (read 2026-11-27)
    """

    borrow: Int64
    liquidation: Int64
    ramp: Int64 = 0

    def __post_init__(self) -> None:
        if not (0 <= self.borrow <= self.liquidation <= BPS and 0 <= self.ramp <= MAX_SECONDS):
            raise BadRulebook(
                f"expected a borrow LTV of at most the liquidation LTV, that of at most 1, and a ramp of 0 seconds or "
                f"more, found {self}"
            )


class EVaultPolicy(msgspec.Struct, frozen=True, array_like=True):
    """The terms of one vault.

    decimals                 of its asset's unit, at most 18
    base                     ray of a second: the rate at no usage
    slope, steep             ray of a second for a step of usage of 1 / 2^32, up to the kink and above it
    kink                     usage in 1 / 2^32
    fee                      parts in 10^4 of the interest
    discount                 parts in 10^4, below 10^4: the most a liquidator is given
    cool_off                 seconds after a check of an account in which it is not liquidated
    socialises               whether all lenders bear a debt whose last collateral was seized
    supply_cap, borrow_cap   whole assets, 0 without a cap
    collaterals              by asset, none for a vault against which nothing can be borrowed
    """

    decimals: Int64
    base: Int64
    slope: Int64
    steep: Int64
    kink: Int64
    fee: Int64
    discount: Int64
    cool_off: Int64
    socialises: bool
    supply_cap: Int64
    borrow_cap: Int64
    collaterals: dict[str, LtvPolicy] = {}

    def __post_init__(self) -> None:
        if not 0 <= self.decimals <= MAX_UNIT_DECIMALS:
            raise BadRulebook(f"expected decimals from 0 to {MAX_UNIT_DECIMALS}, found {self.decimals}")
        if min(self.base, self.slope, self.steep) < 0 or not 0 <= self.kink <= FULL:
            raise BadRulebook(f"expected rates of 0 or more and a kink from 0 to 1, found {self}")
        if not (0 <= self.fee <= BPS and 0 <= self.discount < BPS):
            raise BadRulebook(f"expected a fee of at most 1 and a largest discount below 1, found {self}")
        if not 0 <= self.cool_off < 2**16:
            raise BadRulebook(f"expected a cool-off of 0 to {2**16 - 1} seconds, found {self.cool_off}")
        if not 0 <= min(self.supply_cap, self.borrow_cap) <= max(self.supply_cap, self.borrow_cap) <= MAX_CAP:
            raise BadRulebook(f"expected caps from 0 to {MAX_CAP}, found {self.supply_cap} and {self.borrow_cap}")


class ClusterPolicy(msgspec.Struct, frozen=True, array_like=True, tag="euler"):
    """The terms of vaults that count in one unit of account.

    vaults   by asset
    """

    PRICE_DECIMALS: ClassVar[int] = 18

    vaults: dict[str, EVaultPolicy]

    @property
    def units(self) -> dict[str, int]:
        """The assets and the decimals of their units."""
        return {asset: int(vault.decimals) for asset, vault in self.vaults.items()}

    def __post_init__(self) -> None:
        if not self.vaults:
            raise BadRulebook("expected a vault or more, found none")
        for asset, vault in self.vaults.items():
            others = set(vault.collaterals) - (set(self.vaults) - {asset})
            if others:
                found = ", ".join(sorted(others))
                raise BadRulebook(f"expected other vaults of the cluster as collateral of {asset}, found {found}")
