"""Events are written one way, read back whole, and never mistaken for anything else: the journal must not drift."""

from contextlib import suppress
from dataclasses import fields
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from solvent import events as e
from solvent.columns import Cells
from solvent.errors import JournalCorrupt
from solvent.policy import Comparator
from solvent.units import INT64_MAX
from tests.world import policy

NUMBERS = st.integers(-INT64_MAX - 1, INT64_MAX)
FIELDS: dict[Any, st.SearchStrategy[Any]] = {int: NUMBERS, str: st.text(max_size=20), bytes: st.binary(max_size=20)}

# Frozen: numbers are written into journals, fields are read by position. Add at the end; never change a line.
KINDS = """
1 CommandRejected reason detail
2 TimeAdvanced time_ns
3 RulebookAdopted name content_hash policy
4 AssetListed asset decimals
5 MarketListed name asset size_decimals price_decimals den market_kind
6 ScheduleSet market floor mm_num mm_den mm_fraction deduction im_num im_den oi_lower oi_upper taker_fee liquidation_fee
7 SourceRegistered market name
8 AccountOpened account owner
9 BucketOpened account asset market leg
10 MarginModeSet bucket active
11 RowOpened bucket market leg
12 LeverageSet row leverage
13 CashTransferred source target amount posting fine
14 PositionChanged row lots cost cause ticks
15 OrdersReported row buy sell
16 OrdersCancelled row buy sell
17 PriceObserved source ticks venue_ns said traded_ns moved_ns rhythm_ns width
18 ConstituentExcluded source exclusion ticks age_ns
19 ConstituentReadmitted source
20 IndexUpdated market ticks fresh serving computed glided_ns
21 OracleStale market ticks fresh
22 LastTraded market ticks at_ns
23 BookObserved market bid ask
24 MarkUpdated market ticks fair smoothed last basis valuation usable booked missing slow
25 FundingSettled market rate_ppb ticks paid received residual
26 MarginWarningIssued bucket level equity maintenance
27 LiquidationTriggered bucket equity maintenance market ticks
28 LiquidationThrottled bucket queued_ns
29 LiquidationOrderPlaced order bucket row lots limit ticks equity maintenance taker whole
30 LiquidationOrderFilled order lots ticks notional taker_fee liquidation_fee equity
31 LiquidationOrderExpired order lots taker
32 ClosingPaced bucket cooldown_ns escalate_ns
33 LiquidationEnded bucket close equity maintenance
34 BackstopTookOver bucket row taker lots quote equity
35 PositionDeleveraged row winner lots quote rank given_up
36 ShortfallFound bucket amount
37 InsuranceFundDrawn bucket amount
38 OperatorPaid bucket amount
39 LossSocialised bucket amount profit
40 BadDebtRecorded bucket amount
41 MarketPaused market paused
50 HaircutsSet market rank floor rate deduction
51 CoinExchanged bucket row lots ticks quote fee owed equity maintenance closing
52 InterestAccrued market asset rate_ppb debtors owed charged
60 LiquidationWithheld bucket market depth taker
61 DepthObserved market bids asks
62 VaultOpened market
65 FundOpened name asset
66 FundAssigned market bucket
67 LossSharesSet row share
68 CategoryFundDrawn bucket fund amount
69 ContributionChanged account asset amount
70 DefaultFundDrawn asset contribution amount left own
71 LossShared payer market bucket amount measure
72 SessionBegan number bucket base
73 VolatilitySampled market sampled_ns ticks intervals move before variance target add_on
74 MarginRatesSet market add_on mm_num mm_den mm_fraction im_num im_den
75 RegimeAnnounced regime name reason effective_ns
76 RegimeEntered before regime name
100 HedgeOffset bucket long short lots ticks equity maintenance
101 ConstituentSet source weight heartbeat_ns unit convert assumed suspended review_ns reason owner
102 IndexSet market unit review_ns reason owner
103 ConstituentOnProbation source
104 IndexComposed market source ticks weight age_ns
105 PriceSetAside source exclusion ticks venue_ns
106 GateClosed market since_ns
107 GateOpened market fresh
108 IndexRestated market at_ns was ticks reason owner
120 IndexGuarded market ticks unguarded failing unsafe good before heard_ns
121 GuardFailed market place outcome found bound
122 IndexDelayed market current following since_ns
125 PremiumSampled market ppb bid ask mark index parts
126 FundingFormed market samples premium_ppb rate_ppb
130 ManipulationCostReported market move cost reported_ns reason
131 ListingFrozen market cause cost floor reported_ns
132 ListingReleased market cost floor until_ns
140 PoolAdopted pool name rulebook content_hash protocol base_decimals
141 ReserveListed pool asset decimals now_s
142 ReserveTermsSet reserve ltv threshold bonus factor optimal base slope steep active frozen borrowing fee supply_cap borrow_cap
143 OracleUpdated reserve price
144 ReserveUpdated reserve supply_index borrow_index supply_rate borrow_rate minted now_s
145 LoanOpened pool account
146 HoldingOpened loan reserve
147 HoldingChanged holding supplied owed pledged
148 LoanLiquidatable loan collateral debt threshold health
149 LoanRecovered loan health
150 LoanLiquidated loan collateral owing repaid seized health fee
151 BadDebtNamed holding units bearer
152 IndexFollowed reserve market
153 CategoryTermsSet category pool name ltv threshold bonus isolated collateral borrowable
154 LoanCategorySet loan category
155 DeficitSet reserve units bearer
156 CreditAdopted desk name currency content_hash policy
157 CollateralSet collateral desk asset market
158 CollateralPriced collateral price
159 SaleDue credit pledge amount floor
160 CreditOpened desk account name
161 PledgeOpened credit collateral
162 CreditChanged credit principal interest since_ns stands_in
163 CreditCalled credit level debt worth ratio deadline_ns repay add
164 IlkTermsSet ilk pool collateral coin mat chop duty line dust hole tip lump buf cusp chip cut beg reserve tail step tau ttl curve
165 BufferSet ilk rad
166 AuctionStarted auction ilk loan lot tab debt cost top reward since_s ends_s
167 AuctionTaken auction slice paid price lot tab raised bidder
168 AuctionReset auction top since_s ends_s cost reward
169 AuctionBid auction bid lot bidder expires_s
170 AuctionEnded auction raised returned missing
171 PairTermsSet pool loan collateral lltv fee threshold finer early_line least_share most_share least_incentive most_incentive
172 PairUpdated pool supplied borrowed at_target minted now_s
173 LendersLost loan reserve units supplied bearer
174 PreLiquidationAllowed loan allowed
175 LoanPreLiquidated loan collateral owing repaid seized health incentive closable
178 AuctionLossBorne auction rad bearer
179 BreakerSet ilk level
180 RatedTermsSet branch shutdown pool_penalty penalty gas
181 AggregateUpdated branch recorded weighted now_s minted yields waiting zombie queue
182 TroveRated loan rate since_s adjusted_s place
183 ReservePaused reserve paused grace_until
190 CometTermsSet pool base borrow_min target storefront supply_kink supply_base supply_slope supply_steep borrow_kink borrow_base borrow_slope borrow_steep
191 CollateralTermsSet reserve borrow_factor liquidate_factor liquidation_factor supply_cap
192 LoanAbsorbed loan owed left paid health
193 CollateralAbsorbed loan reserve units value
194 CollateralBought reserve paid units
195 ReservesNamed reserve units bearer
196 CreditEased credit ease debt worth until_ns reason person
197 CreditDefaulted credit cause debt worth ratio other
198 CollateralSold pledge amount price gross fee interest principal surplus
199 LossBorne credit bearer amount claim
200 BranchTermsSet branch pool collateral coin minimum critical least_debt set_aside fee
201 BranchUpdated branch stakes stakes_then collateral_then gained charged gained_error charged_error waiting owing deposits earned product scale gain_error loss_error
202 SumSet branch scale total
203 TroveChanged loan stake gained charged surplus
204 PoolDepositChanged branch account amount product scale total
205 TroveLiquidated loan ratio offset to_pool to_caller debt collateral surplus
206 TroveLossBorne loan units bearer
207 RecoveryModeSet branch on ratio
208 BaseRateSet branch rate fee_s
209 TroveRedeemed loan paid collateral surplus closed
210 YieldSet branch scale total
211 YieldNoted branch account total
212 BranchShut branch ratio now_s
215 EVaultTermsSet reserve base slope steep kink fee discount cool_off socialises supply_cap borrow_cap
216 LtvSet reserve collateral borrow liquidation initial until_s ramp
217 EVaultUpdated reserve index borrowed rate minted now_s
218 DebtorChanged loan owed index checked_s
219 DebtTakenOver loan by collateral owing repaid seized health
220 BandTermsSet market pool borrowed collateral mints a fee base loan_discount discount least_rate most_rate
221 BandMarketUpdated market multiplier rate now_s active lowest highest last last_fee last_s debt debt_at cash
222 BandSet market number borrowed collateral shares
223 BandLoanSet loan debt debt_at discount first shares waiting
224 BandsTraded market coming paid received first last fee
225 TickTermsSet vault pool borrowed collateral factor threshold limit penalty fee magnifier base kink kinked second seconded most revenue update at_layer at_vault
226 TickVaultUpdated vault top state branch branches supplied owed absorbed_debt absorbed_collateral dust
227 LayerUpdated vault supply borrow rate used now_s lent lent_out stored
228 TickSet vault number mark at debt branch factor
229 TickBranchSet vault number at tick parts debt factor base base_tick
230 SpokeTermsSet pool target most_at least
231 HubTermsSet reserve key risk factor bonus charge fee optimal base slope steep supply_cap borrow_cap frozen borrowing
232 HubUpdated reserve index rate premium accrued deficit realised minted now_s
233 PremiumChanged holding shares accrued index key
234 TickLoanSet loan owes tick mark collateral dust
235 TicksLiquidated vault repaid seized from_absorbed absorbed_debt absorbed_collateral first last
236 AbsorbedLossNamed vault units bearer
""".strip().splitlines()  # noqa: E501  # a line is an event


