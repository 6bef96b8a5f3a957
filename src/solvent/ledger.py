"""Double entry: every unit of money stands in exactly one holder, and moves by one verb.

A holder is a client's bucket or one of the house's own accounts. The sum of all balances of an asset is 0 at all times:
what came in is owed to the outside. A posting between two classes of holder needs a reason that is permitted for them.
"""

from enum import IntEnum

import numpy as np

from solvent.columns import Cells, Columns, Int64Array, as_column, total
from solvent.errors import InvariantBroken
from solvent.fixed import mul_div_down
from solvent.reasons import Posting
from solvent.units import INT64_MAX, MAX_AMOUNT


class Holder(IntEnum):
    """The classes of account."""

    CLIENT = 1
    HOUSE = 2  # the operator's own money
    FUND = 3  # insurance
    FEE = 4
    POOL = 5  # shared money: the clearing pool, a backstop vault
    WORLD = 6  # everything outside
    RESERVE = 7  # the cash of one asset of a lending pool; a credit desk's money, and what is pledged to it


GRAIN = 10**9  # parts of an atom in which `fine` counts
C, H, F, E, P, W, R = Holder
_TRADES = {Posting.TRADE, Posting.LIQUIDATION_FILL, Posting.DELEVERAGING}
_TAKEN = {Posting.TAKEOVER, Posting.DELEVERAGING}
_EXCHANGED = {Posting.COIN_EXCHANGE}
_LOSSES = {Posting.SOCIALISED_LOSS, Posting.OPEN_INTEREST_CHARGE}
_SHARED = {Posting.FUNDING} | _LOSSES
_TROVES_TAKE = {Posting.COIN_SET_ASIDE, Posting.COIN_MINTED}
_TROVES_GIVE = {Posting.COIN_BURNT, Posting.POOL_GAIN, Posting.LOAN_SURPLUS, Posting.COIN_REDEMPTION}
_TROVES_GIVE |= {Posting.REDEMPTION_FEE}
_AUCTIONS_GIVE = {Posting.AUCTION_SALE, Posting.AUCTION_LEFTOVER}
_DESK_TAKES = {Posting.CREDIT_FUNDING, Posting.COLLATERAL_POSTED, Posting.CREDIT_REPAID, Posting.COLLATERAL_SALE}
_DESK_GIVES = {Posting.COLLATERAL_RETURNED, Posting.CREDIT_DRAWN, Posting.COLLATERAL_SALE}
_BOUGHT = {Posting.STOREFRONT_PAYMENT, Posting.RESERVES_ADDED}
_BOTH_WAYS = {Posting.BAND_TRADE, Posting.VAULT_REVENUE}
_SOLD = {Posting.STOREFRONT_SALE, Posting.RESERVES_WITHDRAWN}
PERMITTED: dict[tuple[Holder, Holder], frozenset[Posting]] = {
    key: frozenset(reasons)
    for key, reasons in {
        (W, C): {Posting.DEPOSIT} | _TRADES | _EXCHANGED,
        (C, W): {Posting.WITHDRAWAL} | _TRADES | _EXCHANGED,
        (W, F): {Posting.INSURANCE_CONTRIBUTION} | _TRADES,
        (F, W): _TRADES,
        (W, H): {Posting.DEPOSIT},
        (W, P): {Posting.DEPOSIT, Posting.FUNDING} | _TRADES,
        (P, W): {Posting.FUNDING} | _TRADES,
        (C, C): {Posting.TRANSFER} | _TRADES,
        (C, E): {Posting.TAKER_FEE, Posting.EXCHANGE_FEE},
        (W, E): {Posting.TAKER_FEE},
        (F, E): {Posting.TAKER_FEE},
        (P, E): {Posting.TAKER_FEE},
        (C, H): {Posting.TAKER_FEE, Posting.INTEREST},
        (C, F): {Posting.LIQUIDATION_FEE, Posting.LEFTOVER_MARGIN, Posting.DEFAULT_FUND_CONTRIBUTION} | _TAKEN,
        (F, C): {Posting.INSURANCE_DRAW, Posting.DEFAULT_FUND_DRAW, Posting.DEFAULT_FUND_RETURN} | _TAKEN,
        (C, P): _SHARED | _TAKEN,
        (P, C): _SHARED | _TAKEN,
        (P, F): {Posting.FUNDING_RESIDUAL, Posting.FUNDING, Posting.INSURANCE_DRAW} | _LOSSES | _TAKEN,
        (F, P): {Posting.FUNDING, Posting.INSURANCE_DRAW, Posting.DEFAULT_FUND_DRAW} | _TAKEN,
        (P, P): _SHARED | _TAKEN,
        (H, C): {Posting.OPERATOR_PAYMENT, Posting.BAD_DEBT},
        (H, F): {Posting.OPERATOR_PAYMENT, Posting.BAD_DEBT},
        (H, P): {Posting.OPERATOR_PAYMENT, Posting.BAD_DEBT},
        (W, R): {Posting.LOAN_SUPPLY, Posting.LOAN_REPAYMENT, Posting.LOAN_LIQUIDATION}
        | _DESK_TAKES
        | _TROVES_TAKE
        | _BOTH_WAYS
        | _BOUGHT,
        (R, W): {Posting.LOAN_REDEMPTION, Posting.LOAN_BORROWING, Posting.LOAN_SEIZURE}
        | _DESK_GIVES
        | _TROVES_GIVE
        | _AUCTIONS_GIVE
        | _BOTH_WAYS
        | _SOLD,
        (R, R): {Posting.CREDIT_LOSS},
        (R, E): {Posting.LIQUIDATION_FEE},
    }.items()
}
_TABLE = np.zeros((len(Holder) + 1, len(Holder) + 1, max(Posting) + 1), bool)
for (_source, _target), _reasons in PERMITTED.items():
    for _reason in _reasons:
        _TABLE[_source, _target, _reason] = True


