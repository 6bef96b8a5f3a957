"""What a rulebook of a lending protocol says."""

from enum import IntEnum
from typing import Any

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import MAX_UNIT_DECIMALS, Int64
from solvent.policy.clusters import ClusterPolicy
from solvent.policy.comets import CometPolicy
from solvent.policy.liquity import BranchPolicy
from solvent.policy.llamma import BandPolicy
from solvent.policy.morpho import PairPolicy
from solvent.policy.rated import RatedBranchPolicy
from solvent.policy.spokes import SpokePolicy
from solvent.policy.ticks import TickPolicy
from solvent.policy.vaults import FallingPolicy, RisingPolicy, VaultPolicy
from solvent.policy.written import written

BPS = 10**4
PPB = 10**9
MAX_RATE_OF_A_YEAR = 1_000 * PPB
MAX_CAP = 10**15  # whole assets
MOST_RESERVES = 126  # of a pool with e-modes, which name reserves by bits


OtherTerms = (
    CometPolicy | BranchPolicy | PairPolicy | VaultPolicy | ClusterPolicy | RatedBranchPolicy | BandPolicy
    | SpokePolicy | TickPolicy
)  # fmt: skip


class Protocol(IntEnum):
    """Whose rules a pool follows: written into journals, so never renumber, only add."""

    AAVE_V2 = 1
    AAVE_V3_3 = 2
    AAVE_V3_5 = 3
    AAVE_V3_6 = 4
    AAVE_V3_7 = 5
    AAVE_V4 = 6
    LIQUITY_V1 = 20
    LIQUITY_V2 = 21
    COMPOUND_V3 = 8
    MORPHO_BLUE = 7
    MAKER_2 = 30
    MAKER_1_2 = 31
    EULER_V2 = 40
    CURVE_MINT = 50
    CURVE_LEND = 51
    FLUID_T1 = 60


class ReservePolicy(msgspec.Struct, frozen=True, array_like=True):
    """The terms of one asset of a pool.

    decimals                        of its unit, at most 18
    ltv, threshold, bonus, factor   parts in 10^4: what may be borrowed against it, what counts before it is sold, what
                                    is seized for what is repaid (10^4 or more), what of the interest the treasury keeps
    optimal                         ppb of a reserve lent out, above 0 and below 1: where the second slope begins
    base, slope, steep              ppb of a year
    active, frozen, borrowing       whether anything may be done, nothing be added, it be borrowed
    fee                             parts in 10^4 of the bonus that go to the treasury; v3 only
    supply_cap, borrow_cap          whole assets that may be supplied and owed in all, 0 without a cap
    """

    decimals: Int64
    ltv: Int64
    threshold: Int64
    bonus: Int64
    factor: Int64
    optimal: Int64
    base: Int64
    slope: Int64
    steep: Int64
    active: bool = True
    frozen: bool = False
    borrowing: bool = True
    fee: Int64 = 0
    supply_cap: Int64 = 0
    borrow_cap: Int64 = 0

    def __post_init__(self) -> None:
        shares = 0 <= self.ltv <= self.threshold <= BPS and 0 <= self.factor <= BPS
        rates = 0 <= min(self.base, self.slope, self.steep) <= max(self.base, self.slope, self.steep)
        if not (shares and BPS <= self.bonus <= 2 * BPS):
            raise BadRulebook(f"expected ltv <= threshold <= 10^4 and a bonus of 10^4 to 2 x 10^4, found {self}")
        if self.threshold * self.bonus > BPS * BPS:
            raise BadRulebook(f"expected threshold x bonus of at most 1, as Aave asks, found {self}")
        if not (0 < self.optimal < PPB and rates and max(self.base, self.slope, self.steep) <= MAX_RATE_OF_A_YEAR):
            raise BadRulebook(
                f"expected an optimal usage between 0 and 1 and rates from 0 to 1,000 a year, found {self}"
            )
        if not 0 <= self.decimals <= MAX_UNIT_DECIMALS:
            raise BadRulebook(f"expected decimals from 0 to {MAX_UNIT_DECIMALS}, found {self.decimals}")
        caps = self.supply_cap, self.borrow_cap
        if not (0 <= self.fee <= BPS and 0 <= min(caps) <= max(caps) <= MAX_CAP):
            raise BadRulebook(f"expected a fee of at most 1 and caps from 0 to {MAX_CAP}, found {self}")


