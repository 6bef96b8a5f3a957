"""Vaults of Fluid: terms, the layer below them, ticks, branches, and where a loan stood when it last acted."""

from solvent.columns import Columns, Int64Array


class TickVaults(Columns):
    """One row a vault.

    borrowed, collateral             reserves
    factor .. update                 as in policy.TickPolicy; second 0 where the rate has three points
    top, state                       the highest tick; 0: none, 1: open, 2: where the branch stands
    branch, branches                 the one at the top, the highest number
    supplied, owed                   wide, raw, of all
    absorbed_debt, absorbed_collateral, dust   wide, raw
    short                            1 while what was absorbed is worth less than it owes
    supply, borrow                   12 decimals: prices in the layer, as written
    rate, used, written_s            parts in 10^4, seconds
    lent, lent_out                   wide, raw: what lenders have, what the vault owes to the layer
    stored                           wide, units: the vault's collateral in the layer
    at_layer, at_vault               12 decimals: both prices of debt when terms were last set
    """

    pool: Int64Array
    borrowed: Int64Array
    collateral: Int64Array
    factor: Int64Array
    threshold: Int64Array
    limit: Int64Array
    penalty: Int64Array
    fee: Int64Array
    magnifier: Int64Array
    base: Int64Array
    kink: Int64Array
    kinked: Int64Array
    second: Int64Array
    seconded: Int64Array
    most: Int64Array
    revenue: Int64Array
    update: Int64Array
    top: Int64Array
    state: Int64Array
    branch: Int64Array
    branches: Int64Array
    supplied: Int64Array
    supplied_high: Int64Array
    owed: Int64Array
    owed_high: Int64Array
    absorbed_debt: Int64Array
    absorbed_debt_high: Int64Array
    absorbed_collateral: Int64Array
    absorbed_collateral_high: Int64Array
    dust: Int64Array
    dust_high: Int64Array
    short: Int64Array
    supply: Int64Array
    borrow: Int64Array
    rate: Int64Array
    used: Int64Array
    written_s: Int64Array
    lent: Int64Array
    lent_high: Int64Array
    lent_out: Int64Array
    lent_out_high: Int64Array
    stored: Int64Array
    stored_high: Int64Array
    at_layer: Int64Array
    at_vault: Int64Array


class Ticks(Columns):
    """One row an id of a tick. at: lending.fluid.vault.At; debt: wide, raw; branch, factor: where it was liquidated."""

    vault: Int64Array
    number: Int64Array
    mark: Int64Array
    at: Int64Array
    debt: Int64Array
    debt_high: Int64Array
    branch: Int64Array
    factor: Int64Array


class TickBranches(Columns):
    """One row a branch, by its number; as lending.fluid.vault.Branch. debt: wide, raw."""

    vault: Int64Array
    number: Int64Array
    at: Int64Array
    tick: Int64Array
    parts: Int64Array
    debt: Int64Array
    debt_high: Int64Array
    factor: Int64Array
    base: Int64Array
    base_tick: Int64Array


class TickLoans(Columns):
    """One row a loan, as it stood when it last acted. owes: 1 where it has a tick; collateral, dust: wide, raw."""

    loan: Int64Array
    owes: Int64Array
    tick: Int64Array
    mark: Int64Array
    collateral: Int64Array
    collateral_high: Int64Array
    dust: Int64Array
    dust_high: Int64Array
