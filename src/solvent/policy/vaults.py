"""The terms of a pool of vaults: one collateral, one coin at par, and how what is unsafe is sold."""

from enum import IntEnum
from typing import ClassVar

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64

DECIMALS = 18
WAD = 10**DECIMALS
RAY = 10**27
MOST_COINS = 10**12
MOST_SECONDS = 10**9
MOST_FEE = 10**20  # ray a second: 23 times in a year


class Curve(IntEnum):
    """How the price of a falling auction falls: written into journals, so never renumber, only add."""

    LINEAR = 1
    STAIRS = 2
    EXPONENTIAL = 3


class FallingPolicy(msgspec.Struct, frozen=True, array_like=True, tag="falling"):
    """Liquidations 2.0: an auction whose price falls, taken in parts.

    hole         whole coins that may be under auction at once
    buf, cusp    wad: where an auction begins, of the feed's price, and how far of that it may fall
    tail         seconds it may run
    chip, tip    wad of what is to be raised, and whole coins: for who starts it
    curve        how it falls; cut: wad, what a step leaves; step: seconds; tau: seconds to 0
    """

    hole: Int64
    buf: Int64
    cusp: Int64
    tail: Int64
    chip: Int64
    tip: Int64
    curve: Curve
    cut: Int64
    step: Int64
    tau: Int64

    def __post_init__(self) -> None:
        shares = 0 < self.cusp < WAD <= self.buf <= 9 * WAD and 0 <= self.chip < WAD and 0 <= self.cut <= WAD
        if not (shares and 0 < self.hole <= MOST_COINS and 0 <= self.tip <= MOST_COINS):
            raise BadRulebook(f"expected cusp below 1, buf of 1 to 9, chip and cut below 1 and a hole, found {self}")
        if not (0 < self.tail <= MOST_SECONDS and 0 < self.step <= MOST_SECONDS and 0 < self.tau <= MOST_SECONDS):
            raise BadRulebook(f"expected tail, step and tau above 0 s, found {self}")


class RisingPolicy(msgspec.Struct, frozen=True, array_like=True, tag="rising"):
    """Liquidations 1.2: lots in two phases, more for all and then less for the debt.

    lump       whole units of collateral in a lot
    beg        wad: a bid over the last, above 1
    ttl, tau   seconds a bid must stand, and an auction runs
    reserve    wad of the feed's price that a first bid is at least; 0: none, as in the contract
    """

    lump: Int64
    beg: Int64
    ttl: Int64
    tau: Int64
    reserve: Int64

    def __post_init__(self) -> None:
        if not (0 < self.lump <= MOST_COINS and WAD < self.beg <= 2 * WAD and 0 <= self.reserve <= WAD):
            raise BadRulebook(f"expected a lump, beg above 1 and a reserve of at most 1, found {self}")
        if not 0 < self.ttl <= self.tau <= MOST_SECONDS:
            raise BadRulebook(f"expected ttl above 0 s and at most tau, found {self.ttl} and {self.tau}")


class VaultPolicy(msgspec.Struct, frozen=True, array_like=True, tag="maker"):
    """One collateral, the coin minted against it, and how what is unsafe is sold.

    collateral, coin   assets, of 18 decimals
    mat, chop          wad: the least ratio of a vault, and the debt with its penalty
    duty               digits, ray a second: what a debt becomes by its fee
    line, dust         whole coins: the most all may owe, and the least that one that owes may
    sale               how it is sold
    """

    PRICE_DECIMALS: ClassVar[int] = DECIMALS

    collateral: str
    coin: str
    mat: Int64
    chop: Int64
    duty: str
    line: Int64
    dust: Int64
    sale: FallingPolicy | RisingPolicy

    @property
    def units(self) -> dict[str, int]:
        """The assets and the decimals of their units."""
        return dict.fromkeys((self.collateral, self.coin), DECIMALS)

    def __post_init__(self) -> None:
        if self.collateral == self.coin:
            raise BadRulebook(f"expected a coin that is not its own collateral, found {self.coin} twice")
        if not (WAD <= self.mat <= 9 * WAD and WAD <= self.chop <= 2 * WAD):
            raise BadRulebook(f"expected mat of 1 to 9 and chop of 1 to 2, found {self.mat} and {self.chop} wad")
        digits = len(self.duty) == 28 and self.duty.isascii() and self.duty.isdigit()
        if not (digits and RAY <= int(self.duty) <= RAY + MOST_FEE):
            raise BadRulebook(f"expected a duty of 28 digits, 1 or a little more in ray, found {self.duty!r:.40}")
        if not (0 < self.line <= MOST_COINS and 0 <= self.dust <= MOST_COINS):
            raise BadRulebook(f"expected a line above 0 and a dust, found {self.line} and {self.dust}")
