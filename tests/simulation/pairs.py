"""A market of Morpho Blue beside the rest of a random house: what comes in, and its laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine import Outcome
from solvent.engine.loans import reading
from solvent.engine.loans.morpho import pair as pairs
from solvent.lending.morpho.liquidation import owed
from solvent.policy import LendingPolicy, Protocol
from tests.pairs import CENT, DOLLAR, EARLY, ETHER, POOL, WAD, WHOLE
from tests.pairs import lending as rules_of

if TYPE_CHECKING:
    from tests.simulation.house import House

UNITS = {DOLLAR: CENT, ETHER: WHOLE}
NONSENSE = ("", "-1", "0", "9" * 39, "all", "1e9")
PRICE = 2_000 * WAD


def opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A market, its price, and somebody who lends."""
    yield house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house))
    yield house.stamp(c.ObserveOracle, pool=POOL, asset=ETHER, price=str(PRICE))
    yield house.stamp(c.Supply, pool=POOL, account=accounts[0], asset=DOLLAR, amount=str(10**6 * CENT + 7))


def _rules(house: House, name: str = "pair") -> LendingPolicy:
    """Another fee, and sometimes no early line."""
    r = house.borrowers
    return rules_of(name, fee=r.choice([0, WAD // 10, WAD // 4]), early=EARLY if r.random() < 0.8 else None)


def asked(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about the market, which need not be accepted."""
    r = house.borrowers
    asset, what = r.choice([DOLLAR, ETHER]), r.randrange(24)
    place = {"pool": POOL, "account": r.choice(accounts[:4] if r.random() < 0.9 else accounts), "asset": asset}
    amount = str(UNITS[asset] * r.randint(1, 10**6) // r.choice([10**3, 10**4, 10**5, 10**9]) + 1)
    if r.random() < 0.1:
        amount = r.choice(NONSENSE)
    if what < 4:
        return house.stamp(c.Supply, **place, amount=amount)
    if what < 6:
        return house.stamp(c.Redeem, **place, amount=r.choice([amount, "all"]))
    if what < 11:
        most = _power(house.book, place["account"]) * r.choice([90, 99, 100]) // 100
        return house.stamp(c.Borrow, **place | {"asset": DOLLAR}, amount=str(most or amount))
    if what == 11:
        return house.stamp(c.Repay, **place | {"asset": r.choice([asset, DOLLAR])}, amount=r.choice([amount, "all"]))
    if what < 16:
        return house.stamp(c.ObserveOracle, pool=POOL, asset=ETHER, price=str(_price(house)))
    if what < 18:
        return _seldom(house, place, amount)
    return _liquidated(house)


def _seldom(house: House, place: dict[str, str], amount: str) -> c.Command:
    """Who agrees to the early line, books that are read in, other terms, an index that is followed."""
    r = house.borrowers
    what = r.randrange(7)
    if what < 4:
        agreed = {"pool": POOL, "account": place["account"], "allowed": r.random() < 0.8}
        return house.stamp(c.AllowPreLiquidation, **agreed)
    if what == 4:
        return house.stamp(c.LoadLoan, **place, supplied=amount, owed=r.choice(["0", "0", "1", amount]))
    if what == 5:
        return house.stamp(c.FollowIndex, pool=POOL, asset=place["asset"], market=r.choice(["A-USD", "", ""]))
    return house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house, f"terms{r.randint(1, 9)}"))


def _number(book: Book) -> int:
    return book.pool_names.index(POOL)


def _owing(book: Book) -> list[int]:
    """The loans that owe something."""
    pool = _number(book)
    pair = pairs.pair_of(book, pool)
    loans = [loan for loan in range(book.loans.n) if book.loans.pool[loan] == pool]
    return [loan for loan in loans if pairs.position_of(book, loan, pair).borrow_shares]


def _power(book: Book, account: str) -> int:
    """Units an account may about borrow, 0 where it has no collateral."""
    pool = _number(book)
    pair, loan = pairs.pair_of(book, pool), book.loan_of.get((pool, book.account_of[account]))
    if loan is None:
        return 0
    position, market = pairs.position_of(book, loan, pair), pairs.written(book, pair).market
    most = position.collateral * pairs.price_of(book, pair) // 10**36 * market.lltv // WAD
    return min(max(most - owed(market, position), 0), market.supplied - market.borrowed)


def _price(house: House) -> int:
    """One at which somebody owes 68 to 120 % of what its collateral is worth, or any."""
    book, r = house.book, house.borrowers
    loans = _owing(book)
    if loans and r.random() < 0.7:
        pair = pairs.pair_of(book, _number(book))
        position = pairs.position_of(book, r.choice(loans), pair)
        debt = owed(pairs.written(book, pair).market, position)
        if position.collateral:
            return min(max(debt * 10**30 * 100 // (position.collateral * r.randint(68, 120)), 1), 10**24)
    return PRICE * r.choice([30, 80, 95, 100, 150]) // 100 + r.randint(0, 9) if r.random() < 0.95 else r.choice([1, 0])


def _liquidated(house: House) -> c.Command:
    """Some or all of a debt, or some or all of the collateral behind it; by either line."""
    book, r = house.book, house.borrowers
    loans = _owing(book)
    ripe = [loan for loan in loans if book.loans.liquidatable[loan]] or loans
    if not ripe:
        return house.stamp(c.AdvanceTime)
    loan = r.choice(ripe)
    position = pairs.position_of(book, loan, pairs.pair_of(book, _number(book)))
    part = r.choice([1, 1, 5, 10**9])
    said = r.choice([{"seized": position.collateral // part}, {"shares": position.borrow_shares // part}])
    digits = {key: str(amount) for key, amount in said.items()} if r.random() < 0.95 else {"shares": r.choice(NONSENSE)}
    early = bool(book.loans.early[loan]) and r.random() < 0.6
    account = book.account_names[int(book.loans.account[loan])]
    return house.stamp(c.LiquidateExactly, pool=POOL, account=account, early=early, **digits)


def pairs_amiss(book: Book, outcome: Outcome) -> Iterator[str]:
    """What does not hold: losses are whole in their step, lenders have what is there and lent, owners their units."""
    yield from _lost(book, outcome)
    for pool in range(book.pools.n):
        if book.pools.protocol[pool] != Protocol.MORPHO_BLUE:
            continue
        pair = pairs.pair_of(book, pool)
        market = pairs.written(book, pair).market
        cash, held = (reading.cash_of(book, at) for at in (pair.loan, pair.collateral))
        if cash < market.supplied - market.borrowed:
            yield f"{cash} units are there where lenders lack {market.supplied - market.borrowed}"
        if market.borrowed > market.supplied:
            yield f"{market.borrowed} are lent of {market.supplied}"
        if held != wide(book.reserves, pair.collateral, "supplied"):
            yield f"{held} units of collateral are there, their owners have another number"
        if not market.borrow_shares and market.borrowed > 1:
            yield f"{market.borrowed} units are owed by nobody"


def _lost(book: Book, outcome: Outcome) -> Iterator[str]:
    """Lenders have less by what was lost in the step itself, and its loan owes nothing any more."""
    for lost in outcome.events:
        if not isinstance(lost, e.LendersLost):
            continue
        if book.pools.protocol[book.reserves.pool[lost.reserve]] != Protocol.MORPHO_BLUE:
            continue
        (after,) = (event for event in outcome.events if isinstance(event, e.PairUpdated))
        if int(after.supplied) != int(lost.supplied) - int(lost.units):
            yield f"lenders had {lost.supplied}, lost {lost.units} and have {after.supplied}"
        if any(holding.owed for holding in reading.holdings_of(book, lost.loan).values()):
            yield f"loan {lost.loan} was written off and owes"
