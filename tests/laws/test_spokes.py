"""Spokes of Aave v4: the sweep misses nobody, whatever terms loans took and are charged for risk."""

from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent.engine.loans import reading, watching
from solvent.engine.loans.views import view_of
from solvent.policy import LendingPolicy
from tests.spokes import COIN, DOLLAR, ETHER, POOL, SpokeWorld, lending

AMOUNTS = st.one_of(st.integers(1, 50), st.integers(1, 10**12), st.integers(1, 10**24))
PRICES = st.one_of(st.integers(1, 50), st.integers(1, 10**20), st.sampled_from([10**8, 2_000 * 10**8 - 1]))
SECONDS = st.sampled_from([0, 1, 3_600, 31_536_000, 10**8])
RISKS = st.sampled_from([0, 1, 5_000, 100_000])
FEES = st.sampled_from([0, 1_000, 10_000])
FACTORS = st.sampled_from([0, 1, 5_000, 8_333, 9_000])


@st.composite
def spokes(draw: st.DrawFn) -> tuple[LendingPolicy, LendingPolicy]:
    """Any units, and factors, risks and rates that change: a rate may be above 0 at no usage."""
    units = draw(st.integers(0, 18)), 18, draw(st.integers(0, 18))

    def one(decimals: int) -> dict[str, int]:
        cells = {"factor": FACTORS, "risk": RISKS, "base": st.sampled_from([0, 10**9]), "fee": FEES}
        return {"decimals": decimals, "bonus": 10_500} | {key: draw(cell) for key, cell in cells.items()}

    first, then = (dict(zip(("dollar", "ether", "coin"), map(one, units), strict=True)) for _ in range(2))
    return lending(**first), lending(**then)


@given(spokes(), st.tuples(PRICES, PRICES, PRICES), st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), SECONDS, st.booleans())
def test_the_sweep_never_misses_what_the_exact_rule_finds(
    rules: tuple[LendingPolicy, LendingPolicy],
    prices: tuple[int, ...],
    amounts: tuple[int, ...],
    seconds: int,
    changed: bool,
) -> None:
    """One owes dollars against ether and the coin, one ether against the coin; other terms came after, or did not."""
    world, (ether, coin, owed) = SpokeWorld("lender", "one", "other", rules=rules[0], priced=False), amounts
    world.do(c.ObserveOracles, pool=POOL, assets=[DOLLAR, ETHER, COIN], prices=[str(price) for price in prices])
    loaded: list[tuple[str, str, int, int]] = [
        ("lender", DOLLAR, owed * 2, 0), ("one", ETHER, ether, 0), ("one", COIN, coin, 0),
        ("one", DOLLAR, 0, owed), ("other", COIN, coin, 0), ("other", ETHER, 0, ether),
    ]  # fmt: skip
    for account, asset, supplied, due in loaded:
        world.do(c.LoadLoan, pool=POOL, account=account, asset=asset, supplied=str(supplied), owed=str(due))
    if changed:
        assert world.do(c.AdoptLending, pool=POOL, policy=rules[1]).refused is None
    world.do(c.AdvanceTime, seconds * 10**9)
    book, now_s = world.book, reading.seconds(world.book.now_ns)
    for loan in range(book.loans.n):
        whole, flagged = watching.standing(book, loan), bool(book.loans.liquidatable[loan])
        assert whole is not None
        assert whole.liquidatable == flagged
        book.loans.liquidatable[loan] = 0  # what was found is not asked again: the bounds alone must find it
        assert not flagged or loan in view_of(book, 0).suspects(book, 0, now_s)
