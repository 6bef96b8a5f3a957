"""Lending pools and loans. Every exact amount an event states is what stands in the book afterwards."""

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, name_hash, put_wide, wide
from solvent.fixed import mul_div_down
from solvent.ledger import Holder
from solvent.units import INT64_MAX, MAX_DECIMALS

RAY = 10**27
TERMS = ("ltv", "threshold", "bonus", "factor", "optimal", "base", "slope", "steep", "active", "frozen", "borrowing",
         "fee", "supply_cap", "borrow_cap")  # fmt: skip


@writes(e.PoolAdopted)
def _pool(book: Book, event: e.PoolAdopted) -> None:
    if event.pool == book.pools.n:
        book.pools.append(name=name_hash(event.name))
        book.pool_names.append(event.name)
    p, pool = book.pools, event.pool
    p.rulebook[pool], p.content_hash[pool] = name_hash(event.rulebook), name_hash(event.content_hash)
    p.protocol[pool], p.base_decimals[pool] = event.protocol, event.base_decimals
    p.touch(pool)


@writes(e.ReserveListed)
def _reserve(book: Book, event: e.ReserveListed) -> None:
    bucket = book.ledger.append(holder=int(Holder.RESERVE), asset=event.asset)
    book.buckets.append(account=-1, market=-1, next=-1, head=-1)
    reserve = book.reserves.append(
        pool=event.pool, asset=event.asset, bucket=bucket, decimals=event.decimals, updated_s=event.now_s
    )
    put_wide(book.reserves, reserve, "supply_index", RAY)
    put_wide(book.reserves, reserve, "borrow_index", RAY)
    book.reserve_of[event.pool, event.asset] = reserve


@writes(e.ReserveTermsSet)
def _terms(book: Book, event: e.ReserveTermsSet) -> None:
    for name in TERMS:
        getattr(book.reserves, name)[event.reserve] = getattr(event, name)
    book.reserves.touch(event.reserve)


@writes(e.OracleUpdated)
def _price(book: Book, event: e.OracleUpdated) -> None:
    put_wide(book.reserves, event.reserve, "price", int(event.price))
    book.reserves.touch(event.reserve)


@writes(e.IndexFollowed)
def _follows(book: Book, event: e.IndexFollowed) -> None:
    book.reserves.follows[event.reserve] = event.market + 1
    book.reserves.touch(event.reserve)


@writes(e.ReserveUpdated)
def _updated(book: Book, event: e.ReserveUpdated) -> None:
    r, reserve = book.reserves, event.reserve
    for name in ("supply_index", "borrow_index", "supply_rate", "borrow_rate"):
        put_wide(r, reserve, name, int(getattr(event, name)))
    for name in ("treasury", "supplied"):
        put_wide(r, reserve, name, wide(r, reserve, name) + int(event.minted))
    r.updated_s[reserve] = event.now_s
    r.touch(reserve)


@writes(e.LoanOpened)
def _loan(book: Book, event: e.LoanOpened) -> None:
    book.loan_of[event.pool, event.account] = book.loans.append(pool=event.pool, account=event.account, head=-1)


@writes(e.HoldingOpened)
def _holding(book: Book, event: e.HoldingOpened) -> None:
    last = max(book.holdings_of(event.loan), default=-1)
    holding = book.holdings.append(loan=event.loan, reserve=event.reserve, next=-1)
    if last < 0:
        book.loans.head[event.loan] = holding
        book.loans.touch(event.loan)
    else:
        book.holdings.next[last] = holding
        book.holdings.touch(last)


@writes(e.HoldingChanged)
def _changed(book: Book, event: e.HoldingChanged) -> None:
    h, r, holding = book.holdings, book.reserves, event.holding
    reserve, now = int(h.reserve[holding]), {"supplied": int(event.supplied), "owed": int(event.owed)}
    for name, scaled in now.items():
        put_wide(r, reserve, name, wide(r, reserve, name) + scaled - wide(h, holding, name))
        put_wide(h, holding, name, scaled)
    h.pledged[holding] = event.pledged
    decimals = int(r.decimals[reserve]) + int(r.finer[reserve])
    h.held[holding], h.due[holding] = bounds(now["supplied"], now["owed"], decimals)
    h.touch(holding)
    r.touch(reserve)


def bounds(supplied: int, owed: int, decimals: int) -> tuple[int, int]:
    """What the sweep sees of scaled amounts: a unit of 10^-9 or coarser too little, and one too much.

    supplied, owed   scaled, units of 10^-decimals
    returns          units of 10^-9, or of 10^-decimals where those are coarser; what does not fit is the most that does
    Law              a balance is never below the first, a debt never above the second: revalue.loans says by how much
    """
    unit = 10 ** max(decimals - MAX_DECIMALS, 0)
    held = max(mul_div_down(supplied, 1, unit) - 1, 0)
    due = mul_div_down(owed, 1, unit) + 1 if owed else 0
    return min(held, INT64_MAX), min(due, INT64_MAX)


@writes(e.LoanLiquidatable)
def _liquidatable(book: Book, event: e.LoanLiquidatable) -> None:
    book.loans.liquidatable[event.loan] = 1
    book.loans.touch(event.loan)


@writes(e.LoanRecovered)
def _recovered(book: Book, event: e.LoanRecovered) -> None:
    book.loans.liquidatable[event.loan] = 0
    book.loans.touch(event.loan)


@writes(e.BadDebtNamed)
def _bad_debt(book: Book, event: e.BadDebtNamed) -> None:
    book.holdings.unbacked[event.holding] = 0 if event.units == "0" else 1
    book.holdings.touch(event.holding)


@writes(e.CategoryTermsSet)
def _category(book: Book, event: e.CategoryTermsSet) -> None:
    t = book.categories
    if event.category == t.n:
        t.append(pool=event.pool, name=name_hash(event.name))
        book.category_names.append(event.name)
    for name in ("ltv", "threshold", "bonus", "isolated"):
        getattr(t, name)[event.category] = getattr(event, name)
    for name in ("collateral", "borrowable"):
        put_wide(t, event.category, name, int(getattr(event, name)))
    t.touch(event.category)


@writes(e.LoanCategorySet)
def _in_category(book: Book, event: e.LoanCategorySet) -> None:
    book.loans.category[event.loan] = event.category + 1
    book.loans.touch(event.loan)


@writes(e.DeficitSet)
def _deficit(book: Book, event: e.DeficitSet) -> None:
    put_wide(book.reserves, event.reserve, "deficit", int(event.units))
    book.reserves.touch(event.reserve)


@writes(e.ReservePaused)
def _paused(book: Book, event: e.ReservePaused) -> None:
    book.reserves.paused[event.reserve] = event.paused
    book.reserves.grace_until[event.reserve] = event.grace_until
    book.reserves.touch(event.reserve)
