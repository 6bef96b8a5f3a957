"""The book's cells as the rules of lending want them, names as indices, and money on its way in or out."""

from collections.abc import Mapping

from solvent import events as e
from solvent.book import MAX_WIDE, Book, House, wide
from solvent.commands import ALL_OF_IT
from solvent.engine import refusal as r
from solvent.engine.refusal import require
from solvent.fixed import mul_div_down
from solvent.ledger import GRAIN
from solvent.lending.aave.pool import Holding
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason
from solvent.units import MAX_AMOUNT, MAX_DECIMALS, NS

PARTS_DECIMALS = MAX_DECIMALS  # a GRAIN of an atom
EVERYTHING = 2**256 - 1
DIGITS = 38
REASONS = {
    Refusal.INACTIVE: Reason.RESERVE_CLOSED,
    Refusal.HEALTHY: Reason.LOAN_HEALTHY,
    Refusal.NOT_PLEDGED: Reason.NOT_COLLATERAL,
    Refusal.NOT_OWED: Reason.NOTHING_OWED,
    Refusal.NOTHING: Reason.NOTHING_MOVES,
    Refusal.HEALTH: Reason.HEALTH_FACTOR,
    Refusal.POWER: Reason.BORROWING_POWER,
    Refusal.PAUSED: Reason.RESERVE_CLOSED,
    Refusal.GRACE: Reason.RESERVE_CLOSED,
    Refusal.DUST: Reason.DUST_LEFT,
    Refusal.NO_LTV: Reason.BORROWING_POWER,
    Refusal.NOT_BORROWABLE: Reason.RESERVE_CLOSED,
    Refusal.RECOVERING: Reason.RECOVERY_MODE,
    Refusal.SYSTEM: Reason.SYSTEM_RATIO,
    Refusal.LAST: Reason.LAST_ONE,
    Refusal.NO_PRICE: Reason.ORACLE_SILENT,
    Refusal.NO_ROOM: Reason.AUCTION_LIMIT,
    Refusal.TOO_DEAR: Reason.SLIPPAGE,
}


def seconds(time_ns: int) -> int:
    """A time as a contract's clock has it."""
    return mul_div_down(time_ns, 1, NS)


def pool_of(book: Book, name: str) -> int:
    """The pool's index, or a refusal."""
    require(name in book.pool_names, Reason.UNKNOWN_POOL, f"no lending pool {name!r} was opened")
    return book.pool_names.index(name)


def reserve_of(book: Book, pool: int, asset: str) -> int:
    """The reserve of an asset, or a refusal."""
    place = (pool, book.assets.index(asset)) if asset in book.assets else (pool, -1)
    require(place in book.reserve_of, Reason.UNKNOWN_RESERVE, f"{book.pool_names[pool]} does not lend {asset!r}")
    return book.reserve_of[place]


def units(text: str, zero: bool = False) -> int:
    """An amount from its digits: above 0, or 0 too; EVERYTHING for ALL_OF_IT."""
    if text == ALL_OF_IT and not zero:
        return EVERYTHING
    good = 0 < len(text) <= DIGITS and text.isascii() and text.isdigit()
    found = int(text) if good else 0
    good = good and (zero or found > 0) and found <= MAX_WIDE
    what = "0 or more" if zero else f"above 0 or {ALL_OF_IT!r}"
    require(good, Reason.AMOUNT_NOT_ALLOWED,
            f"expected digits of a whole number of units, {what}, at most 2^126, found {text!r:.60}")  # fmt: skip
    return found


def some(text: str) -> int:
    """An amount that must be a number."""
    found = units(text)
    require(found != EVERYTHING, Reason.AMOUNT_NOT_ALLOWED, f"expected a number of units, found {text!r}")
    return found


def answered(refused: Refusal | None, what: str) -> None:
    """Turns what the contract would revert into a refusal."""
    if refused is not None:
        raise r.Refusal(REASONS[refused], f"{what}: {refused.value}")


def holding_of(book: Book, holding: int) -> Holding:
    """A holding as the rules are told of it."""
    h = book.holdings
    return Holding(wide(h, holding, "supplied"), wide(h, holding, "owed"), bool(h.pledged[holding]))


def holdings_of(book: Book, loan: int) -> dict[int, Holding]:
    """What a loan has, by reserve; nothing where there is no loan yet."""
    if loan >= book.loans.n:
        return {}
    return {int(book.holdings.reserve[holding]): holding_of(book, holding) for holding in book.holdings_of(loan)}


def priced(book: Book, holdings: Mapping[int, Holding]) -> None:
    """Refuses unless the oracle has told a price of all that is held or owed."""
    silent = [book.assets[int(book.reserves.asset[reserve])] for reserve, holding in holdings.items()
              if (holding.supplied or holding.owed) and not wide(book.reserves, reserve, "price")]  # fmt: skip
    require(not silent, Reason.ORACLE_SILENT, f"the oracle has told no price of {', '.join(silent)}")


def parts_of(book: Book, reserve: int, amount: int) -> int:
    """Units as parts of an atom, which is how the ledger counts exactly."""
    asset = int(book.reserves.asset[reserve])
    finer = book.asset_decimals[asset] + PARTS_DECIMALS - int(book.reserves.decimals[reserve])
    return int(amount * 10**finer)


def cash_of(book: Book, reserve: int) -> int:
    """Units a reserve has not lent out."""
    one = parts_of(book, reserve, 1)
    return mul_div_down(book.ledger.exact(int(book.reserves.bucket[reserve])), 1, one)


def paid_in(book: Book, reserve: int, amount: int, posting: Posting) -> list[e.Event]:
    """Units from outside into a reserve, or a refusal where they are too many to be counted."""
    bucket, outside = _sides(book, reserve)
    atoms, fine = _atoms(book, reserve, amount)
    most = int(book.ledger.balance[bucket]) + atoms + 1, abs(int(book.ledger.balance[outside])) + atoms + 1
    require(max(most) <= MAX_AMOUNT, Reason.TOO_LARGE,
            f"expected balances within {MAX_AMOUNT} atoms, they would be {max(most)}")  # fmt: skip
    return [e.CashTransferred(outside, bucket, atoms, posting, fine)] if amount else []


def paid_out(book: Book, reserve: int, amount: int, posting: Posting) -> list[e.Event]:
    """Units out of a reserve, or a refusal where it has lent out too much."""
    cash = cash_of(book, reserve)
    name = book.assets[int(book.reserves.asset[reserve])]
    require(
        amount <= cash, Reason.NO_LIQUIDITY, f"expected at most {cash} units of {name} not lent out, found {amount}"
    )
    bucket, outside = _sides(book, reserve)
    atoms, fine = _atoms(book, reserve, amount)
    return [e.CashTransferred(bucket, outside, atoms, posting, fine)] if amount else []


def _sides(book: Book, reserve: int) -> tuple[int, int]:
    return int(book.reserves.bucket[reserve]), book.house(int(book.reserves.asset[reserve]), House.OUTSIDE)


def _atoms(book: Book, reserve: int, amount: int) -> tuple[int, int]:
    parts = parts_of(book, reserve, amount)
    atoms = mul_div_down(parts, 1, GRAIN)
    return atoms, parts - atoms * GRAIN
