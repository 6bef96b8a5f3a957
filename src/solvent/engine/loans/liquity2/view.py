"""What a trove of Liquity v2 stands at, and who may be liquidated."""

from collections.abc import Iterator

from solvent.book import Book, wide
from solvent.engine.loans.liquity2.branch import Terms, rated_of, terms_of
from solvent.engine.loans.liquity2.troves import Tenant, collateral_of, tenant_at, tenants_in
from solvent.fixed import mul_div_down
from solvent.lending.liquity.ratio import ratio
from solvent.lending.scales import BPS, INFINITE, WAD
from solvent.lending.standing import Standing
from solvent.reasons import Bearer

BEARER = Bearer.BORROWERS


def standing(book: Book, loan: int, now_s: int) -> Standing | None:
    """A trove's values, none while no price was told; its health is its ratio over the least."""
    pool = int(book.loans.pool[loan])
    rated = rated_of(book, pool)
    tenant = tenant_at(book, pool, int(book.loans.account[loan]), rated, now_s)
    price, terms = wide(book.reserves, collateral_of(book, rated), "price"), terms_of(book, rated)
    if not price and tenant.trove.collateral:
        return None
    health = mul_div_down(ratio(*tenant.trove, price), WAD, terms.lines.minimum) if tenant.trove.debt else INFINITE
    share = mul_div_down(BPS, WAD, terms.lines.minimum)
    worth = mul_div_down(tenant.trove.collateral, price, WAD)
    many = len(tenants_in(book, pool, rated, now_s)) > 1
    return Standing(worth, tenant.trove.debt, share, share, health, many and _is_below(tenant, price, terms))


def suspects(book: Book, pool: int, now_s: int) -> list[int]:
    """The troves that have changed sides, exactly: every one is asked, with its own interest."""
    rated = rated_of(book, pool)
    price, terms = wide(book.reserves, collateral_of(book, rated), "price"), terms_of(book, rated)
    if not price:
        return []
    tenants = tenants_in(book, pool, rated, now_s)
    ripe = {one.seat.loan for one in tenants if len(tenants) > 1 and _is_below(one, price, terms)}
    flagged = {loan for loan in book.rated_of if book.loans.pool[loan] == pool and book.loans.liquidatable[loan]}
    return sorted(ripe ^ flagged)


def unbacked(book: Book, loan: int, now_s: int) -> Iterator[tuple[int, int]]:
    """(holding, what a trove owes with no collateral at all) of each holding."""
    pool = int(book.loans.pool[loan])
    tenant = tenant_at(book, pool, int(book.loans.account[loan]), rated_of(book, pool), now_s)
    yield tenant.seat.due, 0 if tenant.trove.collateral else tenant.trove.debt


def _is_below(tenant: Tenant, price: int, terms: Terms) -> bool:
    return tenant.trove.debt > 0 and ratio(*tenant.trove, price) < terms.lines.minimum
