"""The tables of lending pools, and how a wide number stands in two cells.

A scaled balance or an index is below 2^126: `name` holds its low 63 bits, `name_high` the rest.
"""

from solvent.columns import Columns, Int64Array
from solvent.errors import InvariantBroken
from solvent.units import INT64_MAX

LIMB = 63
MAX_WIDE = 2 ** (2 * LIMB) - 1


def wide(table: Columns, row: int, name: str) -> int:
    """A wide number of a row."""
    return int(getattr(table, name + "_high")[row]) << LIMB | int(getattr(table, name)[row])


def put_wide(table: Columns, row: int, name: str, value: int) -> None:
    """Writes a wide number, 0 to MAX_WIDE, into a row; the caller touches it."""
    if not 0 <= value <= MAX_WIDE:
        raise InvariantBroken(f"expected a wide number from 0 to 2^{2 * LIMB} - 1 as {name}, found {value}")
    getattr(table, name)[row] = value & INT64_MAX
    getattr(table, name + "_high")[row] = value >> LIMB


class Pools(Columns):
    """Lending pools. name, rulebook, content_hash: hashes of the texts; protocol: policy.Protocol."""

    name: Int64Array
    rulebook: Int64Array
    content_hash: Int64Array
    protocol: Int64Array
    base_decimals: Int64Array


class Reserves(Columns):
    """What pools lend: terms, price, interest, and what all loans together supply and owe.

    bucket             the holder of its cash
    ltv .. factor      parts in 10^4
    optimal .. steep   ppb of a year
    follows            1 + the market whose index is the price, 0: it is told
    price              wide, base units of one whole; 0: not yet told
    indices, rates     wide, ray
    supplied, owed     wide, scaled: of all loans and the treasury
    treasury           wide, scaled: the part of supplied that nobody's loan holds
    fee                parts in 10^4 of a liquidation's bonus
    supply_cap, ...    whole assets, 0: none
    paused             1 while nothing may be done
    grace_until        seconds: liquidations wait until they have passed
    deficit            wide, units: lent, and owed by nobody any more
    liquidation_factor parts in 10^4: what an account is credited with where the protocol seizes, Compound III
    finer              decimals of a scaled amount beyond those of a unit, Morpho Blue
    """

    pool: Int64Array
    asset: Int64Array
    bucket: Int64Array
    decimals: Int64Array
    ltv: Int64Array
    threshold: Int64Array
    bonus: Int64Array
    factor: Int64Array
    optimal: Int64Array
    base: Int64Array
    slope: Int64Array
    steep: Int64Array
    active: Int64Array
    frozen: Int64Array
    borrowing: Int64Array
    updated_s: Int64Array
    follows: Int64Array
    price: Int64Array
    price_high: Int64Array
    supply_index: Int64Array
    supply_index_high: Int64Array
    borrow_index: Int64Array
    borrow_index_high: Int64Array
    supply_rate: Int64Array
    supply_rate_high: Int64Array
    borrow_rate: Int64Array
    borrow_rate_high: Int64Array
    supplied: Int64Array
    supplied_high: Int64Array
    owed: Int64Array
    owed_high: Int64Array
    treasury: Int64Array
    treasury_high: Int64Array
    fee: Int64Array
    supply_cap: Int64Array
    borrow_cap: Int64Array
    paused: Int64Array
    grace_until: Int64Array
    deficit: Int64Array
    deficit_high: Int64Array
    liquidation_factor: Int64Array
    finer: Int64Array
    LATER = ("fee", "supply_cap", "borrow_cap", "paused", "grace_until", "deficit", "deficit_high",
             "liquidation_factor", "finer")  # fmt: skip


class Categories(Columns):
    """E-modes. name: hash; ltv .. bonus: parts in 10^4; collateral, borrowable: wide, a bit for each reserve of the
    pool in their order."""

    pool: Int64Array
    name: Int64Array
    ltv: Int64Array
    threshold: Int64Array
    bonus: Int64Array
    isolated: Int64Array
    collateral: Int64Array
    collateral_high: Int64Array
    borrowable: Int64Array
    borrowable_high: Int64Array


class Loans(Columns):
    """An account in a pool.

    head           its first holding, -1 for none
    liquidatable   1 while it was last found so
    category       1 + the e-mode it is in, 0 for none
    early          1 while its owner agrees to an early line, Morpho Blue
    """

    pool: Int64Array
    account: Int64Array
    head: Int64Array
    liquidatable: Int64Array
    category: Int64Array
    early: Int64Array
    LATER = ("category", "early")


class Holdings(Columns):
    """What a loan has in one reserve.

    supplied, owed   wide, scaled
    pledged          1 while what is supplied is collateral
    unbacked         1 while what is owed has no collateral behind it
    next             the loan's next holding, -1 at the end
    held, due        bounds of supplied and owed for the sweep, below and above: see revalue.loans
    """

    loan: Int64Array
    reserve: Int64Array
    pledged: Int64Array
    unbacked: Int64Array
    next: Int64Array
    supplied: Int64Array
    supplied_high: Int64Array
    owed: Int64Array
    owed_high: Int64Array
    held: Int64Array
    due: Int64Array
    HINTS = ("held", "due")
