"""The engine takes what was read, in whatever state the book is, and values it as the file does."""

from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings

from solvent.columns import as_column
from solvent.commands import ReportOrders
from solvent.engine import Engine
from solvent.errors import BadBook
from solvent.feeds import Opening, open_book, parse_shocks, read_book
from solvent.reasons import Reason
from solvent.revalue.rows import some
from tests.feeds.made import as_csv, books, policy
from tests.feeds.test_opening import equities

QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def opened(folder: Path, rows: list[dict[str, str]], *shocks: str, shocked: bool = False) -> tuple[Engine, Opening]:
    """An engine that took every command of a book; only open orders may be beyond an account's means."""
    (folder / "book.csv").write_text(as_csv(rows))
    try:
        opening = open_book(
            read_book(folder / "book.csv"), policy(min_sources=2), None, parse_shocks(shocks or ["*=0%"])
        )
    except BadBook:
        assume(False)  # a debt that no cost can carry
    engine = Engine(policy(min_sources=2))
    for command in opening.commands(shocked):
        outcome = engine.step(command)
        orders = isinstance(command, ReportOrders) and outcome.refused is Reason.INITIAL_MARGIN
        assert orders or outcome.refused is None, outcome
    return engine, opening


def equity(engine: Engine, account: str, market: str) -> int:
    """Equity of a bucket as the engine sees it, atoms."""
    book = engine.book
    bucket = book.bucket_for(book.account_of[account], 0, book.market_of[market] if market else -1, 0)
    assert bucket is not None
    return int(some(book, as_column(bucket)).equity[0])


@given(rows=books())
@QUIET
def test_a_book_in_any_state_is_taken_whole(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    engine, opening = opened(tmp_path, rows)
    for (account, market), exact in equities(opening.commands()).items():
        lost = Fraction(exact, 10**12) - equity(engine, account, market)
        assert 0 <= lost < len(rows)  # the engine rounds each row down to the atom


@given(rows=books())
@QUIET
def test_a_book_may_be_opened_at_shocked_prices(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    engine, opening = opened(tmp_path, rows, "*=-30%", shocked=True)
    for (account, market), exact in equities(opening.commands(shocked=True)).items():
        assert 0 <= Fraction(exact, 10**12) - equity(engine, account, market) < len(rows)


@given(rows=books())
@QUIET
def test_a_shock_moves_an_open_book(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    engine, opening = opened(tmp_path, rows, "*=-30%")
    assert [engine.step(command).refused for command in opening.shock()] == [None] * len(opening.shock())
    prices = {
        name: int(ticks) for name, ticks in zip(engine.book.market_names, engine.book.markets.valuation, strict=False)
    }
    assert prices == {market.name: market.shocked for market in opening.markets}
