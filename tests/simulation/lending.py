"""A lending pool beside the perpetuals of a random house: what comes in, and the laws of loans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans import reading, watching
from solvent.policy import LendingPolicy, Protocol, ReservePolicy
from tests.loans import (
    DOLLAR,
    ETHER,
    MODES,
    OTHER,
    POOL,
    PRICES,
    RESERVES,
    STABLE,
    VERSIONS,
    WAD,
    lending,
)
from tests.simulation.clusters import taken

if TYPE_CHECKING:
    from tests.simulation.house import House

SWEEPING = (c.ObserveOracle, c.ObserveOracles, c.AdvanceTime, c.AdoptLending)
LENT = {ETHER: 10**18, DOLLAR: 10**6, OTHER: 10**8}
NONSENSE = ("", "-1", "1.5", "nan", "0", "1e9", "9" * 39, "all", "１")  # a digit, but not ours


def opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A pool, its prices, and somebody who lends."""
    yield house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house))
    for asset, price in PRICES.items():
        yield house.stamp(c.ObserveOracle, pool=POOL, asset=asset, price=str(price))
    for asset, whole in LENT.items():
        yield house.stamp(c.Supply, pool=POOL, account=accounts[0], asset=asset, amount=str(100 * whole + 7))


def _rules(house: House, name: str = "aave", **reserves: ReservePolicy) -> LendingPolicy:
    """Each version in turn, with an e-mode, a fee and caps from v3 on."""
    version = VERSIONS[house.seed // 3 % len(VERSIONS)]
    terms = reserves or RESERVES
    if version != Protocol.AAVE_V2:
        terms = {asset: replace(one, fee=1_000, supply_cap=10**4, borrow_cap=10**4) for asset, one in terms.items()}
    modes = MODES if version != Protocol.AAVE_V2 and OTHER in terms else None
    return lending(name, 18, version, modes, **terms)


def lent(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about loans, which need not be accepted."""
    r = house.loans
    asset, what = r.choice(list(LENT)), r.randrange(23)
    place = {"pool": POOL, "account": r.choice(accounts), "asset": asset}
    amount = str(LENT[asset] * r.randint(1, 10**6) // r.choice([1, 10**3, 10**6, 10**9]) + 1)
    if r.random() < 0.1:
        amount = r.choice(NONSENSE)
    if what < 4:
        return house.stamp(c.Supply, **place, amount=amount)
    if what < 6:
        return house.stamp(c.Redeem, **place, amount=r.choice([amount, "all"]))
    if what < 10:
        most = _power(house.book, place["account"], asset) if r.random() < 0.7 else 0
        return house.stamp(c.Borrow, **place, amount=str(most * r.choice([95, 99, 100]) // 100 or amount))
    if what < 12:
        return house.stamp(c.Repay, **place, amount=r.choice([amount, "all"]))
    if what == 12:
        return house.stamp(c.SetCollateral, **place, pledged=r.random() < 0.6)
    if what == 13:
        return house.stamp(c.LoadLoan, **place, supplied=amount, owed=r.choice(["0", "0", "1", amount]))
    if what < 16:
        moved = PRICES[asset] * r.randint(30, 170) // 100 if r.random() < 0.9 else r.choice([1, 10**38, WAD])
        if r.random() < 0.3:
            return house.stamp(c.ObserveOracles, pool=POOL, assets=[asset, ETHER], prices=[str(moved), amount])
        return house.stamp(c.ObserveOracle, pool=POOL, asset=asset, price=str(moved))
    if what == 16:
        market = r.choice(["A-USD", "D-COIN", "", "no such market"])
        follow = house.stamp(c.FollowIndex, pool=POOL, asset=asset, market=market)
        return _other_terms(house) if r.random() < 0.3 else follow
    if what == 17:
        return house.stamp(c.LiquidateLoan, pool=r.choice([POOL, "no such pool"]), account=r.choice(accounts),
                           collateral=asset, debt=r.choice([*LENT, "EUR"]), amount=amount)  # fmt: skip
    if what == 18:
        return house.stamp(c.SetCategory, pool=POOL, account=place["account"], category=r.choice([STABLE, "", "none"]))
    if what == 19:
        return house.stamp(c.PauseReserve, pool=POOL, asset=asset, paused=r.random() < 0.2, grace_s=r.choice([0, 60]))
    if what == 20:
        return house.stamp(c.CoverDeficit, **place, amount=r.choice([amount, "all"]))
    return _liquidation(house) or house.stamp(c.AdvanceTime)


def _power(book: Book, account: str, asset: str) -> int:
    """Units an account may about borrow, 0 where it has no collateral."""
    loan = book.loan_of.get((0, book.account_of[account]))
    whole = watching.standing(book, loan) if loan is not None else None
    reserve = book.reserve_of[0, book.assets.index(asset)]
    base = max(whole.collateral * whole.ltv // 10**4 - whole.debt, 0) if whole else 0
    return base * LENT[asset] // wide(book.reserves, reserve, "price")


def _other_terms(house: House) -> c.Command:
    """Another threshold, a reserve that is frozen, or terms that leave one out."""
    r, reserves = house.loans, dict(RESERVES)
    reserves[ETHER] = replace(reserves[ETHER], threshold=r.choice([8_000, 8_250, 9_000]))
    if r.random() < 0.3:
        del reserves[OTHER]
    return house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house, f"terms{r.randint(1, 9)}", **reserves))


def _liquidation(house: House) -> c.Command | None:
    """A loan that may be liquidated is, by half or wholly, for one of its collaterals."""
    book, r = house.book, house.loans
    ripe = [loan for loan in range(book.loans.n) if book.loans.liquidatable[loan]]
    if not ripe:
        return None
    loan = r.choice(ripe)
    held = reading.holdings_of(book, loan)
    names = {reserve: book.assets[int(book.reserves.asset[reserve])] for reserve in held}
    collateral = [names[reserve] for reserve, holding in held.items() if holding.supplied and holding.pledged]
    debts = [names[reserve] for reserve, holding in held.items() if holding.owed]
    if not collateral or not debts:
        return None
    account = book.account_names[int(book.loans.account[loan])]
    return house.stamp(c.LiquidateLoan, pool=POOL, account=account, collateral=r.choice(collateral),
                       debt=r.choice(debts), amount=r.choice(["all", "all", "1000000000"]))  # fmt: skip


def amiss(book: Book, command: c.Command) -> list[str]:
    """What does not hold of loans: totals, cash, who is flagged, who bears what."""
    found = []
    for reserve in range(book.reserves.n):
        rows = [row for row in range(book.holdings.n) if book.holdings.reserve[row] == reserve]
        for name, more in (("supplied", wide(book.reserves, reserve, "treasury")), ("owed", 0)):
            summed = sum(wide(book.holdings, row, name) for row in rows) + more
            if summed != wide(book.reserves, reserve, name):
                found.append(f"reserve {reserve} is {name} {wide(book.reserves, reserve, name)}, its loans {summed}")
        parts, one = book.ledger.exact(int(book.reserves.bucket[reserve])), reading.parts_of(book, reserve, 1)
        if parts < 0 or parts % one:
            found.append(f"reserve {reserve} has {parts} parts of an atom, {one} are a unit")
    for loan in range(book.loans.n):
        swept = isinstance(command, SWEEPING) and getattr(command, "pool", whose(book, loan)) == whose(book, loan)
        found += _flagged(book, loan, swept)
    return found


def whose(book: Book, loan: int) -> str:
    """The pool of a loan."""
    return book.pool_names[int(book.loans.pool[loan])]


def _flagged(book: Book, loan: int, swept: bool) -> Iterator[str]:
    """A sweep has missed nobody, and no debt without collateral is without a name."""
    whole = watching.standing(book, loan)
    if swept and whole and whole.liquidatable != bool(book.loans.liquidatable[loan]):
        yield f"loan {loan} has a health of {whole.health} and is flagged {book.loans.liquidatable[loan]}"
    holdings = list(book.holdings_of(loan))
    backed = any(book.holdings.pledged[row] and wide(book.holdings, row, "supplied") and taken(book, loan, row)
                 for row in holdings)  # fmt: skip
    for row in holdings:
        if bool(book.holdings.unbacked[row]) != bool(wide(book.holdings, row, "owed") and not backed):
            yield f"holding {row} owes with nothing behind it and is flagged {book.holdings.unbacked[row]}"