def _not_permitted(source: int, target: int, posting: int) -> str:
    return f"{Posting(posting).name} is no permitted reason for {Holder(source).name} to {Holder(target).name}"


class Ledger(Columns):
    """The holders.

    holder    index of Holder
    asset     index of the asset, the same for both sides of a posting
    balance   atoms, signed: a position's cost is paid out of it, so a healthy long may stand below 0
    fine      beside it, 0 to GRAIN - 1 parts of an atom: the balance is the floor of what is held exactly
    """

    holder: Int64Array
    asset: Int64Array
    balance: Int64Array
    fine: Int64Array
    LATER = ("fine",)

    def transfer(self, source: Cells, target: Cells, amount: Cells, posting: Cells, fine: Cells = 0) -> None:
        """Moves atoms, one row or many; every amount above 0, every posting permitted, every balance within limits.

        fine   parts of an atom on top, of a single row
        """
        if isinstance(fine, int) and fine:
            self._exact(int(source), int(target), int(amount), int(posting), fine)
        elif (
            isinstance(source, int) and isinstance(target, int) and isinstance(amount, int) and isinstance(posting, int)
        ):
            self._one(source, target, amount, posting)
        else:
            self._many(as_column(source), as_column(target), as_column(amount), as_column(posting))
        self.touch(source)
        self.touch(target)

    def exact(self, holder: int) -> int:
        """A balance in parts of an atom."""
        return int(self.balance[holder]) * GRAIN + int(self.fine[holder])

    def _exact(self, source: int, target: int, amount: int, posting: int, fine: int) -> None:
        if not 0 < fine < GRAIN:
            raise InvariantBroken(f"expected fewer than {GRAIN} parts of an atom, found {fine}")
        self._permitted(source, target, amount + 1, posting)
        moved = amount * GRAIN + fine
        for holder, change in ((source, -moved), (target, moved)):
            parts = self.exact(holder) + change
            balance = mul_div_down(parts, 1, GRAIN)
            if abs(balance) > MAX_AMOUNT:
                raise InvariantBroken(f"a balance left the range of {MAX_AMOUNT} atoms")
            self.balance[holder], self.fine[holder] = balance, parts - balance * GRAIN

    def _permitted(self, source: int, target: int, amount: int, posting: int) -> None:
        self._refuse(amount, int(self.asset[source]), int(self.asset[target]))
        pair = int(self.holder[source]), int(self.holder[target])
        if not _TABLE[pair[0], pair[1], posting]:
            raise InvariantBroken(_not_permitted(*pair, posting))

    def _one(self, source: int, target: int, amount: int, posting: int) -> None:
        self._permitted(source, target, amount, posting)
        for holder, change in ((source, -amount), (target, amount)):
            balance = int(self.balance[holder]) + change
            if abs(balance) > MAX_AMOUNT:
                raise InvariantBroken(f"a balance left the range of {MAX_AMOUNT} atoms")
            self.balance[holder] = balance

    def _many(self, sources: Int64Array, targets: Int64Array, amounts: Int64Array, postings: Int64Array) -> None:
        assets = self.asset[sources], self.asset[targets]
        apart = np.flatnonzero(assets[0] != assets[1])
        worst = int(apart[0]) if len(apart) else int(np.argmin(amounts))
        self._refuse(int(amounts[worst]), int(assets[0][worst]), int(assets[1][worst]))
        allowed = _TABLE[self.holder[sources], self.holder[targets], postings]
        if not allowed.all():
            first = int(np.argmin(allowed))
            pair = int(self.holder[sources[first]]), int(self.holder[targets[first]])
            raise InvariantBroken(_not_permitted(*pair, int(postings[first])))
        if total(amounts) > INT64_MAX - MAX_AMOUNT:  # below that no balance wraps on its way
            raise InvariantBroken(f"one event moves at most {INT64_MAX - MAX_AMOUNT} atoms, found {total(amounts)}")
        np.subtract.at(self.balance, sources, amounts)
        np.add.at(self.balance, targets, amounts)
        if (np.abs(self.balance[sources]) > MAX_AMOUNT).any() or (np.abs(self.balance[targets]) > MAX_AMOUNT).any():
            raise InvariantBroken(f"a balance left the range of {MAX_AMOUNT} atoms")

    @staticmethod
    def _refuse(amount: int, paid_in: int, received_in: int) -> None:
        if amount <= 0:
            raise InvariantBroken(f"a transfer moves more than 0 atoms, found {amount}")
        if paid_in != received_in:
            raise InvariantBroken("a transfer moves one asset, found two")

    def unbalanced(self) -> int:
        """The sum of all balances in parts of an atom, 0 while money is conserved (transfers never cross assets)."""
        return int(self.balance.sum()) * GRAIN + int(self.fine.sum())

    def by_asset(self) -> dict[int, int]:
        """The sum of balances per asset index, exactly: in parts of an atom."""
        totals: dict[int, int] = {}
        for holder, asset in enumerate(self.asset.tolist()):
            totals[asset] = totals.get(asset, 0) + self.exact(holder)
        return totals
