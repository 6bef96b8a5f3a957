"""How a handler refuses, and the checks every handler shares."""

from collections.abc import Iterator

from solvent.book import Book, Kind
from solvent.commands import OUTSIDE
from solvent.events import Event
from solvent.reasons import Reason
from solvent.units import MAX_AMOUNT, MAX_INTEREST, MAX_NOTIONAL, MAX_PRICE, MAX_PRODUCT

Stages = Iterator[list[Event]]
MAX_ENTERING = MAX_AMOUNT - 2 * MAX_INTEREST


class Refusal(Exception):
    """Carries a reason from a handler to the step, which makes a `CommandRejected` of it. Never leaves the engine."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def require(condition: bool, reason: Reason, detail: str) -> None:
    """Refuses unless the condition holds."""
    if not condition:
        raise Refusal(reason, detail)


def index_of(book: Book, name: str) -> int:
    """The index of whatever has a price, a reference too, or a refusal."""
    require(name in book.market_of, Reason.UNKNOWN_MARKET, f"no market {name!r} is listed")
    return book.market_of[name]


def market_of(book: Book, name: str) -> int:
    """The index of a market in which something can be held, or a refusal."""
    market = index_of(book, name)
    is_reference = book.markets.kind[market] == Kind.REFERENCE
    require(not is_reference, Reason.WRONG_KIND, f"expected a market to hold something in, found the reference {name}")
    return market


def account_of(book: Book, name: str) -> int:
    """The account's index, or a refusal."""
    require(name in book.account_of, Reason.UNKNOWN_ACCOUNT, f"no account {name!r} is open")
    return book.account_of[name]


def perpetual(book: Book, market: int) -> None:
    """A market of perpetuals, not of a coin."""
    is_coin = book.markets.kind[market] == Kind.COIN
    require(not is_coin, Reason.WRONG_KIND, f"expected a perpetual, found the coin {book.market_names[market]}")


def coin(book: Book, market: int) -> None:
    """A coin, not a market of perpetuals."""
    is_coin = book.markets.kind[market] == Kind.COIN
    require(bool(is_coin), Reason.WRONG_KIND, f"expected a coin, found the perpetual {book.market_names[market]}")


def asset_of(book: Book, name: str) -> int:
    """The asset's index, or a refusal."""
    require(name in book.assets, Reason.UNKNOWN_ASSET, f"no market settles in {name!r}")
    return book.assets.index(name)


def positive_amount(atoms: int) -> None:
    """An amount above 0 and within limits."""
    require(atoms > 0, Reason.NOT_POSITIVE, f"expected an amount above 0, found {atoms} atoms")
    require(atoms <= MAX_AMOUNT, Reason.OUT_OF_RANGE, f"expected at most {MAX_AMOUNT} atoms, found {atoms}")


def can_move(book: Book, source: int, target: int, atoms: int) -> None:
    """Money that leaves both sides room for what prices may still do to them; a new bucket holds nothing."""
    balances = [int(book.ledger.balance[side]) if side < book.ledger.n else 0 for side in (source, target)]
    fits = max(abs(balances[0] - atoms), abs(balances[1] + atoms)) <= MAX_ENTERING
    found = f"found {balances[0]} and {balances[1]} before {atoms} move"
    require(fits, Reason.OUT_OF_RANGE, f"expected balances within {MAX_ENTERING} atoms, {found}")


def positive_price(ticks: int) -> None:
    """A price above 0 and within limits."""
    require(ticks > 0, Reason.NOT_POSITIVE, f"expected a price above 0, found {ticks} ticks")
    require(ticks <= MAX_PRICE, Reason.OUT_OF_RANGE, f"expected at most {MAX_PRICE} ticks, found {ticks}")


def size_at(book: Book, market: int, lots: int, ticks: int) -> None:
    """A size that stays within the limits of a row at a price; 0: there is no price yet."""
    den = int(book.markets.den[market])
    product, over, what = (abs(lots) * ticks, den, "ticks") if den > 0 else (abs(lots) * -den, ticks, -den)
    most = min(MAX_PRODUCT, MAX_NOTIONAL * over) if over else MAX_PRODUCT
    require(product <= most, Reason.OUT_OF_RANGE, f"expected lots x {what} of at most {most}, found {product}")


def new_name(name: str) -> None:
    """A name a client may carry."""
    good = 0 < len(name) <= 200 and not name.startswith("@") and name.isprintable()
    require(good, Reason.NAME_NOT_ALLOWED, f"expected 1 to 200 printable characters, not {OUTSIDE[0]} first: {name!r}")


def distinct_names(constituents: list[str]) -> None:
    """Constituents of which none stands twice."""
    twice = len(set(constituents)) != len(constituents)
    require(not twice, Reason.ALREADY_EXISTS, f"a constituent stands twice in {constituents}")


def legal_leg(leg: int) -> None:
    """0 one-way, 1 long, -1 short."""
    require(leg in (-1, 0, 1), Reason.OUT_OF_RANGE, f"expected a leg of -1, 0 or 1, found {leg}")


def not_closing(book: Book, bucket: int) -> None:
    """A bucket that is not being closed."""
    closing = bool(book.buckets.status[bucket])
    require(not closing, Reason.BEING_CLOSED, f"{book.holder_name(bucket)} is in liquidation")
