"""Strangers close the loans of a book after a gap, as far as it pays, until depth is used up.

The loan that owes most comes first. Of its pairs of collateral and debt, and of the sizes at which a tranche of depth
ends, it is the call that leaves its caller most. Prices stay where the gap left them: sales move what is paid for the
collateral, not the oracle.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from solvent.engine.loans.aave.liquidating import Call, called
from solvent.engine.loans.reading import EVERYTHING
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.loanbook.book import Loan, LoanBook
from solvent.lab.loanbook.depth import Depth, lost, used
from solvent.lending.aave.account import Account, balance, debt, owed_value, value
from solvent.lending.aave.liquidation import LEAST_LEFT
from solvent.lending.aave.pool import Holding, Reserve, bonus, category_of
from solvent.lending.profit import gas_in_queue, profit
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS


class Costs(NamedTuple):
    """What a call costs: base units each, ppm of what is repaid; `queue`: ppm of gas more for each call before it."""

    gas: int = 0
    priority: int = 0
    flash: int = 0
    queue: int = 0


class Chance(NamedTuple):
    """A call that somebody could make, and what it leaves him: base units."""

    held: int
    owing: int
    call: Call
    profit: int


class Closed(NamedTuple):
    """What strangers did to one loan.

    after      its values when nobody acts any more
    holdings   scaled, by reserve
    calls      count
    repaid, seized, fee, profit   base units; the fee goes to the treasury
    sold       units by asset
    deficits   units by reserve that nobody owes any more
    """

    account: str
    after: Account
    holdings: dict[int, Holding]
    calls: int
    repaid: int
    seized: int
    fee: int
    profit: int
    sold: dict[str, int]
    deficits: dict[int, int]


class Strangers:
    """Everybody who acts on a book at one set of prices, and the depth they share."""

    def __init__(
        self, book: LoanBook, reserves: Mapping[int, Reserve], depth: Mapping[str, Depth], costs: Costs
    ) -> None:
        self.book, self.reserves, self.costs = book, reserves, costs
        self.depth = dict(depth)
        self.before = 0  # calls that were made before the next one

    def close(self, loan: Loan) -> Closed:
        """Makes every call on a loan that pays, and says what is left."""
        sums, sold, deficits = [0] * 5, dict[str, int](), dict[int, int]()
        while (chance := self.best(loan)) is not None:
            call, of_held, of_debt = chance.call, self.reserves[chance.held], self.reserves[chance.owing]
            if not self.book.alike(chance.held, chance.owing):
                asset = self.book.assets[chance.held]
                self.depth[asset] = used(self.depth[asset], call.seized)
                sold[asset] = sold.get(asset, 0) + call.seized
            repaid = owed_value(self.book.version, of_debt, call.repaid)
            done = (1, repaid, value(of_held, call.seized), value(of_held, call.fee), chance.profit)
            sums = [before + now for before, now in zip(sums, done, strict=True)]
            self.before += 1
            for at, units in call.deficits.items():
                deficits[at] = deficits.get(at, 0) + units
            loan = loan._replace(holdings=call.holdings)
        after = self.book.account(loan, self.reserves)
        calls, repaid, seized, fee, left = sums
        return Closed(loan.account, after, loan.holdings, calls, repaid, seized, fee, left, sold, deficits)

    def best(self, loan: Loan) -> Chance | None:
        """The call on a loan that leaves most, if one leaves anything."""
        chances = [one for one in self._chances(loan) if one.profit > 0]
        return max(chances, key=lambda one: (one.profit, -one.held, -one.owing), default=None)

    def _chances(self, loan: Loan) -> Iterator[Chance]:
        version = self.book.version
        held = {at: balance(version, self.reserves[at], one) for at, one in loan.holdings.items() if one.pledged}
        owed = {at: debt(version, self.reserves[at], one) for at, one in loan.holdings.items()}
        for at in (at for at, units in held.items() if units):
            for owing in (owing for owing, units in owed.items() if units):
                if not (self.book.alike(at, owing) or self.depth.get(self.book.assets[at])):
                    continue  # nobody buys it any more
                whole = self.call(loan, at, owing, EVERYTHING)
                if whole is not None:
                    yield from self._sizes(loan, at, owing, whole)

    def call(self, loan: Loan, held: int, owing: int, wanted: int) -> Call | None:
        """What the protocol would do; none where it refuses. Where too little would be left, less is repaid."""
        book, sides = self.book, (held, owing)
        done = called(book.version, self.reserves, loan.holdings, sides, wanted, book.category(loan))
        if done is Refusal.DUST:
            wanted = min(wanted, self._sparing(loan, held, owing))
            done = called(book.version, self.reserves, loan.holdings, sides, wanted, book.category(loan))
        return None if isinstance(done, Refusal) else done

    def _sparing(self, loan: Loan, held: int, owing: int) -> int:
        """Units of a debt whose repayment leaves as much of both sides as v3 asks for, 0 for none."""
        of_held, of_debt, version = self.reserves[held], self.reserves[owing], self.book.version
        left = [mul_div_up(LEAST_LEFT, one.unit, one.price) for one in (of_held, of_debt)]
        seized = max(balance(version, of_held, loan.holdings[held]) - left[0], 0)
        per = bonus(of_held, category_of(self.book.category(loan), held))
        paid = mul_div_down(seized * of_held.price * of_debt.unit, BPS, of_debt.price * of_held.unit * per)
        return min(max(debt(version, of_debt, loan.holdings[owing]) - left[1], 0), paid)

    def _sizes(self, loan: Loan, held: int, owing: int, whole: Call) -> Iterator[Chance]:
        """The whole call, and those that end with a tranche."""
        free = self.book.alike(held, owing)
        end = 0
        for tranche in () if free else self.depth.get(self.book.assets[held], ()):
            end += tranche.units
            if end >= whole.seized:
                break
            part = self.call(loan, held, owing, mul_div_down(whole.repaid, end, whole.seized))
            if part is not None and part.seized <= end:
                yield self._chance(held, owing, part, 0 if free else self._lost(held, part.seized))
        if free or end >= whole.seized:
            yield self._chance(held, owing, whole, 0 if free else self._lost(held, whole.seized))

    def _lost(self, held: int, units: int) -> int:
        reserve = self.reserves[held]
        found = lost(self.depth[self.book.assets[held]], units, reserve.price, reserve.unit)
        assert found is not None, "a size is within the depth"
        return found

    def _chance(self, held: int, owing: int, call: Call, loss: int) -> Chance:
        sold = value(self.reserves[held], call.seized) - loss
        repaid = owed_value(self.book.version, self.reserves[owing], call.repaid)
        gas = gas_in_queue(self.costs.gas, self.costs.queue, self.before)
        left = profit(sold, repaid, 0, gas, self.costs.priority, self.costs.flash)
        return Chance(held, owing, call, left)
