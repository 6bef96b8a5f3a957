"""What is done in a pool, by the rules of its protocol: one table."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans import doubting, reading
from solvent.engine.loans.aave import actions, liquidating, modes
from solvent.engine.loans.aave4 import actions as spokes
from solvent.engine.loans.aave4.liquidating import liquidate_loan as liquidate_in_spoke
from solvent.engine.loans.compound import absorbing, pausing, selling
from solvent.engine.loans.compound import actions as compound
from solvent.engine.loans.euler import actions as evaults
from solvent.engine.loans.euler import liquidating as evault_calls
from solvent.engine.loans.fluid import actions as ticks
from solvent.engine.loans.fluid.liquidating import liquidate_ticks
from solvent.engine.loans.fluid.rebalancing import rebalance_vault
from solvent.engine.loans.liquity import actions as troves
from solvent.engine.loans.liquity.liquidating import liquidate_troves
from solvent.engine.loans.liquity.redeeming import redeem_coin
from solvent.engine.loans.liquity2 import actions as rated
from solvent.engine.loans.liquity2 import liquidating as rated_calls
from solvent.engine.loans.liquity2.redeeming import redeem_coin as redeem_rated
from solvent.engine.loans.liquity2.redeeming import redeem_urgently
from solvent.engine.loans.liquity2.shutting import shut_branch
from solvent.engine.loans.llamma import actions as bands
from solvent.engine.loans.llamma.liquidating import liquidate_bands
from solvent.engine.loans.llamma.trading import trade_bands
from solvent.engine.loans.maker import bidding, buying, starting, vaults
from solvent.engine.loans.maker.terms import set_breaker
from solvent.engine.loans.morpho import actions as pairs
from solvent.engine.loans.morpho.liquidating import liquidate_exactly
from solvent.engine.refusal import Refusal, Stages, account_of
from solvent.lending.aave.versions import VERSIONS
from solvent.policy import Protocol
from solvent.reasons import Reason

Handler = Callable[[Book, Any], Stages]
Desk = dict[type[c.Command], Handler]


AAVE_V2: Desk = {
    c.LoadLoan: actions.load_loan,
    c.Supply: actions.supply,
    c.Redeem: actions.redeem,
    c.Borrow: actions.borrow,
    c.Repay: actions.repay,
    c.SetCollateral: actions.set_collateral,
    c.LiquidateLoan: liquidating.liquidate_loan,
    c.PauseReserve: modes.pause_reserve,
}
AAVE_V3: Desk = AAVE_V2 | {c.SetCategory: modes.set_category, c.CoverDeficit: modes.cover_deficit}
COMPOUND: Desk = {
    c.LoadLoan: compound.load_loan,
    c.Supply: compound.supply,
    c.Redeem: compound.redeem,
    c.Borrow: compound.borrow,
    c.Repay: compound.repay,
    c.AbsorbLoan: absorbing.absorb_loan,
    c.BuyCollateral: selling.buy_collateral,
    c.AddReserves: selling.add_reserves,
    c.WithdrawReserves: selling.withdraw_reserves,
    c.PauseActions: pausing.pause_actions,
}
LIQUITY: Desk = {
    c.LoadLoan: troves.load_loan,
    c.Supply: troves.supply,
    c.Redeem: troves.redeem,
    c.Borrow: troves.borrow,
    c.Repay: troves.repay,
    c.OpenTrove: troves.open_trove,
    c.LiquidateTroves: liquidate_troves,
    c.ClaimSurplus: troves.claim_surplus,
    c.RedeemCoin: redeem_coin,
}
MORPHO: Desk = {
    c.LoadLoan: pairs.load_loan,
    c.Supply: pairs.supply,
    c.Redeem: pairs.redeem,
    c.Borrow: pairs.borrow,
    c.Repay: pairs.repay,
    c.AllowPreLiquidation: pairs.allow_pre_liquidation,
    c.LiquidateExactly: liquidate_exactly,
}
MAKER: Desk = {
    c.LoadLoan: vaults.load_loan,
    c.Supply: vaults.supply,
    c.Redeem: vaults.redeem,
    c.Borrow: vaults.borrow,
    c.Repay: vaults.repay,
    c.StartAuction: starting.start_auction,
    c.ResetAuction: starting.reset_auction,
    c.TakeAuction: buying.take_auction,
    c.BidAuction: bidding.bid_auction,
    c.EndAuction: bidding.end_auction,
    c.SetBreaker: set_breaker,
}
EULER: Desk = {
    c.LoadLoan: evaults.load_loan,
    c.Supply: evaults.supply,
    c.Redeem: evaults.redeem,
    c.Borrow: evaults.borrow,
    c.Repay: evaults.repay,
    c.SetCollateral: evaults.set_collateral,
    c.LiquidateLoan: evault_calls.liquidate_loan,
    c.TakeOverDebt: evault_calls.take_over_debt,
}
AAVE_V4: Desk = {
    c.LoadLoan: spokes.load_loan,
    c.Supply: spokes.supply,
    c.Redeem: spokes.redeem,
    c.Borrow: spokes.borrow,
    c.Repay: spokes.repay,
    c.SetCollateral: spokes.set_collateral,
    c.LiquidateLoan: liquidate_in_spoke,
    c.RefreshLoan: spokes.refresh_loan,
    c.CoverDeficit: spokes.cover_deficit,
    c.PauseReserve: spokes.pause_reserve,
}
LIQUITY_V2: Desk = {
    c.LoadLoan: rated.load_loan,
    c.Supply: rated.supply,
    c.Redeem: rated.redeem,
    c.Borrow: rated.borrow,
    c.Repay: rated.repay,
    c.OpenRatedTrove: rated.open_trove,
    c.SetTroveRate: rated.set_trove_rate,
    c.LiquidateTroves: rated_calls.liquidate_troves,
    c.ClaimSurplus: rated.claim_surplus,
    c.RedeemCoin: redeem_rated,
    c.ShutBranch: shut_branch,
    c.RedeemUrgently: redeem_urgently,
}
LLAMMA: Desk = {
    c.LoadLoan: bands.load_loan,
    c.Supply: bands.supply,
    c.Redeem: bands.redeem,
    c.Borrow: bands.borrow,
    c.Repay: bands.repay,
    c.OpenBandLoan: bands.open_loan,
    c.TradeBands: trade_bands,
    c.LiquidateBands: liquidate_bands,
}
FLUID: Desk = {
    c.LoadLoan: ticks.load_loan,
    c.Supply: ticks.supply,
    c.Redeem: ticks.redeem,
    c.Borrow: ticks.borrow,
    c.Repay: ticks.repay,
    c.LiquidateTicks: liquidate_ticks,
    c.RebalanceVault: rebalance_vault,
}
DESKS: dict[int, Desk] = {
    **dict.fromkeys(VERSIONS, AAVE_V3),
    Protocol.AAVE_V2: AAVE_V2,
    Protocol.COMPOUND_V3: COMPOUND,
    Protocol.LIQUITY_V1: LIQUITY,
    Protocol.MORPHO_BLUE: MORPHO,
    Protocol.MAKER_2: MAKER,
    Protocol.MAKER_1_2: MAKER,
    Protocol.EULER_V2: EULER,
    Protocol.LIQUITY_V2: LIQUITY_V2,
    Protocol.CURVE_MINT: LLAMMA,
    Protocol.CURVE_LEND: LLAMMA,
    Protocol.AAVE_V4: AAVE_V4,
    Protocol.FLUID_T1: FLUID,
}
COMMANDS: tuple[type[c.Command], ...] = tuple(dict.fromkeys(kind for desk in DESKS.values() for kind in desk))


def act(book: Book, command: Any) -> Stages:
    """Takes a command to the desk of its pool."""
    if hasattr(command, "account"):
        account_of(book, command.account)
    pool = reading.pool_of(book, command.pool)
    desk = DESKS[int(book.pools.protocol[pool])]
    handler = desk.get(type(command))
    if handler is None:
        raise Refusal(Reason.WRONG_KIND, f"{command.pool} knows no {type(command).__name__}")
    decided = handler(book, command)
    first = next(decided, [])  # what the protocol itself refuses comes first
    doubting.trusted(book, pool, command)
    yield first
    yield from decided
