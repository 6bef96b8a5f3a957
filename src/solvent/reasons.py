"""Why a command was refused, a price left out, money moved, a position closed: numbered, in order of precedence.

Numbers are written into journals: never renumber, only add.
"""

from enum import IntEnum


class Reason(IntEnum):
    """Why a command was refused. Where several hold, the lowest number is given."""

    NOT_READY = 1  # no rulebook adopted yet
    TIME_WENT_BACK = 2  # the command's time is before the last step's
    UNKNOWN_MARKET = 10
    UNKNOWN_ACCOUNT = 11
    UNKNOWN_ASSET = 12
    UNKNOWN_SOURCE = 13
    UNKNOWN_ORDER = 14
    UNKNOWN_POSITION = 15
    UNKNOWN_CONTRACT = 16  # neither linear nor inverse: a quanto, whose profit is in neither of its assets
    ALREADY_EXISTS = 20
    NAME_NOT_ALLOWED = 21  # empty, too long, or beginning with "@", which names the house's own accounts
    NOT_POSITIVE = 30  # a size, price or amount of 0 or less
    OUT_OF_RANGE = 31  # a number beyond the limits of units.py
    LENGTHS_DIFFER = 32  # columns of one command do not have one length
    GRID_NOT_ALLOWED = 33  # size and price decimals that cannot hold micro-units
    SAME_PARTY = 34  # buyer and seller are one account
    WRONG_LEG = 35  # a long leg sold short, or a short leg bought long
    WRONG_ASSET = 36
    MODE_IN_USE = 37  # margin mode changed while a position is open
    LEVERAGE_TOO_HIGH = 38
    UNFINISHED_RULEBOOK = 39  # no taker that always finishes
    MARKET_PAUSED = 40
    NO_PRICE = 41  # nothing to value the market with yet
    BEING_CLOSED = 42  # the bucket is in liquidation
    TOO_MANY_ROWS = 43
    OVER_FILL = 44  # a fill larger than its order, or beyond its limit price
    INSUFFICIENT_CASH = 50
    INITIAL_MARGIN = 51  # equity after the command would be below the initial margin
    WRONG_KIND = 60  # what is asked of a perpetual was asked of a coin, or the other way round
    NOTHING_TO_BORROW = 61  # the rulebook lends nothing, or the pool has no more
    PARTIAL_FILL = 70  # a fill-or-kill order filled in part
    NO_DEFAULT_FUND = 75  # the rulebook has none to contribute to
    DAY_PROFIT_OF_COINS = 76  # the day's profit is measured in one asset: no coins where its winners pay
    UNKNOWN_REGIME = 80  # not among those the rulebook declares
    REASON_MISSING = 81  # a change of regime without one
    ALREADY_IN_FORCE = 82
    UNIT_NOT_ALLOWED = 90  # not BASE/QUOTE, or not of the index's base
    NO_CONVERSION = 91  # a source quotes another currency than its index, and nothing is named that turns one into it
    STATE_DIFFERS = 92  # the book is not the one that was expected after a restart
    NOT_FORMED = 105  # the rulebook forms no funding rate for the market: it is told
    TOO_SOON = 106  # before the time at which it may be done again
    NOT_COMPUTABLE = 107  # what a rule asks for is not there
    LISTING_FROZEN = 110  # open interest may not grow: the cost of moving the price is too low, too old or unknown
    MANIPULATION_BUDGET = 111  # open interest x move would exceed what the cost of the move covers
    UNKNOWN_POOL = 120
    UNKNOWN_RESERVE = 121  # the pool does not lend this asset
    UNKNOWN_LOAN = 122  # the account has nothing in this pool, or nothing of this asset
    AMOUNT_NOT_ALLOWED = 123  # no digits of a whole number above 0, or too many
    TERMS_NOT_ALLOWED = 124  # a pool cannot change to these terms
    RESERVE_CLOSED = 125  # not active, frozen, or not to be borrowed
    ORACLE_FOLLOWS = 126  # a price was told of what is priced by the index of a market
    MORE_THAN_HELD = 127
    ORACLE_SILENT = 128  # a price that is needed was not told yet
    LOAN_HEALTHY = 129  # it may not be liquidated
    NOT_COLLATERAL = 130
    NOTHING_OWED = 131
    HEALTH_FACTOR = 132  # it would be below 1 afterwards
    BORROWING_POWER = 133  # the collateral does not let so much be borrowed
    NOTHING_MOVES = 134  # the amount is too small to change a scaled balance
    NO_LIQUIDITY = 135  # the reserve has lent out what should leave it
    TOO_LARGE = 136  # a balance, a total or an index would be more than can be kept
    CAP_REACHED = 137  # more would be supplied or owed than the reserve may have
    UNKNOWN_DESK = 139
    UNKNOWN_CREDIT = 140  # the desk has no loan of this name
    UNKNOWN_COLLATERAL = 141  # the desk does not take this asset
    PERSON_MISSING = 142  # a waiver that nobody answers for
    NOT_CALLED = 143  # nothing to waive, or to extend
    IN_DEFAULT = 156  # called or in default: nothing leaves the loan
    LOAN_TO_VALUE = 157  # it would be above the initial line
    BID_BELOW_RESERVE = 158
    UNKNOWN_CATEGORY = 155  # the pool has no such e-mode
    RECOVERY_MODE = 160  # the system as a whole is below its line, which forbids it
    SYSTEM_RATIO = 161  # the system as a whole would be below its line
    LAST_ONE = 163  # the only loan of a system cannot be closed
    LIQUIDATE_FIRST = 164  # nothing leaves the pool that backs loans while one may be liquidated
    INDEX_UNSAFE = 165  # a price follows an index that may not be acted on
    AUCTION_LIMIT = 144  # as much is under auction as may be
    STOPPED = 145  # by a breaker, or an auction that takes no more bids
    UNKNOWN_AUCTION = 146  # none of this number runs
    RESET_FIRST = 147  # an auction that is too old or too far down
    BID_TOO_LOW = 166  # not enough above the last bid, or not enough below the last lot
    DUST_LEFT = 138  # a liquidation would leave too little of both sides
    DEBT_TOO_SMALL = 152  # less would be owed than a loan must owe
    NOT_FOR_SALE = 153  # reserves have reached their target
    SLIPPAGE = 154  # less would be bought than was expected at least
    RESERVES_SHORT = 159  # the protocol itself has less
    ONE_AMOUNT = 148  # exactly one of two amounts must be given
    MORE_THAN_OWED = 149  # more than is owed, stands behind it or may be repaid at once
    PAST_THE_LINE = 150  # the market's own line: an early one counts no more
    UNDERWATER = 172  # some of a loan's collateral was traded for what it owes: only paying is left
    BANDS_NOT_ALLOWED = 173  # 4 to 50
    SHUT_DOWN = 167  # the branch was shut down: nothing is borrowed there any more
    NOT_SHUT_DOWN = 168
    RATE_NOT_ALLOWED = 169  # below or above what a borrower may choose, or the one it has
    ONE_DEBT = 170  # an account owes one vault, and no other beside it
    SELF_LIQUIDATION = 171  # a liquidator is another account than the one it liquidates
    NOT_OPTED_IN = 151  # no early line: the market has none, or the borrower did not agree to it


