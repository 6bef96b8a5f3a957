"""Fluid vault T1 and the liquidity layer below it: positions in ticks, and one call that walks down through all.

ticks         debt to collateral as a tick, and between two of them
numbers       56 bits of an amount, and factors of 35
lines         where a vault liquidates at a price
vault         what a vault holds: ticks, branches, positions
positions     where a position stands now, and putting one where its debt belongs
operating     a deposit, a withdrawal, a borrowing, a payback
absorbing     what is beyond the highest line, onto the vault's own books
walking       a liquidation, tick by tick and branch by branch
liquidity     what lenders have and vaults owe, and the rate
"""
