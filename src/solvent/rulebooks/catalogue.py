"""The closed catalogue: every rule a rulebook may choose, by name.

Nine families say how prices are formed, margin is required and positions are closed; the others name the parties and
the order in which they are asked. A new mechanism is its rule in its room, a number in `policy`, and one line here.
"""

from enum import StrEnum
from typing import NamedTuple

from solvent.policy import (
    BasisOf,
    Budget,
    Comparator,
    Fallback,
    IndexRule,
    Limit,
    LiquidationFee,
    MarkRule,
    Payer,
    Portion,
    PriceRole,
    Ranking,
    Sizing,
    Taker,
    TransferPrice,
)
from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.policy.guards import LONGEST_AGE, LONGEST_HOP, MOST_GROWTH, MOST_ROOM, WIDEST
from solvent.policy.manipulation import MAX_AGE
from solvent.rulebooks.kinds import Kind, Parameter, choice, duration, leverage, money, rate
from solvent.units import DURATIONS, MAX_AMOUNT, NS, PPM


class Family(StrEnum):
    """What a rule is about. The first nine are the families of rules, the rest the waterfall's."""

    FILTER = "source filter"
    INDEX = "index"
    MARK = "mark"
    COLLATERAL = "collateral value"
    REQUIREMENT = "requirement"
    CARRY = "carry"
    TRIGGER = "trigger"
    SIZING = "sizing"
    LIMIT = "execution"
    FEE = "liquidation fee"
    PRICE = "price"
    TAKER = "taker"
    PAYER = "payer"
    RANKING = "ranking"
    PORTION = "portion of an order"
    UNFILLED = "unfilled rest"
    TRANSFER = "transfer price"
    LEFTOVER = "leftover"
    RESERVE = "fee reserve"
    VOLATILITY = "volatility margin"
    MANIPULATION = "manipulation budget"
    BASIS = "price a basis follows"
    FALLBACK = "fallback"
    GUARD = "guard of a price"
    COMPARISON = "comparator of a guard"
    OUTCOME = "outcome of a guard"
    DELAY = "delay of a price"


class Rule(NamedTuple):
    """One line of the catalogue; `code` is the number the engine knows it by, 0 where the family has a single rule."""

    family: Family
    name: str
    code: int
    doc: str
    parameters: tuple[Parameter, ...] = ()


SETTLEMENT_ONLY, HAIRCUTS = "settlement-only", "haircuts"  # of the family collateral value
MIN_SOURCES = Parameter("min_sources", Kind.COUNT, low=1, high=1000)
LONGEST = 7 * DURATIONS["d"]  # of what a gate waits for: a market that is closed at weekends needs some days
GATES = (  # all may be left out: what is not there is not looked at
    duration("silence", low=1, high=LONGEST, optional=True), leverage("rhythm", optional=True),
    duration("frozen", low=1, high=LONGEST, optional=True), rate("step", low=1, high=PPM, optional=True),
    rate("deviation", low=1, high=PPM, optional=True), rate("readmit", low=1, high=PPM, optional=True),
    duration("probation", low=1, high=LONGEST, optional=True),
)  # fmt: skip
INDEX_TERMS = (
    rate("apart", low=1, high=PPM, optional=True), Parameter("one", Kind.FLAG, optional=True),
    Parameter("held", Kind.FLAG, optional=True), rate("step", low=1, high=PPM - 1, optional=True),
    duration("every", low=1, high=LONGEST, optional=True),
)  # fmt: skip
CLAMP, CAP = rate("cap", low=1, high=PPM - 1), rate("cap", low=1, high=PPM - 1, optional=True)
BASIS_TIME, FOLLOWED = duration("basis_time", low=1), choice("basis", Family.BASIS, optional=True)
INTERVAL = duration("interval", low=NS, high=DURATIONS["d"], optional=True)
OUTSIDE, STAND_IN = Parameter("outside", Kind.WORD, optional=True), Parameter("market", Kind.WORD)
DISCONTINUOUS = Parameter("discontinuous", Kind.FLAG, default=False)
FLOOR, DEDUCTION = money("floor"), money("deduction", optional=True)
MAINTENANCE, MAX_LEVERAGE = rate("maintenance", high=PPM - 1), leverage("max_leverage")
OI_LOWER, OI_UPPER = money("oi_lower", 0), money("oi_upper", 0)
TIERS = Parameter("tiers", Kind.ROWS, rows=(FLOOR, MAINTENANCE, MAX_LEVERAGE, DEDUCTION))
LEVERAGES = Parameter("tiers", Kind.ROWS, rows=(FLOOR, MAX_LEVERAGE, DEDUCTION))
RISK_LIMIT, RISK_STEP = (Parameter(name, Kind.AMOUNT, low=1, high=MAX_AMOUNT) for name in ("limit", "step"))
SHARE = rate("fraction", low=1, high=PPM - 1)
VOLATILITY = (
    duration("sample", low=NS), rate("decay", high=PPM - 1), rate("seed", low=1, high=PPM), leverage("confidence"),
    duration("horizon", low=NS), rate("cap", low=1, high=PPM), rate("step_up", low=1, high=PPM),
    rate("step_down", low=1, high=PPM),
)  # fmt: skip
BELOW = rate("below", default=PPM, high=PPM)  # 100 %: only asked in its turn
STAGE = (  # of the market: may all be left out
    rate("below", high=PPM, optional=True), choice("portion", Family.PORTION, optional=True),
    Parameter("fill_or_kill", Kind.FLAG, optional=True), money("slice", low=1, optional=True),
    rate("participation", low=1, high=PPM, optional=True), duration("every", low=1, optional=True),
    rate("band", low=1, high=PPM - 1, optional=True), choice("around", Family.PRICE, optional=True),
    choice("unfilled", Family.UNFILLED, optional=True),
)  # fmt: skip
MOST_HELD = money("capacity", optional=True)
CAPACITY = money("capacity", default=-1)
BEGINS = Parameter("begins", Kind.DURATION, 0, 0, DURATIONS["d"] - 1)  # after midnight UTC
EXCHANGE_BELOW, EXCHANGE_FEE = money("exchange_below", -1), rate("exchange_fee", 0, high=PPM - 1)
BORROWING = Parameter("borrowing", Kind.FLAG, default=False)
DEBT_INITIAL, DEBT_MAINTENANCE = rate("debt_initial", 0), rate("debt_maintenance", 0)
AT_BANKRUPTCY = choice("price", Family.TRANSFER, "bankruptcy")