class Frozen(IntEnum):
    """Why the open interest of a market may not grow."""

    NO_REPORT = 1  # nobody has said what it costs to move its price
    REPORT_TOO_OLD = 2
    TOO_CHEAP = 3  # the cost is below the rulebook's floor


class Exclusion(IntEnum):
    """Why a price was left out of an index."""

    STALE = 1
    NOT_POSITIVE = 2
    OUT_OF_ORDER = 3
    OUT_OF_RANGE = 4
    SILENT = 5  # for longer than its own rhythm allows
    NO_TRADES = 6  # it speaks, but nothing is traded there
    CROSSED = 7  # its own bid is not below its own offer
    FROZEN = 8  # it repeats one price
    HALTED = 9
    WRONG_UNIT = 10  # it is quoted in something else than was registered
    STEP = 11  # it moved further at once than a price may
    DEVIATING = 12  # too far from the median of those that count
    SUSPENDED = 13  # not eligible, by the registry
    NOT_CONVERTIBLE = 14  # what turns its currency into the index's has no price


class Bearer(IntEnum):
    """Who bears what a lending pool or a credit desk lost."""

    SUPPLIERS = 1  # of the reserve that is owed
    DEPOSITORS = 10  # of the pool that backs loans: they give the coin for less than it owes
    BORROWERS = 11  # all others of the pool, by stake
    DEFICIT = 2  # a number the pool keeps until somebody covers it; till then suppliers, if all leave
    RESERVE = 3  # what a credit desk has put aside for losses
    LENDER = 4  # of a credit desk, by the name its agreement gives
    BUFFER = 5  # what a protocol has put by out of penalties and fees
    TOKEN_HOLDERS = 6  # of the protocol's token, which is minted and sold for what is missing
    LENDERS_AT_ONCE = 7  # all of an isolated market, pro rata, in the step in which the loss is found
    PROTOCOL = 8  # what belongs to the protocol itself
    GOVERNANCE = 15  # of the protocol, which decides what becomes of debt it has taken over
    COIN_HOLDERS = 14  # of a coin that was minted against more than there is
    SUPPLIERS_SHARE = 9  # of what is missing where the protocol has less than nothing: who leaves last cannot


