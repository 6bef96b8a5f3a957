"""The sweep of loans never misses what the exact rule finds, and the suppliers of a pool are never promised more."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent.apply.loans import bounds
from solvent.book import MAX_WIDE, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.aave.reserves import reserve_at
from solvent.engine.loans.views import view_of
from solvent.policy import CategoryPolicy, LendingPolicy, Protocol, ReservePolicy
from tests.loans import POOL, VERSIONS, WAD, Pool, lending

RAY = 10**27
ASSETS = ("A", "B", "C")
DECIMALS = st.sampled_from([0, 2, 6, 8, 9, 10, 18])
AMOUNTS = st.one_of(st.integers(0, 50), st.integers(0, 10**12), st.integers(0, 10**24))
PRICES = st.one_of(st.integers(1, 50), st.integers(1, MAX_WIDE), st.sampled_from([WAD, WAD // 2_000, 15 * WAD]))
SECONDS = st.sampled_from([0, 1, 3600, 31_536_000, 10**9])


MODE = "mode"


def rules(version: Protocol, inside: int | None, reserves: list[ReservePolicy], base: int = 18) -> LendingPolicy:
    """A pool of three, with an e-mode of the first two where a threshold for it is given and the version has them."""
    modes = {MODE: CategoryPolicy(1, inside, 10_001, ASSETS[:2], ASSETS)} if inside else {}
    modes = {} if version == Protocol.AAVE_V2 else modes
    return lending(base_decimals=base, protocol=version, modes=modes, **dict(zip(ASSETS, reserves, strict=True)))


@st.composite
def terms(draw: st.DrawFn) -> ReservePolicy:
    """Any terms with a threshold, alike for many so that averages are round, and not."""
    threshold = draw(st.sampled_from([8_250, 8_333, 9_000, 5_000, 1, 0]))
    return ReservePolicy(draw(DECIMALS), 0, threshold, 10_500, 1_000, 65 * 10**7, 10**7, 8 * 10**7, 10**9)


@given(
    st.lists(terms(), min_size=3, max_size=3),
    st.lists(PRICES, min_size=3, max_size=3),
    st.lists(st.tuples(AMOUNTS, AMOUNTS, st.booleans()), min_size=3, max_size=3),
    SECONDS,
    st.sampled_from([6, 8, 18]),
    st.sampled_from(VERSIONS),
    st.sampled_from([None, 1, 5_000, 9_500]),
)
def test_the_sweep_never_misses_what_the_exact_rule_finds(
    reserves: list[ReservePolicy],
    prices: list[int],
    holdings: list[tuple[int, int, bool]],
    seconds: int,
    base: int,
    version: Protocol,
    inside: int | None,
) -> None:
    pool = Pool("lender", "borrower", rules=rules(version, inside, reserves, base))
    if inside and version != Protocol.AAVE_V2:
        pool.do(c.SetCategory, pool=POOL, account="borrower", category=MODE)
    for asset, price, (supplied, owed, pledged) in zip(ASSETS, prices, holdings, strict=True):
        pool.oracle(asset, price)
        pool.do(c.LoadLoan, pool=POOL, account="lender", asset=asset, supplied=str(owed + 1))
        pool.do(c.LoadLoan, pool=POOL, account="borrower", asset=asset, supplied=str(supplied), owed=str(owed),
                pledged=pledged)  # fmt: skip
    pool.do(c.AdvanceTime, seconds * 10**9)
    book = pool.book
    for loan in range(book.loans.n):
        whole = watching.standing(book, loan)
        book.loans.liquidatable[loan] = 0  # what was found is not asked again: the bounds alone must find it
        assert whole is not None
        if whole.liquidatable:
            assert loan in sweep(pool)


@given(
    st.lists(terms(), min_size=3, max_size=3),
    st.lists(st.integers(10**17, 10**19), min_size=3, max_size=3),
    st.lists(st.integers(1, 1_000), min_size=2, max_size=2),
    st.integers(-2, 2),
    st.sampled_from(VERSIONS),
    st.sampled_from([None, 5_000, 8_250]),
)
def test_nobody_is_missed_at_the_line_itself(
    reserves: list[ReservePolicy], prices: list[int], supplied: list[int], beyond: int, version: Protocol,
    inside: int | None,
) -> None:  # fmt: skip
    """Two collaterals, and a debt in a third that is the line to a unit or two: where every rounding counts."""
    pool = Pool("lender", "borrower", rules=rules(version, inside, reserves))
    if inside and version != Protocol.AAVE_V2:
        pool.do(c.SetCategory, pool=POOL, account="borrower", category=MODE)
    for asset, price in zip(ASSETS, prices, strict=True):
        pool.oracle(asset, price)
    for asset, amount, reserve in zip(ASSETS, supplied, reserves, strict=False):
        units = amount * 10**reserve.decimals
        pool.do(c.LoadLoan, pool=POOL, account="borrower", asset=asset, supplied=str(units))
    whole = watching.standing(pool.book, 0)
    assert whole is not None
    line = whole.collateral * whole.threshold * 10 ** reserves[2].decimals // (10**4 * prices[2]) + beyond
    pool.do(c.LoadLoan, pool=POOL, account="lender", asset="C", supplied=str(max(line, 1)))
    pool.do(c.LoadLoan, pool=POOL, account="borrower", asset="C", owed=str(max(line, 1)))
    whole = watching.standing(pool.book, 0)
    assert whole is not None
    pool.book.loans.liquidatable[0] = 0
    assert not whole.liquidatable or 0 in sweep(pool)


def sweep(pool: Pool) -> list[int]:
    """Whom the bounds alone let the exact rule be asked about, now."""
    return view_of(pool.book, 0).suspects(pool.book, 0, reading.seconds(pool.book.now_ns))


@given(st.integers(0, MAX_WIDE), st.integers(0, MAX_WIDE), st.integers(0, 18), st.integers(RAY, 100 * RAY))
def test_bounds_lie_on_their_side_of_every_balance(supplied: int, owed: int, decimals: int, index: int) -> None:
    """Half a unit further than the scaled amount, which is how far a version of Aave may round a balance."""
    held, due = bounds(supplied, owed, decimals)
    unit = 10 ** max(decimals - 9, 0)
    assert held == 0 or held * unit * index <= supplied * index - RAY
    if due < 2**63 - 1:
        assert not owed or due * unit * index >= owed * index + RAY // 2


def test_the_sweep_of_a_plain_book_asks_about_few() -> None:
    """A hundred loans at 2 % to 101 % of the line: what is asked exactly is what is near it, no more."""
    pool = Pool("lender", *(f"b{n}" for n in range(100)))
    pool.act(c.Supply, "lender", "USDC", 10**13)
    for n in range(100):
        debt = 1_650 * 10**6 * (n + 2) // 100
        place = {"pool": POOL, "account": f"b{n}"}
        pool.do(c.LoadLoan, **place, asset="WETH", supplied=str(WAD))
        pool.do(c.LoadLoan, **place, asset="USDC", owed=str(debt))
    pool.book.loans.liquidatable[:] = 0
    assert sweep(pool) == [99, 100], "at the line, which is healthy, and beyond it"


ACTS = st.lists(
    st.tuples(st.sampled_from([c.Supply, c.Redeem, c.Borrow, c.Repay]), st.sampled_from(["a", "b"]),
              st.integers(1, 10**12), st.sampled_from([0, 1, 86_400, 10**7])),
    min_size=1, max_size=25,
)  # fmt: skip


@given(ACTS, st.sampled_from(VERSIONS))
def test_what_suppliers_are_owed_is_there_or_owed_but_for_a_unit_a_rounding(
    acts: list[tuple[type[c.Command], str, int, int]], version: Protocol
) -> None:
    """Cash and debts of a reserve against its promises, by fractions: each action rounds two balances by half a unit.

    The treasury's part of the interest is among the promises. Debts compound and promises do not, so that time alone
    never makes a reserve short by more than the last digit of its rates.
    """
    pool = Pool("a", "b", rules=lending(protocol=version))
    pool.act(c.Supply, "a", "WETH", 10**24)
    pool.act(c.Supply, "b", "WETH", 10**24)
    done = 1
    for kind, account, amount, after in acts:
        done += pool.act(kind, account, "USDC", amount, after * 10**9).refused is None
    pool.do(c.AdvanceTime, 10**15)
    reserve = pool.reserve("USDC")
    now = reserve_at(pool.book, reserve, reading.seconds(pool.book.now_ns))
    owed = Fraction(wide(pool.book.reserves, reserve, "owed") * now.borrow_index, RAY)
    promised = Fraction(wide(pool.book.reserves, reserve, "supplied") * now.supply_index, RAY)
    short = promised - reading.cash_of(pool.book, reserve) - owed
    assert short <= 2 * done
