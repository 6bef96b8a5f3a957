"""What happened to a client's loans at credit desks: the calls, until when, what was sold, and who bears the rest."""

from solvent import events as e
from solvent.book import Book
from solvent.engine.credit import reading
from solvent.lending.credit.calls import Standing
from solvent.lending.credit.ratio import loan_to_value
from solvent.reports.credit_words import loan, moment, money, share
from solvent.reports.naming import spoken
from solvent.reports.telling import Moment
from solvent.reports.wording import event_line

# What is told, and what it is about; "trigger" is what began a closing.
KINDS: dict[type[e.Event], str] = {
    e.CreditCalled: "trigger",
    e.CreditDefaulted: "trigger",
    e.SaleDue: "trigger",
    e.CollateralSold: "trigger",
    e.CreditEased: "end",
    e.LossBorne: "loss",
}


def tell(now: Moment, event: e.Event, account: str) -> None:
    """Tells an event of a loan of the account, once it is written."""
    if isinstance(event, e.CreditChanged):
        kind = "loss" if event.stands_in >= 0 else None  # every payment is one too
    else:
        kind = KINDS.get(type(event))
    if kind is None or (isinstance(event, e.SaleDue) and event.pledge < 0):
        return
    credit = event.credit if hasattr(event, "credit") else int(now.book.pledges.credit[event.pledge])  # type: ignore[attr-defined]
    if now.book.account_names[int(now.book.credits.account[credit])] == account:
        line = event_line(now.names, event)
        now.say(kind, f"{line[:1].upper()}{line[1:]}.")


def stand(now: Moment, account: str) -> None:
    """How the account's loans stand at the end."""
    book, names = now.book, now.names
    for credit in _credits(book, account):
        owes = reading.owing(book, credit, book.now_ns)
        standing = Standing(int(book.credits.standing[credit]))
        how = f"ends {spoken(standing.name)} with {money(names, owes.debt, credit)} owed"
        if owes.debt:
            how += f", a loan to value of {share(loan_to_value(owes.debt, owes.worth))}"
        if standing == Standing.CALLED:
            how += f", called until {moment(int(book.credits.deadline_ns[credit]))}"
        if claim := int(book.credits.claim[credit]):
            how += f" and {money(names, claim, credit)} claimed"
        now.say("standing", f"{loan(names, credit)[:1].upper()}{loan(names, credit)[1:]} {how}.")


def _credits(book: Book, account: str) -> list[int]:
    number = book.account_of[account]
    return [credit for credit in range(book.credits.n) if int(book.credits.account[credit]) == number]
