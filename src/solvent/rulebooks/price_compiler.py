"""From what a rulebook says of prices to the policy by which they are formed."""

from solvent.policy import (
    BasisOf,
    Fallback,
    FallbackPolicy,
    GatePolicy,
    IndexPolicy,
    IndexRule,
    MarkPolicy,
    MarkRule,
    PricePolicy,
    PriceRole,
    ResumePolicy,
)
from solvent.rulebooks.catalogue import Family, code
from solvent.rulebooks.model import Rulebook


def prices(book: Rulebook) -> PricePolicy:
    """How the prices of every market are formed that says nothing of its own."""
    return _formed(book, "prices")


def prices_of(book: Rulebook, market: str) -> PricePolicy | None:
    """How the prices of one market are formed, where it says anything of its own."""
    path = f"markets.{market}.prices"
    return _formed(book, path) if path + ".filter.rule" in book.entries else None


def _formed(book: Rulebook, path: str) -> PricePolicy:
    mark = book.word(path + ".mark.rule")
    return PricePolicy(
        min_sources=book.number(path + ".filter.min_sources"),
        max_age_ns=book.number(path + ".filter.max_age"),
        mark=MarkRule(code(Family.MARK, mark)) if mark else MarkRule.INDEX,
        basis_ns=book.number(path + ".mark.basis_time"),
        trigger=PriceRole(code(Family.PRICE, book.word("trigger.price"))),
        gates=_gates(book, path + ".filter"),
        index=_index(book, path + ".index"),
        forms=_mark(book, path + ".mark"),
        fallbacks=tuple(
            FallbackPolicy(Fallback(code(Family.FALLBACK, book.word(f"{row}.rule"))), book.word(row + ".market"))
            for row in (f"{path}.fallbacks.{n}" for n in range(1, book.rows(path + ".fallbacks") + 1))
        ),
        resume=ResumePolicy(book.number(path + ".resume.quorum"), book.number(path + ".resume.band")),
    )


def _gates(book: Rulebook, path: str) -> GatePolicy:
    return GatePolicy(
        silence_ns=book.number(path + ".silence"),
        rhythm=book.number(path + ".rhythm"),
        frozen_ns=book.number(path + ".frozen"),
        step=book.number(path + ".step"),
        deviation=book.number(path + ".deviation"),
        readmit=book.number(path + ".readmit"),
        probation_ns=book.number(path + ".probation"),
    )


def _index(book: Rulebook, path: str) -> IndexPolicy:
    return IndexPolicy(
        rule=IndexRule(code(Family.INDEX, book.word(path + ".rule"))),
        cap=book.number(path + ".cap"),
        apart=book.number(path + ".apart"),
        one=bool(book.number(path + ".one", 1)),
        held=bool(book.number(path + ".held")),
        step=book.number(path + ".step"),
        every_ns=book.number(path + ".every"),
    )


def _mark(book: Rulebook, path: str) -> MarkPolicy:
    follows = book.word(path + ".basis")
    return MarkPolicy(
        basis=BasisOf(code(Family.BASIS, follows)) if follows else BasisOf.LAST,
        cap=book.number(path + ".cap"),
        interval_ns=book.number(path + ".interval"),
        outside=book.word(path + ".outside"),
    )
