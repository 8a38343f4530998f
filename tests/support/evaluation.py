"""`docs/evaluation.md` as numbers."""

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "evaluation.md"


@dataclass(frozen=True)
class Section:
    """Models of one kind, grid and choice of voices: tables by what stands above them, rows by their first cell."""

    tables: dict[str, dict[str, dict[str, str]]]

    def cell(self, about: str, row: str, column: str) -> str:
        """Return a cell of the table whose sentence begins so."""
        (found,) = (table for sentence, table in self.tables.items() if sentence.startswith(about))
        return found[row][column]

    def right(self, model: str) -> float:
        """Return the share of tokens that are right on all rows, mean of the voices."""
        return float(self.cell("Share of tokens that are right, all rows", model, "mean"))

    def right_onsets(self, model: str) -> float:
        """Return the share of tokens that are right where a note starts, mean of the voices."""
        return float(self.cell("Share of tokens that are right on rows where a note starts", model, "mean"))

    def nats(self, model: str) -> float:
        """Return the nats for a row."""
        return float(self.cell("Nats per row", model, "total"))


def section(name: str, text: str | None = None) -> Section:
    """Return a section of the page, or of another page of the same form."""
    text = PAGE.read_text(encoding="utf-8") if text is None else text
    body = re.search(rf"^## {re.escape(name)}$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    if body is None:
        raise ValueError(f"there is no section {name!r}")
    tables = {}
    for sentence, rows in re.findall(r"^([^|#\n][^\n]*)\n\n((?:\|[^\n]*\n)+)", body[1], re.MULTILINE):
        head, _, *lines = (_cells(line) for line in rows.strip().splitlines())
        tables[sentence] = {_model(line[0]): dict(zip(head[1:], line[1:], strict=True)) for line in lines}
    return Section(tables)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _model(cell: str) -> str:
    """Return the name in a row's first cell, without size and layout."""
    return re.sub(r"\s*\(.*\)$", "", cell).strip("*`")
