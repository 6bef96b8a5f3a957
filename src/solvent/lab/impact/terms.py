"""What a case says of the market its forced orders meet, and what that is in lots and ticks of one market."""

from typing import Protocol

import msgspec

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.impact.shapes import MICRO, Linear, Shape, SquareRoot
from solvent.lab.strict_toml import Table
from solvent.units import PPM, amount, duration_ns, rate_ppm

BLOCK, LINEAR, SQUARE_ROOT = "block", "linear", "square-root"
MODELS = (BLOCK, LINEAR, SQUARE_ROOT)
MOST_ROUNDS = 1_000_000


class Grid(Protocol):
    """A market as its prices are counted: `den` lots x ticks are one atom of what its depth is told in."""

    @property
    def den(self) -> int: ...


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The market of a cascade. Every number is the case's own; none is a default of the model.

    model          "block": a book of even depth that fills up again; "linear": the same, and it stays (Kyle);
                   "square-root"
    depth          atoms that stand on each side within `within`, ppm of the price at the entry (block, linear)
    volume         atoms traded in a day, at a `volatility` of so many ppm in a day (square-root)
    coefficient    ppm: the Y of the square root, about 10^6
    half_life_ns   ns in which half of a move comes back; 0: none of it does
    permanent      ppm of a move that stays
    pass_through   ppm of the venue's displacement that the constituents of its index follow; one variant each
    reach          ppm of the price outside beyond which nobody bids or offers
    most, per_ns   the most lots' worth (atoms at the entry) that forced orders may take in so many ns; 0: no cap
    calm           ppm: moves of the tape's last price over window_ns that leave the depth whole; 0: it never withdraws
    floor          ppm of the depth that always stays
    rounds         after so many rounds no order finds a taker any more
    """

    model: str
    depth: int = 0
    within: int = 0
    volume: int = 0
    volatility: int = 0
    coefficient: int = PPM
    half_life_ns: int = 0
    permanent: int = 0
    pass_through: tuple[int, ...] = (0,)
    reach: int = PPM
    most: int = 0
    per_ns: int = 0
    calm: int = 0
    window_ns: int = 0
    floor: int = PPM
    rounds: int = 10_000

    def shape(self, market: Grid, ticks: int) -> Shape:
        """The book of a market whose price at the entry is `ticks`; depth is rounded down, moves are rounded up."""
        if self.model == SQUARE_ROOT:
            lots = max(mul_div_down(self.volume, market.den, ticks), 1)
            daily = mul_div_up(self.coefficient * self.volatility, ticks * MICRO, PPM * PPM)
            return SquareRoot(mul_div_up(daily, daily, lots))
        span = mul_div_up(ticks, self.within, PPM)
        return Linear(max(mul_div_down(self.depth, market.den, ticks), 1), span)

    def cap(self, market: Grid, ticks: int) -> int:
        """The most lots in a window; 0 for no cap."""
        return max(mul_div_down(self.most, market.den, ticks), 1) if self.most else 0


def read_terms(table: Table, settlement: str, fills: bool = True) -> Terms:
    """The keys of [liquidity] beside `model` and `slippage`.

    fills   whether orders are filled here; where the tape fills them, what bounds fills is no key
    """

    def money(key: str) -> int:
        return table.quantity(key, lambda text: amount(text, settlement), least=1)

    def share(key: str, default: str | None = None, least: int = 0) -> int:
        value = table.quantity(key, rate_ppm, ... if default is None else default, least)
        if value > PPM:
            table.refuse(key, "at most 100 %", table.content[key])
        return value

    model = table.choice("model", MODELS)
    book: dict[str, int] = {}
    if model == SQUARE_ROOT:
        book = {"volume": money("volume"), "volatility": share("volatility", least=1)}
        book["coefficient"] = table.quantity("coefficient", rate_ppm, least=1)
    else:
        book = {"depth": money("depth"), "within": share("within", least=1)}
    if model == LINEAR:
        book["permanent"] = PPM
    else:
        book["half_life_ns"] = table.quantity("half_life", duration_ns, least=1)
        book["permanent"] = share("permanent")
    if "calm" in table.content:
        book |= {"calm": share("calm", least=1), "floor": share("floor", least=1)}
        book["window_ns"] = table.quantity("window", duration_ns, least=1)
    if fills and "most" in table.content:
        book |= {"most": money("most"), "per_ns": table.quantity("per", duration_ns, least=1)}
    if fills:
        book |= {"reach": share("reach", "100 %", 1), "rounds": table.integer("rounds", 1, MOST_ROUNDS)}
    for key in ("calm", "floor", "window", *(("most", "per") if fills else ())):
        table.asked[key] = None
    return Terms(model=model, pass_through=_pass_through(table), **book)


def _pass_through(table: Table) -> tuple[int, ...]:
    """A list of shares; the first is the one the headline speaks of."""
    texts = table.texts("pass_through")
    shares = tuple(table.unit(("pass_through", place), text, rate_ppm) for place, text in enumerate(texts))
    if not shares or max(shares) > PPM:
        table.refuse("pass_through", "at least one share, each at most 100 %", texts)
    return shares
