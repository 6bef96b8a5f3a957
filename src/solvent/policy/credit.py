"""What the agreement of a credit desk says: when it calls, how long a client has, what it sells, who bears the rest."""

from enum import IntEnum
from itertools import pairwise
from typing import Any

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64
from solvent.policy.written import written
from solvent.units import MAX_AMOUNT, MAX_DECIMALS, PPM

DAYS = 7
DAY_MINUTES = 1_440
LEAST_LTV = 100_000  # ppm: what is missing in collateral then fits into an amount
LONGEST_CURE_NS = 720 * 3_600 * 10**9
LEAST_WEEK_MINUTES = 60  # so that the longest term ends within fourteen years


class Clock(IntEnum):
    """What a client's time is counted in."""

    HOURS = 1
    BUSINESS_HOURS = 2  # only while the desk is open


class Venue(IntEnum):
    """Where collateral is sold."""

    MARKET = 1
    OTC = 2  # to a bidder, not below a reserve price


class CalendarPolicy(msgspec.Struct, frozen=True, array_like=True):
    """When a desk is open, UTC.

    hours      by weekday, Monday first: minutes of the day from which and to which; two equal ones: closed
    holidays   days since 1970 on which it is closed, ascending
    """

    hours: tuple[tuple[Int64, Int64], ...] = ((0, DAY_MINUTES),) * DAYS
    holidays: tuple[Int64, ...] = ()

    def __post_init__(self) -> None:
        good = len(self.hours) == DAYS and all(0 <= opens <= closes <= DAY_MINUTES for opens, closes in self.hours)
        if not good or sum(closes - opens for opens, closes in self.hours) < LEAST_WEEK_MINUTES:
            raise BadRulebook(f"expected hours of seven days, an hour a week at least, found {self.hours}")
        if list(self.holidays) != sorted(set(self.holidays)):
            raise BadRulebook(f"expected holidays in order, each once, found {self.holidays}")


class CallPolicy(msgspec.Struct, frozen=True, array_like=True):
    """A line at which the client is called. at: ppm of loan to value; cure_ns: ns the client has from then on."""

    at: Int64
    cure_ns: Int64


class PledgePolicy(msgspec.Struct, frozen=True, array_like=True):
    """An asset that is taken as collateral. decimals: of its atom, at most 9; haircut: ppm of its price."""

    decimals: Int64
    haircut: Int64 = 0

    def __post_init__(self) -> None:
        if not (0 <= self.decimals <= MAX_DECIMALS and 0 <= self.haircut < PPM):
            raise BadRulebook(f"expected 0 to {MAX_DECIMALS} decimals and a haircut below 100 %, found {self}")


class SalePolicy(msgspec.Struct, frozen=True, array_like=True):
    """How collateral of a loan in default is sold.

    venue        where
    target       ppm of loan to value at which a sale ends; 0: the whole debt is repaid
    full_below   atoms: a sale that would leave less debt than this repays all of it
    discount     ppm of the price that a sale is assumed to lose, when it is sized
    fee          ppm of what a sale brings, for the desk
    floor        ppm of the price below which a bid is not taken; OTC only
    open_only    sales fall due only while the desk is open
    """

    venue: Venue
    target: Int64 = 0
    full_below: Int64 = 0
    discount: Int64 = 0
    fee: Int64 = 0
    floor: Int64 = 0
    open_only: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.discount < PPM and 0 <= self.fee < PPM and 0 <= self.full_below <= MAX_AMOUNT):
            raise BadRulebook(f"expected a discount and a fee below 100 %, found {self}")
        if not (0 < self.floor <= PPM if self.venue == Venue.OTC else self.floor == 0):
            raise BadRulebook(f"expected a reserve price of a sale OTC, above 0 % and at most 100 %, found {self}")


