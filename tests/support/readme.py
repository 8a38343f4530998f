"""The commands that the README tells people to type."""

import re
import shlex
from pathlib import Path

_README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"^<!-- walk: (\w+) -->\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def named_blocks(text: str | None = None) -> dict[str, str]:
    """Return the fenced blocks of our README, or of a text, that have a name: ``<!-- walk: NAME -->`` stands before."""
    found: list[tuple[str, str]] = _BLOCK.findall(_README.read_text(encoding="utf-8") if text is None else text)
    return dict(found)


def commands(block: str) -> list[list[str]]:
    """Return the words of each command of a block."""
    lines = block.replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]
