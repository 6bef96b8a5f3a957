"""A calibration in sentences: what was fitted and what that missed, figure by figure, for the terminal and the page."""

from solvent.reports import words
from solvent.reports.calibration import MONEY, Calibration, Crash, Figure, Fit, Spread
from solvent.units import DURATIONS, PPM

BILLION = 11  # cents in a billion, as a power of ten
MILLION = 10**8  # cents
NEAR = 10  # per cent of the figures: a value that misses by no more than that beyond the best is about as good


def shown(kind: str, value: int) -> str:
    """A figure with its unit: '1.79 bn', '620 M', '36.3 %'."""
    if kind != MONEY:
        return words.percent(value)
    if value >= 10**BILLION:
        return f"{words.decimal(value, BILLION, 2)} bn"
    return f"{words.decimal(value, BILLION - 3, 0)} M"


def span(kind: str, spread: Spread) -> str:
    """The ends of an interval: '0.57 to 2.14 bn'."""
    low, high = shown(kind, spread.low), shown(kind, spread.high)
    unit = high.rpartition(" ")[2]
    return f"{low.removesuffix(f' {unit}')} to {high}"


def assumed(kind: str, value: int) -> str:
    """The value of an assumption as its case file has it."""
    match kind:
        case "money":
            return f"{shown(kind, value) if value >= 100 * MILLION else words.decimal(value, 2, 0)} USD"
        case "share":
            return f"{words.decimal(value, 4, 2).rstrip('0').rstrip('.')} %"
        case "leverage":
            return words.leverage(value)
        case "time":
            return f"{value // DURATIONS['h']} h" if value % DURATIONS["h"] == 0 else words.span(value)
        case _:
            return plain(value)


def plain(ppm: int) -> str:
    """A number in ppm without a unit: '1.52'."""
    return words.decimal(ppm, 6, 6).rstrip("0").rstrip(".") if ppm else "0"


def fitted(fit: Fit) -> str:
    """What one fit found, how near that is, and how firmly it is held."""
    value, low, high = (assumed(fit.unit, one) for one in (fit.value, fit.low, fit.high))
    pairs = list(zip(fit.found, fit.goals, strict=True))
    medians = " and ".join(f"{shown(fit.kind, found)} of {shown(fit.kind, goal)}" for found, goal in pairs)
    least = min(miss for _, miss in fit.trials)
    near = [assumed(fit.unit, one) for one, miss in fit.trials if miss <= least + NEAR * PPM // 100]
    met = "meets" if all(abs(found - goal) * 50 <= goal for found, goal in pairs) else "comes nearest:"
    return (
        f"{fit.assumption} {value} (of {low} to {high}) {met} {medians}; "
        f"from {near[0]} to {near[-1]} the misses are at most {NEAR} % more."
    )


def verdict(figure: Figure) -> str:
    """How a public figure lies to the two intervals."""
    if figure.within(figure.seeds):
        return "agrees with “at least”" if figure.at_least else "within chance"
    side = "too little" if figure.public > figure.seeds.high else "too much"
    return f"{side}, but within the ranges" if figure.within(figure.ranges) else f"missed: {side}"


def needed(figure: Figure) -> int:
    """The share of newcomers, ppm, with which the median would be the public total; below 0: none could."""
    standing = figure.seeds.median * (PPM - figure.newcomers) // PPM
    return PPM - standing * PPM // figure.public


def remark(figure: Figure) -> str:
    """What would have to be so for a total to be met, where it is not."""
    if figure.kind != MONEY or figure.at_least or abs(figure.seeds.median - figure.public) * NEAR <= figure.public:
        return ""
    share = needed(figure)
    if share < 0:
        return f"{figure.name}: even without newcomers the book at the start loses more than was liquidated."
    return (
        f"{figure.name}: with {words.percent(share, 0)} newcomers instead of {words.percent(figure.newcomers, 0)} the"
        " median would be the public total."
    )


def remarks(crash: Crash) -> list[str]:
    """Every remark of a crash."""
    return [said for said in map(remark, crash.figures) if said]


def summary(made: Calibration) -> str:
    """One line for a run: what was fitted, simulated and public, and by how much chance moves it."""
    told = [
        f"{figure.name}: simulated {shown(figure.kind, figure.own)}, median of {words.count(made.seeds)} seeds "
        f"{shown(figure.kind, figure.seeds.median)} (90 %: {span(figure.kind, figure.seeds)}), "
        f"public {shown(figure.kind, figure.public)}"
        for figure in made.crashes[0].figures
        if figure.fits and figure.kind == MONEY
    ]
    return f"Calibration, fitted on {'; '.join(told)}." if told else "Calibration: no total was fitted on."


def headline(made: Calibration) -> list[str]:
    """What the page begins with, a line each: what was liquidated, fitted and predicted."""
    first = made.crashes[0]
    lines = [f"Simulated {_totals([one for one in first.figures if one.fits])}"]
    lines += [f"Predicted on {other.name}: {_totals(other.figures)}" for other in made.crashes[1:]]
    return [f"{line}." for line in lines]


def _totals(figures: list[Figure]) -> str:
    """The median of each total, and what was published."""
    return ", ".join(
        f"{shown(one.kind, one.seeds.median)} where {'at least ' if one.at_least else ''}"
        f"{shown(one.kind, one.public)} {'were' if place else 'were liquidated'}"
        for place, one in enumerate(figure for figure in figures if figure.kind == MONEY)
    )
