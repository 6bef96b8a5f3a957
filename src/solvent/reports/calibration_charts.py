"""The charts of a calibration: intervals beside public figures, the way of a fit, and who stands how far from the line.

Drawn like those of a run: every place is an explicit number, so equal input gives equal bytes.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import altair as alt

from solvent.reports import words
from solvent.reports.calibration import Crash, Figure, Fit
from solvent.reports.charts import Frame, chart, picture
from solvent.reports.scales import marks
from solvent.reports.svg import NAMED
from solvent.units import PPM

MOST = 3 * PPM  # of the public figure, at which an interval is cut
ROW = 54  # pixels of one figure
LONG, SHORT = "venue1", "venue2"


def intervals(figures: Sequence[Figure], frame: Frame) -> str:
    """Figures in per cent of the public ones: thin what the ranges allow, thick what chance does, a ring the median."""

    def share(value: int, figure: Figure) -> int:
        return min(value * PPM // figure.public, MOST)

    top = max(
        [share(one.ranges.high, one) for one in figures] + [share(one.seeds.high, one) for one in figures] + [PPM]
    )
    thin, thick, dots, names = [], [], [], []
    for row, one in enumerate(figures):
        place = -row
        thin.append({"a": share(one.ranges.low, one), "b": share(one.ranges.high, one), "r": place})
        thick.append({"a": share(one.seeds.low, one), "b": share(one.seeds.high, one), "r": place})
        dots.append({"a": share(one.seeds.median, one), "r": place})
        names.append({"a": 0, "r": place + 0.36, "s": one.name})
    x = _across((0, top + top // 20), frame, "format(datum.value/1000000,'.0%')")
    layers = [
        chart([{"a": 0, "r": 0}]).mark_point(opacity=0).encode(x=x, y=_up(len(figures))),
        chart([{"a": PPM}]).mark_rule(stroke=NAMED["ink"], strokeDash=[2, 3]).encode(x="a:Q"),
        chart(thin).mark_rule(stroke=NAMED["axis"], strokeWidth=3).encode(x="a:Q", x2="b:Q", y="r:Q"),
        chart(thick).mark_rule(stroke=NAMED["venue2"], strokeWidth=9).encode(x="a:Q", x2="b:Q", y="r:Q"),
        chart(dots).mark_circle(fill=NAMED["page"], stroke=NAMED["ink"], strokeWidth=1.5, opacity=1, size=42).encode(
            x="a:Q", y="r:Q"
        ),
        chart(names).mark_text(fill=NAMED["ink"], align="left", baseline="middle", fontSize=frame.font).encode(
            x="a:Q", y="r:Q", text="s:N"
        ),
    ]  # fmt: skip
    said = "; ".join(
        f"{one.name}: {words.percent(share(one.seeds.low, one), 0)} to {words.percent(share(one.seeds.high, one), 0)}"
        for one in figures
    )
    return picture(layers, frame, f"Simulated in per cent of the public figure, 90 % of seeds. {said}.")


def fit(one: Fit, frame: Frame, told: Callable[[int], str], expression: str) -> str:
    """By how much the figures are missed at every value tried, in per cent of each, added up.

    told         an assumption in words; expression: the same for the axis, in Vega
    """
    rows = [{"a": value, "r": miss} for value, miss in one.trials]
    least = min(miss for _, miss in one.trials)
    high = max(miss for _, miss in one.trials) * 9 // 8 + 1
    line = chart(rows)
    layers = [
        chart([{"a": one.low, "r": 0}]).mark_point(opacity=0).encode(
            x=_across((one.low, one.high), frame, expression),
            y=_height(high, frame, "format(datum.value/1000000,'.0%')"),
        ),
        line.mark_line(stroke=NAMED["venue2"], strokeWidth=2).encode(x="a:Q", y="r:Q"),
        line.mark_circle(fill=NAMED["venue2"], opacity=1, size=22).encode(x="a:Q", y="r:Q"),
        chart([{"a": one.value, "r": least}])
        .mark_circle(fill=NAMED["page"], stroke=NAMED["ink"], strokeWidth=2, opacity=1, size=80)
        .encode(x="a:Q", y="r:Q"),
    ]  # fmt: skip
    return picture(layers, frame, f"Missed by, for each {one.assumption}; the fit is {told(one.value)}.")


def distances(crash: Crash, frame: Frame) -> str:
    """Open interest by distance to liquidation, longs beside shorts."""
    bars: list[dict[str, Any]] = []
    top = max([1, *(max(one.long, one.short) for one in crash.distances)])
    for place, one in enumerate(crash.distances):
        for number, (ink, cents) in enumerate(((LONG, one.long), (SHORT, one.short))):
            bars.append({"a": 10 * place + 1 + 4 * number, "b": 10 * place + 5 + 4 * number, "r": cents, "i": ink})
    names = [_distance(one.near, one.far, frame) for one in crash.distances]
    label = f"{json.dumps(names)}[(datum.value-5)/10]"
    at = [10 * place + 5 for place in range(len(names))]
    span = (0, 10 * len(names))
    layers = [
        chart([{"a": 0, "r": 0}]).mark_point(opacity=0).encode(
            x=_across(span, frame, label, at),
            y=_height(top + top // 10, frame, "format(datum.value/100000000000,'.2~f')+' bn'"),
        ),
    ]  # fmt: skip
    for ink in (LONG, SHORT):
        mine = [{**bar, "z": 0} for bar in bars if bar["i"] == ink and bar["r"]]
        layers.append(chart(mine).mark_rect(fill=NAMED[ink]).encode(x="a:Q", x2="b:Q", y="r:Q", y2="z:Q"))
    near = sum(one.long for one in crash.distances if one.far and one.far <= 100_000)
    said = f"{words.decimal(near, 11, 2)} bn of longs within 10 % of their line"
    return picture(layers, frame, f"Open interest of {crash.market} by distance to liquidation: {said}.")


def _distance(near: int, far: int, frame: Frame) -> str:
    """A bin as an axis has room for it: its nearer end, or where it is the last one 'farther'."""
    low = words.decimal(near, 4, 1).removesuffix(".0")
    if not far:
        return "∞" if frame.names else "farther"
    return low if frame.names else f"{low}–{words.decimal(far, 4, 1).removesuffix('.0')} %"


def _axis(frame: Frame, expression: str, values: Sequence[int], **more: Any) -> Any:
    return alt.Axis(
        values=list(values), labelExpr=expression, labelColor=NAMED["muted"], labelFontSize=frame.font,
        labelFlush=False, labelOverlap=False, tickColor=NAMED["axis"], labelPadding=6, **more,
    )  # fmt: skip


def _across(span: tuple[int, int], frame: Frame, expression: str, values: Sequence[int] = ()) -> Any:
    axis = _axis(frame, expression, values or marks(*span, frame.across), grid=False, domainColor=NAMED["axis"])
    return alt.X("a:Q", scale=alt.Scale(domain=list(span), nice=False, zero=False), title=None, axis=axis)


def _height(top: int, frame: Frame, expression: str) -> Any:
    axis = _axis(
        frame, expression, marks(0, top, frame.upward), gridColor=NAMED["grid"], ticks=False, domain=False
    )  # fmt: skip
    return alt.Y("r:Q", scale=alt.Scale(domain=[0, top], nice=False, zero=False), title=None, axis=axis)


def _up(rows: int) -> Any:
    return alt.Y("r:Q", scale=alt.Scale(domain=[0.6 - rows, 0.6], nice=False, zero=False), title=None, axis=None)
