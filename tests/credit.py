"""A small credit desk to test in: dollars against bitcoin and ether, round numbers, open from nine to five."""

from typing import Any

from msgspec.structs import replace

from solvent import commands as c
from solvent.engine import Outcome
from solvent.lending.credit.calls import Standing
from solvent.policy import CalendarPolicy, CallPolicy, Clock, CreditPolicy, PledgePolicy, SalePolicy, Venue
from tests.world import World

DESK, CASH, COIN, OTHER, MUTE = "desk", "USD", "BTC", "ETH", "SOL"
HOUR = 3_600 * 10**9
DAY = 24 * HOUR
PERCENT = 10**4  # ppm
DOLLAR, BITCOIN, ETHER = 10**6, 10**8, 10**9  # atoms
PRICE = 10**9  # of one dollar
FRIDAY = 1_767_369_600 * 10**9  # 2 January 2026, 16:00 UTC
OFFICE = CalendarPolicy((((9 * 60), (17 * 60)),) * 5 + ((0, 0),) * 2)
MARKET = SalePolicy(Venue.MARKET, target=60 * PERCENT)
COLLATERAL = {COIN: PledgePolicy(8), OTHER: PledgePolicy(9, 10 * PERCENT)}
PRICES = {COIN: 20_000, OTHER: 1_000}


def agreement(name: str = "agreement", **changes: Any) -> CreditPolicy:
    """Lent to 50 %, called at 70 % with a day to come to 60 %, in default at 80 % and sold to 60 %; no interest."""
    usual = CreditPolicy(
        name, "ab", "Lender Ltd", CASH, 6, 50 * PERCENT, (CallPolicy(70 * PERCENT, DAY),), 80 * PERCENT, 60 * PERCENT,
        False, Clock.HOURS, OFFICE, MARKET, COLLATERAL,
    )  # fmt: skip
    return replace(usual, **changes)


class CreditDesk(World):
    """A world with one credit desk that has lent nothing yet."""

    def __init__(self, *accounts: str, till: int = 10**6, reserve: int = 0, **changes: Any) -> None:
        super().__init__(at_ns=FRIDAY)
        self.do(c.AdoptAgreement, desk=DESK, policy=agreement(**changes))
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        for to, dollars in (("till", till), ("reserve", reserve)):
            if dollars:
                self.do(c.FundDesk, desk=DESK, amount=dollars * DOLLAR, to=to)
        self.prices(**PRICES)

    def prices(self, after: int = 0, **dollars: int) -> Outcome:
        """What assets cost, in dollars."""
        return self.do(c.ObserveCollateral, after, desk=DESK, assets=list(dollars),
                       prices=[price * PRICE for price in dollars.values()])  # fmt: skip

    def lend(self, loan: str, dollars: int, coins: int = BITCOIN, account: str = "client", asset: str = COIN) -> None:
        """A loan that is drawn at once."""
        self.do(c.OpenCredit, desk=DESK, account=account, loan=loan)
        self.post(loan, coins, asset)
        assert self.do(c.DrawCredit, desk=DESK, loan=loan, amount=dollars * DOLLAR).refused is None

    def post(self, loan: str, amount: int, asset: str = COIN, after: int = 0) -> Outcome:
        """More collateral."""
        return self.do(c.PostCollateral, after, desk=DESK, loan=loan, asset=asset, amount=amount)

    def repay(self, loan: str, atoms: int, after: int = 0) -> Outcome:
        """Money back."""
        return self.do(c.RepayCredit, after, desk=DESK, loan=loan, amount=atoms)

    def sell(self, loan: str, amount: int, dollars: int, asset: str = COIN, after: int = 0) -> Outcome:
        """A sale at a price in dollars."""
        return self.do(c.ReportSale, after, desk=DESK, loan=loan, asset=asset, amount=amount, price=dollars * PRICE)

    def cell(self, loan: str, name: str) -> int:
        """A number of a loan."""
        return int(getattr(self.book.credits, name)[self.book.credit_of[0, loan]])

    def standing(self, loan: str) -> Standing:
        """Where a loan stands."""
        return Standing(self.cell(loan, "standing"))

    def pledged(self, loan: str, asset: str = COIN) -> int:
        """Atoms of an asset a loan has pledged."""
        book = self.book
        return sum(int(book.ledger.balance[book.pledges.bucket[one]])
                   for one in book.pledges_of(book.credit_of[0, loan])
                   if book.assets[int(book.collaterals.asset[book.pledges.collateral[one]])] == asset)  # fmt: skip

    def money(self, which: str) -> int:
        """Atoms in the till or the reserve."""
        return int(self.book.ledger.balance[getattr(self.book.desks, which)[0]])
