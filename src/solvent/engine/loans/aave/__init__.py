"""Pools of Aave, v2 and v3.3 to v3.7.

reserves      the book's cells as the rules of `lending.aave` want them, and how one reserve moves
view          what a loan stands at, and what it owes with nothing behind it
actions       supply, redeem, borrow, repay, pledge; loans read in
modes         e-modes, and a deficit that is covered
liquidating   a stranger's order
"""
