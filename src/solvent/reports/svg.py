"""A chart for both themes: colours become classes that the page's style sheet fills, everything else is made small.

Charts are drawn in the stand-in colours below. Each becomes a class (`f-last` for a fill, `s-last` for a stroke); the
colour of the light theme stays as attribute, so that a reader without style sheets still sees the chart.
"""

import re
from html import escape

# stand-in colour -> (name of the CSS variable, its colour in the light theme)
INK = {
    "#000001": ("ink", "#1a2230"),
    "#000002": ("muted", "#566173"),
    "#000003": ("grid", "#e3e7ee"),
    "#000004": ("last", "#b8460b"),
    "#000005": ("index", "#1b5fb4"),
    "#000006": ("mark", "#4d5766"),
    "#000007": ("venue1", "#b8460b"),
    "#000008": ("venue2", "#1b5fb4"),
    "#000009": ("venue3", "#00735c"),
    "#000010": ("venue4", "#86398a"),
    "#000011": ("page", "#ffffff"),
    "#000012": ("axis", "#aab3c0"),
}
NAMED = {name: stand_in for stand_in, (name, _) in INK.items()}

_TAG = re.compile(r"<[a-z][^>]*>")
_COLOUR = re.compile(r' (fill|stroke)="(#0000\d\d)"')
_NOISE = re.compile(
    r' (?:class|role|aria-[a-z]+|pointer-events|font-family|version|xmlns:xlink)="[^"]*"|'
    r' (?:opacity|stroke-width|fill-opacity|stroke-opacity)="1"|(?<=<svg) xmlns="[^"]*"'
)
_UNSEEN = re.compile(r'<path[^>]* d="(?:M0,0h0v0h0Z)?"[^>]*/>|<text[^>]* opacity="0"[^>]*>[^<]*</text>')
_EMPTY = re.compile(r"<g[^>]*></g>")
_LONG = re.compile(r"(\d+\.\d)\d+")


def themed(svg: str, label: str) -> str:
    """The chart as one inline picture named by `label`."""
    text = _TAG.sub(lambda tag: _classed(_NOISE.sub("", tag.group())), _UNSEEN.sub("", svg))
    text = _TAG.sub(lambda tag: _LONG.sub(r"\1", tag.group()), text)
    while (smaller := _EMPTY.sub("", text)) != text:
        text = smaller
    return text.replace("<svg", f'<svg role="img" aria-label="{escape(label)}"', 1)


def _classed(tag: str) -> str:
    found = [f"{where[0]}-{INK[colour][0]}" for where, colour in _COLOUR.findall(tag)]
    if not found:
        return tag
    plain = _COLOUR.sub(lambda hit: f' {hit.group(1)}="{INK[hit.group(2)][1]}"', tag)
    end = "/>" if plain.endswith("/>") else ">"
    return f'{plain.removesuffix(end)} class="{" ".join(found)}"{end}'