def one(kind: int, number: int = 5) -> e.Event:
    """An event of one row, its fields numbered."""
    made = {int: number, Cells: number, str: f"name {number}", bytes: b"packed"}
    return e.ALL[kind](*(made[field.type] for field in fields(e.ALL[kind])))  # type: ignore[arg-type,index]


@st.composite
def events(draw: st.DrawFn) -> e.Event:
    """Any event: cells as one number or as columns of one length."""
    kind = e.ALL[draw(st.sampled_from(sorted(e.ALL)))]
    count, scalar = draw(st.sampled_from([0, 1, 1, 2, 7])), draw(st.booleans())
    values = []
    for field in fields(kind):  # type: ignore[arg-type]
        if field.type == Cells:
            column = draw(st.lists(NUMBERS, min_size=count, max_size=count))
            values.append(column[0] if scalar and count == 1 else np.array(column, np.int64))
        else:
            values.append(draw(FIELDS[field.type]))
    return kind(*values)


def plain(event: e.Event) -> list[Any]:
    """An event as Python's own values, a column of one row as its number."""
    told: list[Any] = [event.KIND]
    for name in e.names(event.KIND):
        value = getattr(event, name)
        if isinstance(value, np.ndarray):
            value = value.tolist() if len(value) != 1 else int(value[0])
        told.append(value)
    return told


