"""Credit desks: their agreements and prices, and what clients, the desk and buyers do under them.

Amounts are atoms of the currency or the collateral, prices 10^-9 of the currency for one whole of the collateral.
Whoever pays or receives stands outside. A loan has a name of its own at its desk: a client may have several.
"""

import msgspec

from solvent.commands.base import Command
from solvent.policy import CreditPolicy, Int64


class AdoptAgreement(Command, frozen=True):
    """Opens a desk under this agreement, or changes the one it has. `text` is the TOML it was compiled from."""

    desk: str
    policy: CreditPolicy
    text: str = ""


class FundDesk(Command, frozen=True):
    """The lender pays in: what is lent from (`to` "till"), or what stands for losses ("reserve")."""

    desk: str
    amount: Int64
    to: str = "till"


class ObserveCollateral(Command, frozen=True):
    """What collateral costs, several assets at one time, looked at together.

    assets, prices   columns: each asset once
    """

    desk: str
    assets: list[str]
    prices: list[Int64]


class FollowCollateral(Command, frozen=True):
    """From now on the price of a collateral is the index of a listed market; "" for one that is told again.

    market   whose index is quoted in the desk's currency
    """

    desk: str
    asset: str
    market: str


class OpenCredit(Command, frozen=True):
    """A client has a loan under the desk's agreement, with nothing owed and nothing pledged yet."""

    desk: str
    account: str
    loan: str


class LoadCredit(Command, frozen=True, omit_defaults=True):
    """A loan as it stands already, without a check: how a book in any state is read in.

    principal, interest   atoms owed
    assets, amounts       columns: what is pledged
    """

    desk: str
    account: str
    loan: str
    principal: Int64 = 0
    interest: Int64 = 0
    assets: list[str] = msgspec.field(default_factory=list)
    amounts: list[Int64] = msgspec.field(default_factory=list)


class PostCollateral(Command, frozen=True):
    """A client pledges more; taken at any time."""

    desk: str
    loan: str
    asset: str
    amount: Int64


class ReturnCollateral(Command, frozen=True):
    """The desk returns collateral, as far as the initial loan to value allows and nothing is called."""

    desk: str
    loan: str
    asset: str
    amount: Int64


class DrawCredit(Command, frozen=True):
    """A client takes money out, as far as the initial loan to value and the till allow."""

    desk: str
    loan: str
    amount: Int64


class RepayCredit(Command, frozen=True):
    """A client pays: interest first, then principal, then what is still claimed; at most all of it."""

    desk: str
    loan: str
    amount: Int64


class ReportSale(Command, frozen=True):
    """Collateral that was due to be sold was sold, or is bid for: so much of it, at this price."""

    desk: str
    loan: str
    asset: str
    amount: Int64
    price: Int64


class WaiveCall(Command, frozen=True):
    """A named person (`actor`) waives a call or a default: nothing is called and nothing defaults before a time."""

    desk: str
    loan: str
    until_ns: Int64
    reason: str


class ExtendCall(Command, frozen=True):
    """A named person (`actor`) gives a client who was called until another, later time."""

    desk: str
    loan: str
    deadline_ns: Int64
    reason: str
