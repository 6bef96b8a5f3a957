"""The charts of a run as inline SVG, drawn by Vega from Altair specifications.

Everything is placed by explicit numbers: no size depends on the fonts of the machine, so equal input gives equal bytes.
"""

import json
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from solvent.reports import words
from solvent.reports.result import Closed, EquityPath, Trace
from solvent.reports.scales import apart, marks, thinned, time_marks
from solvent.reports.svg import NAMED, themed

ROLES = ("mark", "index", "last")  # drawn in this order: what was traded lies on top
MS = 10**6
DAY = 86_400 * 10**9


@dataclass(frozen=True)
class Frame:
    """How large a chart is: pixels, and how many marks fit on each axis. names: end labels carry no figures."""

    width: int
    height: int
    left: int
    right: int
    font: int
    across: int
    upward: int
    names: bool = False


WIDE = Frame(960, 330, 44, 132, 13, 9, 6)
NARROW = Frame(350, 260, 44, 44, 12, 4, 5, names=True)
SMALL = Frame(330, 170, 46, 12, 12, 4, 5)


def decider(trace: Trace) -> str:
    """The role whose price is the valuation all along; '' where it is a price of its own."""
    for role in ("last", "mark", "index"):
        if getattr(trace, role) == trace.valuation:
            return role
    return ""


def spans(traces: list[Trace]) -> tuple[int, int]:
    """The lowest and the highest tick that any role of any trace had."""
    seen = [ticks for trace in traces for role in ROLES for ticks in getattr(trace, role) if ticks]
    return (min(seen), max(seen)) if seen else (0, 1)


