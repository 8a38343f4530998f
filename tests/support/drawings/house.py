"""The house: who may import whom, as the contracts of `pyproject.toml` say, in one picture."""

import ast
import tomllib
from pathlib import Path
from typing import Any

from support.drawings.svg import Drawing, wrapped

ROOT = Path(__file__).parents[3]

_LEFT, _TOP, _WIDTH, _GAP = 44, 64, 660, 8
_TRAIN = 210
_SIZE = 11.0
_MARKS = {"PySide6": "no Qt", "torch": "no torch"}


def contracts() -> list[dict[str, Any]]:
    """Return the import contracts."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    return found


def layers() -> list[list[str]]:
    """Return the names on each layer of the program, the highest first."""
    layered = next(contract for contract in contracts() if contract["type"] == "layers")
    return [[name.strip() for name in layer.split("|")] for layer in layered["layers"]]


def marks(module: str) -> list[str]:
    """Return what a module must never reach, of what is marked."""
    forbidding = [contract for contract in contracts() if contract["type"] == "forbidden"]
    return [
        mark
        for package, mark in _MARKS.items()
        if any(package in each["forbidden_modules"] and module in each["source_modules"] for each in forbidding)
    ]


def purpose(module: str) -> str:
    """Return the first sentence that a module, or a package, says of itself."""
    path = ROOT / module.replace(".", "/")
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    told = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    first = " ".join(told.split("\n\n")[0].split()).replace("`", "")
    return first.split(". ")[0].rstrip(".")


def drawing() -> Drawing:
    """Return the picture of the house."""
    floors = layers()
    heights = [66 if len(floor) == 1 else 84 if len(floor) < 4 else 94 for floor in floors]
    foot = [contract["name"] for contract in contracts()]
    bottom = _TOP + sum(heights) + _GAP * len(heights)
    sheet = Drawing(
        "The house of nes_composer",
        "Packages and modules on layers. Each may import what is below it and nothing that is above or beside it.",
        _LEFT + _WIDTH + 24 + _TRAIN + 16,
        bottom + 30 + 18 * len(foot),
    )
    sheet.text(_LEFT, 26, "nes_composer", size=15, bold=True)
    sheet.text(_LEFT, 46, "each imports what is below it; those side by side do not know each other", "dim", 12)
    sheet.arrow((22, _TOP), (22, bottom - _GAP))
    top = _TOP
    for floor, height in zip(floors, heights, strict=True):
        width = (_WIDTH - _GAP * (len(floor) - 1)) / len(floor)
        for place, name in enumerate(floor):
            _room(sheet, f"nes_composer.{name}", name, _LEFT + place * (width + _GAP), top, width, height)
        top += height + _GAP
    left = _LEFT + _WIDTH + 24
    sheet.text(left, 26, "train", size=15, bold=True)
    sheet.text(left, 46, "is never imported by it", "dim", 12)
    _room(sheet, "train", "train", left, _TOP, _TRAIN, bottom - _TOP - _GAP)
    sheet.arrow((left, bottom - 60), (left - 22, bottom - 60))
    for number, name in enumerate(foot):
        sheet.text(_LEFT, bottom + 18 + 18 * number, f"{number + 1}. {name}", "dim", 12)
    return sheet


def _room(sheet: Drawing, module: str, name: str, left: float, top: float, width: float, height: float) -> None:
    told = purpose(module)
    lines = wrapped(told, width - 24, _SIZE)
    if len(lines) > 3:
        lines = wrapped(told.split(": ")[0], width - 24, _SIZE)
    shown = lines if len(lines) <= 3 else [*lines[:2], f"{lines[2]} …"]
    sheet.box(left, top, width, height, name, shown, size=_SIZE, note=" · ".join(marks(module)))
