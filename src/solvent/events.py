"""What happened. Past participles; each is a table of one or many rows.

A field is a plain integer (one row) or an int64 column (many rows, all columns of one length); a field in capitals of its
comment is text. A tick that closes 100,000 accounts is a handful of these. Every decision event carries its operands.
Kinds are numbered for the journal: never renumbered, fields never renamed or removed, only added at the end.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, dataclass_transform

import msgspec
import numpy as np

from solvent.columns import Cells, as_cells
from solvent.errors import JournalCorrupt

COLUMN_TYPE = 1


ALL: dict[int, type["Event"]] = {}
_NAMES: dict[int, tuple[str, ...]] = {}


@dataclass_transform(frozen_default=True, eq_default=False)
class Event:
    """What every event is: a kind and its fields in declared order."""

    KIND: ClassVar[int] = 0

    def __init_subclass__(cls, kind: int) -> None:
        assert kind not in ALL, f"two events are number {kind}"
        dataclass(frozen=True, eq=False)(cls)
        cls.KIND = kind
        ALL[kind] = cls
        _NAMES[kind] = tuple(field.name for field in fields(cls))  # type: ignore[arg-type]  # made one just above


class CommandRejected(Event, kind=1):
    """Nothing happened. reason: reasons.Reason; detail: TEXT, what was expected and found."""

    reason: int
    detail: str


class TimeAdvanced(Event, kind=2):
    """The engine's clock stands at time_ns."""

    time_ns: int


class RulebookAdopted(Event, kind=3):
    """These rules hold from here on. policy: the compiled tables as msgpack; name, content_hash: TEXT."""

    name: str
    content_hash: str
    policy: bytes


class AssetListed(Event, kind=4):
    """A settlement asset exists, with the house's own accounts in it. asset: TEXT."""

    asset: str


class MarketListed(Event, kind=5):
    """A market exists. name: TEXT; asset: index; decimals: counts; den: lot x ticks in one atom."""

    name: str
    asset: int
    size_decimals: int
    price_decimals: int
    den: int


class ScheduleSet(Event, kind=6):
    """A market's margin schedule and fees. Columns, one row a tier: floor .. im_den (see policy.Tier)."""

    market: int
    floor: Cells
    mm_num: Cells
    mm_den: Cells
    mm_fraction: Cells
    deduction: Cells
    im_num: Cells
    im_den: Cells
    oi_lower: int
    oi_upper: int
    taker_fee: int
    liquidation_fee: int


class SourceRegistered(Event, kind=7):
    """A price source counts towards a market's index. name: TEXT."""

    market: int
    name: str


class AccountOpened(Event, kind=8):
    """A client account exists. account, owner: TEXT."""

    account: str
    owner: str


class BucketOpened(Event, kind=9):
    """A margin domain exists: cross where market is -1, isolated otherwise."""

    account: int
    asset: int
    market: int
    leg: int


class MarginModeSet(Event, kind=10):
    """An isolated bucket is in use (active 1) or not (0)."""

    bucket: int
    active: int


class RowOpened(Event, kind=11):
    """A bucket has a row in a market; leg 0 one-way, 1 long, -1 short."""

    bucket: Cells
    market: Cells
    leg: Cells


class LeverageSet(Event, kind=12):
    """The leverage chosen for a row, ppm; 0: the most its tier allows."""

    row: int
    leverage: int


class CashTransferred(Event, kind=13):
    """Atoms moved between two holders; posting: reasons.Posting. The only event that moves money."""

    source: Cells
    target: Cells
    amount: Cells
    posting: Cells


class PositionChanged(Event, kind=14):
    """A row changed by lots and by cost (signed atoms); cause: reasons.Moved; ticks: the price, 0 if not one."""

    row: Cells
    lots: Cells
    cost: Cells
    cause: Cells
    ticks: Cells


class OrdersReported(Event, kind=15):
    """A row's open orders now stand at these lots, in all."""

    row: int
    buy: int
    sell: int


class OrdersCancelled(Event, kind=16):
    """The house cancelled a row's open orders: these lots."""

    row: Cells
    buy: Cells
    sell: Cells


class PriceObserved(Event, kind=17):
    """A source's price; venue_ns: its own time."""

    source: int
    ticks: int
    venue_ns: int


class ConstituentExcluded(Event, kind=18):
    """A source does not count; exclusion: reasons.Exclusion; ticks and age_ns are what it last said and how old it is."""

    source: int
    exclusion: int
    ticks: int
    age_ns: int


class ConstituentReadmitted(Event, kind=19):
    """A source counts again."""

    source: int


class IndexUpdated(Event, kind=20):
    """The index of a market; fresh: count of sources behind it."""

    market: int
    ticks: int
    fresh: int


class OracleStale(Event, kind=21):
    """Too few fresh sources: the index is held at `ticks`."""

    market: int
    ticks: int
    fresh: int


class LastTraded(Event, kind=22):
    """The venue's own market traded at ticks."""

    market: int
    ticks: int


class BookObserved(Event, kind=23):
    """Best bid and offer, 0 where there is none."""

    market: int
    bid: int
    ask: int


class MarkUpdated(Event, kind=24):
    """The mark and its components (ticks, 0 where absent); basis: 10^-6 ticks; valuation: the price that triggers."""

    market: int
    ticks: int
    fair: int
    smoothed: int
    last: int
    basis: int
    valuation: int
    usable: int


class FundingSettled(Event, kind=25):
    """Funding of a market: rate_ppb of notional at ticks; paid >= received, the residual went to the fund."""

    market: int
    rate_ppb: int
    ticks: int
    paid: int
    received: int
    residual: int


