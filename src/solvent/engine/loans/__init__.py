"""Loans: the judge of lending pools.

adopting      which pools there are, and their terms
places        where a command acts, and the events by which one reserve moves
reading       the book's cells as the rules of `lending` want them, and how money leaves and comes
actions       supply, redeem, borrow, repay, pledge; loans read in
liquidating   a stranger's order
watching      prices and time: who may be liquidated, which debts have nothing behind them
"""
