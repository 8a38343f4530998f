"""Boxes, arrows and words as SVG on a sheet of their own, so that they are read on a light page and on a dark one."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

LIGHT = {
    "paper": "#ffffff",
    "box": "#f1f3f6",
    "edge": "#8f98a8",
    "ink": "#1d2129",
    "dim": "#4e5665",
    "line": "#4e5665",
    "accent": "#694800",
    "p1": "#004394",
    "p2": "#822f02",
    "tr": "#0e764c",
    "no": "#92477c",
}
DARK = {
    "paper": "#15171c",
    "box": "#23262e",
    "edge": "#6b7488",
    "ink": "#e3e6ec",
    "dim": "#9fa7b6",
    "line": "#9fa7b6",
    "accent": "#f2e14c",
    "p1": "#629fe8",
    "p2": "#f98710",
    "tr": "#0fd97b",
    "no": "#ca8cab",
}
"""Grounds, edges and inks; those of the voices are the window's (`nes_composer/ui/looks.py`)."""

VOICE_KINDS = ("p1", "p2", "tr", "no")

_FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif"
_WIDTH = 0.6
"""Of a letter, in its height: more than most fonts need, because nobody knows which one will be there."""


def width_of(text: str, size: float) -> float:
    """Return how wide a line of words is at most."""
    return len(text) * size * _WIDTH


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return a sentence as lines of at most a width."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


class Drawing:
    """A sheet.

    Parameters
    ----------
    title, description
        What it shows, for those who do not see it.
    width, height
        Of the sheet.
    """

    def __init__(self, title: str, description: str, width: int, height: int) -> None:
        self.title, self.description, self.width, self.height = title, description, width, height
        self.elements: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, kind: str = "box", edge: str = "edge") -> None:
        """Draw a rectangle; the kind is the name of its ground's colour, empty for none."""
        self._add("rect", "", kind, edge, x=x, y=y, width=width, height=height, rx=5)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        kind: str = "ink",
        size: float = 13,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Write a line whose ground is at y."""
        left = x - width_of(words, size) * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        if left < -0.01 or left + width_of(words, size) > self.width + 0.01:
            raise ValueError(f"{words!r} leaves the sheet")
        weight = {"font_weight": "bold"} if bold else {}
        self._add("text", words, kind, x=x, y=y, font_size=size, text_anchor=anchor, **weight)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        title: str,
        lines: Sequence[str] = (),
        edge: str = "edge",
        size: float = 12,
        note: str = "",
    ) -> None:
        """Draw a rectangle with a title, lines and a note in its middle.

        Raises
        ------
        ValueError
            The words do not fit.
        """
        self.rect(x, y, width, height, edge=edge)
        step = size * 1.35
        noted = [*lines, *([note] if note else [])]
        block = size * 1.4 + step * len(noted)
        widest = max([width_of(title, size + 1), *(width_of(line, size) for line in noted)])
        if block > height or widest > width:
            raise ValueError(f"{title!r} does not fit into {width} × {height}: {widest:.0f} × {block:.0f}")
        top = y + (height - block) / 2 + size * 1.15
        self.text(x + width / 2, top, title, size=size + 1, anchor="middle", bold=True)
        for number, line in enumerate(noted, 1):
            kind = "dim" if number <= len(lines) else "accent"
            self.text(x + width / 2, top + number * step, line, kind, size, "middle")

    def arrow(self, *points: tuple[float, float], kind: str = "line", dashed: bool = False) -> None:
        """Draw a line through points, with its point at the last one."""
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        dash = {"stroke_dasharray": "4 4"} if dashed else {}
        self._add("polyline", "", "", kind, points=path, stroke_width=1.6, marker_end="url(#tip)", **dash)

    def curve(self, points: Sequence[tuple[float, float]], kind: str = "line", width: float = 1.4) -> None:
        """Draw a line through points."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._add("polyline", "", "", kind, points=path, stroke_width=width)

    def line(self, x: float, y: float, to_x: float, to_y: float, kind: str = "edge", width: float = 1.0) -> None:
        """Draw a straight line."""
        self._add("line", "", "", kind, x1=x, y1=y, x2=to_x, y2=to_y, stroke_width=width)

    def svg(self) -> str:
        """Return the file."""
        # Who knows nothing of styles shows the light colours; who knows them, those of the reader's theme.
        dark = "".join(f".f-{name}{{fill:{color}}}.s-{name}{{stroke:{color}}}" for name, color in DARK.items())
        ground = self._element("rect", "", "paper", "edge", x=0.5, y=0.5, width=self.width - 1, height=self.height - 1)
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
                f'width="{self.width}" height="{self.height}" role="img" font-family={quoteattr(_FONT)}>',
                f"<title>{escape(self.title)}</title>",
                f"<desc>{escape(self.description)}</desc>",
                f"<style>@media(prefers-color-scheme:dark){{{dark}}}</style>",
                '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
                f'orient="auto"><path class="f-line" fill="{LIGHT["line"]}" d="M0,0 L8,4 L0,8 z"/></marker></defs>',
                ground,
                *self.elements,
                "</svg>",
                "",
            ]
        )

    def _add(self, tag: str, words: str = "", fill: str = "", stroke: str = "", **attributes: object) -> None:
        self.elements.append(self._element(tag, words, fill, stroke, **attributes))

    def _element(self, tag: str, words: str, fill: str, stroke: str, **attributes: object) -> str:
        """Return an element whose colours are given by name."""
        classes = " ".join(f"{kind}-{name}" for kind, name in (("f", fill), ("s", stroke)) if name)
        colors = {"class": classes, "fill": LIGHT.get(fill, "none")}
        if stroke:
            colors["stroke"] = LIGHT[stroke]
        told = " ".join(
            f"{name.replace('_', '-')}={quoteattr(f'{value:g}' if isinstance(value, float | int) else str(value))}"
            for name, value in (colors | attributes).items()
        )
        return f"<{tag} {told}>{escape(words)}</{tag}>" if words else f"<{tag} {told}/>"