class Posting(IntEnum):
    """Why money moved."""

    DEPOSIT = 1
    WITHDRAWAL = 2
    TRANSFER = 3
    TRADE = 4
    FUNDING = 5
    FUNDING_RESIDUAL = 6
    TAKER_FEE = 7
    LIQUIDATION_FEE = 8
    INSURANCE_CONTRIBUTION = 9
    LIQUIDATION_FILL = 10
    TAKEOVER = 11
    DELEVERAGING = 12
    INSURANCE_DRAW = 13
    OPERATOR_PAYMENT = 14
    SOCIALISED_LOSS = 15
    BAD_DEBT = 16
    LEFTOVER_MARGIN = 17
    COIN_EXCHANGE = 20
    EXCHANGE_FEE = 21
    INTEREST = 22
    DEFAULT_FUND_CONTRIBUTION = 33
    DEFAULT_FUND_RETURN = 34  # a contribution taken back
    DEFAULT_FUND_DRAW = 35
    OPEN_INTEREST_CHARGE = 36
    LOAN_SUPPLY = 140
    LOAN_REDEMPTION = 141
    LOAN_BORROWING = 142
    LOAN_REPAYMENT = 143
    LOAN_LIQUIDATION = 144  # what a liquidator repays
    COIN_SET_ASIDE = 170  # minted beside a loan, for whoever liquidates it
    COIN_REDEMPTION = 171  # collateral to who gives the coin back
    COIN_MINTED = 173  # interest, for who backs loans
    VAULT_REVENUE = 182  # what borrowers are charged beyond the layer's interest, either way
    BAND_TRADE = 179  # with the bands of a market, either way
    REDEMPTION_FEE = 172  # and what of it is kept for others
    COIN_BURNT = 167  # what is owed in a coin of the pool itself ceases with it
    POOL_GAIN = 168  # collateral to depositors of the pool that backs loans
    LOAN_SURPLUS = 169  # collateral that was left of a closed loan, to its owner
    LOAN_SEIZURE = 145  # what it receives
    CREDIT_FUNDING = 146  # a lender's money for its credit desk
    COLLATERAL_POSTED = 147
    COLLATERAL_RETURNED = 148  # or what a sale brought beyond the debt
    CREDIT_DRAWN = 149
    CREDIT_REPAID = 150
    COLLATERAL_SALE = 151  # collateral to a buyer, and what he pays
    CREDIT_LOSS = 152  # a desk's reserve makes good what a loan lacks, or has it back
    AUCTION_SALE = 153  # collateral to who bought it under auction
    AUCTION_LEFTOVER = 154  # and what is left of it to the owner of the vault
    STOREFRONT_PAYMENT = 163  # what a buyer pays for collateral the protocol has seized
    STOREFRONT_SALE = 164  # what it receives
    RESERVES_ADDED = 165
    RESERVES_WITHDRAWN = 166


class Close(IntEnum):
    """Why the closing of a bucket ended."""

    RESTORED = 1  # the trigger no longer holds after a partial close
    RECOVERED = 2  # the trigger no longer holds although nothing was sold
    FLAT = 3  # nothing is left to close


class Moved(IntEnum):
    """Why a position changed."""

    TRADE = 1
    LIQUIDATION = 2
    TAKEOVER = 3
    DELEVERAGING = 4
    COIN_DEPOSIT = 10
    COIN_WITHDRAWAL = 11
    COIN_EXCHANGE = 12
    INTEREST = 13
    OFFSET = 30  # the long and the short of one bucket, against each other


class Feed(IntEnum):
    """Where a price comes from that has two sources."""

    FIRST = 1
    SECOND = 2
    FROZEN = 3  # from neither: the last good one stands


class GrowthCap(IntEnum):
    """Why ratio, time and growth of a cap do not belong together."""

    NO_NUMBER = 1  # one of them is below what it may be
    BELOW_THE_RATIO = 2  # it would cap the true ratio from the first second
    TOO_LOOSE = 3  # it leaves more room above the true ratio than it may