def told(stages: list[list[e.Event]]) -> list[list[list[Any]]]:
    return [[plain(event) for event in stage] for stage in stages]


def wire(*values: Any) -> bytes:
    """One event as it would lie in a journal."""
    return msgspec.msgpack.encode([[list(values)]])


def column(*cells: int) -> msgspec.msgpack.Ext:
    return msgspec.msgpack.Ext(1, np.array(cells, "<i8").tobytes())


def test_kinds_and_fields_are_the_ones_journals_were_written_with() -> None:
    now = [" ".join([str(kind), e.ALL[kind].__name__, *e.names(kind)]) for kind in sorted(e.ALL)]
    assert now[: len(KINDS)] == KINDS
    assert len(now) == len(KINDS), "a new kind belongs into this list"
    assert {kind.__name__ for kind in e.ALL.values()} <= set(e.__all__)


@given(st.lists(st.lists(events(), max_size=3), max_size=3))
def test_every_event_survives_its_bytes(stages: list[list[e.Event]]) -> None:
    data = e.encode(stages)
    again = e.decode(data)
    assert told(again) == told(stages)
    assert e.encode(again) == data, "the same events are always the same bytes"
    for stage, read in zip(stages, again, strict=True):
        assert [type(event) for event in stage] == [type(event) for event in read]


@pytest.mark.parametrize("kind", sorted(e.ALL), ids=lambda kind: e.ALL[kind].__name__)
def test_a_column_of_one_row_is_its_number(kind: int) -> None:
    scalar = one(kind)
    values = [getattr(scalar, name) for name in e.names(kind)]
    for wrap in (lambda n: np.array([n]), np.int64, lambda n: np.array([n], np.int32)):
        event = e.ALL[kind](*(wrap(value) if type(value) is int else value for value in values))
        assert e.encode([[event]]) == e.encode([[scalar]])
    assert told(e.decode(e.encode([[scalar]]))) == told([[scalar]])


def test_flags_and_members_of_enums_are_numbers() -> None:
    number = e.encode([[e.MarketPaused(0, 1), e.LiquidationEnded(3, 2, 0, 0)]])
    flag = e.encode([[e.MarketPaused(False, True), e.LiquidationEnded(3, Comparator.AT_OR_BELOW, 0, np.int64(0))]])
    assert flag == number
    many = np.array([True, False])
    assert e.encode([[e.ShortfallFound(many, many)]]) == e.encode(
        [[e.ShortfallFound(np.array([1, 0]), np.array([1, 0]))]]
    )


