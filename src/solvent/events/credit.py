"""Credit desks: agreements, prices, loans and their collateral, calls, defaults, sales, and who bears what is missing.

Amounts are atoms of the desk's currency or of the collateral, prices 10^-9 of the currency for one whole.
"""

from solvent.events.base import Event


class CreditAdopted(Event, kind=156):
    """A desk exists, or has another agreement from here on.

    currency              index of the asset
    name, content_hash    TEXT; policy: the compiled agreement as msgpack
    """

    desk: int
    name: str
    currency: int
    content_hash: str
    policy: bytes


class CollateralSet(Event, kind=157):
    """A desk takes an asset as collateral, at a price that is told (market -1) or at a market's index."""

    collateral: int
    desk: int
    asset: int
    market: int


class CollateralPriced(Event, kind=158):
    """What one whole of a collateral costs from here on."""

    collateral: int
    price: int


class SaleDue(Event, kind=159):
    """So much of a pledge is to be sold, not below a price. pledge -1: nothing is any more."""

    credit: int
    pledge: int
    amount: int
    floor: int


class CreditOpened(Event, kind=160):
    """An account has a loan at a desk. name: TEXT."""

    desk: int
    account: int
    name: str


class PledgeOpened(Event, kind=161):
    """A loan has a place for one collateral."""

    credit: int
    collateral: int


class CreditChanged(Event, kind=162):
    """What a loan owes from here on: principal, and interest up to since_ns.

    stands_in   a loan of the same client whose debt was laid on this one, -1: none
    """

    credit: int
    principal: int
    interest: int
    since_ns: int
    stands_in: int = -1


class CreditCalled(Event, kind=163):
    """A client is called.

    level         which of the agreement's lines was reached, from 1
    debt, worth   what is owed, and what the collateral counts for
    ratio         ppm, rounded up
    deadline_ns   when the time is over
    repay, add    what must be repaid, or be worth more in collateral, to answer the call
    """

    credit: int
    level: int
    debt: int
    worth: int
    ratio: int
    deadline_ns: int
    repay: int
    add: int


class CreditEased(Event, kind=196):
    """A call or a default is over, or has more time.

    ease          lending.credit.calls.Ease
    debt, worth   as in CreditCalled
    until_ns      waived or extended: until when; 0
    reason        waived or extended: TEXT
    person        and by whom: TEXT
    """

    credit: int
    ease: int
    debt: int
    worth: int
    until_ns: int = 0
    reason: str = ""
    person: str = ""


class CreditDefaulted(Event, kind=197):
    """A loan is in default.

    cause          lending.credit.calls.Cause
    debt, worth    as in CreditCalled
    ratio          ppm, rounded up
    other          the loan whose default it is, -1: its own
    """

    credit: int
    cause: int
    debt: int
    worth: int
    ratio: int
    other: int = -1


class CollateralSold(Event, kind=198):
    """Collateral was sold.

    amount                         atoms of the collateral
    price                          10^-9 of the currency for one whole
    gross                          atoms of the currency from the buyer, which are the four that follow
    fee                            to the desk's fees
    interest, principal, surplus   paid of what is owed, and returned to the client
    """

    pledge: int
    amount: int
    price: int
    gross: int
    fee: int
    interest: int
    principal: int
    surplus: int


class LossBorne(Event, kind=199):
    """Who bears what a loan lacks with all its collateral sold, and who has had it back.

    bearer   reasons.Bearer
    amount   atoms; below 0: had back
    claim    atoms the client owes of it all from here on
    """

    credit: int
    bearer: int
    amount: int
    claim: int
