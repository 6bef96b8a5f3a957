"""Whether a stranger liquidates: nobody is obliged to, so a call that does not pay is not made."""

from solvent.fixed import mul_div_down, mul_div_up
from solvent.units import PPM


def gas_in_queue(gas: int, rise: int, queue: int) -> int:
    """What a call costs behind others that want the same block.

    gas       base units, of a call nobody waits before
    rise      ppm of it for each call that waits before
    queue     count of those
    returns   base units, rounded up
    Source    ours: a line; gas has risen hundredfold in the hours in which loans fell (facts, 12 March 2020)
    """
    return mul_div_up(gas, PPM + rise * queue, PPM)


def profit(seized: int, repaid: int, slippage: int, gas: int, priority: int, flash: int) -> int:
    """What a call leaves its caller once everything is sold and paid back: it acts only above 0.

    seized, repaid    base units, at the market's price
    slippage          ppm of what is seized, lost on selling it
    gas, priority     base units, for the call and for coming first
    flash             ppm of what is repaid, the fee of borrowing it for the call
    returns           base units, signed, rounded against the caller
    Source            the condition of profit in the literature: seized x (1 - slippage) less all that is paid (ours)
    """
    sold = mul_div_down(seized, PPM - slippage, PPM)
    return sold - repaid - gas - priority - mul_div_up(repaid, flash, PPM)
