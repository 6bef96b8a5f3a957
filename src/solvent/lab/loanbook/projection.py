"""Bad debt by gap and liquidity: what falls, what strangers repay, and what is left unbacked, by bearer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lab.loanbook.book import Loan, LoanBook
from solvent.lab.loanbook.closing import Closed, Costs, Strangers
from solvent.lab.loanbook.depth import Depth, scaled
from solvent.lab.loanbook.sweep import Sweep
from solvent.lending.aave.account import Account, debt, owed_value
from solvent.lending.aave.pool import Holding, Reserve
from solvent.reasons import Bearer

Borne = dict[tuple[str, Bearer], int]  # base units by (asset owed, who bears it)


class Cell(NamedTuple):
    """What strangers do at one gap and one liquidity; base units.

    liquidity       ppm of the depth that is there
    calls           count
    repaid          debt that strangers repay
    seized, fee     collateral they receive, and that the treasury does
    profit          what is left to them
    sold            units by asset
    open_loans      still liquidatable when nobody acts any more
    open_debt       what those owe
    borne           bad debt by who bears it: nothing stands behind it at these prices
    """

    liquidity: int
    calls: int
    repaid: int
    seized: int
    fee: int
    profit: int
    sold: dict[str, int]
    open_loans: int
    open_debt: int
    borne: Borne

    @property
    def bad(self) -> int:
        """All bad debt."""
        return sum(self.borne.values())


class Row(NamedTuple):
    """One gap.

    fall         ppm
    loans        liquidatable
    debt         what they owe, base units
    collateral   what they hold
    static       bad debt if nobody acts: what each owes beyond its collateral
    cells        by liquidity
    """

    fall: int
    loans: int
    debt: int
    collateral: int
    static: int
    cells: list[Cell]


def project(
    book: LoanBook, assets: list[str], falls: Sequence[int], depth: Mapping[str, Depth], liquidity: Sequence[int],
    costs: Costs,
) -> list[Row]:  # fmt: skip
    """The grid.

    assets           what falls, against the others
    falls            ppm, each from today's prices
    depth            by asset, at a liquidity of 10^6
    liquidity        ppm of the depth
    """
    sweep, found = Sweep(book), []
    for fall in falls:
        reserves = book.fallen(assets, fall)
        fallen = sorted(sweep.liquidatable(reserves), key=lambda one: (-one[1].debt, book.loans[one[0]].account))
        wholes = [whole for _, whole in fallen]
        loans = [book.loans[place] for place, _ in fallen]
        cells = [_cell(book, reserves, loans, depth, share, costs) for share in liquidity]
        found.append(Row(
            fall, len(fallen), sum(one.debt for one in wholes), sum(one.collateral for one in wholes),
            sum(_beyond(one) for one in wholes), cells,
        ))  # fmt: skip
    return found


def _cell(
    book: LoanBook, reserves: Mapping[int, Reserve], loans: list[Loan], depth: Mapping[str, Depth], share: int,
    costs: Costs,
) -> Cell:  # fmt: skip
    strangers = Strangers(book, reserves, {asset: scaled(one, share) for asset, one in depth.items()}, costs)
    closed = [strangers.close(loan) for loan in loans]
    sold: dict[str, int] = {}
    borne: Borne = {}
    for one in closed:
        for asset, units in one.sold.items():
            sold[asset] = sold.get(asset, 0) + units
        for bearer, part in _borne(book, reserves, one).items():
            borne[bearer] = borne.get(bearer, 0) + part
    still = [one.after for one in closed if one.after.liquidatable]
    return Cell(
        share, sum(one.calls for one in closed), sum(one.repaid for one in closed), sum(one.seized for one in closed),
        sum(one.fee for one in closed), sum(one.profit for one in closed), sold, len(still),
        sum(one.debt for one in still), borne,
    )  # fmt: skip


def _borne(book: LoanBook, reserves: Mapping[int, Reserve], closed: Closed) -> Borne:
    """Bad debt of one loan: deficits that were named, and what it still owes beyond its collateral."""
    found: Borne = {}
    for at, units in closed.deficits.items():
        key = book.assets[at], Bearer.DEFICIT
        found[key] = found.get(key, 0) + owed_value(book.version, reserves[at], units)
    for asset, part in shared(book, reserves, closed.holdings, _beyond(closed.after)).items():
        found[asset, Bearer.SUPPLIERS] = part
    return found


def shared(
    book: LoanBook, reserves: Mapping[int, Reserve], holdings: Mapping[int, Holding], short: int
) -> dict[str, int]:  # fmt: skip
    """What is short, over the assets that are owed by their value; what rounding leaves is of the largest."""
    worth: dict[str, int] = {}
    for at, one in holdings.items():
        if one.owed:
            units = debt(book.version, reserves[at], one)
            worth[book.assets[at]] = worth.get(book.assets[at], 0) + owed_value(book.version, reserves[at], units)
    total = sum(worth.values())
    if not short or not total:
        return {}
    parts = {asset: mul_div_down(short, part, total) for asset, part in worth.items()}
    largest = max(worth, key=lambda asset: worth[asset])
    parts[largest] += short - sum(parts.values())
    return {asset: part for asset, part in parts.items() if part}


def _beyond(whole: Account) -> int:
    """What an account owes beyond all its collateral."""
    return max(whole.debt - whole.collateral, 0)
