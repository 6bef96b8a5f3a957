"""The report of a result as one HTML file: nothing is fetched, equal results give equal bytes.

The words and the order of the page are in page.html.jinja, its looks in page.css; this file only brings them together.
"""

import re
from functools import partial
from importlib.resources import files
from typing import Any

from solvent.reports import views, words
from solvent.reports.result import Result
from solvent.reports.views import View

MOST_MARKETS = 4  # price charts per rulebook
THINNED = 2 * 200  # a trace with more changes than a chart keeps is said to be thinned


def render(result: Result) -> str:
    """The whole page."""
    return page("page.html.jinja", result.decimals, **_context(result))


def page(template: str, scale: int, **context: Any) -> str:
    """A template of this room with its words as filters and its looks; an atom is 10^-scale."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("solvent.reports", ""), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["money"] = partial(words.money, scale=scale)
    environment.filters["short"] = partial(words.short, scale=scale)
    for name in ("price", "percent", "leverage", "count", "clock", "day", "span", "size", "decimal"):
        environment.filters[name] = getattr(words, name)
    style = files("solvent.reports").joinpath("page.css").read_text("utf-8")
    return environment.get_template(template).render(**context, style=Markup(style))


def clauses(sentence: str) -> list[str]:
    """The headline cut after each full stop and semicolon, so that every clause can have its own line."""
    return re.sub(r"(?<=[.;]) +", "\n", sentence).split("\n")


def _context(result: Result) -> dict[str, Any]:
    every = views.views(result)
    main = [view for view in every if view.main]
    about = views.focus(result)
    shown, others = views.groups_shown(main, about)
    return {
        "result": result, "every": every, "main": main, "focus": about,
        "headline": clauses((result.lines or [result.title])[0]),
        "groups": shown, "others": others,
        "decimals": {trace.market: trace.price_decimals for run in result.runs for trace in run.traces},
        "backlogs": _backlogs(result), "failures": result.failures,
        "panels": _prices(result, main), "equities": _equity(result, main), "bars": _bars(main),
        "grids": [(some, *views.grid(cells), views.entries(cells)) for some, cells in views.grids(main)],
        "entry": next((view for view in main if view.run.entered), None),
        "those": "Longs" if any(group.side == "long" for view in main for group in view.run.groups) else "All",
        "grid_decimals": next((trace.price_decimals for run in result.runs for trace in run.traces), 0),
        "whys": [view for view in main if view.run.why],
        "variants": list(dict.fromkeys(run.variant for run in result.runs)),
        "told": views.told(result), "orders": views.orders(result),
        "payers": views.payers(main), "funds": views.funds(main), "sums": views.SUMS, "debts": views.debts,
        "never": views.NEVER,
        "beyond": views.beyond, "average": views.average, "group_of": views.group_of,
        "change_ppm": words.change_ppm, "share_ppm": words.share_ppm, "ended": views.ENDED,
        "most_events": views.MOST_EVENTS,
    }  # fmt: skip


def _prices(result: Result, main: list[View]) -> list[dict[str, Any]]:
    """One panel a market and rulebook, all of one market on one scale; each drawn wide and narrow."""
    from markupsafe import Markup

    from solvent.reports import charts

    about, ends, panels = views.focus(result), (result.start_ns, result.end_ns), []
    markets = list(dict.fromkeys(trace.market for view in main for trace in view.run.traces))
    for market in markets[:MOST_MARKETS]:
        traces = {view.number: views.trace_of(view.run, market) for view in main}
        span = charts.spans([trace for trace in traces.values() if trace])
        for view in main:
            if not (trace := traces[view.number]):
                continue
            closed = [one for one in view.run.closed if one.market == market]
            line = views.line_of(view.run, about.leverage_ppm) if about and market == markets[0] else 0
            times = words.leverage(about.leverage_ppm) if about else ""
            drawn = [
                Markup(charts.prices(trace, closed, line, name, span, ends, frame))
                for frame, name in ((charts.WIDE, f"{times} long"), (charts.NARROW, times))
            ]
            panels.append({
                "view": view, "market": market, "trace": trace, "line": line, "times": times, "closed": closed,
                "wide": drawn[0], "narrow": drawn[1], "decides": charts.decider(trace) or view.run.trigger,
                "thinned": len(trace.time_ns) > THINNED,
            })  # fmt: skip
    return panels


def _equity(result: Result, main: list[View]) -> list[dict[str, Any]]:
    """One small chart a group, with a line a rulebook."""
    from markupsafe import Markup

    from solvent.reports import charts

    found = []
    for group in result.runs[0].groups if result.runs else []:
        paths = [views.path_of(view.run, group.name) for view in main]
        if not any(path.equity for path in paths):
            continue
        label = f"Equity of {group.name} over time under {', '.join(view.run.rulebook for view in main)}"
        svg = Markup(charts.equity(paths, (result.start_ns, result.end_ns), charts.SMALL, label, result.decimals))
        found.append({"group": group, "svg": svg})
    return found


def _backlogs(result: Result) -> list[dict[str, Any]]:
    """One chart a rulebook of who waited, with and without what fails."""
    from markupsafe import Markup

    from solvent.reports import charts

    found, shut = [], [(start, end) for start, end, _ in result.outages]
    for place, (letter, both) in enumerate(zip(views.LETTERS, views.pairs(result), strict=False)):
        paths = [(run.backlog.time_ns, run.backlog.length) for run in both if run.backlog]
        label = f"Buckets in breach that wait under {both[0].rulebook}, with and without what fails"
        drawn = [
            Markup(charts.backlog(paths, shut, f"venue{place % 4 + 1}", (result.start_ns, result.end_ns), frame, label))
            for frame in (charts.WIDE, charts.NARROW)
        ]
        found.append({"letter": letter, "runs": both, "wide": drawn[0], "narrow": drawn[1]})
    return found


def _bars(main: list[View]) -> list[dict[str, Any]]:
    """A stacked bar a rulebook, all on one scale; what is left of the longest is empty."""
    cut = [views.segments(view.run.bill) for view in main]
    totals = [sum(atoms for *_, atoms in parts) for parts in cut]
    longest = max(totals, default=0)
    return [
        {
            "view": view, "total": total,
            "parts": [(name, called, atoms, words.share_ppm(atoms, longest)) for name, called, atoms in parts],
        }
        for view, parts, total in zip(main, cut, totals, strict=True)
    ]  # fmt: skip
