"""Curve's LLAMMA (crvUSD, LlamaLend v2): collateral in bands that are exchanged as the price falls through them.

powers   exponential and logarithm, as the contract approximates them
bands    the prices of a band and what stands in it
value    what a position becomes if the price moves slowly, its health, and hard liquidation
swap     one trade through the bands
loans    where a loan's bands are, what leaves them, what lenders have
"""
