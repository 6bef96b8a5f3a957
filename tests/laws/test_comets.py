"""Pools of Compound III: the sweep misses nobody, and what belongs to the protocol is what everybody else leaves."""

from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent.book import wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.compound import market
from solvent.engine.loans.views import view_of
from solvent.lending.compound.health import liquidatable
from solvent.policy import CometCollateral, CometCurve
from tests.comets import BORROW, CENT, DOLLAR, ETHER, POOL, PPT, SUPPLY, WHOLE, Comet, lending

ASSETS = ("A", "B", "C")
DECIMALS = st.sampled_from([0, 2, 6, 8, 9, 10, 18])
AMOUNTS = st.one_of(st.integers(0, 50), st.integers(0, 10**12), st.integers(0, 10**24))
PRICES = st.one_of(st.integers(0, 50), st.integers(1, 10**30), st.sampled_from([10**8, 2_000 * 10**8]))
SECONDS = st.sampled_from([0, 1, 3600, 31_536_000, 10**9])


@st.composite
def collaterals(draw: st.DrawFn) -> CometCollateral:
    """Any terms."""
    liquidate = draw(st.sampled_from([8_950, 8_333, 10_000, 5_000, 1]))
    return CometCollateral(draw(DECIMALS), liquidate - 1, liquidate, draw(st.integers(1, 10_000)), 10**15)


@given(
    st.lists(collaterals(), min_size=3, max_size=3),
    st.lists(PRICES, min_size=4, max_size=4),
    st.lists(AMOUNTS, min_size=4, max_size=4),
    st.sampled_from([6, 8, 18]),
    SECONDS,
    st.sampled_from([BORROW, CometCurve(PPT, PPT, 0, 0)]),
)
def test_the_sweep_never_misses_what_the_exact_rule_finds(
    terms: list[CometCollateral], prices: list[int], amounts: list[int], decimals: int, seconds: int, borrow: CometCurve
) -> None:
    rules = lending(collaterals=dict(zip(ASSETS, terms, strict=True)), decimals=decimals, borrow=borrow)
    pool = Comet("lender", "borrower", rules=rules)
    owed, *held = amounts
    for asset, price in zip((DOLLAR, *ASSETS), prices, strict=True):
        pool.oracle(asset, price)
    for asset, amount in zip(ASSETS, held, strict=True):
        pool.do(c.LoadLoan, pool=POOL, account="borrower", asset=asset, supplied=str(amount))
    pool.do(c.LoadLoan, pool=POOL, account="lender", asset=DOLLAR, supplied=str(owed + 1))
    pool.do(c.LoadLoan, pool=POOL, account="borrower", asset=DOLLAR, owed=str(owed))
    pool.do(c.AdvanceTime, seconds * 10**9)
    asked_and_found(pool)


@given(
    st.lists(collaterals(), min_size=3, max_size=3),
    st.lists(st.integers(10**7, 10**12), min_size=3, max_size=3),
    st.lists(st.integers(1, 1_000), min_size=3, max_size=3),
    st.integers(-2, 2),
)
def test_nobody_is_missed_at_the_line_itself(
    terms: list[CometCollateral], prices: list[int], held: list[int], beyond: int
) -> None:
    """Three collaterals, and a debt that is what they count for to a unit or two: where every rounding counts."""
    pool = Comet("lender", "borrower", rules=lending(collaterals=dict(zip(ASSETS, terms, strict=True))))
    line = 0
    for asset, one, price, amount in zip(ASSETS, terms, prices, held, strict=True):
        pool.oracle(asset, price)
        units = amount * 10**one.decimals
        pool.do(c.LoadLoan, pool=POOL, account="borrower", asset=asset, supplied=str(units))
        line += amount * price * one.liquidate_factor // 10**4
    owed = max(line // 100 + beyond, 1)  # a dollar is 10^8 of a value and 10^6 units
    pool.do(c.LoadLoan, pool=POOL, account="lender", asset=DOLLAR, supplied=str(owed))
    pool.do(c.LoadLoan, pool=POOL, account="borrower", asset=DOLLAR, owed=str(owed))
    asked_and_found(pool)


def asked_and_found(pool: Comet) -> None:
    """What is flagged is what the rule finds, and the bounds alone would have asked about it."""
    book, now_s = pool.book, reading.seconds(pool.book.now_ns)
    for loan in range(book.loans.n):
        whole, flagged = watching.standing(book, loan), bool(book.loans.liquidatable[loan])
        book.loans.liquidatable[loan] = 0  # what was found is not asked again: the bounds alone must find it
        holdings = reading.holdings_of(book, loan)
        balance = sum(
            market.balance_of(holding, market.begun(book, 0, now_s))
            for reserve, holding in holdings.items() if reserve == market.base_of(book, 0)
        )  # fmt: skip
        held = market.collaterals(book, 0, holdings, "threshold")
        if liquidatable(balance, market.base_at(book, 0), held) is True:
            assert whole is not None
            assert whole.liquidatable
            assert flagged
            assert whole.health < 10**18
            assert loan in view_of(book, 0).suspects(book, 0, now_s)
        elif whole is not None:
            assert not whole.liquidatable
            assert not flagged
            assert whole.health >= 10**18


ACTS = st.lists(
    st.tuples(
        st.sampled_from([c.Supply, c.Redeem, c.Borrow, c.Repay]),
        st.sampled_from(["a", "b"]),
        st.integers(1, 10**12),
        st.sampled_from([0, 1, 86_400, 10**7]),
    ),
    min_size=1,
    max_size=25,
)


@given(ACTS)
def test_what_each_account_may_take_is_at_most_what_all_together_may(
    acts: list[tuple[type[c.Command], str, int, int]],
) -> None:
    """Cash + debts = supply + reserves by definition; and no sum of balances is more than the total is worth."""
    pool = Comet("a", "b", rules=lending(supply=SUPPLY))
    for account in ("a", "b"):
        pool.act(c.Supply, account, ETHER, 500 * WHOLE)
        pool.act(c.Supply, account, DOLLAR, 10**6 * CENT)
    for kind, account, amount, after in acts:
        pool.act(kind, account, DOLLAR, amount, after * 10**9)
    book, base = pool.book, pool.reserve(DOLLAR)
    state = market.begun(book, 0, reading.seconds(book.now_ns))
    rows = [reading.holding_of(book, row) for row in range(book.holdings.n) if book.holdings.reserve[row] == base]
    have = [market.balance_of(row, state) for row in rows]
    supply, debt = state.supplied * state.supply_index // 10**15, state.owed * state.borrow_index // 10**15
    assert sum(max(one, 0) for one in have) <= supply <= sum(max(one, 0) for one in have) + len(rows)
    assert sum(max(-one, 0) for one in have) <= debt <= sum(max(-one, 0) for one in have) + len(rows)
    reserves = market.reserves_of(book, 0, reading.seconds(book.now_ns))
    assert reserves == reading.cash_of(book, base) - supply + debt
    assert wide(book.reserves, base, "supplied") == sum(row.supplied for row in rows)
