"""The pages of the docs as tests read them: links, code, commands, tables."""

import re
import shlex
from collections.abc import Iterator
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "assets").rglob("*.md"),
        *(ROOT / "checkpoints").glob("*.md"),
        *(ROOT / "packaging").rglob("*.md"),
    ]
)
"""All that is written for people."""

_LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
_PROGRAMS = ("nes-composer-train", "nes-composer", "train", "dev.py")


def named(path: Path) -> str:
    """Return a page's name for people."""
    return path.relative_to(ROOT).as_posix()


def text(path: Path | str) -> str:
    """Return a page."""
    return (ROOT / path).read_text(encoding="utf-8")


def links(page: Path) -> Iterator[tuple[bool, str]]:
    """Yield for each link whether it is a picture, and where it leads."""
    for mark, target in _LINK.findall(prose(text(page))):
        yield bool(mark), target


def prose(page: str) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page, flags=re.DOTALL | re.MULTILINE)


def anchors(page: str) -> set[str]:
    """Return where links into a page may lead: its headings as GitHub names them."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code(page: str) -> Iterator[str]:
    """Yield each line of blocks of code, fenced or indented, and each piece of code within a line."""
    fenced = re.findall(r"^```(?:sh|)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    rest = prose(page)
    indented = re.findall(r"^ {4}(.*)$", rest, re.MULTILINE)
    for line in (line for block in [*fenced, "\n".join(indented)] for line in block.splitlines()):
        yield line.split(" #")[0].split("  #")[0].strip()
    within = re.sub(r"^ {4}.*$", "", rest, flags=re.MULTILINE)
    yield from (" ".join(piece.split()) for piece in re.findall(r"`([^`]+)`", within))


def commands(page: str) -> Iterator[tuple[str, list[str]]]:
    """Yield program and arguments of each command on a page, usages as all that they allow."""
    for line in code(page):
        found = _program(line)
        if found:
            program, rest = found
            for words in expanded(rest):
                yield program, words


def _program(line: str) -> tuple[str, str] | None:
    """Return which of our programs a line starts, and the rest of the line."""
    line = line.replace("\\|", "|").replace("\\", "/")
    line = re.sub(r"^(?:[A-Z_]+=\S+ )+", "", line)
    line = re.sub(r"^(?:\S*/)?python3? (?:\S*/)?dev\.py\b", "dev.py", line)
    line = re.sub(r"^(?:\S*/)?python3? -m train\b", "train", line)
    line = re.sub(r"^(?:\S*/)?python3? -m nes_composer(?![.\w])", "nes-composer", line)
    line = re.sub(r"^\S*/(?=nes-composer)", "", line)
    for program in _PROGRAMS:
        if line == program or line.startswith(f"{program} "):
            return program, line[len(program) :].split(" > ")[0].split(" | ")[0].strip()
    return None


def expanded(usage: str) -> Iterator[list[str]]:
    """Yield the commands that a usage allows: without what is in brackets, then with each of it, with each choice.

    ``FILE [--grid auto|24hz]`` is ``FILE``, ``FILE --grid auto`` and ``FILE --grid 24hz``.
    """
    usage = usage.replace("…", "").replace(" ...", "")
    parts = re.findall(r"\[[^\[\]]*\]|[^\[\]]+", usage)
    always = " ".join("" if part.startswith("[") else part for part in parts)
    optional = [part[1:-1] for part in parts if part.startswith("[")]
    yield from _choices(always)
    for number in range(len(optional)):
        with_one = " ".join(
            part if not part.startswith("[") else part[1:-1] if _place(parts, place) == number else ""
            for place, part in enumerate(parts)
        )
        yield from _choices(with_one)


def _place(parts: list[str], place: int) -> int:
    return sum(part.startswith("[") for part in parts[:place])


def _choices(words: str) -> Iterator[list[str]]:
    """Yield the commands of a line in which ``a|b`` are choices."""
    told = [word.split("|") if re.fullmatch(r"[\w.-]+(\|[\w.-]+)+", word) else [word] for word in shlex.split(words)]
    # Choices of several words: the last and first ones change places, as in ``--seed N | --z FILE``.
    if ["|"] in told:
        at = told.index(["|"])
        yield from _choices(shlex.join(word[0] for word in told[:at]))
        return
    for chosen in product(*told):
        yield list(chosen)


def tables(page: str) -> Iterator[list[list[str]]]:
    """Yield the tables of a page, row by row, the head first and the line below it left out."""
    for block in re.findall(r"(?:^\|.*\|$\n?)+", page, re.MULTILINE):
        rows = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in block.splitlines()]
        yield [[cell.strip() for cell in row] for row in rows if not set("".join(row)) <= set("-: ")]
