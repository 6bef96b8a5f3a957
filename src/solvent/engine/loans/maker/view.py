"""What a vault stands at, and who may be sent to auction."""

from collections.abc import Iterator

from solvent.book import Book
from solvent.engine.loans.maker.ilk import Ilk, ilk_of, spot_of, term
from solvent.engine.loans.maker.seats import seat_at
from solvent.fixed import mul_div_down
from solvent.lending.maker.bark import Kind, Vault, unsafe
from solvent.lending.maker.vault import owed
from solvent.lending.scales import BPS, INFINITE, WAD
from solvent.lending.standing import Standing
from solvent.reasons import Bearer

BEARER = Bearer.TOKEN_HOLDERS


def standing(book: Book, loan: int, _now_s: int) -> Standing | None:
    """A vault's values at the fee as it was last written, which is what the contract looks at; none without a price."""
    ilk = ilk_of(book, int(book.loans.pool[loan]))
    vault = _vault(book, ilk, loan)
    if not ilk.price and vault.ink:
        return None
    worth, debt = mul_div_down(vault.ink, ilk.price, WAD), owed(vault.art, ilk.rate)
    health = mul_div_down(vault.ink * spot_of(book, ilk), WAD, vault.art * ilk.rate) if vault.art else INFINITE
    share = mul_div_down(BPS, WAD, term(book, ilk, "mat"))
    return Standing(worth, debt, share, share, health, _is_unsafe(book, ilk, vault))


def suspects(book: Book, pool: int, _now_s: int) -> list[int]:
    """The vaults that have changed sides, exactly."""
    ilk = ilk_of(book, pool)
    loans = [loan for loan in range(book.loans.n) if int(book.loans.pool[loan]) == pool]
    return [loan for loan in loans
            if _is_unsafe(book, ilk, _vault(book, ilk, loan)) != bool(book.loans.liquidatable[loan])]  # fmt: skip


def unbacked(book: Book, loan: int, _now_s: int) -> Iterator[tuple[int, int]]:
    """(holding, what a vault owes with no collateral at all)."""
    ilk = ilk_of(book, int(book.loans.pool[loan]))
    seat = seat_at(book, ilk, int(book.loans.account[loan]))
    yield seat.due, 0 if seat.vault.ink else owed(seat.vault.art, ilk.rate)


def _vault(book: Book, ilk: Ilk, loan: int) -> Vault:
    return seat_at(book, ilk, int(book.loans.account[loan])).vault


def _is_unsafe(book: Book, ilk: Ilk, vault: Vault) -> bool:
    return unsafe(vault, Kind(ilk.rate, spot_of(book, ilk), 0, WAD, 0, 0))
