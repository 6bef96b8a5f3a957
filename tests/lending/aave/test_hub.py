"""An asset of a hub and a position in a spoke, by hand: interest, fees, premiums, deficits."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.aave import hub, spoke
from solvent.lending.aave.hub import Asset, Curve, Moved, Premium
from solvent.lending.aave.seizure import Side
from solvent.lending.aave.spoke import Counted, Debt
from solvent.lending.refusal import Refusal
from solvent.lending.scales import INFINITE, RAY, WAD, YEAR

CURVE = Curve(9 * RAY // 10, RAY // 100, 4 * RAY // 100, 8 * RAY // 10)
EMPTY = Asset(0, 0, 0, 0, Premium(), 0, 0, 0, 1_000, 0)


def lent(units: int = 1_000_000, drawn: int = 500_000, rate: int = RAY // 10) -> Asset:
    """A hub in which half of what was added is drawn, at ten percent."""
    added = hub.add(EMPTY, units)
    assert isinstance(added, Moved)
    done = hub.draw(added.asset, drawn)
    assert isinstance(done, Moved)
    return done.asset._replace(rate=rate)


def test_the_rate_follows_usage_in_two_slopes() -> None:
    assert hub.rate(CURVE, 100, 0) == RAY // 100
    assert hub.rate(CURVE, 55, 45) == RAY // 100 + 2 * RAY // 100
    assert hub.rate(CURVE, 10, 90) == RAY // 100 + 4 * RAY // 100
    assert hub.rate(CURVE, 5, 95) == RAY // 100 + 4 * RAY // 100 + 4 * RAY // 10
    assert hub.rate(CURVE, 0, 1) == RAY // 100 + 84 * RAY // 100


def test_a_year_of_interest_is_the_suppliers_but_for_the_fee() -> None:
    """50,000 of interest, of which a tenth is shares of whoever receives fees, at what shares are worth without it."""
    later = hub.accrued(lent(), YEAR)
    assert later.drawn_index == 11 * RAY // 10
    assert later.owed == 550_000
    assert later.assets + later.realised == 1_050_000
    assert hub.assets_down(later, later.fees) + later.realised in (4_999, 5_000)
    assert hub.assets_down(later, 1_000_000) == 1_000_000 + 45_000 // 2, "half of it is the virtual million's"
    assert hub.accrued(later, YEAR) is later


def test_the_index_stands_still_while_nothing_is_drawn() -> None:
    added = hub.add(EMPTY._replace(rate=RAY), 5)
    assert isinstance(added, Moved)
    assert hub.accrued(added.asset, YEAR).drawn_index == RAY


def test_what_is_lent_out_is_refused_and_so_is_what_makes_no_share() -> None:
    asset = lent()
    assert hub.remove(asset, 500_001) is Refusal.LENT_OUT
    assert hub.draw(asset, 500_001) is Refusal.LENT_OUT
    assert hub.add(asset._replace(deficit=2_000_000 * RAY), 1) is Refusal.NOTHING


def test_a_premium_grows_with_the_index_on_what_is_drawn() -> None:
    """Half as much again: 500,000 drawn at ten percent are charged 50,000, and 25,000 for a risk of 50 %."""
    asset = lent()
    charged = spoke.charged(asset, asset.drawn, Premium(), 5_000)
    assert charged == Premium(250_000, 0, RAY)
    later = hub.accrued(hub.charged(asset, Premium(), charged), YEAR)
    owed = spoke.debt(later, asset.drawn, charged)
    assert owed == Debt(550_000, 25_000 * RAY)
    assert later.owed == owed.units == 575_000
    paid = spoke.charged(later, asset.drawn, charged, 0, 20_000 * RAY)
    assert paid == Premium(0, 5_000 * RAY, later.drawn_index)
    assert hub.charged(later, charged, paid).owed == 555_000


def test_the_premium_is_paid_first() -> None:
    owed = Debt(100, 5 * RAY // 2)
    assert owed.units == 103
    assert spoke.split(owed, 2) == Debt(0, 2 * RAY)
    assert spoke.split(owed, 3) == Debt(0, 5 * RAY // 2)
    assert spoke.split(owed, 50) == Debt(47, 5 * RAY // 2)
    assert spoke.split(owed, 10**9) == owed


def test_a_deficit_is_assets_until_it_is_covered_by_shares() -> None:
    asset = hub.reported(lent(), 500_000, RAY // 3)
    assert (asset.drawn, asset.deficit) == (0, 500_000 * RAY + RAY // 3)
    assert asset.assets == 1_000_001, "suppliers are worth what they were: somebody must cover it"
    part = hub.covered(asset, 200_000)
    assert part.asset.deficit == 300_000 * RAY + RAY // 3
    whole = hub.covered(part.asset, 10**9)
    assert (whole.asset.deficit, part.shares + whole.shares) == (0, 500_001)


def test_the_safest_collateral_stands_for_a_debt_first() -> None:
    """600 of debt: 400 of it by what costs nothing, 200 by what costs 50 %; a third of 50 % is 16.66 %."""
    safe, risky = Counted(400 * 10**26, 8_000, 0), Counted(1_000 * 10**26, 6_000, 5_000)
    found = spoke.account([risky, safe], [600 * 10**26])
    assert (found.risk, found.counted, found.borrowed) == (1_666, 2, 1)
    assert found.health == (400 * 8_000 + 1_000 * 6_000) * WAD // 600 // 10_000
    assert found.factor == (400 * 8_000 + 1_000 * 6_000) * WAD // 1_400 // 10_000
    assert spoke.account([safe], []).health == INFINITE
    assert spoke.account([], [1]) == spoke.Account(0, 1, 0, 0, 0, 0, 1)


def test_values_are_rounded_against_who_borrows() -> None:
    side = Side(3, 7)
    asset = lent()
    assert spoke.supplied_value(asset, 10, side) == 10 * 3 * WAD // 7
    assert spoke.debt_value(Debt(9, 1), side) == -(-10 * 3 * WAD // 7)


STEPS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 10**9), st.integers(0, 10**8)), max_size=25)


@given(STEPS)
def test_a_share_is_never_worth_less_than_it_was(steps: list[tuple[int, int, int]]) -> None:
    """Whoever adds, removes, draws, pays back or lets time pass: roundings are the hub's, which is all suppliers'."""
    asset, now = lent(10**9, 4 * 10**8), 0
    for what, units, seconds in steps:
        before = asset.assets + hub.VIRTUAL, asset.added + hub.VIRTUAL
        now += seconds
        asset = hub.accrued(asset, now)
        if what < 3:
            done = (hub.add, hub.remove, hub.draw)[what](asset, units)
            if isinstance(done, Moved) and done.asset.added >= 0:
                asset = done.asset
        elif what == 3:
            paid = min(units, hub.drawn_units(asset))
            asset = hub.restored(asset, hub.drawn_shares(asset, paid), paid)
        else:
            shares = min(units, asset.drawn)
            asset = hub.reported(asset, shares, 0)
        asset = asset._replace(rate=hub.rate(CURVE, asset.cash, hub.drawn_units(asset)))
        assert (asset.assets + hub.VIRTUAL) * before[1] >= before[0] * (asset.added + hub.VIRTUAL)
