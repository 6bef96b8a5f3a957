"""How a price of collateral is made of what an oracle says, and when it is not believed.

age          a price has an age: heartbeat and deviation of a feed, the grace after an outage
confidence   a price has a width
bounds       a price has a floor and a cap, fixed or measured from what it can be redeemed for
growth       a rate of exchange grows, and not faster than so much a year
delay        a price is told an hour before it counts
ticks, twap  a price is the mean of a window of ticks
last_good    a price comes from the first source that can be believed, and stands still where none can
guarding     guards in order, each with its comparator and its outcome, as a rulebook writes them

The engine asks `delay` and `guarding` between index and mark, where a rulebook names them. The switch between two
sources, the grace and the ticks of a pool are for the rules of lending. Ticks are as wide as a contract's: plain
integers; the rest are rules on int64.
"""
