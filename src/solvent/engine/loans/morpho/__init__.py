"""The rules of Morpho Blue at work.

pair          a pool's cells as the rules want them, and the event that writes its totals
terms         one loan asset, one collateral, one line
actions       what lenders and borrowers do
liquidating   a stranger's order, by the market's line or by an early one
view          what a loan stands at
"""