class MarginWarningIssued(Event, kind=26):
    """A bucket's margin ratio passed a warning level (level: how many of the ladder's rungs are reached, 0: none)."""

    bucket: Cells
    level: Cells
    equity: Cells
    maintenance: Cells


class LiquidationTriggered(Event, kind=27):
    """The trigger holds. market, ticks: the price that moved (-1, 0 where time or funding did it)."""

    bucket: Cells
    equity: Cells
    maintenance: Cells
    market: Cells
    ticks: Cells


class LiquidationThrottled(Event, kind=28):
    """A breach that must wait, since queued_ns."""

    bucket: Cells
    queued_ns: Cells


class LiquidationOrderPlaced(Event, kind=29):
    """An order to close: lots signed as traded, limit ticks (0: none), ticks the valuation; the bucket's equity and
    maintenance before it. order: its index."""

    order: Cells
    bucket: Cells
    row: Cells
    lots: Cells
    limit: Cells
    ticks: Cells
    equity: Cells
    maintenance: Cells


class LiquidationOrderFilled(Event, kind=30):
    """An order was filled: lots signed as traded, notional atoms, fees atoms, equity of the bucket after it."""

    order: Cells
    lots: Cells
    ticks: Cells
    notional: Cells
    taker_fee: Cells
    liquidation_fee: Cells
    equity: Cells


class LiquidationOrderExpired(Event, kind=31):
    """An order is over with this much unfilled (signed as it would have traded); taker: which one is asked next."""

    order: Cells
    lots: Cells
    taker: Cells


class ClosingPaced(Event, kind=32):
    """A bucket's next order waits until cooldown_ns; until escalate_ns it would be for everything."""

    bucket: Cells
    cooldown_ns: Cells
    escalate_ns: Cells


class LiquidationEnded(Event, kind=33):
    """Closing is over; close: reasons.Close; equity and maintenance as they are now."""

    bucket: Cells
    close: Cells
    equity: Cells
    maintenance: Cells


class BackstopTookOver(Event, kind=34):
    """`taker` (a holder) received a row: lots as held, quote atoms paid for it, equity: the margin or deficit it took on."""

    bucket: Cells
    row: Cells
    taker: Cells
    lots: Cells
    quote: Cells
    equity: Cells


class PositionDeleveraged(Event, kind=35):
    """A winner's row was reduced against a loser's: lots as the loser held them, quote atoms, rank from 0;
    given_up: atoms the winner lost against the valuation price."""

    row: Cells
    winner: Cells
    lots: Cells
    quote: Cells
    rank: Cells
    given_up: Cells


class ShortfallFound(Event, kind=36):
    """A bucket is closed and owes this many atoms beyond its own margin."""

    bucket: Cells
    amount: Cells


class InsuranceFundDrawn(Event, kind=37):
    """The fund paid for a bucket."""

    bucket: Cells
    amount: Cells


class OperatorPaid(Event, kind=38):
    """The operator paid for a bucket, as a declared payer."""

    bucket: Cells
    amount: Cells


class LossSocialised(Event, kind=39):
    """A winner's bucket gave this much of its profit for the losses of others."""

    bucket: Cells
    amount: Cells
    profit: Cells


class BadDebtRecorded(Event, kind=40):
    """No payer was left: the operator owes this much for a bucket."""

    bucket: Cells
    amount: Cells


class MarketPaused(Event, kind=41):
    """No trades and no liquidations here (paused 1), or again (0)."""

    market: int
    paused: int


def names(kind: int) -> tuple[str, ...]:
    """The fields of a kind of event in declared order."""
    return _NAMES[kind]


def is_empty(event: Event) -> bool:
    """Whether every column of an event has no rows: a table nobody needs."""
    values = [getattr(event, name) for name in _NAMES[event.KIND]]
    return any(isinstance(value, np.ndarray) and len(value) == 0 for value in values)


def _to_wire(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return msgspec.msgpack.Ext(COLUMN_TYPE, value.astype("<i8", copy=False).tobytes())
    if isinstance(value, np.integer):
        return int(value)
    raise TypeError(f"an event holds integers, columns, text or bytes, found {type(value).__name__}")


def _from_wire(code: int, data: memoryview) -> Any:
    if code != COLUMN_TYPE or len(data) % 8:
        raise JournalCorrupt(f"expected a column of int64, found extension {code} of {len(data)} bytes")
    return as_cells(np.frombuffer(data, "<i8"))


_encoder = msgspec.msgpack.Encoder(enc_hook=_to_wire)
_decoder = msgspec.msgpack.Decoder(ext_hook=_from_wire)


def encode(stages: list[list[Event]]) -> bytes:
    """The effect of one step, stage by stage, as msgpack; the same events always give the same bytes."""
    wire = [[[e.KIND, *(_plain(getattr(e, name)) for name in _NAMES[e.KIND])] for e in stage] for stage in stages]
    return _encoder.encode(wire)


def _plain(value: Any) -> Any:
    return int(value[0]) if isinstance(value, np.ndarray) and len(value) == 1 else value


def decode(data: bytes) -> list[list[Event]]:
    """The stages an effect was encoded from; anything else is refused."""
    try:
        return [[ALL[row[0]](*row[1:]) for row in stage] for stage in _decoder.decode(data)]
    except (msgspec.DecodeError, KeyError, TypeError, IndexError) as error:
        raise JournalCorrupt(f"expected the events of a step, found {error}") from None
