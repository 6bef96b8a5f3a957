"""What an account owes and what counts against it: it owes one vault at most, and the shares it enabled stand for that.

A debt stands in its loan's row of `debtors`, exactly; its holding has it as a share of the index, for the sweep.
"""

from collections.abc import Mapping
from typing import NamedTuple

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans import reading
from solvent.engine.loans.euler.vaults import Cluster
from solvent.engine.refusal import require
from solvent.fixed import mul_div_up
from solvent.lending.aave.pool import Holding
from solvent.lending.euler.liquidation import Account, adjusted
from solvent.lending.euler.vault import DEBT, Debt, due, units_up
from solvent.lending.scales import RAY
from solvent.reasons import Reason

Holdings = Mapping[int, Holding]
MOST_COLLATERALS = 10  # euler-xyz/ethereum-vault-connector 34bb788 Set.sol SET_MAX_ELEMENTS (read 2026-11-27)


class Counted(NamedTuple):
    """One collateral: units of account, and parts in 10^4 of them that count."""

    value: int
    ltv: int


def debt_of(book: Book, loan: int) -> Debt:
    """A loan's debt as it was last written."""
    row = book.debtor_of.get(loan)
    return Debt() if row is None else Debt(wide(book.debtors, row, "owed"), wide(book.debtors, row, "index"))


def checked_of(book: Book, loan: int) -> int:
    """When a loan was last found to have enough collateral, seconds."""
    row = book.debtor_of.get(loan)
    return 0 if row is None else int(book.debtors.checked_s[row])


def owing_of(holdings: Holdings) -> int:
    """The reserve of the vault that is owed, -1 for none."""
    return next((reserve for reserve, has in holdings.items() if has.owed), -1)


def one_debt(book: Book, who: str, holdings: Holdings, reserve: int) -> None:
    """Refuses to owe a second vault: an account that is checked has one controller.

    Source    euler-xyz/ethereum-vault-connector 34bb788 EthereumVaultConnector.sol checkAccountStatusInternal
              (read 2026-11-27)
    """
    owing = owing_of(holdings)
    name = book.assets[int(book.reserves.asset[owing])]
    require(owing in (-1, reserve), Reason.ONE_DEBT, f"expected one vault that {who} owes, and it owes {name} already")


def enabled(holdings: Holdings) -> list[int]:
    """The reserves whose shares an account enabled as collateral."""
    return [reserve for reserve, has in holdings.items() if has.pledged]


def taken(cluster: Cluster, holdings: Holdings, owing: int, liquidating: bool) -> dict[int, int]:
    """The reserves whose shares count against a debt, and parts in 10^4 of them that do; only their prices are asked.

    Source    euler-xyz/euler-vault-kit 5b98b42 shared/LiquidityUtils.sol getCollateralValue (read 2026-11-27)
    """
    found = {reserve: cluster.ltv(owing, reserve, liquidating)
             for reserve in enabled(holdings) if holdings[reserve].supplied}  # fmt: skip
    return {reserve: ltv for reserve, ltv in found.items() if ltv}


def counted(cluster: Cluster, holdings: Holdings, owing: int, liquidating: bool) -> list[Counted]:
    """What counts against a debt."""
    return [Counted(cluster.share_worth(reserve, holdings[reserve].supplied), ltv)
            for reserve, ltv in taken(cluster, holdings, owing, liquidating).items()]  # fmt: skip


def account_of(cluster: Cluster, holdings: Holdings, debt: Debt, liquidating: bool) -> Account:
    """An account that owes something, as a check of it or a liquidator finds it."""
    owing = owing_of(holdings)
    owed = units_up(due(cluster[owing], debt))
    counts = adjusted(counted(cluster, holdings, owing, liquidating))
    return Account(counts, cluster.worth(owing, owed), owed)


def is_bare(cluster: Cluster, holdings: Holdings, owing: int) -> bool:
    """Whether no share is left of what was enabled and was ever taken for this debt, whatever it counts for.

    Source    euler-xyz/euler-vault-kit 5b98b42 shared/LiquidityUtils.sol checkNoCollateral (read 2026-11-27)
    """
    return not any(holdings[reserve].supplied and cluster.ltv(owing, reserve, False) is not None
                   for reserve in enabled(holdings))  # fmt: skip


def checked(cluster: Cluster, who: str, holdings: Holdings, debt: Debt) -> bool:
    """Whether the account was checked: only one that owes is; refused unless what counts is worth more than its debt.

    Source    euler-xyz/euler-vault-kit 5b98b42 shared/LiquidityUtils.sol checkLiquidity (read 2026-11-27)
    """
    owing = owing_of(holdings)
    if owing < 0:
        return False
    needed = [*taken(cluster, holdings, owing, False), owing]
    reading.priced(cluster.book, {reserve: holdings[reserve] for reserve in needed})
    stands = account_of(cluster, holdings, debt, False)
    require(stands.adjusted > stands.owed_value, Reason.BORROWING_POWER,
            f"{who}: expected collateral that counts for more than {stands.owed_value} base units, found "
            f"{stands.adjusted}")  # fmt: skip
    return True


def scaled(debt: Debt) -> int:
    """A debt as units at an index of 1, rounded up: what its holding has."""
    return mul_div_up(debt.owed, RAY, debt.accumulator * DEBT)


def debtor(loan: int, debt: Debt, checked_s: int) -> e.DebtorChanged:
    """The event that writes what a loan owes."""
    return e.DebtorChanged(loan, str(debt.owed), str(debt.accumulator), checked_s)
