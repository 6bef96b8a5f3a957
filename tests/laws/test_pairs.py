"""Markets of Morpho Blue: the sweep misses nobody, and lenders have what is there and what is owed, to the unit."""

from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent.engine.loans import reading, watching
from solvent.engine.loans.morpho import pair as pairs
from solvent.engine.loans.views import view_of
from solvent.lending.morpho import liquidation
from solvent.lending.morpho.shares import assets_down
from solvent.policy import LendingPolicy
from tests.pairs import CENT, DOLLAR, EARLY, ETHER, POOL, WAD, WHOLE, PairWorld, lending

AMOUNTS = st.one_of(st.integers(1, 50), st.integers(1, 10**12), st.integers(1, 10**24))
PRICES = st.one_of(st.integers(1, 50), st.integers(1, 10**30), st.sampled_from([WAD, 2_000 * WAD, 2_000 * WAD - 1]))
SECONDS = st.sampled_from([0, 1, 3_600, 31_536_000, 10**8])


@st.composite
def terms(draw: st.DrawFn) -> LendingPolicy:
    """Any units, and lines of which some are no whole parts in 10^4."""
    units = {"loan_decimals": draw(st.integers(6, 18)), "collateral_decimals": draw(st.integers(0, 18))}
    lltv = draw(st.sampled_from([80 * WAD // 100, 945 * WAD // 1_000, 7 * WAD // 10 + 1, 77_777_777 * WAD // 10**8]))
    return lending(lltv=lltv, early=draw(st.sampled_from([None, EARLY])), **units)


@given(terms(), PRICES, AMOUNTS, AMOUNTS, st.booleans(), SECONDS)
def test_the_sweep_never_misses_what_the_exact_rule_finds(
    rules: LendingPolicy, price: int, held: int, owed: int, agrees: bool, seconds: int
) -> None:
    asked_and_found(rules, price, held, owed, agrees, seconds)


@given(terms(), st.integers(10**14, 10**22), st.integers(1, 10**10), st.integers(-2, 2), st.booleans(), SECONDS)
def test_nobody_is_missed_at_the_line_itself(
    rules: LendingPolicy, price: int, held: int, beyond: int, agrees: bool, seconds: int
) -> None:
    """A debt that is what its collateral counts for to a unit or two: where every rounding counts."""
    loan, collateral = rules.decimals.values()
    line = EARLY.line if agrees and rules.terms.early else rules.terms.lltv  # type: ignore[union-attr]
    owed = max(liquidation.limit(held, price * 10 ** (18 + loan - collateral), line) + beyond, 1)
    asked_and_found(rules, price, held, owed, agrees, seconds)


def asked_and_found(rules: LendingPolicy, price: int, held: int, owed: int, agrees: bool, seconds: int) -> None:
    """What is flagged is what the rule finds, and the bounds alone would have asked about it."""
    world = PairWorld("lender", "borrower", "other", rules=rules, price=price)
    lent = {"pool": POOL, "account": "lender", "asset": DOLLAR}
    world.do(c.LoadLoan, **lent, supplied=str(owed * 2))
    for account, debt in (("other", max(owed // 3, 1)), ("borrower", owed)):
        world.do(c.LoadLoan, pool=POOL, account=account, asset=ETHER, supplied=str(held))
        world.do(c.LoadLoan, pool=POOL, account=account, asset=DOLLAR, owed=str(debt))
    world.do(c.AllowPreLiquidation, pool=POOL, account="borrower", allowed=agrees)
    world.do(c.AdvanceTime, seconds * 10**9)
    book, now_s = world.book, reading.seconds(world.book.now_ns)
    pair = pairs.pair_of(book, 0)
    market = pairs.begun(book, pair, now_s)[0].market
    for loan in range(book.loans.n):
        whole, flagged = watching.standing(book, loan), bool(book.loans.liquidatable[loan])
        assert whole is not None
        book.loans.liquidatable[loan] = 0  # what was found is not asked again: the bounds alone must find it
        position, line = pairs.position_of(book, loan, pair), pairs.line_of(book, loan, pair)
        ripe = not liquidation.healthy(market._replace(lltv=line), position, pairs.price_of(book, pair))
        assert (whole.liquidatable, flagged, whole.health < WAD) == (ripe, ripe, ripe)
        assert not ripe or loan in view_of(book, 0).suspects(book, 0, now_s)


ACTS = st.lists(
    st.tuples(
        st.sampled_from([c.Supply, c.Redeem, c.Borrow, c.Repay, None]),
        st.sampled_from(["a", "b"]),
        st.integers(1, 10**12),
        st.sampled_from([0, 1, 86_400, 10**7]),
        st.integers(100, 3_000),
    ),
    min_size=1,
    max_size=25,
)


@given(ACTS, st.sampled_from([0, WAD // 10]))
def test_what_lenders_have_is_what_is_there_and_what_is_owed(
    acts: list[tuple[type[c.Command] | None, str, int, int, int]], fee: int
) -> None:
    """Cash + debts = supply but for units that repaying rounded up; a loss leaves debts and supply alike."""
    world = PairWorld("a", "b", rules=lending(fee=fee))
    for account in ("a", "b"):
        world.act(c.Supply, account, ETHER, 500 * WHOLE)
        world.act(c.Supply, account, DOLLAR, 10**6 * CENT)
    for kind, account, amount, after, price in acts:
        if kind is not None:
            world.act(kind, account, DOLLAR, amount, after * 10**9)
            continue
        world.oracle(price * WAD, after * 10**9)
        world.liquidate(account, seized=world.position(account).collateral)
    market = world.market
    dust = world.cash(DOLLAR) + market.borrowed - market.supplied
    assert 0 <= dust <= len(acts)
    worth = sum(assets_down(world.lent(one), market.supplied, market.supply_shares) for one in ("a", "b"))
    assert worth <= market.supplied
    owed = sum(liquidation.owed(market, world.position(one)) for one in ("a", "b"))
    assert market.borrowed <= owed + 1
    assert world.cash(ETHER) == sum(world.position(one).collateral for one in ("a", "b"))
