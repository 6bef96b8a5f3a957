"""Which credit desks there are, under which agreement, and the lender's money in them."""

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.credit import reading
from solvent.engine.credit.looking import looked
from solvent.engine.refusal import Stages, require
from solvent.policy import CreditPolicy
from solvent.reasons import Posting, Reason

TILL, RESERVE = "till", "reserve"


def adopt_agreement(book: Book, command: c.AdoptAgreement) -> Stages:
    """A desk opens, or its agreement changes; every loan is then looked at under the new one.

    Interest up to now is at the rates that held so far. A time that was given stays given.
    """
    policy, name = command.policy, command.desk
    desk = book.desk_names.index(name) if name in book.desk_names else book.desks.n
    r.new_name(name)
    assets = list(book.assets)
    events = _listed(book, assets, policy)
    currency = assets.index(policy.currency)
    if desk < book.desks.n:
        _may_change(book, desk, policy)
        events += reading.brought_forward(book, reading.credits_of(book, desk), command.time_ns)
    packed = msgspec.msgpack.encode(policy.cells())
    events.append(e.CreditAdopted(desk, name, currency, policy.content_hash, packed))
    taken = {int(asset) for asset in book.collaterals.asset[book.collaterals.desk == desk]}
    new = [assets.index(asset) for asset in policy.collateral if assets.index(asset) not in taken]
    events += [e.CollateralSet(book.collaterals.n + place, desk, asset, -1) for place, asset in enumerate(new)]
    yield events
    yield from looked(book, desk, command.time_ns)


def _listed(book: Book, assets: list[str], policy: CreditPolicy) -> list[e.Event]:
    """The assets of an agreement that are new, with which `assets` grows; one that is known counts as it does."""
    events: list[e.Event] = []
    decimals = {policy.currency: policy.decimals} | {name: one.decimals for name, one in policy.collateral.items()}
    for asset, needed in decimals.items():
        if asset not in assets:
            r.new_name(asset)
            events.append(e.AssetListed(asset, needed))
            assets.append(asset)
        elif asset in book.assets:
            listed = book.asset_decimals[book.assets.index(asset)]
            require(listed == needed, Reason.GRID_NOT_ALLOWED,
                    f"expected {listed} decimals of {asset} as it is listed, found {needed}")  # fmt: skip
    return events


def _may_change(book: Book, desk: int, policy: CreditPolicy) -> None:
    """Refuses an agreement in another currency, or one that leaves out what is pledged."""
    name = book.desk_names[desk]
    same = book.assets[int(book.desks.currency[desk])] == policy.currency
    require(same, Reason.TERMS_NOT_ALLOWED, f"expected the currency {name} lends, found {policy.currency}")
    for asset in book.collaterals.asset[book.collaterals.desk == desk].tolist():
        kept = book.assets[asset] in policy.collateral
        require(kept, Reason.TERMS_NOT_ALLOWED, f"expected terms of {book.assets[asset]}, which loans have pledged")


def fund_desk(book: Book, command: c.FundDesk) -> Stages:
    """The lender's money, to be lent or to stand for losses."""
    desk = reading.desk_of(book, command.desk)
    known = command.to in (TILL, RESERVE)
    require(known, Reason.UNKNOWN_ACCOUNT, f"expected {TILL!r} or {RESERVE!r}, found {command.to!r:.60}")
    r.positive_amount(command.amount)
    holder = int((book.desks.till if command.to == TILL else book.desks.reserve)[desk])
    r.can_move(book, reading.outside(book, desk), holder, command.amount)
    yield [e.CashTransferred(reading.outside(book, desk), holder, command.amount, Posting.CREDIT_FUNDING)]
