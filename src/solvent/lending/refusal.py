"""Why a contract would revert: a value, since a refusal is no exception."""

from enum import StrEnum


class Refusal(StrEnum):
    """The closed list; a protocol's own error name stands in the docstring of the rule that answers with it."""

    INACTIVE = "the reserve is not active"
    PAUSED = "the reserve is paused"
    GRACE = "the grace period has not passed"
    HEALTHY = "the position is healthy"
    NOT_PLEDGED = "nothing of this collateral is pledged"
    NOT_OWED = "nothing of this asset is owed"
    TOO_MUCH = "more than is owed, held or allowed"
    AMBIGUOUS = "exactly one amount must be given"
    NOTHING = "nothing would change hands"
    DUST = "too little would be left"
    NO_ROOM = "the limit of what is under auction is reached"
    STOPPED = "the breaker is open"
    TOO_DEAR = "the price is above what the buyer accepts"
    NOT_FOR_SALE = "the reserves have reached their target"
    ALREADY_LIQUIDATABLE = "the position is past the ordinary line"
    LAST = "the last position cannot be liquidated"
    COOLING_OFF = "the account was checked too recently"
    FELL = "the index would fall"
    NO_PRICE = "the price is 0 or absurd"
    OUT_OF_RANGE = "the ratio is outside the ticks"
    HEALTH = "the health factor would not stay above the line"
    POWER = "the collateral does not let so much be borrowed"
    NO_LTV = "collateral that nothing may be borrowed against comes first"
    NOT_BORROWABLE = "it may not be owed in this category"
    LENT_OUT = "what is asked for is lent out"
