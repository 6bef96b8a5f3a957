"""The rules of LLAMMA at work: collateral in bands that anybody trades as the price falls through them.

market        the AMM's and the controller's cells as the rules want them, and the events that write them
positions     where a loan stands, what it owes, and its health
terms         one market: bands, discounts, a rate
actions       what borrowers do
lending       what lenders do, where the coin is not minted
trading       trades with the bands, which soft-liquidate loans
liquidating   a share of a loan is closed, by a stranger or its owner
view          what a loan stands at
"""