class CategoryPolicy(msgspec.Struct, frozen=True, array_like=True):
    """An e-mode: other terms for some collateral, for who borrows nothing else than what it names.

    ltv, threshold, bonus    parts in 10^4, as of a reserve
    collateral, borrowable   assets
    isolated                 v3.7: nothing may be borrowed against other collateral
    """

    ltv: Int64
    threshold: Int64
    bonus: Int64
    collateral: tuple[str, ...]
    borrowable: tuple[str, ...]
    isolated: bool = False

    def __post_init__(self) -> None:
        if not (0 < self.ltv <= self.threshold <= BPS <= self.bonus and self.threshold * self.bonus <= BPS * BPS):
            raise BadRulebook(f"expected ltv <= threshold and threshold x bonus of at most 1, found {self}")


class LendingPolicy(msgspec.Struct, frozen=True, array_like=True):
    """One lending rulebook, compiled.

    content_hash    of the text it was compiled from, hexadecimal
    base_decimals   of the base unit in which prices and values are: 18 for wei of ether, 8 for a dollar's
    reserves        by asset; Aave
    categories      e-modes by name; Aave v3 only
    terms           those of any other protocol
    """

    name: str
    content_hash: str
    protocol: Protocol
    base_decimals: Int64
    reserves: dict[str, ReservePolicy]
    categories: dict[str, CategoryPolicy] = {}
    terms: OtherTerms | None = None

    def __post_init__(self) -> None:
        if kind := OTHERS.get(self.protocol):
            self._is_of(kind)
            return
        if self.terms is not None:
            raise BadRulebook(f"expected reserves and nothing else in a pool of Aave, found {self.terms}")
        if not self.reserves or not 6 <= self.base_decimals <= MAX_UNIT_DECIMALS:
            found = f"{len(self.reserves)} reserves and {self.base_decimals} decimals"
            raise BadRulebook(f"expected reserves and a base unit of 6 to 18 decimals, found {found}")
        if self.protocol == Protocol.AAVE_V2 and (self.categories or any(x.fee for x in self.reserves.values())):
            raise BadRulebook("expected no e-modes and no protocol fee of liquidations in Aave v2, which has neither")
        if self.categories and len(self.reserves) > MOST_RESERVES:
            raise BadRulebook(f"expected at most {MOST_RESERVES} reserves beside e-modes, found {len(self.reserves)}")
        for name, category in self.categories.items():
            others = {*category.collateral, *category.borrowable} - set(self.reserves)
            if others:
                raise BadRulebook(
                    f"expected reserves of the pool in e-mode {name!r}, found {', '.join(sorted(others))}"
                )

    def _is_of(self, kind: type) -> None:
        """Refuses what is not the terms of one other protocol."""
        if self.terms is None or not isinstance(self.terms, kind) or self.reserves or self.categories:
            raise BadRulebook(f"expected the terms of {self.protocol.name} alone, found {self.terms}")
        if isinstance(self.terms, VaultPolicy) and not isinstance(self.terms.sale, SALES[self.protocol]):
            raise BadRulebook(f"expected auctions as {self.protocol.name} has them, found {self.terms.sale}")
        if isinstance(self.terms, BandPolicy) and self.terms.mints != (self.protocol == Protocol.CURVE_MINT):
            raise BadRulebook(f"expected coins that are minted in {Protocol.CURVE_MINT.name} alone, found {self.terms}")
        if self.base_decimals != self.terms.PRICE_DECIMALS:
            found = f"expected prices of {self.terms.PRICE_DECIMALS} decimals, found {self.base_decimals}"
            raise BadRulebook(found)

    @property
    def decimals(self) -> dict[str, int]:
        """The assets of the pool and the decimals of their units in it."""
        if self.terms is not None:
            return self.terms.units
        return {asset: int(terms.decimals) for asset, terms in self.reserves.items()}

    def cells(self) -> list[Any]:
        """The policy as it is written, like `Policy.cells`."""
        cells: list[Any] = written(self, _FIRST_FIELDS)
        return cells


OTHERS: dict[Protocol, type] = {  # whose terms are of a kind of their own
    Protocol.COMPOUND_V3: CometPolicy,
    Protocol.LIQUITY_V1: BranchPolicy,
    Protocol.MORPHO_BLUE: PairPolicy,
    Protocol.MAKER_2: VaultPolicy,
    Protocol.MAKER_1_2: VaultPolicy,
    Protocol.EULER_V2: ClusterPolicy,
    Protocol.LIQUITY_V2: RatedBranchPolicy,
    Protocol.CURVE_MINT: BandPolicy,
    Protocol.CURVE_LEND: BandPolicy,
    Protocol.AAVE_V4: SpokePolicy,
    Protocol.FLUID_T1: TickPolicy,
}
SALES: dict[Protocol, type] = {Protocol.MAKER_2: FallingPolicy, Protocol.MAKER_1_2: RisingPolicy}
_FIRST_FIELDS: dict[type, int] = {ReservePolicy: 12, LendingPolicy: 5, CategoryPolicy: 5}
