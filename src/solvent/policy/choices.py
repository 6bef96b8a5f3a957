"""The rules a rulebook may choose, each a number: they are written into journals, so never renumber, only add."""

from enum import IntEnum


class PriceRole(IntEnum):
    """Which price values positions and triggers liquidations."""

    MARK = 1
    INDEX = 2
    LAST = 3


class IndexRule(IntEnum):
    """How the constituents that count become one price."""

    MEDIAN = 1
    WEIGHTED_MEDIAN = 2
    WEIGHTED_MEAN = 3
    CLAMPED_MEAN = 4  # the weighted mean, each price first brought within a band around the median


class MarkRule(IntEnum):
    """How the mark is formed."""

    INDEX = 1
    LAST = 2
    MEDIAN_OF_THREE = 3  # index with the funding basis, index with the smoothed basis, last
    FAIR = 4  # index with the funding basis
    SMOOTHED = 5  # index with the smoothed basis
    MEDIAN_WITH_BOOK = 6  # index with the smoothed basis, the middle of bid, ask and last, and an outside reference


class BasisOf(IntEnum):
    """Which of the venue's own prices the smoothed basis follows."""

    LAST = 0
    MID = 1  # of best bid and offer
    LAST_WITHIN = 2  # the last price, brought between best bid and offer


class Fallback(IntEnum):
    """What stands in for an index that cannot be computed."""

    REFERENCE = 1  # the index of another market
    LAST = 2  # the venue's own last price


class Comparator(IntEnum):
    """When equity and maintenance mean a breach."""

    BELOW = 1  # equity < maintenance
    AT_OR_BELOW = 2  # equity <= maintenance


class Sizing(IntEnum):
    """How much of a position one liquidation order closes."""

    ALL = 1
    FRACTION = 2  # a fixed share while the position is large, all of it otherwise
    TIER_STEP = 3  # down to the border of a lower tier, `levels` below
    RESTORE = 4  # the smallest size that restores the target


class Limit(IntEnum):
    """The limit price of a liquidation order."""

    NONE = 1  # whatever the book gives
    BANKRUPTCY = 2
    FILLABLE = 3  # dYdX: walks from the oracle price towards a spread past it as equity falls
    BANKRUPTCY_NET = 4  # the bankruptcy price with the fees of closing paid


class LiquidationFee(IntEnum):
    """How the liquidation fee is found."""

    CAPPED_BY_EQUITY = 1  # rate x notional, at most the equity that is left
    CAPPED_BY_IMPROVEMENT = 2  # rate x notional, at most what the fill is better than the bankruptcy price; per fill


class Taker(IntEnum):
    """Who receives a position that must be closed."""

    MARKET = 1
    FUND = 2  # the insurance fund, at the bankruptcy price
    BACKSTOP = 3  # a vault, with all of the bucket's margin
    ADL = 4


class Portion(IntEnum):
    """What a stage of the market is asked for."""

    SIZED = 1  # what the sizing says
    PARTS = 2  # that, where it leaves a position; one it would close whole goes on to the next taker
    ALL = 3  # the whole position, whatever the sizing says


class Payer(IntEnum):
    """Who bears a loss beyond own margin."""

    FUND = 1
    OPERATOR = 2
    WINNERS = 3  # socialised over positive profits
    DEFAULT_FUND = 4  # what accounts have put aside for each other, and the operator's own part before theirs
    DAY_WINNERS = 5  # socialised over the profits of the day's session
    OPEN_INTEREST = 6  # charged for every contract open in the market that lost, on both sides


class Ranking(IntEnum):
    """In which order, or in which proportion, winners are deleveraged."""

    PROFIT_TIMES_LEVERAGE = 1
    MARK_OVER_ENTRY_TIMES_LEVERAGE = 2
    RANDOM_START = 3
    PRO_RATA = 4  # everyone in profit at once, in proportion to the position; then everyone else
    QUANTITY_FIFTHS = 5  # the first fifth of all lots by profit x leverage, in proportion; then the next


class TransferPrice(IntEnum):
    """At which price a position changes hands when the market did not take it."""

    BANKRUPTCY = 1
    MARK = 2
    PREVIOUS_MARK = 3


class Budget(IntEnum):
    """What the reported cost of moving a market's price bounds."""

    NONE = 0
    CAP_OPEN_INTEREST = 1  # open interest x move stays within a share of the cost
    FREEZE_LISTING = 2  # nothing but whether open interest may grow at all


class Guard(IntEnum):
    """What a guard of an oracle's price looks at."""

    MAX_AGE = 1
    MAX_WIDTH = 2  # of the confidence interval
    CAP = 3
    FLOOR = 4
    GROWTH_CAP = 5  # a snapshot that grows by so much a year
    REFERENCE_CAP = 6  # measured from another index: what the issuer gives, or a second source
    REFERENCE_FLOOR = 7
    RISE = 8  # measured from the last good price
    FALL = 9


class Comparison(IntEnum):
    """When a guard fails: beyond its limit, or at it already."""

    MORE = 1
    AT_LEAST = 2


class Outcome(IntEnum):
    """What happens when a guard fails, mildest first."""

    ANSWER = 1  # the price counts, and the failure is told
    CLIP = 2  # the bound counts in its place
    PAUSE = 3  # the price values, but nobody is liquidated on it, and nothing is let out
    FREEZE = 4  # the last good price counts
    REFUSE = 5  # there is no price
