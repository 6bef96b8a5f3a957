"""Every colour can be read in both themes, and every colour a chart uses has a rule in the style sheet."""

import re
from importlib.resources import files

import pytest

from solvent.reports.svg import INK, NAMED, themed

STYLE = files("solvent.reports").joinpath("page.css").read_text("utf-8")
ENOUGH = 4.5

# (ink, ground): every pair that carries text
PAIRS = [
    *((ink, ground) for ink in ("ink", "muted") for ground in ("page", "shut", "kept", "target")),
    *((ink, "page") for ink in ("link", "last", "index", "mark", "bad_debt")),
    *(("page", ground) for ground in ("venue1", "venue2", "venue3", "venue4", "own_margin", "fund", "backstop")),
    *(("page", ground) for ground in ("deleveraged", "socialised", "operator", "bad_debt")),
    *(("page", ground) for ground in ("day_winners", "open_interest", "default_fund", "skin")),
    ("shut-ink", "shut"),
]  # fmt: skip


def themes() -> dict[str, dict[str, str]]:
    """The variables of each theme; the dark one changes what it names."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks[:2])
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(theme: str, ink: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[ink], colours[ground]) >= ENOUGH


def test_the_dark_theme_names_every_colour() -> None:
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    names = [set(re.findall(r"--([\w-]+):", block)) for block in blocks[:2]]
    assert names[0] == names[1]


def test_a_chart_without_style_sheet_has_the_light_colours() -> None:
    light = themes()["light"]
    assert dict(INK.values()) == {name: light[name] for name, _ in INK.values()}


def test_stand_in_colours_become_classes_with_a_rule() -> None:
    drawn = "".join(f'<path fill="{stand_in}" stroke="{stand_in}" d="M0,0"/>' for stand_in in NAMED.values())
    svg = themed(f"<svg>{drawn}</svg>", 'a "chart"')
    assert not re.search(r"#0000\d\d", svg)
    assert 'aria-label="a &quot;chart&quot;"' in svg
    for name in ("ink", "muted", "last", "index", "mark"):
        assert f".f-{name} {{ fill: var(--{name}); }}" in STYLE
    for name in ("ink", "grid", "axis", "last", "index", "mark", "venue1", "venue2", "venue3", "venue4"):
        assert f".s-{name} {{ stroke: var(--{name}); }}" in STYLE


def test_a_chart_is_made_small() -> None:
    svg = themed(
        '<svg xmlns="x" class="marks"><g role="y"><path aria-hidden="true" d="" display="none"/></g>'
        '<line x2="1.23456" stroke-width="1"/></svg>',
        "small",
    )
    assert svg == '<svg role="img" aria-label="small"><line x2="1.2"/></svg>'
