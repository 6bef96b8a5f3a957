"""What came of a case about loans: of one way to play it, and of all ways beside each other."""

import msgspec


class LendingResult(msgspec.Struct, frozen=True):
    """What came of one way to play a case about loans; values in base units, units by asset.

    variant     its name; control: what it does against what happened, "" as it was
    fell        loans that may have been liquidated at some time; closed: those that somebody acted on
    not_worth   times a loan was left alone since acting would not have paid
    locked      times what would have been seized was lent out
    waited      times the price might not be acted on
    still       loans that may be liquidated at the end
    shortfall   what all debts exceed their collateral by at the end
    bad_debt    units owed with nothing behind them, borne by that reserve's suppliers
    deficits    units that a pool keeps as a number until somebody covers them
    taken       debt of closed troves, by who took it over
    reserves    units that belong to a protocol whose reserves have a sign
    losses      by which closed loans exceeded their collateral, by who bears it
    given       units seized, with what a protocol keeps of them; paid: units repaid for them
    bought      units strangers bought in markets that move; sold: likewise
    named       accounts that a proposal would have let be liquidated, found before it was approved
    rejected    proposals that were refused, and why
    turned      by reason, times an account asked for a loan it did not get
    lost        units that all lenders of a market lost in the step that seized the last collateral
    auctions    of vaults: begun, ended, won for less than a coin, units of collateral in these, and their share, ppm
    trades      made with the pool itself; traded: units that these took out of it, below 0: brought
    highest, lowest   price of an asset as the pool had it
    """

    case: str
    title: str
    rulebook: str
    content_hash: str
    loans: int
    fell: int
    calls: int
    repaid: int
    seized: int
    not_worth: int
    locked: int
    still: int
    shortfall: int
    bad_debt: dict[str, int]
    taken: dict[str, int]
    reserves: dict[str, int]
    losses: dict[str, int]
    head: str
    digest: str
    lines: list[str]
    variant: str = "as it was"
    control: str = ""
    closed: list[str] = []
    waited: int = 0
    deficits: dict[str, int] = {}
    given: dict[str, int] = {}
    paid: dict[str, int] = {}
    bought: dict[str, int] = {}
    sold: dict[str, int] = {}
    named: list[str] = []
    rejected: list[str] = []
    turned: dict[str, int] = {}
    auctions: dict[str, int] = {}
    highest: dict[str, int] = {}
    lowest: dict[str, int] = {}
    lost: dict[str, int] = {}
    trades: int = 0
    traded: dict[str, int] = {}


class Judged(msgspec.Struct, frozen=True):
    """A criterion, what it found, and whether that meets it."""

    variant: str
    text: str
    figure: str
    found: str
    bound: str
    met: bool
    source: str


class LendingComparison(msgspec.Struct, frozen=True):
    """A case played in several ways, and what its criteria say."""

    case: str
    title: str
    labels: list[str]
    facts: list[tuple[str, str]]
    runs: list[LendingResult]
    criteria: list[Judged]
    lines: list[str]

    @property
    def met(self) -> bool:
        """Whether every criterion is met."""
        return all(one.met for one in self.criteria)
