"""A calibration as one HTML file, beside the report of its case: nothing is fetched, equal results give equal bytes."""

from typing import Any

from solvent.reports import calibration_words as said
from solvent.reports.calibration import Calibration, Crash, Fit
from solvent.reports.charts import Frame
from solvent.reports.html import page

CENTS = 2  # decimals of its money
PAGE, DATA, REPORT = "calibration.html", "calibration.json", "report.html"
FIT = Frame(330, 210, 52, 14, 12, 5, 5)
EXPRESSIONS = {"plain": "format(datum.value/1000000,'.1~f')", "share": "format(datum.value/1000000,'.0~%')"}


def render(made: Calibration) -> str:
    """The whole page."""
    return page(
        "calibration.html.jinja", CENTS, made=made, said=said, first=made.crashes[0], report=REPORT,
        headline=said.headline(made), fits=[_fit(one) for one in made.fits],
        crashes=[_crash(crash) for crash in made.crashes],
    )  # fmt: skip


def _fit(one: Fit) -> dict[str, Any]:
    from markupsafe import Markup

    from solvent.reports import calibration_charts

    expression = EXPRESSIONS.get(one.unit, "format(datum.value,'~s')")
    drawn = calibration_charts.fit(one, FIT, lambda value: said.assumed(one.unit, value), expression)
    return {"one": one, "svg": Markup(drawn), "told": said.fitted(one)}


def _crash(crash: Crash) -> dict[str, Any]:
    from markupsafe import Markup

    from solvent.reports import calibration_charts

    rows = len(crash.figures)
    tall = calibration_charts.ROW * rows + 39
    frames = (Frame(960, tall, 20, 24, 13, 9, 6), Frame(350, tall, 16, 18, 12, 4, 5))
    bars = (Frame(960, 300, 58, 8, 12, 9, 6), Frame(350, 230, 58, 8, 11, 4, 5, names=True))
    return {
        "crash": crash, "remarks": said.remarks(crash),
        "intervals": [Markup(calibration_charts.intervals(crash.figures, frame)) for frame in frames] if rows else [],
        "distances": [Markup(calibration_charts.distances(crash, frame)) for frame in bars],
    }  # fmt: skip
