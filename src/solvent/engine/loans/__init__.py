"""Loans: the judge of lending pools.

adopting      which pools there are, and their terms
desk          what is done in a pool, by its protocol
views         how a pool is looked at, by its protocol
watching      prices and time: who may be liquidated, which debts have nothing behind them
reading       names, amounts and holdings, and how money leaves and comes
places        where a command acts
aave          the rules of Aave at work
"""