BUDGET_FLOOR, BUDGET_AGE = money("floor", 0), Parameter("max_age", Kind.DURATION, None, 1, MAX_AGE)
GUARD_LEVEL = Parameter("level", Kind.LEVEL, low=1)
BESIDE = Parameter("reference", Kind.WORD), Parameter("times", Kind.WORD, optional=True)
LESS, MORE = rate("room", high=PPM - 1), rate("room", high=MOST_ROOM)
GROWTH_CAP = (
    Parameter("snapshot", Kind.LEVEL, low=1), Parameter("taken", Kind.TIME, low=1), rate("growth", high=MOST_GROWTH),
    Parameter("ratio", Kind.LEVEL, low=1), Parameter("seen", Kind.TIME, low=1), rate("slack", high=PPM),
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    Rule(Family.FILTER, "fresh", 0, "A price counts while it is young; with too few the index is held and nobody is "
         "liquidated.", (MIN_SOURCES, duration("max_age", low=1), *GATES)),
    Rule(Family.INDEX, "median", IndexRule.MEDIAN, "The median of the fresh constituents.", INDEX_TERMS),
    Rule(Family.INDEX, "weighted-median", IndexRule.WEIGHTED_MEDIAN, "The price at which half of the weight is "
         "reached.", INDEX_TERMS),
    Rule(Family.INDEX, "weighted-mean", IndexRule.WEIGHTED_MEAN, "The mean by weight.", INDEX_TERMS),
    Rule(Family.INDEX, "clamped-mean", IndexRule.CLAMPED_MEAN, "The mean by weight, each price first brought within "
         "the cap around the median.", (CLAMP, *INDEX_TERMS)),
    Rule(Family.MARK, "index", MarkRule.INDEX, "The mark is the index."),
    Rule(Family.MARK, "last", MarkRule.LAST, "The mark is the venue's own last price.", (CAP,)),
    Rule(Family.MARK, "fair", MarkRule.FAIR, "The mark is the index with the last funding rate as its basis.",
         (INTERVAL, CAP)),
    Rule(Family.MARK, "median-of-three", MarkRule.MEDIAN_OF_THREE, "The median of the index with the funding basis, "
         "the index with the smoothed basis, and the last price.", (BASIS_TIME, FOLLOWED, INTERVAL, CAP)),
    Rule(Family.MARK, "smoothed", MarkRule.SMOOTHED, "The index with the smoothed basis.",
         (BASIS_TIME, FOLLOWED, CAP)),
    Rule(Family.MARK, "median-with-book", MarkRule.MEDIAN_WITH_BOOK, "The median of the index with the smoothed basis, "
         "the middle of bid, offer and last price, and an outside reference or, without one, the average of that "
         "middle over 30 s.", (BASIS_TIME, FOLLOWED, OUTSIDE, CAP)),
    Rule(Family.BASIS, "last", BasisOf.LAST, "The last price."),
    Rule(Family.BASIS, "mid", BasisOf.MID, "The middle of best bid and offer."),
    Rule(Family.BASIS, "last-within", BasisOf.LAST_WITHIN, "The last price, brought between best bid and offer."),
    Rule(Family.FALLBACK, "reference", Fallback.REFERENCE, "The index of another market stands in.", (STAND_IN,)),
    Rule(Family.FALLBACK, "last", Fallback.LAST, "The venue's own last price stands in, while it is young."),
    Rule(Family.COLLATERAL, SETTLEMENT_ONLY, 0, "Only the settlement asset counts as margin, at par."),
    Rule(Family.COLLATERAL, HAIRCUTS, 0, "Coins count too, at what they are worth less a haircut by size; what is owed "
         "counts in full.", (EXCHANGE_BELOW, EXCHANGE_FEE, BORROWING, DEBT_INITIAL, DEBT_MAINTENANCE)),
    Rule(Family.REQUIREMENT, "tiers", 0, "Maintenance is a rate by tier of notional less a deduction that keeps it "
         "continuous; the initial rate is 1 / max_leverage.", (TIERS, DISCONTINUOUS)),
    Rule(Family.REQUIREMENT, "flat", 0, "One maintenance rate and one maximum leverage, whatever the size.",
         (MAINTENANCE, MAX_LEVERAGE)),
    Rule(Family.REQUIREMENT, "leverage", 0, "Maintenance is half of the initial rate at the tier's maximum leverage, "
         "less a deduction that keeps it continuous.", (LEVERAGES, DISCONTINUOUS)),
    Rule(Family.REQUIREMENT, "fraction", 0, "Maintenance is a fraction of the base initial margin; the initial rate "
         "rises to 100 % as open interest passes from oi_lower to oi_upper.",
         (rate("initial", low=1, high=PPM), rate("maintenance_fraction", low=1, high=PPM - 1), OI_LOWER, OI_UPPER)),
    Rule(Family.REQUIREMENT, "risk-limits", 0, "Base rates up to a risk limit; each step beyond it raises both by the "
         "base maintenance rate, on the whole position: the requirement jumps there.",
         (rate("base_initial", low=1, high=PPM), rate("base_maintenance", low=1, high=PPM - 1), RISK_LIMIT, RISK_STEP,
          Parameter("steps", Kind.COUNT, low=0, high=100))),
    Rule(Family.CARRY, "funding-as-published", 0, "Longs pay shorts the rate the venue publishes, when it does."),
    Rule(Family.TRIGGER, "equity < maintenance", Comparator.BELOW, "Closed when equity is below maintenance."),
    Rule(Family.TRIGGER, "equity <= maintenance", Comparator.AT_OR_BELOW, "Closed when it is at or below maintenance."),
    Rule(Family.SIZING, "all", Sizing.ALL, "One order for the whole position."),
    Rule(Family.SIZING, "fraction", Sizing.FRACTION, "A fixed share while the position is above a size; all of it "
         "below, and when closed again within the escalation time.",
         (SHARE, money("above"), duration("escalate", 0))),
    Rule(Family.SIZING, "tier-step", Sizing.TIER_STEP, "Down to the border of a lower tier, `levels` (1) below; all "
         "of it where there are not so many.", (Parameter("levels", Kind.COUNT, low=1, high=100, optional=True),)),
    Rule(Family.SIZING, "restore", Sizing.RESTORE, "The smallest size that lifts equity to maintenance and a buffer, "
         "at an assumed cost of closing.", (rate("buffer"), rate("assumed_cost", high=PPM))),
    Rule(Family.LIMIT, "none", Limit.NONE, "The order takes whatever the market gives."),
    Rule(Family.LIMIT, "bankruptcy", Limit.BANKRUPTCY, "No fill worse than the bankruptcy price."),
    Rule(Family.LIMIT, "bankruptcy-net", Limit.BANKRUPTCY_NET, "No fill worse than the price at which nothing is left "
         "once the fees of closing are paid."),
    Rule(Family.LIMIT, "fillable", Limit.FILLABLE, "The limit walks from the index towards a spread past it as equity "
         "falls.", (rate("spread", low=1), rate("adjustment", low=1))),
    Rule(Family.FEE, "capped-by-equity", LiquidationFee.CAPPED_BY_EQUITY, "Rate times notional, at most the equity."),
    Rule(Family.FEE, "capped-by-improvement", LiquidationFee.CAPPED_BY_IMPROVEMENT, "Rate times notional, at most "
         "what a fill is better than the bankruptcy price."),
    Rule(Family.PRICE, "mark", PriceRole.MARK, "The mark."),
    Rule(Family.PRICE, "index", PriceRole.INDEX, "The index."),
    Rule(Family.PRICE, "last", PriceRole.LAST, "The venue's own last price."),
    Rule(Family.TAKER, "market", Taker.MARKET, "The venue's order book.", STAGE),
    Rule(Family.TAKER, "fund", Taker.FUND, "The insurance fund.", (BELOW, AT_BANKRUPTCY, MOST_HELD)),
    Rule(Family.TAKER, "backstop", Taker.BACKSTOP, "A vault, with all of the bucket's margin.",
         (BELOW, AT_BANKRUPTCY, MOST_HELD, Parameter("isolated", Kind.FLAG, optional=True))),
    Rule(Family.TAKER, "adl", Taker.ADL, "Accounts on the other side, deleveraged in order of rank.",
         (BELOW, choice("price", Family.TRANSFER))),
    Rule(Family.PAYER, "fund", Payer.FUND, "The insurance fund.", (CAPACITY,)),
    Rule(Family.PAYER, "operator", Payer.OPERATOR, "The operator of the venue.", (CAPACITY,)),
    Rule(Family.PAYER, "winners", Payer.WINNERS, "Accounts in profit, in proportion to it.", (CAPACITY,)),
    Rule(Family.PAYER, "default-fund", Payer.DEFAULT_FUND, "What accounts have put aside for each other: the "
         "defaulter's own first, then `skin` of the operator's, then the others' in proportion.",
         (CAPACITY, money("skin", 0))),
    Rule(Family.PAYER, "day-winners", Payer.DAY_WINNERS, "Accounts in profit since the day's session began, in "
         "proportion to it and at most all of it.", (CAPACITY, BEGINS)),
    Rule(Family.PAYER, "open-interest", Payer.OPEN_INTEREST, "Every account with a position in the market that lost, "
         "by its size, on both sides.", (CAPACITY,)),
    Rule(Family.RANKING, "profit-times-leverage", Ranking.PROFIT_TIMES_LEVERAGE, "Most profit times leverage first."),
    Rule(Family.RANKING, "mark-over-entry-times-leverage", Ranking.MARK_OVER_ENTRY_TIMES_LEVERAGE, "Highest "
         "mark / entry x notional / account value first."),
    Rule(Family.RANKING, "random-start", Ranking.RANDOM_START, "In order of account from a drawn start."),
    Rule(Family.RANKING, "pro-rata", Ranking.PRO_RATA, "Everyone in profit at once, in proportion to the position."),
    Rule(Family.RANKING, "quantity-fifths", Ranking.QUANTITY_FIFTHS, "The first fifth of all lots by profit times "
         "leverage, in proportion to the position; then the next fifth."),
    Rule(Family.PORTION, "sized", Portion.SIZED, "What the sizing asks for."),
    Rule(Family.PORTION, "parts", Portion.PARTS, "What the sizing asks for where that leaves a position; one it would "
         "close whole goes on to the next taker."),
    Rule(Family.PORTION, "all", Portion.ALL, "The whole position, whatever the sizing."),
    Rule(Family.UNFILLED, "next", 0, "What is left unfilled goes on to the next taker."),
    Rule(Family.UNFILLED, "again", 1, "What is left unfilled is ordered again, until a later taker's line is crossed."),
    Rule(Family.TRANSFER, "bankruptcy", TransferPrice.BANKRUPTCY, "The price at which the loser's equity is used up."),
    Rule(Family.TRANSFER, "mark", TransferPrice.MARK, "The mark."),
    Rule(Family.TRANSFER, "previous-mark", TransferPrice.PREVIOUS_MARK, "The mark before the one that triggered."),
    Rule(Family.LEFTOVER, "owner", 0, "Margin left after a full close stays with its owner."),
    Rule(Family.RESERVE, "at-mark", 0, "Maintenance also holds the fees of closing back: taker and liquidation fee of "
         "the notional at the valuation price."),
    Rule(Family.VOLATILITY, "ewma", 0, "Every rate rises by what the first tier's lacks to confidence x standard "
         "deviation x root of the horizon; the variance of log returns is weighted exponentially; a sample moves the "
         "rates by one step at most.", VOLATILITY),
    Rule(Family.MANIPULATION, "cap-open-interest", Budget.CAP_OPEN_INTEREST, "A trade may not raise open interest so "
         "far that a move is worth more than a share of what that move was reported to cost; nor at all where the "
         "report is missing or too old, or the cost below a floor.", (rate("cover", low=1), BUDGET_FLOOR, BUDGET_AGE)),
    Rule(Family.MANIPULATION, "freeze-listing", Budget.FREEZE_LISTING, "A trade may not raise open interest where the "
         "report of what it costs to move the price is missing or too old, or the cost below a floor.",
         (BUDGET_FLOOR, BUDGET_AGE)),
    Rule(Family.LEFTOVER, "fund", 1, "Margin left after a full close goes to the insurance fund."),
    Rule(Family.GUARD, "max-age", Guard.MAX_AGE, "The price is older than this, by its source's own clock.",
         (Parameter("max_age", Kind.DURATION, low=1, high=LONGEST_AGE),)),
    Rule(Family.GUARD, "max-width", Guard.MAX_WIDTH, "Its source's confidence, half of bid to ask, is more than this "
         "of the price, or was not told.", (rate("max_width", low=1, high=WIDEST),)),
    Rule(Family.GUARD, "cap", Guard.CAP, "The price is above a level.", (GUARD_LEVEL,)),
    Rule(Family.GUARD, "floor", Guard.FLOOR, "The price is below a level.", (GUARD_LEVEL,)),
    Rule(Family.GUARD, "growth-cap", Guard.GROWTH_CAP, "A rate of exchange is above a snapshot that grows by so much a "
         "year; the cap is refused where it lies below the ratio as seen, or above it by more than the slack.",
         GROWTH_CAP),
    Rule(Family.GUARD, "reference-cap", Guard.REFERENCE_CAP, "The price is above another index by more than the room: "
         "what the issuer redeems it for, a second source, or a rate of exchange times what stands behind.",
         (*BESIDE, MORE)),
    Rule(Family.GUARD, "reference-floor", Guard.REFERENCE_FLOOR, "The price is below another index by more than the "
         "room.", (*BESIDE, LESS)),
    Rule(Family.GUARD, "rise", Guard.RISE, "The price is above the last good one by more than the room.", (MORE,)),
    Rule(Family.GUARD, "fall", Guard.FALL, "The price is below the last good one by more than the room.", (LESS,)),
    Rule(Family.DELAY, "one-hop", 0, "What is formed counts one hop later: with the first look after a hop the next "
         "price becomes the one that counts, and what is formed then the next.",
         (Parameter("hop", Kind.DURATION, low=1, high=LONGEST_HOP),)),
    Rule(Family.COMPARISON, ">", Comparison.MORE, "It fails beyond its limit."),
    Rule(Family.COMPARISON, ">=", Comparison.AT_LEAST, "It fails at its limit already."),
    Rule(Family.OUTCOME, "answer", Outcome.ANSWER, "The price counts all the same, and the failure is told."),
    Rule(Family.OUTCOME, "clip", Outcome.CLIP, "The bound counts in its place."),
    Rule(Family.OUTCOME, "pause", Outcome.PAUSE, "The price values, but nobody is liquidated on it, and "
         "nothing is let out."),
    Rule(Family.OUTCOME, "freeze", Outcome.FREEZE, "The last good price counts in its place."),
    Rule(Family.OUTCOME, "refuse", Outcome.REFUSE, "There is no price: the last good one values, nobody is "
         "liquidated on it, and nothing is let out."),
)  # fmt: skip

_BY_NAME = {(rule.family, rule.name): rule for rule in RULES}


def rules(family: str) -> dict[str, Rule]:
    """The rules of one family, by name."""
    return {rule.name: rule for rule in RULES if rule.family == family}


def code(family: Family, name: str) -> int:
    """The number the engine knows a rule by."""
    return _BY_NAME[family, name].code
