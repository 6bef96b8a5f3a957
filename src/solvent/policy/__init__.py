"""A rulebook in the form the engine reads: integers and tables, nothing else.

`rulebooks/` compiles TOML into a `Policy`; the command `AdoptRulebook` carries it, the event `RulebookAdopted` writes
it into the book, and no rule below ever sees the text it came from. A choice of rule is a number from an enum here.
"""

from solvent.policy.cells import Int64
from solvent.policy.choices import (
    BasisOf,
    Budget,
    Comparator,
    Fallback,
    IndexRule,
    Limit,
    LiquidationFee,
    MarkRule,
    Payer,
    Portion,
    PriceRole,
    Ranking,
    Sizing,
    Taker,
    TransferPrice,
)
from solvent.policy.closing import CATEGORY, ClosingPolicy, FundPolicy, PayerPolicy, TakerPolicy
from solvent.policy.clusters import ClusterPolicy, EVaultPolicy, LtvPolicy
from solvent.policy.coins import NO_COIN, CoinPolicy, CollateralPolicy
from solvent.policy.comets import CometCollateral, CometCurve, CometPolicy
from solvent.policy.credit import CalendarPolicy, CallPolicy, Clock, CreditPolicy, PledgePolicy, SalePolicy, Venue
from solvent.policy.guards import DelayPolicy, GuardedPolicy, GuardPolicy
from solvent.policy.lending import CategoryPolicy, LendingPolicy, Protocol, ReservePolicy
from solvent.policy.liquity import BranchPolicy
from solvent.policy.llamma import BandPolicy
from solvent.policy.manipulation import ManipulationPolicy
from solvent.policy.markets import MarketPolicy, Tier
from solvent.policy.morpho import EarlyPolicy, PairPolicy
from solvent.policy.prices import (
    FallbackPolicy,
    GatePolicy,
    IndexPolicy,
    MarkPolicy,
    PricePolicy,
    ResumePolicy,
)
from solvent.policy.rated import RatedBranchPolicy
from solvent.policy.spokes import HubReservePolicy, SpokePolicy
from solvent.policy.ticks import TickPolicy
from solvent.policy.vaults import Curve, FallingPolicy, RisingPolicy, VaultPolicy
from solvent.policy.volatility import NORMAL, RegimePolicy, VolatilityPolicy
from solvent.policy.whole import Policy

__all__ = [
    "CATEGORY",
    "NORMAL",
    "NO_COIN",
    "BandPolicy",
    "BasisOf",
    "BranchPolicy",
    "Budget",
    "CalendarPolicy",
    "CallPolicy",
    "CategoryPolicy",
    "Clock",
    "ClosingPolicy",
    "ClusterPolicy",
    "CoinPolicy",
    "CollateralPolicy",
    "CometCollateral",
    "CometCurve",
    "CometPolicy",
    "Comparator",
    "CreditPolicy",
    "Curve",
    "DelayPolicy",
    "EVaultPolicy",
    "EarlyPolicy",
    "Fallback",
    "FallbackPolicy",
    "FallingPolicy",
    "FundPolicy",
    "GatePolicy",
    "GuardPolicy",
    "GuardedPolicy",
    "HubReservePolicy",
    "IndexPolicy",
    "IndexRule",
    "Int64",
    "LendingPolicy",
    "Limit",
    "LiquidationFee",
    "LtvPolicy",
    "ManipulationPolicy",
    "MarkPolicy",
    "MarkRule",
    "MarketPolicy",
    "PairPolicy",
    "Payer",
    "PayerPolicy",
    "PledgePolicy",
    "Policy",
    "Portion",
    "PricePolicy",
    "PriceRole",
    "Protocol",
    "Ranking",
    "RatedBranchPolicy",
    "RegimePolicy",
    "ReservePolicy",
    "ResumePolicy",
    "RisingPolicy",
    "SalePolicy",
    "Sizing",
    "SpokePolicy",
    "Taker",
    "TakerPolicy",
    "TickPolicy",
    "Tier",
    "TransferPrice",
    "VaultPolicy",
    "Venue",
    "VolatilityPolicy",
]
