"""Credit desks: every number an event states is what stands in the book afterwards."""

import msgspec

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, name_hash
from solvent.ledger import Holder
from solvent.lending.credit.calls import Cause, Ease, Standing
from solvent.policy import CreditPolicy
from solvent.reasons import Bearer

_policy_decoder = msgspec.msgpack.Decoder(CreditPolicy)


@writes(e.CreditAdopted)
def _adopted(book: Book, event: e.CreditAdopted) -> None:
    policy, d, desk = _policy_decoder.decode(event.policy), book.desks, event.desk
    if desk == d.n:
        till, reserve = (_holder(book, event.currency) for _ in range(2))
        d.append(name=name_hash(event.name), currency=event.currency, till=till, reserve=reserve)
        book.desk_names.append(event.name)
        book.agreements.append(policy)
    book.agreements[desk] = policy
    d.rulebook[desk], d.content_hash[desk] = name_hash(policy.name), name_hash(event.content_hash)
    d.touch(desk)


def _holder(book: Book, asset: int) -> int:
    """A new holder of an asset that is nobody's account."""
    bucket = book.ledger.append(holder=int(Holder.RESERVE), asset=asset)
    book.buckets.append(account=-1, market=-1, next=-1, head=-1)
    return bucket


@writes(e.CollateralSet)
def _collateral(book: Book, event: e.CollateralSet) -> None:
    t = book.collaterals
    if event.collateral == t.n:
        t.append(desk=event.desk, asset=event.asset)
    t.follows[event.collateral] = event.market + 1
    t.touch(event.collateral)


@writes(e.CollateralPriced)
def _priced(book: Book, event: e.CollateralPriced) -> None:
    book.collaterals.price[event.collateral] = event.price
    book.collaterals.touch(event.collateral)


@writes(e.CreditOpened)
def _opened(book: Book, event: e.CreditOpened) -> None:
    credit = book.credits.append(desk=event.desk, account=event.account, name=name_hash(event.name), head=-1)
    book.credit_of[event.desk, event.name] = credit
    book.credit_names.append(event.name)


@writes(e.PledgeOpened)
def _pledge(book: Book, event: e.PledgeOpened) -> None:
    last = max(book.pledges_of(event.credit), default=-1)
    bucket = _holder(book, int(book.collaterals.asset[event.collateral]))
    pledge = book.pledges.append(credit=event.credit, collateral=event.collateral, bucket=bucket, next=-1)
    if last < 0:
        book.credits.head[event.credit] = pledge
        book.credits.touch(event.credit)
    else:
        book.pledges.next[last] = pledge
        book.pledges.touch(last)


@writes(e.CreditChanged)
def _changed(book: Book, event: e.CreditChanged) -> None:
    _write(book, event.credit, principal=event.principal, interest=event.interest, since_ns=event.since_ns)


@writes(e.CreditCalled)
def _called(book: Book, event: e.CreditCalled) -> None:
    standing = int(Standing.CALLED)
    _write(book, event.credit, standing=standing, level=event.level, deadline_ns=event.deadline_ns)


@writes(e.CreditDefaulted)
def _defaulted(book: Book, event: e.CreditDefaulted) -> None:
    _write(book, event.credit, standing=int(Standing.DEFAULTED), cause=event.cause)


@writes(e.CreditEased)
def _eased(book: Book, event: e.CreditEased) -> None:
    if event.ease == Ease.EXTENDED:
        _write(book, event.credit, deadline_ns=event.until_ns)
        return
    _write(book, event.credit, standing=int(Standing.OPEN), cause=int(Cause.NONE), level=0, deadline_ns=0)
    if event.ease == Ease.WAIVED:
        _write(book, event.credit, waived_ns=event.until_ns)


@writes(e.SaleDue)
def _due(book: Book, event: e.SaleDue) -> None:
    _write(book, event.credit, due=event.pledge + 1, due_amount=event.amount, floor=event.floor)


@writes(e.LossBorne)
def _loss(book: Book, event: e.LossBorne) -> None:
    name = "by_reserve" if event.bearer == Bearer.RESERVE else "by_lender"
    borne = int(getattr(book.credits, name)[event.credit]) + event.amount
    _write(book, event.credit, claim=event.claim, **{name: borne})


def _write(book: Book, credit: int, **cells: int) -> None:
    for name, value in cells.items():
        getattr(book.credits, name)[credit] = value
    book.credits.touch(credit)
