"""How a bucket was closed and where each unit went: orders, fills, takers, fees, shortfall and payers."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.grid import entry_ticks, value
from solvent.policy import Limit, Payer, Ranking
from solvent.reasons import Close, Posting
from solvent.reports import words
from solvent.reports.closing_words import alike
from solvent.reports.naming import spoken
from solvent.reports.telling import Moment, Stand, exact

LIMITS = {
    Limit.NONE: "no limit",
    Limit.BANKRUPTCY: "the bankruptcy price",
    Limit.FILLABLE: "the fillable price",
    Limit.BANKRUPTCY_NET: "the bankruptcy price after fees",
}
ENDS = {
    Close.RESTORED: "a partial close was enough",
    Close.RECOVERED: "the price came back before anything was sold",
    Close.FLAT: "nothing was left to close",
}


def throttled(now: Moment, event: Any) -> None:
    """Tells one row of LiquidationThrottled."""
    closing = now.book.policy.closing
    rate = f"{closing.orders_per_window} orders are let in per {words.span(closing.window_ns)}"
    now.say("order", f"{now.its(event.bucket)} had to wait: {rate}.")


def cancelled(now: Moment, event: Any) -> None:
    """Tells one row of OrdersCancelled."""
    names, market = now.names, now.names.market_of(event.row)
    lots = f"{names.size(event.buy, market)} bid, {names.size(event.sell, market)} offered"
    now.say("order", f"Its open orders were cancelled: {lots}.")


def placed(now: Moment, event: Any) -> None:
    """Tells one row of LiquidationOrderPlaced."""
    names, market, closing = now.names, now.names.market_of(event.row), now.book.policy.closing
    held, lots = abs(int(now.book.rows.lots[event.row])), abs(event.lots)
    part = "all of it" if held == lots else f"{words.percent(words.share_ppm(lots, held))} of it"
    stage, price = now.book.policy.takers[event.taker], LIMITS[closing.limit]
    if stage.band:
        edge = f"the edge of a band of {words.percent(stage.band, 2)} around the {spoken(stage.around.name)}"
        price = edge if closing.limit == Limit.NONE else f"{price} or {edge}"
    limit = f"at {names.price(event.limit, market)} ({price}) or better" if event.limit else "at any price"
    limit += ", whole or not at all" if event.whole else ""
    what = f"{'buy' if event.lots > 0 else 'sell'} {names.size(lots, market)}, {part}"
    now.say("order", f"Order {event.order}: {what} (sizing rule: {spoken(closing.sizing.name)}), {limit}.")


def withheld(now: Moment, event: Any) -> None:
    """Tells one row of LiquidationWithheld."""
    names = now.names
    depth = f"of a depth of {names.size(event.depth, event.market)}" if event.depth else "without any depth"
    now.say("order", f"Nothing was ordered {depth}; next is asked: {names.taker(event.taker)}.")


def filled(now: Moment, event: Any) -> None:
    """Tells one row of LiquidationOrderFilled: the price it got against the valuation; the book stands before it."""
    names, row = now.names, int(now.book.orders.row[event.order])
    bucket, market = int(now.book.orders.bucket[event.order]), names.market_of(row)
    valued, den = int(now.book.markets.valuation[market]), int(now.book.markets.den[market])
    slip = value(-event.lots, valued, den) - value(-event.lots, event.ticks, den)
    what = f"{'bought' if event.lots > 0 else 'sold'} {names.size(event.lots, market)}"
    against = "the valuation"
    if event.ticks != valued:
        share = words.percent(abs(words.change_ppm(valued, event.ticks)), 2)
        worse, cost = ("worse", "cost") if slip > 0 else ("better", "brought")
        against = f"{share} {worse} than the valuation {names.price(valued, market)}"
        against += f", which {cost} {names.bucket_money(abs(slip), bucket)}"
    now.say("fill", f"Order {event.order} {what} at {names.price(event.ticks, market)}: {against}.")


def expired(now: Moment, event: Any) -> None:
    """Tells one row of LiquidationOrderExpired."""
    names, left = now.names, event.taker < len(now.book.policy.takers)
    market = names.market_of(int(now.book.orders.row[event.order]))
    asked = f"next is asked: {names.taker(event.taker)}" if left else "nobody is left"
    now.say("order", f"Order {event.order} ended with {names.size(event.lots, market)} unfilled; {asked}.")


def taken(now: Moment, event: Any) -> None:
    """Tells one row of BackstopTookOver; the book stands before it."""
    names, market = now.names, now.names.market_of(event.row)
    den = int(now.book.markets.den[market])
    worth = event.quote if (event.lots > 0) == (den > 0) else -event.quote
    price = entry_ticks(event.lots, max(worth, 0), den)
    what = f"{names.side(event.lots)} {names.size(event.lots, market)} at {names.price(price, market)}"
    with_ = f"a {'margin' if event.equity >= 0 else 'deficit'} of {now.its_money(abs(event.equity), event.bucket)}"
    now.say("taker", f"{names.bucket(event.taker)} took over {what}, and with it {with_}.")


def deleveraged(now: Moment, event: Any) -> None:
    """Tells one row of PositionDeleveraged, to the one who was closed and to the one who was reduced alike."""
    names, market, bucket = now.names, now.names.market_of(event.row), int(now.book.rows.bucket[event.winner])
    worse = "worse" if event.given_up > 0 else "better"
    given = f"{now.its_money(abs(event.given_up), bucket)} {worse} than at the valuation"
    pro_rata = now.book.policy.ranking == Ranking.PRO_RATA
    place = "in proportion to its position" if pro_rata else f"number {event.rank + 1} in the ranking"
    who = f"{names.owner(event.winner)}, {place},"
    what = f"was reduced by {names.size(event.lots, market)} against {names.owner(event.row)}"
    now.say("taker", f"{who} {what}, {given if event.given_up else 'at the valuation'}{alike(names.book, event)}.")


def offset(now: Moment, event: Any) -> None:
    """Tells one row of HedgeOffset."""
    names, market = now.names, now.names.market_of(event.long)
    lots, price = names.size(event.lots, market), names.price(event.ticks, market)
    now.say("order", f"Its long and its short in {names.market(market)} were closed against each other: {lots} of each "
            f"at {price}, without a fee.")  # fmt: skip


def short(now: Moment, event: Any) -> None:
    """Tells one row of ShortfallFound."""
    now.say(
        "shortfall", f"{now.its(event.bucket)} owed {now.its_money(event.amount, event.bucket)} beyond its own margin."
    )


def gave(now: Moment, event: Any) -> None:
    """Tells one row of LossSocialised, to a winner."""
    gift, profit = (now.its_money(atoms, event.bucket) for atoms in (event.amount, event.profit))
    now.say("payer", f"{now.its(event.bucket)} gave {gift} of a profit of {profit} for the losses of others.")


def shared(now: Moment, event: Any) -> None:
    """Tells one row of LossShared, to one who paid."""
    paid = now.its_money(event.amount, event.bucket)
    if event.payer == Payer.OPEN_INTEREST:
        told = f"was charged {paid} for the {now.names.size(event.measure, event.market)} it had open"
    else:
        told = f"gave {paid} of a profit of the day of {now.its_money(event.measure, event.bucket)}"
    now.say("payer", f"{now.its(event.bucket)} {told}, for the losses of others.")


def put_aside(now: Moment, event: Any) -> None:
    """Tells one row of DefaultFundDrawn, to the one whose contribution it was."""
    had, paid = now.names.money(event.left, event.asset), now.names.money(event.amount, event.asset)
    whose = "its own loss" if event.own else "the losses of others"
    now.say("payer", f"Of the {had} it had put into the default fund {paid} paid for {whose}.")


def owed(now: Moment, event: Any) -> None:
    """Tells one row of BadDebtRecorded."""
    now.say("payer", f"No payer was left: the operator owes {now.its_money(event.amount, event.bucket)}.")


def ended(now: Moment, event: Any) -> None:
    """Tells one row of LiquidationEnded."""
    left = f"equity {now.its_money(event.equity, event.bucket)}"
    margin = f", maintenance {now.names.bucket_money(event.maintenance, event.bucket)}" if event.maintenance else ""
    now.say("end", f"The closing ended, {ENDS[Close(event.close)]}: {left}{margin}.")


CLOSING_POSTINGS = {
    Posting.TAKER_FEE, Posting.LIQUIDATION_FEE, Posting.LIQUIDATION_FILL, Posting.TAKEOVER, Posting.DELEVERAGING,
    Posting.INSURANCE_DRAW, Posting.OPERATOR_PAYMENT, Posting.SOCIALISED_LOSS, Posting.BAD_DEBT,
    Posting.LEFTOVER_MARGIN, Posting.DEFAULT_FUND_DRAW, Posting.OPEN_INTEREST_CHARGE,
}  # fmt: skip
PAID = {Posting.INSURANCE_DRAW, Posting.OPERATOR_PAYMENT, Posting.SOCIALISED_LOSS, Posting.BAD_DEBT,
        Posting.DEFAULT_FUND_DRAW, Posting.OPEN_INTEREST_CHARGE}  # fmt: skip


def money(now: Moment, bucket: int, postings: list[tuple[int, int, int, Posting]], winners: int) -> None:
    """Tells the postings of one stage that touched a bucket: (source, target, atoms, why).

    winners   how many gave to a socialised loss in the same stage
    """
    names, parts = now.names, []
    asset, decimals = now.book.assets[names.asset_of(bucket)], now.book.asset_decimals[names.asset_of(bucket)]
    for source, target, atoms, posting in postings:
        came = target == bucket
        other = names.bucket(source if came else target)
        if posting is Posting.SOCIALISED_LOSS and came:
            other = f"the profits of {words.count(winners)} winner{'' if winners == 1 else 's'}"
        elif posting is Posting.OPEN_INTEREST_CHARGE and came:
            other = f"{words.count(winners)} account{'' if winners == 1 else 's'} with open interest"
        parts.append(f"{exact(atoms, decimals)} {'from' if came else 'to'} {other} ({spoken(posting.name)})")
    if parts:
        left = f" and {words.count(len(parts) - 9)} more postings" if len(parts) > 9 else ""
        kind = (
            "payer"
            if all(posting in PAID or posting is Posting.SOCIALISED_LOSS for *_, posting in postings)
            else "money"
        )
        now.say(kind, f"Money in {asset}: {'; '.join(parts[:9])}{left}.")


def moved(now: Moment, bucket: int, before: Stand) -> None:
    """Tells how a stage changed the standing of a bucket."""
    after = now.stand(bucket)
    if after == before:
        return
    pairs = (
        ("equity", before.equity, after.equity),
        ("maintenance", before.maintenance, after.maintenance),
        ("initial", before.initial, after.initial),
    )
    index = now.names.asset_of(bucket)
    asset, scale = now.book.assets[index], now.book.asset_decimals[index]
    changed = [(what, words.money(old, scale=scale), words.money(new, scale=scale))
               for what, old, new in pairs if old != new]  # fmt: skip
    told = ", ".join(f"{what} {old} → {new}" for what, old, new in changed)
    now.say("standing", f"In {asset}: {told}.")


TELLERS: dict[type[e.Event], Callable[[Moment, Any], None]] = {
    e.LiquidationThrottled: throttled,
    e.OrdersCancelled: cancelled,
    e.LiquidationOrderPlaced: placed,
    e.LiquidationWithheld: withheld,
    e.LiquidationOrderFilled: filled,
    e.LiquidationOrderExpired: expired,
    e.BackstopTookOver: taken,
    e.PositionDeleveraged: deleveraged,
    e.HedgeOffset: offset,
    e.ShortfallFound: short,
    e.LossSocialised: gave,
    e.LossShared: shared,
    e.DefaultFundDrawn: put_aside,
    e.BadDebtRecorded: owed,
    e.LiquidationEnded: ended,
}
