"""How much is sold and whose the money is, by hand and against the closed form."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from solvent.lending.credit import loss, ratio, sale
from solvent.lending.credit.ratio import Pledge
from solvent.policy import SalePolicy, Venue
from solvent.units import PPM
from tests.credit import BITCOIN, DOLLAR, ETHER, MARKET, PERCENT, PRICE

BTC = Pledge(BITCOIN, 12_500 * PRICE, ratio.grain(8, 6))
ETH = Pledge(10 * ETHER, 1_000 * PRICE, ratio.grain(9, 6), 10 * PERCENT)
DEBT = 10_000 * DOLLAR
COSTLY = replace(MARKET, discount=2 * PERCENT, fee=PERCENT)


def test_half_a_bitcoin_restores_60_percent_of_80() -> None:
    """10,000 against 12,500: x (1 - 0.6) = 10,000 - 7,500, so 6,250 dollars or half a coin; 3,750 are left of 6,250."""
    assert sale.due(MARKET, DEBT, [BTC]) == (0, BITCOIN // 2)


def test_discount_and_fee_make_it_more() -> None:
    """2,500 / (0.98 x 0.99 - 0.6) = 6,753.1064 dollars at 12,500: 0.540248514 bitcoin."""
    assert sale.due(COSTLY, DEBT, [BTC]) == (0, 54_024_852)


def test_a_full_sale_repays_everything_and_no_more() -> None:
    """10,000 / (0.98 x 0.99) = 10,307.153 dollars: 0.824572253 bitcoin."""
    assert sale.due(replace(COSTLY, target=0), DEBT, [BTC]) == (0, 82_457_226)


def test_what_would_leave_a_little_repays_all() -> None:
    """Half a coin would leave 3,750: below 3,751 everything is repaid, 0.8 coins; at 3,750 not."""
    assert sale.due(replace(MARKET, full_below=3_750 * DOLLAR + 1), DEBT, [BTC]) == (0, 80_000_000)
    assert sale.due(replace(MARKET, full_below=3_750 * DOLLAR), DEBT, [BTC]) == (0, BITCOIN // 2)


def test_the_first_collateral_goes_first_and_wholly_before_the_second() -> None:
    """18,000 against 12,500 + 9,000: (18,000 - 12,900) / 0.4 = 12,750 dollars of coin are needed, 12,500 are there."""
    debt = 18_000 * DOLLAR
    assert sale.due(MARKET, debt, [BTC, ETH]) == (0, BITCOIN)
    assert sale.due(MARKET, 5_500 * DOLLAR, [BTC._replace(amount=0), ETH]) == (1, 217_391_305), "100 / (1 - 0.54)"
    assert sale.due(MARKET, 5_400 * DOLLAR, [ETH]) == (0, 0), "9,000 x 60 %: nothing to sell"
    assert sale.due(MARKET, 1, [BTC._replace(amount=0)]) == (0, 0), "nothing left to sell"


def test_a_reserve_price_is_rounded_up() -> None:
    otc = SalePolicy(Venue.OTC, floor=97 * PERCENT)
    assert sale.floor_price(otc, 12_500 * PRICE) == 12_125 * PRICE
    assert sale.floor_price(otc, 1) == 1
    assert sale.floor_price(MARKET, 12_500 * PRICE) == 0


def test_what_a_sale_brings_goes_fee_interest_principal_client() -> None:
    """A coin at 12,500 with 1 %: 125 fee, 300 interest, 10,000 principal, 2,075 to the client."""
    found = sale.proceeds(BTC, BITCOIN, PERCENT, DEBT, 300 * DOLLAR)
    assert [part // DOLLAR for part in found] == [12_500, 125, 300, 10_000, 2_075]
    little = sale.proceeds(BTC, 1, PERCENT, DEBT, 300 * DOLLAR)
    assert little == sale.Proceeds(125, 2, 123, 0, 0), "0.000125 dollars, the fee rounded up"


TERMS = st.builds(
    SalePolicy, st.just(Venue.MARKET), st.integers(0, 70 * PERCENT), st.just(0), st.integers(0, 10 * PERCENT),
    st.integers(0, 3 * PERCENT),
)  # fmt: skip


@given(terms=TERMS, debt=st.integers(1, 10**12), amount=st.integers(1, 10**10), price=st.integers(10**9, 10**15),
       haircut=st.integers(0, 20 * PERCENT))  # fmt: skip
def test_what_is_sold_restores_and_is_the_least_that_does(
    terms: SalePolicy, debt: int, amount: int, price: int, haircut: int
) -> None:
    """Against r = (D - T C) / ((1 - discount)(1 - fee) - T (1 - haircut)), to a few atoms of the currency."""
    pledge = Pledge(amount, price, ratio.grain(8, 6), haircut)
    _, sold = sale.due(terms, debt, [pledge])
    target, counts = Fraction(terms.target, PPM), Fraction(PPM - haircut, PPM)
    kept = Fraction(PPM - terms.discount, PPM) * Fraction(PPM - terms.fee, PPM)
    assume(kept > target * counts)
    atoms = Fraction(amount * price, pledge.grain)
    exact = (debt - target * counts * atoms) / (kept - target * counts)  # atoms of the currency to sell
    found = Fraction(sold * price, pledge.grain)
    if exact <= 0:
        assert sold <= 1 or found <= 4
    elif exact >= atoms:
        assert amount - sold <= 1 + Fraction(pledge.grain * 4, price) / (kept - target * counts)
    else:
        atom = Fraction(price, pledge.grain)  # of the collateral, in atoms of the currency
        slack = (atom + atom * Fraction(pledge.grain, price) * 2 + 6 + found / price) / (kept - target * counts)
        assert abs(found - exact) <= slack


@given(sold=st.integers(1, 10**8), fee=st.integers(0, PPM - 1), principal=st.integers(0, 10**11),
       interest=st.integers(0, 10**10))  # fmt: skip
def test_nothing_of_the_proceeds_is_lost(sold: int, fee: int, principal: int, interest: int) -> None:
    found = sale.proceeds(BTC, sold, fee, principal, interest)
    assert found.gross == found.fee + found.interest + found.principal + found.surplus
    assert min(found) >= 0
    assert found.interest <= interest
    assert found.principal <= principal
    assert found.surplus == 0 or (found.interest, found.principal) == (interest, principal)
    assert found.principal == 0 or found.interest == interest, "interest comes first"


@pytest.mark.parametrize(
    ("missing", "reserve", "shares"), [(1_000, 0, (0, 1_000)), (1_000, 400, (400, 600)), (1_000, 1_000, (1_000, 0))]
)
def test_the_reserve_bears_first_and_is_last_to_have_it_back(
    missing: int, reserve: int, shares: tuple[int, int]
) -> None:
    assert loss.borne(missing, reserve) == shares
    assert loss.recovered(missing, *shares) == shares
    assert loss.recovered(min(500, shares[1]), *shares) == (0, min(500, shares[1]))


def test_the_loan_with_most_to_spare_stands_in() -> None:
    assert loss.stand_in({3: 10, 7: 20, 5: 20}) == 5
    assert loss.stand_in({3: 0, 7: -5}) is None
    assert loss.stand_in({}) is None
