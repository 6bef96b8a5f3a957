"""The rules of Fluid at work: positions in ticks, and one call that walks down through all of them.

scene         a vault's and its layer's cells as the rules want them, and the events that write them
positions     where a loan stands, and the events that write it
terms         one vault: its lines, its penalty, its rate
actions       what borrowers do
lending       what lenders do, in the layer below
liquidating   everybody above the line at once, and what is beyond the highest
rebalancing   what borrowers are charged beyond the layer's interest
view          what a loan stands at
"""
