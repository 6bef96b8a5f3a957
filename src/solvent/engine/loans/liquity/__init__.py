"""Pools of troves: Liquity v1.

terms         the pool and its two reserves
branch        the pool as one: the book's numbers as the rules of `lending.liquity` want them, and the event of them
troves        one trove with what was redistributed to it, and how it is written
actions       open, add, take, borrow, repay, close; troves read in
stability     deposits of the coin, and what they gain
liquidating   a stranger's batch
view          what a trove stands at
"""
