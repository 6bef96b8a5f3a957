"""Markets of LLAMMA: the AMM, its bands, and where a loan stands in them."""

from solvent.columns import Columns, Int64Array


class BandMarkets(Columns):
    """One row a market.

    borrowed, collateral             reserves
    mints                            1 where the coin is minted, 0 where lenders lend it
    a, fee                           count: a band is 1/a wide; wad
    base                             wide, wad: the price at the top of band 0, without interest
    loan_discount, discount          wad: what of the collateral a loan counts, and before it is liquidated
    least_rate, most_rate            wad of a second
    multiplier, rate, rate_s         wide wad: what a debt of 1 at the beginning has become; wad of a second; seconds
    active, lowest, highest          numbers of bands
    last, last_fee, last_s           wide wad; wad; seconds: the price of the last trade, and the fee for its change
    debt, debt_at                    wide: owed by all as it was written, and the multiplier then
    cash                             wide, units: not lent out, in no band; 0 where the coin is minted
    """

    pool: Int64Array
    borrowed: Int64Array
    collateral: Int64Array
    mints: Int64Array
    a: Int64Array
    fee: Int64Array
    base: Int64Array
    base_high: Int64Array
    loan_discount: Int64Array
    discount: Int64Array
    least_rate: Int64Array
    most_rate: Int64Array
    multiplier: Int64Array
    multiplier_high: Int64Array
    rate: Int64Array
    rate_s: Int64Array
    active: Int64Array
    lowest: Int64Array
    highest: Int64Array
    last: Int64Array
    last_high: Int64Array
    last_fee: Int64Array
    last_s: Int64Array
    debt: Int64Array
    debt_high: Int64Array
    debt_at: Int64Array
    debt_at_high: Int64Array
    cash: Int64Array
    cash_high: Int64Array


class Bands(Columns):
    """One row a band that ever held something: units of both assets, and shares of its owners, all wide."""

    market: Int64Array
    number: Int64Array
    borrowed: Int64Array
    borrowed_high: Int64Array
    collateral: Int64Array
    collateral_high: Int64Array
    shares: Int64Array
    shares_high: Int64Array


class BandLoans(Columns):
    """One row a loan.

    debt, debt_at   wide: as it was written, and the multiplier then
    discount        wad: the liquidation discount it was last given
    first, bands    its first band, and how many; bands 0: none
    waiting         wide, units: collateral that is read in and waits for the debt that is read in after it
    """

    loan: Int64Array
    debt: Int64Array
    debt_high: Int64Array
    debt_at: Int64Array
    debt_at_high: Int64Array
    discount: Int64Array
    first: Int64Array
    bands: Int64Array
    waiting: Int64Array
    waiting_high: Int64Array


class BandShares(Columns):
    """A loan's shares of one of its bands, by place from the first. shares: wide."""

    loan: Int64Array
    place: Int64Array
    shares: Int64Array
    shares_high: Int64Array
