"""What an owner does with a vault."""

from solvent import commands as c
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.maker.ilk import Ilk, accrued, dust_of, fits_rad, ilk_of, spot_of, term
from solvent.engine.loans.maker.seats import Seat, seat_at, written
from solvent.engine.loans.places import Asked
from solvent.engine.loans.reading import EVERYTHING, paid_in, paid_out, some, units
from solvent.engine.refusal import Stages, require
from solvent.lending.maker.bark import Vault
from solvent.lending.maker.vault import drawn, owed, refused, wiped
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAD
from solvent.reasons import Posting, Reason

REASONS = {
    Refusal.POWER: Reason.CAP_REACHED,
    Refusal.HEALTH: Reason.HEALTH_FACTOR,
    Refusal.DUST: Reason.DEBT_TOO_SMALL,
}


def _asked(book: Book, command: Asked) -> tuple[Ilk, Seat, bool]:
    """The pool and the vault a command names, and whether it is about the coin."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    reserve = reading.reserve_of(book, pool, command.asset)
    ilk = ilk_of(book, pool, reading.seconds(command.time_ns))
    return ilk, seat_at(book, ilk, account), reserve == ilk.coin


def supply(book: Book, command: c.Supply) -> Stages:
    """Collateral into a vault, which opens with the first."""
    ilk, seat, of_coin = _asked(book, command)
    amount = some(command.amount)
    require(not of_coin, Reason.RESERVE_CLOSED, f"{command.asset} is no collateral of {command.pool}")
    paid = paid_in(book, ilk.held, amount, Posting.LOAN_SUPPLY)
    now = Vault(seat.vault.ink + amount, seat.vault.art)
    yield [*written(seat, now), *paid]
    yield watching.looked(book, seat.loan)


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Collateral out of a vault, as far as it stays safe."""
    ilk, seat, of_coin = _asked(book, command)
    wanted = units(command.amount)
    _is_there(seat, command)
    require(not of_coin, Reason.MORE_THAN_HELD, f"{command.account} has put no {command.asset} in")
    amount = seat.vault.ink if wanted == EVERYTHING else wanted
    require(0 < amount <= seat.vault.ink, Reason.MORE_THAN_HELD,
            f"expected at most {seat.vault.ink} units, found {command.amount}")  # fmt: skip
    now = Vault(seat.vault.ink - amount, seat.vault.art)
    _may(book, ilk, seat.vault, now, command.account)
    out = paid_out(book, ilk.held, amount, Posting.LOAN_REDEMPTION)
    yield [*accrued(book, ilk, reading.seconds(command.time_ns)), *written(seat, now), *out]
    yield from _looked(book, seat)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """The coin out, minted against the vault; what it owes is rounded up to a normalised debt."""
    ilk, seat, of_coin = _asked(book, command)
    amount = some(command.amount)
    _is_there(seat, command)
    require(of_coin, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    now = Vault(seat.vault.ink, seat.vault.art + drawn(amount, ilk.rate))
    _may(book, ilk, seat.vault, now, command.account)
    yield [*accrued(book, ilk, reading.seconds(command.time_ns)), *written(seat, now)]
    yield from _looked(book, seat)


def repay(book: Book, command: c.Repay) -> Stages:
    """The coin back, burnt; what is left owes at least the dust."""
    ilk, seat, of_coin = _asked(book, command)
    wanted = units(command.amount)
    _is_there(seat, command)
    require(of_coin and seat.vault.art > 0, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    whole = owed(seat.vault.art, ilk.rate)
    ended = seat.vault.art if wanted >= whole else wiped(wanted, ilk.rate)
    require(ended > 0, Reason.NOTHING_MOVES, "expected an amount that ends some of the debt")
    now = Vault(seat.vault.ink, seat.vault.art - ended)
    _may(book, ilk, seat.vault, now, command.account)
    yield [*accrued(book, ilk, reading.seconds(command.time_ns)), *written(seat, now)]
    yield from _looked(book, seat)


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Collateral held and the coin owed already, unchecked."""
    ilk, seat, of_coin = _asked(book, command)
    supplied, owing = units(command.supplied, True), units(command.owed, True)
    require(supplied + owing > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    refuse = f"{command.asset} is not lent by {command.pool}" if owing else f"{command.asset} is no collateral here"
    require(of_coin == bool(owing) and not (supplied and owing), Reason.RESERVE_CLOSED, refuse)
    now = Vault(seat.vault.ink + supplied, seat.vault.art + drawn(owing, ilk.rate))
    fits_rad(4 * (ilk.total + now.art) * ilk.rate)  # a penalty may yet double it
    paid = paid_in(book, ilk.held, supplied, Posting.LOAN_SUPPLY)
    yield [*accrued(book, ilk, reading.seconds(command.time_ns)), *written(seat, now), *paid]
    yield from _looked(book, seat)


def _is_there(seat: Seat, command: Asked) -> None:
    require(not seat.opened, Reason.UNKNOWN_LOAN, f"{command.account} has no vault in {command.pool}")


def _may(book: Book, ilk: Ilk, before: Vault, now: Vault, account: str) -> None:
    """Refuses what the contract would revert."""
    riskier = now.art > before.art or now.ink < before.ink
    require(bool(ilk.price) or not (riskier and now.art), Reason.ORACLE_SILENT, "the oracle has told no price")
    line, total = term(book, ilk, "line") * RAD, ilk.total - before.art + now.art
    no = refused(before, now, ilk.rate, spot_of(book, ilk), dust_of(book, ilk), line, total)
    if no is not None:
        raise r.Refusal(REASONS[no], f"{account}: {no.value}")


def _looked(book: Book, seat: Seat) -> Stages:
    """The fee that was written may have changed where others stand."""
    yield watching.swept(book, int(book.loans.pool[seat.loan]))
    yield watching.looked(book, seat.loan)
