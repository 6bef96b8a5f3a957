"""Open, called, in default: which of them a loan is from here on, and why. Ours, after agreements that are published.

Four lines, one above another: a sale ends at its target, a call is answered at `cure_to`, a client is called at one of
`calls`, and at `liquidation` a loan is in default whatever the time. Loans have gone wrong between any two of them.
"""

from enum import IntEnum
from typing import NamedTuple

from solvent.lending.credit.hours import deadline
from solvent.lending.credit.ratio import reached, within
from solvent.policy.credit import CreditPolicy


class Standing(IntEnum):
    """Where a loan stands: written into books, so never renumber, only add."""

    OPEN = 0
    CALLED = 1
    DEFAULTED = 2


class Cause(IntEnum):
    """Why a loan is in default."""

    NONE = 0
    LIQUIDATION_LTV = 1
    DEADLINE = 2  # the time of a call is over
    CROSS_DEFAULT = 3  # another loan of the client is


class Ease(IntEnum):
    """Why a call or a default ended, or has more time."""

    CURED = 1
    PARTLY_CURED = 2  # below the first line at the deadline, which is enough where the agreement says so
    RESTORED = 3  # a default, by sale or payment: at the target, or nothing is owed any more
    RELEASED = 4  # no other loan of the client is in default any more
    WAIVED = 5
    EXTENDED = 6


class State(NamedTuple):
    """Where a loan stands.

    level         how many of the lines of calls it has reached, 0 while it is open
    deadline_ns   when the time of its call is over
    waived_ns     nothing is called and nothing defaults before
    """

    standing: Standing = Standing.OPEN
    cause: Cause = Cause.NONE
    level: int = 0
    deadline_ns: int = 0
    waived_ns: int = 0


def judged(terms: CreditPolicy, state: State, debt: int, worth: int, now_ns: int) -> State | Ease:
    """What a loan is from here on: the same, a call, a default, or the way in which one has ended.

    debt, worth   atoms of the currency, as in `ratio`
    """
    if state.standing == Standing.DEFAULTED:
        over = state.cause != Cause.CROSS_DEFAULT and within(debt, worth, terms.sale.target)
        return Ease.RESTORED if over else state
    if now_ns < state.waived_ns:
        return state
    if reached(debt, worth, terms.liquidation):
        return state._replace(standing=Standing.DEFAULTED, cause=Cause.LIQUIDATION_LTV)
    if state.standing == Standing.CALLED:
        if within(debt, worth, terms.cure_to):
            return Ease.CURED
        if now_ns >= state.deadline_ns:
            enough = terms.partial_cure and not reached(debt, worth, first_line(terms))
            return Ease.PARTLY_CURED if enough else state._replace(standing=Standing.DEFAULTED, cause=Cause.DEADLINE)
    return called(terms, state, debt, worth, now_ns)


def first_line(terms: CreditPolicy) -> int:
    """The line (ppm) at which something happens first."""
    return terms.calls[0].at if terms.calls else terms.liquidation


def called(terms: CreditPolicy, state: State, debt: int, worth: int, now_ns: int) -> State:
    """The state after the calls of now: a line that is newly reached gives its time, if that is over sooner."""
    level = sum(reached(debt, worth, call.at) for call in terms.calls)
    if level <= state.level:
        return state
    ends = [deadline(terms.calendar, terms.clock, now_ns, call.cure_ns) for call in terms.calls[state.level : level]]
    earliest = min([*ends, state.deadline_ns] if state.standing == Standing.CALLED else ends)
    return state._replace(standing=Standing.CALLED, level=level, deadline_ns=earliest)
