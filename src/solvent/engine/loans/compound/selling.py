"""The storefront of Compound III, and what belongs to the protocol: a number with a sign."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans import reading
from solvent.engine.loans.compound.market import (
    WAD_IN_BPS,
    WAD_IN_PPM,
    Action,
    base_at,
    base_of,
    comet_of,
    named,
    reserves_of,
    running,
    seized_of,
)
from solvent.engine.refusal import Stages, require
from solvent.lending.compound.storefront import bought, discounted, quote
from solvent.reasons import Posting, Reason


def factors_of(book: Book, pool: int, reserve: int) -> tuple[int, int]:
    """What makes a price of the storefront, in wad: a collateral's liquidation factor, and the storefront's own."""
    front = int(book.comets.storefront[comet_of(book, pool)]) * WAD_IN_PPM
    return int(book.reserves.liquidation_factor[reserve]) * WAD_IN_BPS, front


def quoted(book: Book, pool: int, reserve: int, paid: int) -> int | None:
    """Units of a collateral that an amount of the base asset buys; none while a price is not told, or rounds to 0."""
    base, price = base_at(book, pool), wide(book.reserves, reserve, "price")
    factors = factors_of(book, pool, reserve)
    if not (base.price and discounted(price, *factors)):
        return None
    return quote(paid, base, price, 10 ** int(book.reserves.decimals[reserve]), *factors)


def buy_collateral(book: Book, command: c.BuyCollateral) -> Stages:
    """Collateral out for units of the base asset in, while reserves are below their target.

    Interest is not written: what suppliers and borrowers have is not touched.
    """
    pool, now_s = reading.pool_of(book, command.pool), reading.seconds(command.time_ns)
    reserve = reading.reserve_of(book, pool, command.asset)
    require(reserve != base_of(book, pool), Reason.NOT_COLLATERAL, f"{command.asset} is what {command.pool} lends")
    paid, least = reading.some(command.paid), reading.units(command.least, True)
    running(book, pool, Action.BUY)
    held, target = seized_of(book, reserve), wide(book.comets, comet_of(book, pool), "target")
    reserves = reserves_of(book, pool, now_s)
    for_sale = bought(0, held, reserves, target) == 0
    require(for_sale, Reason.NOT_FOR_SALE, f"{command.pool} has {reserves} of {target} units: it sells only below")
    wanted = quoted(book, pool, reserve, paid)
    require(wanted is not None, Reason.ORACLE_SILENT, f"expected prices of {command.asset} and of what is lent")
    assert wanted is not None
    require(wanted >= least, Reason.SLIPPAGE, f"expected {least} units or more, found {wanted}")
    got = bought(wanted, held, reserves, target)
    require(got == wanted, Reason.RESERVES_SHORT, f"expected at most the {held} units seized, found {wanted}")
    received = reading.paid_out(book, reserve, wanted, Posting.STOREFRONT_SALE)
    given = reading.paid_in(book, base_of(book, pool), paid, Posting.STOREFRONT_PAYMENT)
    yield [e.CollateralBought(reserve, str(paid), str(wanted)), *received, *given]
    yield named(book, pool, now_s, always=True)


def add_reserves(book: Book, command: c.AddReserves) -> Stages:
    """Units for nothing, as anybody may send them to the contract."""
    pool, amount = reading.pool_of(book, command.pool), reading.some(command.amount)
    yield reading.paid_in(book, base_of(book, pool), amount, Posting.RESERVES_ADDED)
    yield named(book, pool, reading.seconds(command.time_ns), always=True)


def withdraw_reserves(book: Book, command: c.WithdrawReserves) -> Stages:
    """Units out of the protocol's own; the reserve must not have lent them out."""
    pool, now_s = reading.pool_of(book, command.pool), reading.seconds(command.time_ns)
    wanted, reserves = reading.units(command.amount), reserves_of(book, pool, now_s)
    amount = max(reserves, 1) if wanted == reading.EVERYTHING else wanted
    require(amount <= reserves, Reason.RESERVES_SHORT, f"expected at most {reserves} units, found {amount}")
    yield reading.paid_out(book, base_of(book, pool), amount, Posting.RESERVES_WITHDRAWN)
    yield named(book, pool, now_s, always=True)
