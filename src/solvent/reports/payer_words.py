"""Events about funds by category and the payers that share a loss, as one line of text each."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.columns import rows_of
from solvent.policy import Payer
from solvent.reports import words
from solvent.reports.naming import Names, plain


def _opened(n: Names, x: e.FundOpened) -> str:
    return f"the fund {plain(x.name)} is open in {plain(n.book.assets[x.asset])}"


def _assigned(n: Names, x: e.FundAssigned) -> str:
    return f"the fund of {n.market(x.market)} is {n.bucket(x.bucket) if x.bucket else 'the one of its asset'}"


def _shares(n: Names, x: Any) -> str:
    share = n.bucket_money(x.share, int(n.book.rows.bucket[x.row]))
    return f"of what {n.owner(x.row)} may come to owe, {n.market(n.market_of(x.row))} stands for {share}"


def _drawn(n: Names, x: Any) -> str:
    return f"{n.bucket(x.fund)} pays {n.bucket_money(x.amount, x.bucket)} for {n.bucket(x.bucket)}"


def _contribution(n: Names, x: e.ContributionChanged) -> str:
    verb, way = ("puts", "into") if x.amount > 0 else ("takes", "out of")
    return f"{plain(n.book.account_names[x.account])} {verb} {n.money(abs(x.amount), x.asset)} {way} the default fund"


def _default_fund(n: Names, x: Any) -> str:
    if x.contribution < 0:
        return (
            f"the operator pays {n.money(x.amount, x.asset)} of {n.money(x.left, x.asset)} it puts before contributions"
        )
    who = plain(n.book.account_names[int(n.book.contributions.account[x.contribution])])
    what = f"{n.money(x.amount, x.asset)} of {n.money(x.left, x.asset)} that {who} had put into the default fund"
    return f"{what} pays for {'its own loss' if x.own else 'the losses of others'}"


def _shared(n: Names, x: Any) -> str:
    paid = n.bucket_money(x.amount, x.bucket)
    if x.payer == Payer.OPEN_INTEREST:
        return f"{n.bucket(x.bucket)} is charged {paid} for {n.size(x.measure, x.market)} it has open"
    return f"{n.bucket(x.bucket)} gives {paid} of a profit of the day of {n.bucket_money(x.measure, x.bucket)}"


def _session(_: Names, x: e.SessionBegan) -> str:
    return f"a day's session begins: profits of {words.count(rows_of(x.bucket))} buckets are counted anew"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.FundOpened: _opened,
    e.FundAssigned: _assigned,
    e.LossSharesSet: _shares,
    e.CategoryFundDrawn: _drawn,
    e.ContributionChanged: _contribution,
    e.DefaultFundDrawn: _default_fund,
    e.LossShared: _shared,
    e.SessionBegan: _session,
}
