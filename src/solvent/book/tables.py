"""The tables of the book: one column a fact, one row an account, a bucket, a position, a market, an order."""

from enum import IntEnum

from solvent.columns import Columns, Int64Array
from solvent.ledger import Holder


class House(IntEnum):
    """The house's own buckets of an asset, in this order from the asset's first bucket on."""

    OPERATOR = 0
    FUND = 1
    FEES = 2
    CLEARING = 3
    BACKSTOP = 4
    OUTSIDE = 5


HOUSE_HOLDERS = (Holder.HOUSE, Holder.FUND, Holder.FEE, Holder.POOL, Holder.POOL, Holder.WORLD)
DEFAULT_FUND = "@default-fund"
HOUSE_NAMES = ("@operator", "@fund", "@fees", "@clearing", "@backstop", "@outside")


class Status(IntEnum):
    """Where a bucket stands."""

    OPEN = 0
    CLOSING = 1


class Kind(IntEnum):
    """What the rows of a market are."""

    PERPETUAL = 0
    COIN = 1  # a balance in a coin, priced like any market; below 0 it is borrowed
    REFERENCE = 2  # nothing is held there: an index that others refer to


class Accounts(Columns):
    """name, owner: hashes of the texts; first: its first bucket, -1 for none."""

    name: Int64Array
    owner: Int64Array
    first: Int64Array


class Markets(Columns):
    """Perpetuals and coins: their grid, their schedule, their prices (ticks, 0 where there is none yet)."""

    name: Int64Array
    asset: Int64Array
    size_decimals: Int64Array
    price_decimals: Int64Array
    den: Int64Array  # lot x ticks in one atom; below 0: an inverse contract, see grid
    tier_first: Int64Array
    tier_last: Int64Array
    oi_lower: Int64Array  # atoms
    oi_upper: Int64Array
    taker_fee: Int64Array  # ppm
    liquidation_fee: Int64Array
    last: Int64Array
    bid: Int64Array
    ask: Int64Array
    index: Int64Array
    index_fresh: Int64Array  # count of fresh sources
    mark: Int64Array
    previous_mark: Int64Array
    mark_ns: Int64Array
    basis: Int64Array  # smoothed last - index, 10^-6 ticks
    funding_rate: Int64Array  # ppb, last settled
    valuation: Int64Array  # the price that values and triggers
    usable: Int64Array  # 1 while that price may be acted on
    paused: Int64Array
    net_lots: Int64Array  # always 0 between commands
    open_lots: Int64Array  # open interest, the long side
    kind: Int64Array  # index of Kind
    haircut_first: Int64Array  # a coin's haircuts: tiers whose rate is cut from what a holding counts for
    haircut_last: Int64Array
    rank: Int64Array  # a coin's place in the order of exchange
    sampled_ns: Int64Array  # margin that follows volatility: when it was last sampled, 0: never
    sampled: Int64Array  # at which valuation, ticks
    variance: Int64Array  # of log returns over one sample interval, 10^-18
    add_on: Int64Array  # ppm of notional that volatility adds to the schedule's rates
    fund: Int64Array  # the bucket of its own fund; 0: the fund of its asset
    bids: Int64Array  # lots of the depth last told: what sellers find, what buyers find
    asks: Int64Array
    bids_taken: Int64Array  # lots of forced orders placed on it since
    asks_taken: Int64Array
    vault: Int64Array  # its own backstop vault, a bucket; 0 for none
    move_cost: Int64Array  # atoms: what it was reported to cost to move its price
    move: Int64Array  # ppm: so far
    move_ns: Int64Array  # when that was reported, 0: never
    move_until_ns: Int64Array  # until when that report lets open interest grow; 0: none is asked for, or it is frozen
    frozen: Int64Array  # reasons.Frozen, 0 while open interest may grow
    base: Int64Array  # hashes of what its index is of and what it is quoted in, such as BTC and USD; 0: not said
    quote: Int64Array
    review_ns: Int64Array  # when its index is to be reviewed
    serving: Int64Array  # what the index is taken from: 0 its constituents, else which of the fallbacks, from 1
    computed: Int64Array  # ticks the index is on its way to, 0: it is there
    glided_ns: Int64Array  # when it last moved towards it
    gate_ns: Int64Array  # halted or restarted then: nobody is closed before a quorum has spoken since; 0: open
    booked: Int64Array  # average of the middle of the book, 10^-6 ticks
    last_ns: Int64Array  # when the last price was traded, where a rule asks
    unguarded: Int64Array  # ticks of the index before its guards; 0: they left it as it was
    failing: Int64Array  # which of its guards fail, a bit each
    unsafe: Int64Array  # 1 while a guard lets nobody be liquidated on it
    good: Int64Array  # ticks: its last good value, 0: none yet
    good_before: Int64Array  # ticks: what that was when the newest source spoke
    heard_ns: Int64Array  # which was then
    current: Int64Array  # ticks: of an index that counts late, what counts and what will next; 0: none
    following: Int64Array
    hopped_ns: Int64Array  # the start of the hop in which that was taken
    LATER = (
        "kind", "haircut_first", "haircut_last", "rank", "sampled_ns", "sampled", "variance", "add_on",
        "fund", "bids", "asks", "bids_taken", "asks_taken", "vault",
        "move_cost", "move", "move_ns", "move_until_ns", "frozen",
        "base", "quote", "review_ns", "serving", "computed", "glided_ns", "gate_ns", "booked", "last_ns",
        "unguarded", "failing", "unsafe", "good", "good_before", "heard_ns",
        "current", "following", "hopped_ns",
    )  # fmt: skip


