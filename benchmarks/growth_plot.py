"""Draws how time and memory grow with the number of agencies: two panels of a log-log plot, as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 860, 400
LEFT, TOP, PANEL_WIDTH, PANEL_HEIGHT, GAP = 60, 50, 320, 270, 90
COLORS = ("#0b57d0", "#b3261e", "#146c2e", "#7a5900", "#6a3ea1")


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a panel: its name, and points of x and y, both greater than 0."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One set of axes."""

    title: str
    series: tuple[Series, ...]


def svg(title: str, axis: str, panels: Sequence[Panel]) -> str:
    """Return the plot; `axis` says what x is."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<style>text { font: 12px system-ui, sans-serif; fill: #444444 } .title { font-weight: 600 }</style>",
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(panels):
        parts += _panel(panel, LEFT + number * (PANEL_WIDTH + GAP), axis)
    return "\n".join([*parts, "</svg>"]) + "\n"


def decades(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten between which values lie, at least one apart.

    >>> decades([0.2, 30])
    (-1, 2)
    >>> decades([10, 10])
    (1, 2)
    """
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _panel(panel: Panel, left: float, axis: str) -> Iterator[str]:
    xs = [x for line in panel.series for x, _ in line.points]
    ys = [y for line in panel.series for _, y in line.points]
    (x_low, x_high), (y_low, y_high) = decades(xs), decades(ys)

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - x_low) / (x_high - x_low)
        up = (math.log10(y) - y_low) / (y_high - y_low)
        return round(left + across * PANEL_WIDTH, 1), round(TOP + (1 - up) * PANEL_HEIGHT, 1)

    bottom, right = TOP + PANEL_HEIGHT, left + PANEL_WIDTH
    yield f'<text x="{left}" y="{TOP - 16}" class="title">{escape(panel.title)}</text>'
    for power in range(x_low, x_high + 1):
        x, _ = place(10.0**power, 10.0**y_low)
        yield f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}" stroke="#dddddd"/>'
        yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{_number(power)}</text>'
    for power in range(y_low, y_high + 1):
        _, y = place(10.0**x_low, 10.0**power)
        yield f'<line x1="{left}" y1="{y}" x2="{right}" y2="{y}" stroke="#dddddd"/>'
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{_number(power)}</text>'
    middle = left + PANEL_WIDTH / 2
    yield f'<text x="{middle}" y="{bottom + 38}" text-anchor="middle">{escape(axis)}</text>'
    for number, (line, color) in enumerate(zip(panel.series, COLORS, strict=False)):
        points = [place(x, y) for x, y in line.points]
        path = " ".join(f"{x},{y}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>'
        yield from (f'<circle cx="{x}" cy="{y}" r="3.5" fill="{color}"/>' for x, y in points)
        y = TOP + 16 + 18 * number
        yield f'<circle cx="{left + 12}" cy="{y - 4}" r="4" fill="{color}"/>'
        yield f'<text x="{left + 22}" y="{y}">{escape(line.name)}</text>'


def _number(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:.{-power}f}"
