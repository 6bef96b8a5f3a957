"""Morpho Blue: isolated pairs, any amount may be liquidated, and lenders lose at once.

shares        assets and shares, with the virtual ones
liquidation   health, incentive, liquidation, bad debt, interest
early         pre-liquidation between two lines
adaptive      the interest rate that moves by itself
market        what lenders and borrowers do, and the time in between
"""