@pytest.mark.parametrize(
    "value",
    [1.5, np.float64(1), np.array([1.0, 2.0]), np.array([1, 2], np.uint64), None, object(), np.array(["a", "b"])],
)
def test_what_is_no_integer_is_not_written(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        e.decode(e.encode([[e.ShortfallFound(value, value)]]))


def test_an_empty_table_says_nothing() -> None:
    none = np.zeros(0, np.int64)
    assert e.is_empty(e.ShortfallFound(none, none))
    assert not e.is_empty(e.ShortfallFound(1, 2))
    assert not e.is_empty(e.TimeAdvanced(1))
    assert not e.is_empty(e.ShortfallFound(np.array([1, 2]), np.array([1, 2])))


GOLDEN = {
    "rejected": ([[e.CommandRejected(41, "no price")]], "9191930129a86e6f207072696365"),
    "money": (
        [[e.TimeAdvanced(10**18)], [e.CashTransferred(5, 6, 250_000_000, 1)]],
        "92919202cf0de0b6b3a764000091950d0506ce0ee6b28001",
    ),
    "columns": (
        [[e.ShortfallFound(np.array([3, 2**40]), np.array([-1, INT64_MAX]))]],
        "91919324d80103000000000000000000000000010000d801ffffffffffffffffffffffffffffff7f",
    ),
    "texts": (
        [[e.AssetListed("USD"), e.AccountOpened("händler", ""), e.RulebookAdopted("r", "00ff", b"\x00\x01")]],
        "91939204a35553449308a868c3a46e646c6572a09403a172a430306666c4020001",
    ),
    "mark": ([[e.MarkUpdated(0, 1, 2, 3, 4, -5, 6, 1)], []], "929199180001020304fb060190"),
    "limits": ([[e.LeverageSet(-INT64_MAX - 1, INT64_MAX)]], "9191930cd38000000000000000cf7fffffffffffffff"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_bytes_of_the_journal_are_golden(name: str) -> None:
    stages, golden = GOLDEN[name]
    assert e.encode(stages).hex() == golden
    assert told(e.decode(bytes.fromhex(golden))) == told(stages)


@pytest.mark.parametrize(
    "data",
    [
        wire(),
        wire(0),
        wire(99, 1),
        wire("TimeAdvanced", 1),
        wire(None, 1),
        wire(True, 1, "x"),
        wire(2.0, 1),
        wire([], 1),
        wire(2),
        wire(2, 1, 1),
        wire(2, None),
        wire(2, "1"),
        wire(2, b"1"),
        wire(2, 1.0),
        wire(2, True),
        wire(2, 2**63),
        wire(2, [1]),
        wire(2, {}),
        wire(2, column(1, 2)),  # a field that is never a column
        wire(1, 41, 7),
        wire(1, 41, b"no price"),
        wire(3, "r", "hash", "packed"),
        wire(36, column(1, 2), column(1, 2, 3)),
        wire(36, column(), column(1, 2)),
        wire(36, msgspec.msgpack.Ext(1, b"1234567"), 1),
        wire(36, msgspec.msgpack.Ext(2, b"12345678"), 1),
        wire(36, msgspec.msgpack.Ext(-1, b"1234"), 1),
        msgspec.msgpack.encode(None),
        msgspec.msgpack.encode({}),
        msgspec.msgpack.encode(""),
        msgspec.msgpack.encode([{}]),
        msgspec.msgpack.encode([[2, 1]]),
        wire(2, 1) * 2,
        wire(2, 1)[:-1],
        b"",
        b"\xc1",
        b"\x91" * 100_000,
        b"\x91\x91\x92\x04\xa1\xff",  # text that is not UTF-8
        b"\xdd\xff\xff\xff\xff",
    ],
)
def test_what_is_no_effect_is_corrupt_and_says_so(data: bytes) -> None:
    with pytest.raises(JournalCorrupt, match=r"expected .*, found "):
        e.decode(data)


@given(st.binary(max_size=80))
@example(b"\x91\x91\x92\x02\xc7\xff\x01")
def test_any_bytes_are_events_or_corrupt(data: bytes) -> None:
    with suppress(JournalCorrupt):
        assert e.encode(e.decode(data))


@given(st.lists(st.lists(events(), max_size=2), min_size=1, max_size=2), st.data())
def test_bytes_near_an_effect_are_events_or_corrupt(stages: list[list[e.Event]], spoil: st.DataObject) -> None:
    good = e.encode(stages)
    at = spoil.draw(st.integers(0, len(good) - 1))
    byte = bytes([spoil.draw(st.integers(0, 255))])
    for data in (good[:at] + byte + good[at + 1 :], good[:at], good + byte, good[:at] + byte + good[at:]):
        with suppress(JournalCorrupt):
            e.encode(e.decode(data))


def test_a_policy_travels_inside_its_event() -> None:
    packed = msgspec.msgpack.encode(policy())
    event = e.decode(e.encode([[e.RulebookAdopted("house", "house", packed)]]))[0][0]
    assert isinstance(event, e.RulebookAdopted)
    assert msgspec.msgpack.decode(event.policy, type=type(policy())) == policy()
