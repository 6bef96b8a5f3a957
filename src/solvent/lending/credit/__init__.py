"""Rules of a centralised credit desk: a loan against collateral under an agreement between two parties.

Money is whole atoms of the currency, collateral whole atoms of its asset, a price 10^-9 of the currency for one whole
of the asset. A debt is rounded up and what collateral is worth down: for the lender.

    interest   simple interest of a principal, and when it lifts a loan over a line
    ratio      loan to value, and what is missing
    hours      deadlines in hours and in business hours
    calls      open, called, in default: which of them, and why
    sale       how much is sold, what it brings, whose it is
    loss       who bears what is missing in the end
"""
