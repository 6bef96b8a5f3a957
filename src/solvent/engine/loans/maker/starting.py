"""An unsafe vault, or a part of it, is sent to auction; an auction that nobody bought begins anew."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, rad, wide
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.maker.ilk import (
    IN_RAY,
    Ilk,
    accrued,
    breaker,
    chost,
    fits,
    fits_rad,
    ilk_of,
    is_falling,
    kind_of,
    needs_reset,
    running,
    spot_of,
    term,
)
from solvent.engine.loans.maker.seats import Seat, seat_at, written
from solvent.engine.refusal import Stages, require
from solvent.lending.maker import auction, flip
from solvent.lending.maker.auction import Breaker, Sale
from solvent.lending.maker.bark import Vault, bark
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAD, RAY, WAD
from solvent.reasons import Reason


def start_auction(book: Book, command: c.StartAuction) -> Stages:
    """Bark or bite: collateral and debt leave the vault, and what was to be raised with its penalty is for sale."""
    pool, now_s = reading.pool_of(book, command.pool), reading.seconds(command.time_ns)
    ilk = ilk_of(book, pool, now_s)
    seat = seat_at(book, ilk, r.account_of(book, command.account))
    require(not seat.opened, Reason.UNKNOWN_LOAN, f"{command.account} has no vault in {command.pool}")
    require(bool(ilk.price), Reason.ORACLE_SILENT, "the oracle has told no price")
    begun = _falling(book, ilk, seat, now_s) if is_falling(book, ilk) else _rising(book, ilk, seat, now_s)
    now = Vault(seat.vault.ink - int(begun.lot), seat.vault.art - int(begun.debt))
    yield [*accrued(book, ilk, now_s), *written(seat, now), begun]
    yield watching.swept(book, pool)
    yield watching.looked(book, seat.loan)


def _falling(book: Book, ilk: Ilk, seat: Seat, now_s: int) -> e.AuctionStarted:
    kind = kind_of(book, ilk)
    done = bark(seat.vault, kind, kind.hole, kind.dirt)
    if isinstance(done, Refusal):
        reading.answered(done, "the vault")
    assert not isinstance(done, Refusal)
    stops(book, ilk, Breaker.NO_KICK)
    top = _top(book, ilk)
    reward = auction.reward(term(book, ilk, "tip") * RAD, term(book, ilk, "chip"), done.tab)
    return e.AuctionStarted(
        book.auctions.n, ilk.row, seat.loan, fits(done.lot), fits_rad(done.tab), str(done.dart),
        fits_rad(done.due + reward), fits(top), str(reward), now_s, 0,
    )  # fmt: skip


def _rising(book: Book, ilk: Ilk, seat: Seat, now_s: int) -> e.AuctionStarted:
    lump, chop = term(book, ilk, "lump") * WAD, term(book, ilk, "chop")
    done = flip.bite(seat.vault, ilk.rate, spot_of(book, ilk), chop, lump)
    if isinstance(done, Refusal):
        reading.answered(done, "the vault")
    assert not isinstance(done, Refusal)
    return e.AuctionStarted(
        book.auctions.n, ilk.row, seat.loan, fits(done.lot), fits_rad(done.tab), str(done.dart), fits_rad(done.due),
        "0", "0", now_s, now_s + term(book, ilk, "tau"),
    )  # fmt: skip


def reset_auction(book: Book, command: c.ResetAuction) -> Stages:
    """Redo or tick: a falling one that is too old or too far down, a rising one that nobody bid for in all its time."""
    ilk, place = found(book, command.pool, command.auction)
    now_s, cost = reading.seconds(command.time_ns), rad(book.auctions, place, "cost")
    if not is_falling(book, ilk):
        require(flip.is_unsold(lot_of(book, place), now_s), Reason.TOO_SOON, "the auction runs, or somebody has bid")
        yield [e.AuctionReset(place, "0", now_s, now_s + term(book, ilk, "tau"), str(cost), "0")]
        return
    require(needs_reset(book, ilk, place, now_s), Reason.TOO_SOON, "the auction runs, and anybody may buy")
    stops(book, ilk, Breaker.NO_REDO)
    top, sale = _top(book, ilk), sale_of(book, place)
    tip, chip = term(book, ilk, "tip") * RAD, term(book, ilk, "chip")
    reward = auction.redo_reward(tip, chip, sale, auction.feed_price(ilk.price, RAY), chost(book, ilk))
    yield [e.AuctionReset(place, fits(top), now_s, 0, fits_rad(cost + reward), str(reward))]


def found(book: Book, pool: str, place: int) -> tuple[Ilk, int]:
    """A running auction of a pool, or a refusal."""
    ilk = ilk_of(book, reading.pool_of(book, pool))
    require(place in running(book, ilk.row), Reason.UNKNOWN_AUCTION, f"no auction {place} runs in {pool}")
    return ilk, place


def sale_of(book: Book, place: int) -> Sale:
    """A falling auction as the rules are told of it."""
    t = book.auctions
    return Sale(rad(t, place, "tab"), wide(t, place, "lot"), wide(t, place, "top"))


def lot_of(book: Book, place: int) -> flip.Lot:
    """A rising one."""
    t = book.auctions
    return flip.Lot(
        rad(t, place, "raised"), wide(t, place, "lot"), rad(t, place, "tab"), int(t.expires_s[place]),
        int(t.ends_s[place]),
    )  # fmt: skip


def _top(book: Book, ilk: Ilk) -> int:
    found = auction.top(ilk.price, RAY, term(book, ilk, "buf") * IN_RAY)
    if isinstance(found, Refusal):
        reading.answered(found, "the auction")
    assert isinstance(found, int)
    return found


def stops(book: Book, ilk: Ilk, level: Breaker) -> None:
    """Refuses what the breaker stops."""
    require(breaker(book, ilk) < level, Reason.STOPPED, f"the breaker is at {breaker(book, ilk).value}")