class CreditPolicy(msgspec.Struct, frozen=True, array_like=True):
    """One agreement, compiled.

    content_hash         of the text it was compiled from, hexadecimal
    lender               who bears what nobody else does, by name
    currency, decimals   of the debt
    initial              ppm of loan to value up to which is lent and collateral returned
    calls                lines in ascending order, the later the more urgent; none: nobody is called
    liquidation          ppm, at which a loan is in default whatever the time
    cure_to              ppm, at which a call is answered
    partial_cure         whether being below the first line at the deadline is enough
    clock, calendar      how the time of a call is counted
    sale                 what follows a default
    collateral           by asset, in the order in which it is sold
    rate, default_rate   ppm a year of the principal, and on top of it in default
    cross_default        whether the default of one loan is that of all the client has here
    set_off              whether what one loan lacks is laid on another that has more than it owes
    recourse             whether the client still owes what collateral did not cover
    """

    name: str
    content_hash: str
    lender: str
    currency: str
    decimals: Int64
    initial: Int64
    calls: tuple[CallPolicy, ...]
    liquidation: Int64
    cure_to: Int64
    partial_cure: bool
    clock: Clock
    calendar: CalendarPolicy
    sale: SalePolicy
    collateral: dict[str, PledgePolicy]
    rate: Int64 = 0
    default_rate: Int64 = 0
    cross_default: bool = False
    set_off: bool = False
    recourse: bool = True

    def __post_init__(self) -> None:
        if not (self.lender and self.currency and self.collateral and self.currency not in self.collateral):
            raise BadRulebook("expected a lender, a currency, and collateral in other assets than the currency")
        if not 0 <= self.decimals <= MAX_DECIMALS:
            raise BadRulebook(f"expected 0 to {MAX_DECIMALS} decimals of {self.currency}, found {self.decimals}")
        if not (0 <= self.rate <= PPM and 0 <= self.default_rate <= PPM):
            raise BadRulebook(f"expected rates from 0 % to 100 % a year, found {self.rate} and {self.default_rate} ppm")
        if self.set_off and not self.cross_default:
            raise BadRulebook("expected cross_default beside set_off: only loans in default stand in for one another")
        self._lines()
        for asset, terms in self.collateral.items():
            kept = (PPM - self.sale.discount) * (PPM - self.sale.fee)
            if kept <= self.sale.target * (PPM - terms.haircut):
                raise BadRulebook(f"expected a target that a sale of {asset} can reach: what it brings, less discount "
                                  f"and fee, must be more than target x (1 - haircut)")  # fmt: skip

    def _lines(self) -> None:
        """Refuses lines that are not one above another, and times nobody has."""
        lines = [self.cure_to, *(call.at for call in self.calls)]
        rising = all(lower < upper for lower, upper in pairwise(lines))
        if not (self.cure_to >= LEAST_LTV and rising and lines[-1] <= self.liquidation <= PPM):
            raise BadRulebook(f"expected 10 % <= cure_to < calls <= liquidation <= 100 %, found {lines} and "
                              f"{self.liquidation} ppm")  # fmt: skip
        if not 0 < self.initial < (lines[1] if self.calls else self.liquidation):
            raise BadRulebook(f"expected an initial loan to value below the first line, found {self.initial} ppm")
        if not (0 <= self.sale.target <= self.cure_to < self.liquidation):
            raise BadRulebook(f"expected a sale to end at or below where a call is answered, found {self.sale.target}")
        if not all(0 < call.cure_ns <= LONGEST_CURE_NS for call in self.calls):
            raise BadRulebook("expected a time to cure above 0 and of at most 720 h")

    def cells(self) -> list[Any]:
        """The policy as it is written, like `Policy.cells`."""
        cells: list[Any] = written(self, _FIRST_FIELDS)
        return cells


_FIRST_FIELDS: dict[type, int] = {
    CalendarPolicy: 2, CallPolicy: 2, PledgePolicy: 2, SalePolicy: 7, CreditPolicy: 19,
}  # fmt: skip
