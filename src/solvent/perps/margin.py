"""What a position is worth and what it requires.

Value and notional stand in `grid`, maintenance in `tiers`: the room that closes positions needs them too, and rooms on
one floor never meet. Here stands what only a trade asks for, initial margin.
"""

from solvent.fixed import mul_div_down, mul_div_up, rule
from solvent.grid import notional as notional
from solvent.grid import value as value
from solvent.tiers import maintenance as maintenance
from solvent.tiers import row_maintenance as row_maintenance
from solvent.tiers import tier_of as tier_of


def _initial(size: int, num: int, den: int, leverage: int) -> int:
    """Initial margin of a notional inside one tier: the tier's rate or the chosen leverage, whichever asks for more.

    size       atoms of notional, 0 or more
    num        count, numerator of the tier's initial rate
    den        count, its denominator
    leverage   ppm, 10^7 is 10x; 0 where none was chosen
    returns    atoms
    Source     Binance, Hyperliquid: initial margin = notional / leverage, leverage bounded by the tier
    """
    margin = mul_div_up(size, num, den)
    if leverage > 0:
        margin = max(margin, mul_div_up(size, 1000000, leverage))
    return margin


initial = rule(_initial)


def _fee_to_close(size: int, side: int, leverage: int, fee: int) -> int:
    """The fee of closing a position at the bankruptcy price that its leverage alone gives it.

    size       atoms of notional, 0 or more
    side       count: 1 long, -1 short
    leverage   ppm, 10^6 or more
    fee        ppm of notional
    returns    atoms, rounded up
    Source     Bybit, position samples in ccxt 4.5.90: value x (1 - 1 / leverage) x taker fee; of a short: inferred
    Law        within fee / leverage of the fee of the notional itself, which is what a rulebook's fee_reserve holds
    """
    at_bankruptcy = size - side * mul_div_down(size, 1000000, leverage)
    return mul_div_up(at_bankruptcy, fee, 1000000)


fee_to_close = rule(_fee_to_close)


def _scaled_initial_rate(rate: int, open_interest: int, lower: int, upper: int) -> int:
    """The initial rate as open interest grows: unchanged up to `lower`, then linear, 100 % from `upper` on.

    rate            ppm, 0 to 10^6
    open_interest   atoms
    lower           atoms
    upper           atoms; 0: the market is not scaled
    returns         ppm
    Source          dYdX v4-chain 84d4664 x/perpetuals/types/liquidity_tier.go
    """
    if upper <= 0 or open_interest <= lower:
        return rate
    if open_interest >= upper or upper <= lower:
        return 1000000
    return rate + mul_div_down(1000000 - rate, open_interest - lower, upper - lower)


scaled_initial_rate = rule(_scaled_initial_rate)