def prices(
    trace: Trace, closed: list[Closed], line: int, name: str, span: tuple[int, int], ends: tuple[int, int], frame: Frame
) -> str:
    """Last, index and mark of one market; a dot where longs were closed, a rule where the named long's line is.

    line   ticks, 0 for none; name: what the rule is called
    span   lowest and highest tick of all charts that stand together
    ends   start and end of the time axis, ns
    """
    low, high = span
    pad = max((high - low) // 16, 1)
    bottom, top = low - pad, high + pad
    bold = decider(trace)
    digits = _digits(marks(bottom, top, frame.upward), trace.price_decimals)
    label = f"format(datum.value/{10**trace.price_decimals},',.{digits}f')"
    layers: list[Any] = [_axes(ends, (bottom, top), frame, label)]
    if line:
        layers.append(_flat(line, ends, "ink", [2, 3]))
    drawn = [role for role in ROLES if any(getattr(trace, role))]
    for role in sorted(drawn, key=lambda role: role == bold):
        layers.append(_line(trace.time_ns, getattr(trace, role), ends, frame, role, 2.4 if role == bold else 1.3))
    if not bold and any(trace.valuation):
        layers.append(_line(trace.time_ns, trace.valuation, ends, frame, "ink", 2.4))
    layers += _bursts(closed, ends, frame)
    labels = [(role, role, _final(trace, role)) for role in drawn] + ([(name, "ink", line)] if line else [])
    layers += _end_labels(labels, bold, trace.price_decimals, (bottom, top), ends, frame)
    said = [f"{role} ends at {words.price(_final(trace, role), trace.price_decimals)}, lowest {_lowest(trace, role)}"
            for role in drawn]  # fmt: skip
    return picture(layers, frame, f"{trace.market}, {_window(ends)}: {'; '.join(said)}. {len(closed)} closed.")


def equity(paths: list[EquityPath], ends: tuple[int, int], frame: Frame, label: str, decimals: int) -> str:
    """The equity of one group under each rulebook, in atoms of 10^-decimals; every second line is dashed."""
    values = [atoms for path in paths for atoms in path.equity] or [0]
    low, high = min(0, *values), max(1, *values)
    pad = (high - low) // 16
    money = f"replace(format(datum.value/{10**decimals},'~s'),'G','B')"
    layers = [_axes(ends, (low - (pad if low else 0), high + pad), frame, money)]
    layers += [_flat(0, ends, "axis")]
    for number, path in enumerate(paths):
        dash = [6, 3] if number % 2 else []
        layers.append(_line(path.time_ns, path.equity, ends, frame, f"venue{number % 4 + 1}", 2, dash))
    return picture(layers, frame, label)


def backlog(
    paths: list[tuple[list[int], list[int]]], shut: list[tuple[int, int]], ink: str, ends: tuple[int, int],
    frame: Frame, label: str,
) -> str:  # fmt: skip
    """How many waited under one rulebook over time, one line a run; every second is dashed.

    paths   (ns, count) of each run; shut: (start, end) of each outage, ns, shaded; ink: of the rulebook
    """
    high = max([1, *(count for _, counts in paths for count in counts)])
    layers = [_axes(ends, (0, high + high // 16 + 1), frame, "format(datum.value,',')")]
    bands = [{"t": start // MS, "u": end // MS} for start, end in shut if start < end]
    if bands:
        rects = chart(bands).mark_rect(fill=NAMED["grid"], opacity=1)
        layers.append(rects.encode(x=_x(ends), x2="u:Q"))
    for number, (times, counts) in enumerate(paths):
        dash = [6, 3] if number % 2 else []
        layers.append(_line(times, counts, ends, frame, ink, 2, dash))
    return picture(layers, frame, label)


def chart(rows: list[dict[str, Any]]) -> Any:
    """A chart of rows given in place."""
    return alt.Chart({"values": rows})


def _x(ends: tuple[int, int], **axis: Any) -> Any:
    scale = alt.Scale(domain=[ends[0] // MS, ends[1] // MS], nice=False, zero=False)
    return alt.X("t:Q", scale=scale, title=None, axis=alt.Axis(**axis) if axis else alt.Undefined)


def _axes(ends: tuple[int, int], span: tuple[int, int], frame: Frame, label: str) -> Any:
    """Both axes, and the domain that every other layer shares."""
    times, step = time_marks(*ends, frame.across)
    shown = "%H:%M:%S" if step < 60 * 10**9 else "%H:%M" if step < DAY else "%d %b"
    dressed: dict[str, Any] = {
        "labelColor": NAMED["muted"], "labelFontSize": frame.font, "labelFlush": False, "labelOverlap": False,
        "domainColor": NAMED["axis"], "tickColor": NAMED["axis"], "labelPadding": 6,
    }  # fmt: skip
    x = _x(ends, values=[t // MS for t in times], grid=False, labelExpr=f"utcFormat(datum.value,'{shown}')", **dressed)
    y = alt.Y(
        "v:Q",
        scale=alt.Scale(domain=list(span), nice=False, zero=False),
        axis=alt.Axis(
            values=marks(*span, frame.upward), gridColor=NAMED["grid"], labelExpr=label, ticks=False,
            **{**dressed, "domain": False},
        ),
        title=None,
    )  # fmt: skip
    return chart([{"t": ends[0] // MS, "v": span[0]}]).mark_point(opacity=0).encode(x=x, y=y)


def _line(
    times: list[int], values: list[int], ends: tuple[int, int], frame: Frame, ink: str, width: float, dash: Any = ()
) -> Any:
    there = [place for place, value in enumerate(values) if value or ink.startswith("venue")]
    when, what = [times[i] for i in there], [values[i] for i in there]
    kept = thinned(when, what, *ends, frame.width // 4)
    rows = [{"t": when[i] // MS, "v": what[i]} for i in kept]
    if rows:
        rows.append({"t": ends[1] // MS, "v": rows[-1]["v"]})
    mark = chart(rows).mark_line(
        interpolate="step-after", stroke=NAMED[ink], strokeWidth=width, strokeJoin="round", strokeDash=list(dash)
    )
    return mark.encode(x=_x(ends), y=alt.Y("v:Q"))


def _flat(value: int, ends: tuple[int, int], ink: str, dash: Any = ()) -> Any:
    rows = [{"t": end // MS, "v": value} for end in ends]
    return chart(rows).mark_line(stroke=NAMED[ink], strokeWidth=1, strokeDash=list(dash)).encode(x=_x(ends), y="v:Q")


def _text(rows: list[dict[str, Any]], ends: tuple[int, int], frame: Frame, ink: str, **look: Any) -> Any:
    look = {"align": "left", "baseline": "middle", "fontSize": frame.font, **look}
    return chart(rows).mark_text(fill=NAMED[ink], **look).encode(x=_x(ends), y="v:Q", text="s:N")


def _bursts(closed: list[Closed], ends: tuple[int, int], frame: Frame) -> list[Any]:
    """Closings near in time as one dot each, its area as their number."""
    width = max((ends[1] - ends[0]) * 8 // frame.width, 1)
    together: dict[int, list[Closed]] = {}
    for one in closed:
        if one.ticks:
            together.setdefault((one.time_ns - ends[0]) // width, []).append(one)
    rows = [
        {"t": some[0].time_ns // MS, "v": some[0].ticks, "n": 24 + 700 * len(some) // len(closed)}
        for some in together.values()
    ]
    if not rows:
        return []
    dots = chart(rows).mark_circle(fill=NAMED["ink"], stroke=NAMED["ink"], strokeWidth=1.5, opacity=1, fillOpacity=0.12)
    size = alt.Size("n:Q", scale=None, legend=None)
    return [dots.encode(x=_x(ends), y="v:Q", size=size)]


def _end_labels(
    labels: list[tuple[str, str, int]], bold: str, decimals: int, span: tuple[int, int], ends: tuple[int, int],
    frame: Frame,
) -> list[Any]:  # fmt: skip
    """The name of each line (and its last figure) beside its end, kept apart. labels: (name, ink, ticks)."""
    gap = (span[1] - span[0]) * (frame.font + 4) // _plot(frame)[1]
    layers = []
    for (name, ink, ticks), place in zip(labels, apart([ticks for *_, ticks in labels], gap, *span), strict=True):
        said = name if frame.names else f"{name} {words.price(ticks, decimals)}"
        weight = "bold" if name == bold else "normal"
        layers.append(_text([{"t": ends[1] // MS, "v": place, "s": said}], ends, frame, ink, dx=6, fontWeight=weight))
    return layers


def _digits(values: list[int], decimals: int) -> int:
    """Decimals that are enough to write every one of these ticks exactly."""
    spare = next((zeros for zeros in range(decimals, 0, -1) if all(value % 10**zeros == 0 for value in values)), 0)
    return decimals - spare


def _plot(frame: Frame) -> tuple[int, int]:
    return frame.width - frame.left - frame.right, frame.height - frame.font - 26


def picture(layers: list[Any], frame: Frame, label: str) -> str:
    """Layers as one SVG of a frame's size; the label is what is read out."""
    width, height = _plot(frame)
    sides = {"left": frame.left, "right": frame.right, "top": 8, "bottom": frame.font + 18}
    whole = alt.layer(*layers).properties(width=width, height=height, autosize="none", padding=sides)
    spec = whole.configure(aria=False, background="transparent").configure_view(stroke=None).to_dict()
    return themed(vl_convert.vegalite_to_svg(json.dumps(spec)), label)


def _final(trace: Trace, role: str) -> int:
    path: list[int] = getattr(trace, role)
    return next(ticks for ticks in reversed(path) if ticks)


def _lowest(trace: Trace, role: str) -> str:
    ticks = getattr(trace, role)
    low = min(price for price in ticks if price)
    return f"{words.price(low, trace.price_decimals)} at {words.clock(trace.time_ns[ticks.index(low)])}"


def _window(ends: tuple[int, int]) -> str:
    return f"{words.clock(ends[0])} to {words.clock(ends[1])} UTC"
