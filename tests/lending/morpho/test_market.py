"""A market of Morpho Blue as lenders and borrowers use it: shares, liquidity, time, and a loss lenders see at once."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.morpho import market as m
from solvent.lending.morpho.adaptive import FIRST, LEAST
from solvent.lending.morpho.liquidation import PRICE, Liquidation, Market, Position, healthy, liquidate
from solvent.lending.morpho.shares import VIRTUAL_ASSETS, VIRTUAL_SHARES, assets_down
from solvent.lending.refusal import Refusal

EMPTY = Market(8 * 10**17, 0, 0, 0, 0)
LENT = Market(8 * 10**17, 1_000, 10**9, 80, 80 * 10**6)
YEAR = 31_536_000


def test_the_curve_starts_with_the_market_and_moves_while_nothing_is_borrowed() -> None:
    start = m.opened(8 * 10**17, 0, 100)
    assert start == m.Running(EMPTY, 0, FIRST, 100)
    after, minted = m.brought(start, 100 + 86_400)
    assert (after.market, minted) == (EMPTY, 0)
    assert LEAST < after.at_target < FIRST


def test_the_first_shares_are_a_million_for_a_unit() -> None:
    assert m.supply(EMPTY, units=1_000) == m.Moved(1_000, 10**9, EMPTY._replace(supplied=1_000, supply_shares=10**9))
    assert m.supply(EMPTY, shares=10**6 + 1) == m.Moved(2, 10**6 + 1, Market(8 * 10**17, 2, 10**6 + 1, 0, 0))


def test_a_lender_rounds_down_on_the_way_in_and_up_on_the_way_out() -> None:
    """After interest: 1,500 units for 10^9 shares, and with the virtual ones 1,501 for 1,001 million."""
    grown = LENT._replace(supplied=1_500)
    put, got = m.supply(grown, units=1), m.withdraw(grown, 10**9, units=1)
    assert isinstance(put, m.Moved)
    assert isinstance(got, m.Moved)
    assert (put.shares, got.shares) == (666_888, 666_889)
    back = m.withdraw(grown, 10**9, shares=666_888)
    assert isinstance(back, m.Moved)
    assert back.units == 0


def test_what_is_lent_out_or_not_held_does_not_leave() -> None:
    assert m.withdraw(LENT, 10**9, units=921) is Refusal.LENT_OUT
    assert isinstance(m.withdraw(LENT, 10**9, units=920), m.Moved)
    assert m.withdraw(LENT, 10**6 - 1, units=1) is Refusal.TOO_MUCH
    rich = Position(10**6, 0)
    assert m.borrow(LENT, rich, PRICE, units=921) is Refusal.LENT_OUT
    assert isinstance(m.borrow(LENT, rich, PRICE, units=920), m.Drawn)


def test_one_may_borrow_up_to_the_line_of_liquidation() -> None:
    lent = EMPTY._replace(supplied=1_000, supply_shares=10**9)
    drawn = m.borrow(lent, Position(100, 0), PRICE, units=80)
    assert drawn == m.Drawn(80, 80 * 10**6, LENT, Position(100, 80 * 10**6))
    assert m.borrow(lent, Position(100, 0), PRICE, units=81) is Refusal.POWER
    assert m.borrow(lent, Position(100, 0), PRICE, shares=80 * 10**6) == drawn


def test_a_debt_is_closed_by_its_shares() -> None:
    position = Position(100, 80 * 10**6)
    assert m.repay(LENT, position, shares=80 * 10**6) == m.Drawn(
        80, 80 * 10**6, LENT._replace(borrowed=0, borrow_shares=0), Position(100, 0)
    )
    assert m.repay(LENT, position, units=81) is Refusal.TOO_MUCH


def test_the_last_unit_of_a_debt_may_exceed_the_total() -> None:
    """Nothing is borrowed and two shares are left: with the virtual unit, rounded up, they cost one."""
    odd = LENT._replace(borrowed=0, borrow_shares=2)
    assert m.repay(odd, Position(0, 2), shares=2) == m.Drawn(1, 2, odd._replace(borrow_shares=0), Position(0, 0))


def test_collateral_that_a_debt_needs_stays() -> None:
    position = Position(101, 80 * 10**6)
    assert m.release(LENT, position, PRICE, 1) == Position(100, 80 * 10**6)
    assert m.release(LENT, position, PRICE, 2) is Refusal.HEALTH
    assert m.release(LENT, position, PRICE, 102) is Refusal.TOO_MUCH
    assert m.release(LENT, position, PRICE, 0) is Refusal.NOTHING
    assert m.release(LENT, Position(5, 0), 0, 5) == Position(0, 0)


def test_exactly_one_amount_is_given() -> None:
    for both in ({}, {"units": 1, "shares": 1}):
        assert m.supply(LENT, **both) is Refusal.AMBIGUOUS
        assert m.withdraw(LENT, 10**9, **both) is Refusal.AMBIGUOUS
        assert m.borrow(LENT, Position(100, 0), PRICE, **both) is Refusal.AMBIGUOUS
        assert m.repay(LENT, Position(100, 10**6), **both) is Refusal.AMBIGUOUS


def test_a_year_at_the_target() -> None:
    """1,268,391,679 wei a second is 3.9999999988944 %; three terms of e^x - 1 are 4.08106666 %; a tenth is the fee."""
    start = m.Running(Market(8 * 10**17, 10**12, 10**18, 9 * 10**11, 9 * 10**17), 10**17, 0, 100)
    after, minted = m.brought(start, 100 + YEAR)
    x = 39_999_999_988_944_000
    growth = x + x * x // (2 * 10**18) + x * x // (2 * 10**18) * x // (3 * 10**18)
    interest = 9 * 10**11 * growth // 10**18
    assert (FIRST, interest) == (1_268_391_679, 36_729_599_989)
    assert after.market.borrowed == 936_729_599_989
    assert after.market.supplied == 1_036_729_599_989
    assert minted == after.market.supply_shares - 10**18 == 3_672_959_998 * (10**18 + 10**6) // 1_033_056_639_992
    assert (after.at_target, after.updated_s) == (FIRST, 100 + YEAR)
    assert m.brought(after, after.updated_s) == (after, 0)


def test_lenders_pay_at_once_each_by_what_they_have() -> None:
    """100 of collateral fall to 50 units. 1 / 0.94 is rounded down, so they cost 48, not 47: 32 are gone.

    968 are left, with the virtual one 969 for 1,001 million shares: 580.8 and 387.2, rounded down.
    """
    shares = 6 * 10**8, 4 * 10**8
    assert [assets_down(one, LENT.supplied, LENT.supply_shares) for one in shares] == [600, 400]
    done = liquidate(LENT, Position(100, 80 * 10**6), PRICE // 2, seized=100)
    assert isinstance(done, Liquidation)
    assert (done.repaid, done.bad_debt) == (48, 32)
    left = done.market
    assert (left.supplied, left.borrowed, left.borrow_shares) == (968, 0, 0)
    assert [assets_down(one, left.supplied, left.supply_shares) for one in shares] == [580, 387]


@dataclass
class Walk:
    """A market with three accounts, each lender and borrower, and its cash."""

    running: m.Running = field(default_factory=lambda: m.opened(8 * 10**17, 10**17, 0))
    held: list[int] = field(default_factory=lambda: [0, 0, 0])
    loans: list[Position] = field(default_factory=lambda: [Position(0, 0)] * 3)
    fees: int = 0
    cash: int = 0
    lost: int = 0
    gained: int = 0  # units paid beyond a total that was already 0

    def act(self, kind: str, who: int, amount: int, price: int) -> None:
        """One action; nothing changes where it is refused."""
        self.running, minted = m.brought(self.running, self.running.updated_s + amount % 10**6)
        self.fees += minted
        market, loan = self.running.market, self.loans[who]
        if kind == "pledge":
            self.loans[who] = loan._replace(collateral=loan.collateral + amount)
        elif kind == "release" and isinstance(left := m.release(market, loan, price, amount), Position):
            assert healthy(market, left, price) or not left.borrow_shares
            self.loans[who] = left
        elif kind == "supply" and isinstance(put := m.supply(market, units=amount), m.Moved):
            self._lend(who, put.units, put.shares, put.market)
        elif kind == "withdraw" and isinstance(got := m.withdraw(market, self.held[who], units=amount), m.Moved):
            self._lend(who, -got.units, -got.shares, got.market)
        elif kind == "borrow" and isinstance(drawn := m.borrow(market, loan, price, units=amount), m.Drawn):
            self._owe(who, -drawn.units, drawn.market, drawn.position)
        elif kind == "repay" and isinstance(paid := m.repay(market, loan, shares=loan.borrow_shares), m.Drawn):
            self._owe(who, paid.units, paid.market, paid.position)
        elif kind == "liquidate":
            done = liquidate(market, loan, price, seized=min(loan.collateral, amount))
            if isinstance(done, Liquidation):
                self.lost += done.bad_debt
                self._owe(who, done.repaid, done.market, done.position, done.bad_debt)

    def _lend(self, who: int, units: int, shares: int, market: Market) -> None:
        self.held[who] += shares
        self.cash += units
        self.running = self.running._replace(market=market)

    def _owe(self, who: int, units: int, market: Market, loan: Position, bad: int = 0) -> None:
        self.gained += max(units - (self.running.market.borrowed - market.borrowed - bad), 0) if units > 0 else 0
        self.loans[who], self.cash = loan, self.cash + units
        self.running = self.running._replace(market=market)


KINDS = st.sampled_from(["pledge", "release", "supply", "withdraw", "borrow", "repay", "liquidate"])
ACTS = st.tuples(KINDS, st.integers(0, 2), st.integers(1, 10**7), st.integers(PRICE // 4, 2 * PRICE))


@given(st.lists(ACTS, max_size=40))
def test_shares_add_up_cash_is_what_is_not_lent_and_only_a_loss_lowers_what_a_share_is_worth(
    acts: list[tuple[str, int, int, int]],
) -> None:
    walk = Walk()
    for supplied in range(3):
        walk.act("supply", supplied, 10**6, PRICE)
        walk.act("pledge", supplied, 10**6, PRICE)
    for act in acts:
        before, lost, gained = walk.running.market, walk.lost, walk.gained
        walk.act(*act)
        now = walk.running.market
        assert sum(walk.held) + walk.fees == now.supply_shares
        assert sum(loan.borrow_shares for loan in walk.loans) == now.borrow_shares
        assert walk.cash == now.supplied - now.borrowed + walk.gained >= 0
        assert walk.gained - gained in (0, 1)
        if walk.lost == lost:
            worth = [(x.supplied + VIRTUAL_ASSETS, x.supply_shares + VIRTUAL_SHARES) for x in (before, now)]
            assert worth[1][0] * worth[0][1] >= worth[0][0] * worth[1][1]
