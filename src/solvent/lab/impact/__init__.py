"""What forced orders do to the market they are sold into: shapes of a book, its memory, and a venue made of both.

shapes.py   how far so many lots move the price, at which average, in integers
terms.py    what a case states of it, read from [liquidity], and the same in lots and ticks of one market
pool.py     one market: the price outside, how far forced orders hold the venue's own away from it, and for how long
market.py   the `Liquidity` of a cascade: answers orders with fills and expiries, and tells the tape as it is then
"""

from solvent.lab.impact.market import Impact
from solvent.lab.impact.pool import Pool
from solvent.lab.impact.shapes import Linear, Shape, SquareRoot
from solvent.lab.impact.terms import Terms

__all__ = ["Impact", "Linear", "Pool", "Shape", "SquareRoot", "Terms"]
