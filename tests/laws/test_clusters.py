"""Vaults of Euler v2: the sweep misses nobody, whatever is owed to whom, and no share is worth more than is there."""

from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent.engine.loans import reading, watching
from solvent.engine.loans.euler.accounts import account_of, debt_of, owing_of
from solvent.engine.loans.euler.vaults import Cluster
from solvent.engine.loans.views import view_of
from solvent.lending.euler.liquidation import liquidatable
from solvent.lending.euler.vault import VIRTUAL, assets_down
from solvent.policy import ClusterPolicy, LendingPolicy, LtvPolicy, Protocol
from tests.clusters import CENT, DOLLAR, ETHER, POOL, STAKED, WAD, WHOLE, ClusterWorld, reserve_of, vault

AMOUNTS = st.one_of(st.integers(1, 50), st.integers(1, 10**12), st.integers(1, 10**24))
PRICES = st.one_of(st.integers(1, 50), st.integers(1, 10**30), st.sampled_from([WAD, 2_000 * WAD, 2_000 * WAD - 1]))
SECONDS = st.sampled_from([0, 1, 3_600, 31_536_000, 10**8])


@st.composite
def clusters(draw: st.DrawFn) -> LendingPolicy:
    """Any units and LTVs, and a rate that is above 0 at no usage."""
    units = [draw(st.integers(0, 18)) for _ in range(3)]
    ltvs = [LtvPolicy(0, draw(st.sampled_from([0, 1, 5_000, 8_333, 9_999, 10_000]))) for _ in range(3)]
    base = {"base": draw(st.sampled_from([0, 10**18]))}
    return LendingPolicy("any", "ab", Protocol.EULER_V2, 18, {}, terms=ClusterPolicy({
        DOLLAR: vault(units[0], **base, collaterals={ETHER: ltvs[0], STAKED: ltvs[1]}),
        ETHER: vault(units[1], **base, collaterals={STAKED: ltvs[2]}),
        STAKED: vault(units[2], **base),
    }))  # fmt: skip


@given(clusters(), st.tuples(PRICES, PRICES, PRICES), st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), SECONDS, st.booleans())
def test_the_sweep_never_misses_what_the_exact_rule_finds(
    rules: LendingPolicy, prices: tuple[int, ...], amounts: tuple[int, ...], seconds: int, poor: bool
) -> None:
    """One owes dollars against both ethers, one ether against the staked one; in a vault a loss was borne, or not."""
    world, (ether, staked, owed) = ClusterWorld("lender", "one", "other", rules=rules, priced=False), amounts
    world.do(c.ObserveOracles, pool=POOL, assets=[DOLLAR, ETHER, STAKED], prices=[str(price) for price in prices])
    loaded: list[tuple[str, str, int, int]] = [
        ("lender", DOLLAR, owed * 2, 0), ("one", ETHER, ether, 0), ("one", STAKED, staked, 0),
        ("one", DOLLAR, 0, owed), ("other", STAKED, staked, 0), ("other", ETHER, 0, ether),
    ]  # fmt: skip
    for account, asset, supplied, due in loaded:
        world.do(c.LoadLoan, pool=POOL, account=account, asset=asset, supplied=str(supplied), owed=str(due))
    if poor:
        world.liquidate("other", STAKED, ETHER)
    world.do(c.AdvanceTime, seconds * 10**9)
    book, now_s = world.book, reading.seconds(world.book.now_ns)
    for loan in range(book.loans.n):
        whole, flagged = watching.standing(book, loan), bool(book.loans.liquidatable[loan])
        assert whole is not None
        holdings = reading.holdings_of(book, loan)
        cluster, owing = Cluster(book, now_s), owing_of(holdings)
        ripe = owing >= 0 and liquidatable(account_of(cluster, holdings, debt_of(book, loan), True))
        assert (whole.liquidatable, flagged) == (ripe, ripe)
        book.loans.liquidatable[loan] = 0  # what was found is not asked again: the bounds alone must find it
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


@given(ACTS)
def test_what_shares_are_worth_is_there_or_owed(acts: list[tuple[type[c.Command] | None, str, int, int, int]]) -> None:
    """To the part of a loss that the million shares bear which nobody has: what is missing then is at most that."""
    world = ClusterWorld("a", "b")
    for account in ("a", "b"):
        world.act(c.Supply, account, ETHER, 10 * WHOLE)
        world.act(c.Supply, account, DOLLAR, 10**6 * CENT)
    for kind, account, amount, after, price in acts:
        if kind is not None:
            world.act(kind, account, DOLLAR, amount, after * 10**9)
            continue
        world.oracle(ETHER, price * WAD, after * 10**9)
        world.liquidate(account, ETHER, DOLLAR)
    vault_, reserve = world.vault(DOLLAR), reserve_of(world.book, DOLLAR)
    assert vault_.cash == reading.cash_of(world.book, reserve)
    claimed = sum(assets_down(vault_, world.shares(one, DOLLAR)) for one in ("a", "b")) + assets_down(
        vault_, vault_.fees
    )  # fmt: skip
    short = max(VIRTUAL - VIRTUAL * (vault_.assets + VIRTUAL) // (vault_.shares + VIRTUAL), 0)
    assert claimed <= vault_.assets + short + 1
