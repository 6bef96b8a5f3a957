"""The coin given back for collateral: out of the troves with the lowest ratio, at par, less a fee that rises by it."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.liquity.branch import Branch, Scene, branch_of, reserves_of, scene_of, written
from solvent.engine.loans.liquity.troves import Seat, seats_in, settled
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down
from solvent.lending.liquity.ratio import ratio
from solvent.lending.liquity.redemption import BaseRate, Redeemed, from_trove, redemption_fee
from solvent.lending.scales import WAD
from solvent.reasons import Posting, Reason
from solvent.units import PPM

Done = list[tuple[Seat, Redeemed]]


def base_rate(book: Book, branch: Branch) -> BaseRate:
    """The base rate of a branch as it was last written."""
    return BaseRate(wide(book.branches, branch.row, "base_rate"), int(book.branches.fee_s[branch.row]))


def rate_set(branch: Branch, before: BaseRate, now: BaseRate) -> list[e.Event]:
    """What writes a base rate, where it or its time has changed."""
    return [] if now == before else [e.BaseRateSet(branch.row, str(now.rate), now.since)]


def redeem_coin(book: Book, command: c.RedeemCoin) -> Stages:
    """Trove after trove, the lowest ratio at or above the least first, until the coins are given back.

    A trove that would be left with less than it must owe ends it; what was given until then stands, as in the contract.
    """
    pool, wanted = reading.pool_of(book, command.pool), reading.some(command.amount)
    require(0 < command.most_ppm <= PPM, Reason.OUT_OF_RANGE, f"expected most_ppm up to 10^6, found {command.most_ppm}")
    branch = branch_of(book, pool)
    scene = scene_of(book, branch)
    system = ratio(scene.system.collateral, scene.system.debt, scene.price)
    require(system >= scene.terms.lines.minimum, Reason.SYSTEM_RATIO, "all troves together are below the least ratio")
    done = _given(book, pool, branch, scene, wanted)
    drawn = sum(one.collateral for _, one in done)
    require(drawn > 0, Reason.NOTHING_MOVES, "no trove gives collateral for so many coins")
    left = scene.system.troves - sum(not one.left.debt for _, one in done)
    require(left > 0, Reason.LAST_ONE, "the last trove cannot be closed")
    before, now_s = base_rate(book, branch), reading.seconds(command.time_ns)
    after = before.redeemed(drawn, scene.price, scene.system.debt, now_s)
    fee = redemption_fee(scene.terms, after.rate, drawn)
    most = mul_div_down(drawn, command.most_ppm, PPM)
    require(fee < drawn and fee <= most, Reason.SLIPPAGE, f"expected a fee of at most {most} units, it is {fee}")
    yield [*_written(branch, done), *rate_set(branch, before, after), *_paid(book, branch, done, fee, scene)]
    yield watching.swept(book, pool)
    yield [event for seat, _ in done for event in watching.looked(book, seat.loan)]


def _given(book: Book, pool: int, branch: Branch, scene: Scene, wanted: int) -> Done:
    """The troves that give, in order, and what each does."""
    seats = [seat for seat in seats_in(book, pool, branch)
             if ratio(*seat.trove, scene.price) >= scene.terms.lines.minimum]  # fmt: skip
    seats.sort(key=lambda seat: (mul_div_down(seat.trove.collateral, WAD * 100, seat.trove.debt), seat.loan))
    done: Done = []
    for seat in seats:
        given = from_trove(seat.trove, wanted, scene.price, scene.terms) if wanted else None
        if given is None:
            break
        done.append((seat, given))
        wanted -= given.lot
    return done


def _written(before: Branch, done: Done) -> list[e.Event]:
    events: list[e.Event] = []
    branch = before
    for seat, one in done:
        told, branch = settled(seat, branch, one.left, surplus=seat.surplus + one.surplus)
        amounts = str(one.lot), str(one.collateral), str(one.surplus)
        events += [*told, e.TroveRedeemed(seat.loan, *amounts, int(not one.left.debt))]
    return [*events, *written(before, branch)]


def _paid(book: Book, branch: Branch, done: Done, fee: int, scene: Scene) -> list[e.Event]:
    """Collateral to who redeems, the fee to others, and what was set aside for troves that ended is burnt."""
    held, coin = reserves_of(book, branch)
    drawn, closed = sum(one.collateral for _, one in done), sum(not one.left.debt for _, one in done)
    paid = reading.paid_out(book, held, drawn - fee, Posting.COIN_REDEMPTION)
    paid += reading.paid_out(book, held, fee, Posting.REDEMPTION_FEE)
    return paid + reading.paid_out(book, coin, closed * scene.terms.set_aside, Posting.COIN_BURNT)