class Tiers(Columns):
    """Margin schedules of all markets, end to end (see policy.Tier). ceiling: atoms, the next tier's floor."""

    floor: Int64Array
    ceiling: Int64Array
    mm_num: Int64Array
    mm_den: Int64Array
    mm_fraction: Int64Array
    deduction: Int64Array
    im_num: Int64Array
    im_den: Int64Array


class Sources(Columns):
    """Index constituents. exclusion: reasons.Exclusion, 0 while it counts; registry columns are 0 while mute."""

    name: Int64Array
    market: Int64Array
    ticks: Int64Array
    venue_ns: Int64Array
    received_ns: Int64Array
    exclusion: Int64Array
    weight: Int64Array  # ppm; 0: one like the others
    heartbeat_ns: Int64Array  # how long it may be silent by its own word; 0: as it is used to be
    base: Int64Array  # hashes of what it prices and what it is quoted in; 0: not said
    quote: Int64Array
    convert: Int64Array  # 1 + the market whose index turns its currency into the index's; 0: none
    assumed: Int64Array  # ppm, a rate assumed in its place; 0: none
    suspended: Int64Array  # 1 while it is not eligible
    review_ns: Int64Array
    said: Int64Array  # reasons.Exclusion: what was wrong with what it last said
    traded_ns: Int64Array  # its last trade, its last change of price, the average of its silences: where gates ask
    moved_ns: Int64Array
    rhythm_ns: Int64Array
    since_ns: Int64Array  # left out, but without fault since then
    width: Int64Array  # ticks to either side of what it last said; 0: not told, or no guard asks
    LATER = (
        "weight", "heartbeat_ns", "base", "quote", "convert", "assumed", "suspended", "review_ns", "said", "traded_ns",
        "moved_ns", "rhythm_ns", "since_ns", "width",
    )  # fmt: skip


class Buckets(Columns):
    """Margin domains; the same index as their holder in the ledger."""

    account: Int64Array  # -1 for the house's own
    market: Int64Array  # -1 for cross
    leg: Int64Array
    active: Int64Array  # isolated: 1 while the mode is chosen
    next: Int64Array  # the account's next bucket, -1 at the end
    head: Int64Array  # the bucket's first row, -1 for none
    rows: Int64Array  # how many
    status: Int64Array
    level: Int64Array  # warnings reached
    taker: Int64Array  # which of the policy's takers is asked next
    working: Int64Array  # open liquidation orders
    queued_ns: Int64Array  # waiting since, 0: not waiting
    cooldown_ns: Int64Array
    escalate_ns: Int64Array
    day_base: Int64Array  # atoms: equity when the session began, and what was paid in since
    LATER = ("day_base",)


class Rows(Columns):
    """Positions. cost: signed atoms paid; buy, sell: open orders in lots; leverage: ppm, 0 for the tier's."""

    bucket: Int64Array
    market: Int64Array
    leg: Int64Array
    lots: Int64Array
    cost: Int64Array
    buy: Int64Array
    sell: Int64Array
    leverage: Int64Array
    next: Int64Array
    tier: Int64Array  # where its notional was last found, always a tier of its own market
    share: Int64Array  # atoms of maintenance when its bucket was last to be closed: its part of what that one owes
    HINTS = ("tier",)
    LATER = ("share",)


class Orders(Columns):
    """Liquidation orders. lots: what is left, signed as traded; 0 once over; taker: the stage of the market it is for;
    whole: 1 where it is filled whole or not at all."""

    bucket: Int64Array
    row: Int64Array
    lots: Int64Array
    limit: Int64Array
    placed_ns: Int64Array
    taker: Int64Array
    whole: Int64Array
    LATER = ("taker", "whole")


class Clock(Columns):
    """One row: the time, the throttle's window, and what each capped payer has paid."""

    now_ns: Int64Array
    window_ns: Int64Array
    admitted: Int64Array
    operator_paid: Int64Array
    fund_paid: Int64Array
    winners_paid: Int64Array
    regime: Int64Array  # place of the regime in force, 0: normal
    announced: Int64Array  # 1 + place of the one that comes, 0: none
    regime_ns: Int64Array  # when
    default_fund_paid: Int64Array
    skin_paid: Int64Array
    day_winners_paid: Int64Array
    open_interest_paid: Int64Array
    session: Int64Array  # number of the day's session, 0 where none is kept
    LATER = (
        "regime",
        "announced",
        "regime_ns",
        "default_fund_paid",
        "skin_paid",
        "day_winners_paid",
        "open_interest_paid",
        "session",
    )


class Funds(Columns):
    """Funds beside the one of each asset, in the order they were opened. name: hash; bucket: index."""

    name: Int64Array
    asset: Int64Array
    bucket: Int64Array


class Contributions(Columns):
    """What an account has in the default fund of an asset. amount: atoms that are left."""

    account: Int64Array
    asset: Int64Array
    amount: Int64Array
