"""The rules of Aave v4 at work: a spoke on a hub, as one pool.

hub           an asset's cells as the rules want them, and the event that writes it
positions     what a loan has and owes, what that stands at, and the events that write it
terms         reserves, and how the spoke liquidates
actions       what suppliers and borrowers do
liquidating   a stranger restores a loan's health, and what becomes the hub's deficit
view          what a loan stands at
"""
