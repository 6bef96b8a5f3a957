"""Liquity: troves of one collateral, closed against a pool of the coin itself, then against the other borrowers.

ratio            collateral ratios
split            which part of a trove the pool takes and which the others, v1 and v2
modes            v1: who may be liquidated, in normal and in recovery mode, one by one and in a batch
product          v1: the pool's product and sum
product_v2       v2: the same, rounded otherwise
redistribution   per unit of stake, with the error carried
"""
