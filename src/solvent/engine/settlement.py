"""What fills of liquidation orders cost and bring, in order: later ones stand in what earlier ones left.

Per fill (dYdX): the account is settled at its bankruptcy price; what the fill is worse the fund pays at once, what it
is better pays a fee of at most the improvement and stays with the account. At the end (everyone else): the fee is
taken from what equity is left, and a deficit is found when the bucket is flat.
"""

from solvent.fixed import kernel, mul_div_up
from solvent.grid import notional, value
from solvent.liquidation.execution import equity_fee, improvement_fee
from solvent.liquidation.waterfall import fund_covers
from solvent.perps.bankruptcy import bankruptcy_quote
from solvent.tiers import row_maintenance


def _settle_fills(  # type: ignore[no-untyped-def]
    place, fund, held, lots, ticks, valuation, den, taker_rate, fee_rate, per_fill, first, last, floors, nums, dens,
    fractions, deductions, maintained, equity, fund_left, quote, taker, fee, draw, refused, after,
):  # fmt: skip
    """Settles fills one after the other.

    place        index into maintained and equity, shape (fills,)
    fund         index into fund_left
    held         lots of the row before, signed
    lots         lots, signed as traded
    ticks        ticks of the fill
    valuation    ticks
    den          count of lot x ticks in one atom; below 0: an inverse contract, see grid
    taker_rate   ppm
    fee_rate     ppm
    per_fill     flag, shape (fills,): settle at the bankruptcy price, fill by fill
    first .. deductions   schedules, see revalue.sweep
    maintained   atoms, shape (buckets,); written
    equity       atoms, shape (buckets,); written
    fund_left    atoms, shape (funds,); written
    quote        atoms the account receives (above 0) or pays, shape (fills,); written
    taker        atoms; written
    fee          atoms; written
    draw         atoms the fund pays; written
    refused      flag: the fund cannot make it good; written
    after        atoms, equity of the bucket; written
    Source       dYdX v4-chain 84d4664 x/clob/keeper/liquidations.go (per fill); ours otherwise
    """
    for i in range(len(place)):
        b, m, rest = place[i], fund[i], held[i] + lots[i]
        received = value(-lots[i], ticks[i], den[i])
        gone = value(held[i], valuation[i], den[i]) - value(rest, valuation[i], den[i])
        size = abs(received)
        costs = mul_div_up(size, taker_rate[i], 1000000)
        before = row_maintenance(
            notional(held[i], valuation[i], den[i]), first[i], last[i], floors, nums, dens, fractions, deductions
        )
        released = before - row_maintenance(
            notional(rest, valuation[i], den[i]), first[i], last[i], floors, nums, dens, fractions, deductions
        )
        if per_fill[i] != 0:
            better = received - bankruptcy_quote(-gone, equity[b], released, maintained[b])
            draw[i] = max(-better, 0)
            fee[i] = improvement_fee(better, size, fee_rate[i])
            if not fund_covers(fund_left[m], -draw[i]):
                refused[i] = 1
                draw[i] = 0
                fee[i] = 0
        if refused[i] == 0:
            left = equity[b] + received - gone - costs + draw[i]
            if per_fill[i] == 0:
                fee[i] = equity_fee(size, fee_rate[i], left)
            quote[i] = received
            taker[i] = costs
            fund_left[m] = fund_left[m] - draw[i] + fee[i]
            equity[b] = left - fee[i]
            maintained[b] = maintained[b] - released
            after[i] = equity[b]


settle_fills = kernel(
    _settle_fills, out=("maintained", "equity", "fund_left", "quote", "taker", "fee", "draw", "refused", "after")
)
