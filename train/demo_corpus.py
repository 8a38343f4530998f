"""The demo corpus: music of our own and out of copyright, on which the training runs where there is no NES-MDB."""

from __future__ import annotations

from nes_composer.paths import assets
from nes_composer.score.score import Score
from train.corpus import CorpusError
from train.score_phrases import ScoreTextError
from train.score_text import Piece, parse


def demo_pieces() -> dict[str, Piece]:
    """Return the shipped pieces by the name of their file, in the order of the names.

    Raises
    ------
    CorpusError
        There are none, or one is not written as :mod:`train.score_text` says; the message names file and line.
    """
    folder = assets() / "corpus"
    pieces: dict[str, Piece] = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            pieces[path.stem] = parse(path.read_text(encoding="utf-8"))
        except (ScoreTextError, UnicodeDecodeError) as error:
            raise CorpusError(f"{path}: {error}") from None
    if not pieces:
        raise CorpusError(f"{folder}: no pieces of the demo corpus")
    return pieces


def demo_songs() -> list[tuple[str, Score]]:
    """Return name and score of each shipped piece; errors as in :func:`demo_pieces`."""
    return [(name, piece.score) for name, piece in demo_pieces().items()]
