"""Liquity v1 and v2: ratios, the caller's part, the pool through liquidations and changes of scale, v2's split."""

from typing import Any

from solvent.lending.liquity import product, split
from solvent.lending.liquity.product import Deposit, Pool
from solvent.lending.liquity.ratio import ratio
from solvent.lending.refusal import Refusal
from tests.vectors.cases import Case, whole
from tests.vectors.lending.reading import numbers
from tests.vectors.registry import Found, adapter


@adapter("liquity_v1", "health", "coll", "debt", "price")
def collateral_ratio(case: Case) -> Found:
    """Collateral over debt."""
    return {"cr": ratio(*numbers(case, "coll", "debt", "price"))}


@adapter("liquity_v1", "bonus", "coll")
def caller(case: Case) -> Found:
    """What the caller gets of the collateral."""
    return {"gas_comp": split.v1(1, case.whole("coll"), 0).to_caller}


class Depositors:
    """A pool and who put what in, as the tests of the protocol drive them."""

    def __init__(self) -> None:
        self.pool = Pool()
        self.held: dict[str, Deposit] = {}

    def change(self, name: str, amount: int) -> None:
        """Adds to a deposit, or takes from it (below 0) at most what is left."""
        left = product.compounded(self.pool, self.held[name]) if name in self.held else 0
        new = max(left + amount, 0)
        self.pool = self.pool._replace(deposits=self.pool.deposits + new - left)
        self.held[name] = product.deposit(self.pool, new)

    def liquidate(self, debt: int, collateral: int) -> None:
        """A trove against the pool, less the caller's part."""
        done = split.v1(debt, collateral, split.offsettable(self.pool.deposits))
        after = product.offset(self.pool, done.offset, done.to_pool)
        assert not isinstance(after, Refusal)
        self.pool = after

    def told(self, names: list[str]) -> dict[str, int]:
        """The state of the pool and of some deposits."""
        state = {"total": self.pool.deposits, "P": self.pool.product, "scale": self.pool.scale}
        return state | {name: product.compounded(self.pool, self.held[name]) for name in names}


@adapter("liquity_v1", "bad_debt", "deposits", "liquidations", "report")
def liquidations(case: Case) -> Found:
    """Deposits, then liquidations, then what each has lost and gained."""
    all_of_them = Depositors()
    for name, amount in case.inputs["deposits"].items():
        all_of_them.change(name, whole(amount))
    for debt, collateral in case.inputs["liquidations"]:
        all_of_them.liquidate(whole(debt), whole(collateral))
    pool, held = all_of_them.pool, all_of_them.held
    return {
        name: {"deposit": product.compounded(pool, held[name]), "eth": product.gained(pool, held[name])}
        for name in case.inputs["report"]
    }


@adapter("liquity_v1", "bad_debt", "events")
def path(case: Case) -> Found:
    """Deposits, withdrawals and liquidations in the order given, with reports in between."""
    all_of_them, reports = Depositors(), []
    event: list[Any]
    for event in case.inputs["events"]:
        match event:
            case ["deposit", name, amount]:
                all_of_them.change(name, whole(amount))
            case ["withdraw", name, amount]:
                all_of_them.change(name, -whole(amount))
            case ["liquidate", debt, collateral]:
                all_of_them.liquidate(whole(debt), whole(collateral))
            case ["report", names]:
                reports.append(all_of_them.told(names))
    return {"reports": reports}


def divided(case: Case) -> Found:
    """Which part of a trove of v2 goes where."""
    done = split.v2(*numbers(case, "debt", "coll", "sp", "price", "pen_sp", "pen_redist"))
    return {
        "debt_offset": done.offset,
        "coll_to_sp": done.to_pool,
        "coll_gas": done.to_caller,
        "debt_redist": done.debt,
        "coll_redist": done.collateral,
        "surplus": done.surplus,
    }


for kind in ("bad_debt", "liquidation_amount"):
    adapter("liquity_v2", kind, "debt", "coll", "sp", "price", "pen_sp", "pen_redist")(divided)
