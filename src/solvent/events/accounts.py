"""Rules, markets, accounts, money and positions."""

from solvent.columns import Cells
from solvent.events.base import Event
from solvent.units import AMOUNT_DECIMALS


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
    """A settlement asset exists, with the house's own accounts in it. asset: TEXT; an atom is 10^-decimals of it."""

    asset: str
    decimals: int = AMOUNT_DECIMALS


class MarketListed(Event, kind=5):
    """A market exists. name: TEXT; asset: index; decimals: counts; den: lot x ticks in one atom, see grid; market_kind:
    book.Kind."""

    name: str
    asset: int
    size_decimals: int
    price_decimals: int
    den: int
    market_kind: int = 0


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
    """Atoms moved between two holders; posting: reasons.Posting. The only event that moves money.

    fine   10^-9 of an atom on top, see ledger
    """

    source: Cells
    target: Cells
    amount: Cells
    posting: Cells
    fine: Cells = 0


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


class VaultOpened(Event, kind=62):
    """A market has a backstop vault of its own, a bucket of the house."""

    market: int


class OrdersCancelled(Event, kind=16):
    """The house cancelled a row's open orders: these lots."""

    row: Cells
    buy: Cells
    sell: Cells


class MarketPaused(Event, kind=41):
    """No trades and no liquidations here (paused 1), or again (0)."""

    market: int
    paused: int
