"""What may be asked of the engine. Verbs; one struct each, strict when read from bytes.

Every command carries an `id` (sent twice, it takes effect once), `time_ns` (UTC, never before the last step's) and an
`actor`. Sizes are in lots, prices in ticks, money in atoms of the settlement asset (see units.py).
"""

from solvent.commands.accounts import (
    Contribute,
    Deposit,
    DepositCoin,
    FundInsurance,
    OpenAccount,
    SetLeverage,
    SetMarginMode,
    Transfer,
    Withdraw,
    WithdrawCoin,
)
from solvent.commands.base import (
    INVERSE,
    LINEAR,
    OUTSIDE,
    Command,
)
from solvent.commands.coding import ALL, decode, encode, from_json
from solvent.commands.feed import (
    AdvanceTime,
    ObserveBook,
    ObserveDepth,
    ObservePrice,
    ObservePrices,
    ObserveQuote,
    ObserveTrade,
)
from solvent.commands.governance import (
    AdoptRulebook,
    ChangeRegime,
    ListCoin,
    ListMarket,
    ListReference,
    PauseMarket,
    ReportManipulationCost,
    Restart,
    RestateIndex,
    ResumeMarket,
    SetConstituent,
    SetIndex,
)
from solvent.commands.positions import (
    AccrueInterest,
    LoadPosition,
    ReportExpiry,
    ReportFill,
    ReportOrders,
    ReportTrade,
    SettleFunding,
)

__all__ = [
    "ALL",
    "INVERSE",
    "LINEAR",
    "OUTSIDE",
    "AccrueInterest",
    "AdoptRulebook",
    "AdvanceTime",
    "ChangeRegime",
    "Command",
    "Contribute",
    "Deposit",
    "DepositCoin",
    "FundInsurance",
    "ListCoin",
    "ListMarket",
    "ListReference",
    "LoadPosition",
    "ObserveBook",
    "ObserveDepth",
    "ObservePrice",
    "ObservePrices",
    "ObserveQuote",
    "ObserveTrade",
    "OpenAccount",
    "PauseMarket",
    "ReportExpiry",
    "ReportFill",
    "ReportManipulationCost",
    "ReportOrders",
    "ReportTrade",
    "Restart",
    "RestateIndex",
    "ResumeMarket",
    "SetConstituent",
    "SetIndex",
    "SetLeverage",
    "SetMarginMode",
    "SettleFunding",
    "Transfer",
    "Withdraw",
    "WithdrawCoin",
    "decode",
    "encode",
    "from_json",
]
