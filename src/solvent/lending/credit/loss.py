"""Who bears what a loan lacks once all its collateral is sold, and who has it back when the client pays later. Ours."""

from collections.abc import Mapping


def borne(missing: int, reserve: int) -> tuple[int, int]:
    """What the desk's reserve bears, as far as it goes, and what is left for the lender.

    missing, reserve   atoms, 0 or more
    Law                the two are what is missing
    """
    of_reserve = min(missing, reserve)
    return of_reserve, missing - of_reserve


def recovered(paid: int, by_reserve: int, by_lender: int) -> tuple[int, int]:
    """What a payment of the client gives back to the reserve and to the lender: the last who bore is the first.

    paid   atoms, at most what both have borne
    """
    to_lender = min(paid, by_lender)
    return min(paid - to_lender, by_reserve), to_lender


def stand_in(surpluses: Mapping[int, int]) -> int | None:
    """Which of a client's other loans takes what one lacks: the one with the largest surplus, the first of equals.

    surpluses   atoms its collateral counts for beyond its debt, by loan
    returns     none where none has any
    """
    most = max(surpluses.values(), default=0)
    return next(loan for loan in sorted(surpluses) if surpluses[loan] == most) if most > 0 else None
