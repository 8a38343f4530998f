"""From music to rows: a piece of the demo corpus, played, and found again from its onsets."""

import numpy as np
from support.drawings.svg import VOICE_KINDS, Drawing

from nes_composer.models import codec
from nes_composer.score.grid import LONGEST, SHORTEST, recover_grid, vector_strength
from nes_composer.score.score import NO, VOICES
from train.demo_corpus import demo_pieces

PIECE = "own_chase"
_ONSETS = 60
"""So many, as more of them make the peaks too thin to be seen."""
_NAMES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"]


def drawing() -> Drawing:
    """Return onsets on ticks, how well each row period fits them, and the tokens of the first bar."""
    score = demo_pieces()[PIECE].score
    ticks = score.ticks_per_row
    row, voice = np.nonzero(score.onset)
    onsets = np.sort(row * ticks)[:_ONSETS]
    bar = score.rows_per_bar
    first = next(at for at in range(0, len(score), bar) if score.onset[at : at + bar].any(axis=0).all())
    grid = recover_grid(onsets)
    assert grid is not None
    sheet = Drawing(
        "From music to rows",
        f"Onsets of a piece in ticks of 1/60 s; the row period that fits them is {grid.ticks_per_row:g} ticks; "
        "each row of each voice becomes one token.",
        960,
        470,
    )
    sheet.text(20, 28, "From music to rows", size=15, bold=True)
    sheet.text(20, 56, "1. when notes start, in ticks of the console (60.0988 a second), over a bar", "dim", 12)
    left, right = 70, 940
    for lane, kind in enumerate(VOICE_KINDS):
        y = 76 + 18 * lane
        sheet.text(60, y + 4, VOICES[lane], kind, 12, "end", bold=True)
        sheet.line(left, y, right, y)
        for start in row[(voice == lane) & (row >= first) & (row < first + bar)]:
            x = left + (right - left) * (start - first) / bar
            sheet.line(x, y - 6, x, y + 6, kind, 3)
    sheet.text(
        20, 172, "2. how well each length of a row fits all of them: R(T), the largest good peak is taken", "dim", 12
    )
    _strength(sheet, onsets, grid.ticks_per_row, left, right)
    sheet.text(
        20, 322, f"3. one token for each row and voice: · rest, – hold, or the note that starts ({PIECE})", "dim", 12
    )
    _tokens(sheet, codec.encode(score)[first : first + bar], left, right)
    return sheet


def _strength(sheet: Drawing, onsets: np.ndarray, period: float, left: float, right: float) -> None:
    top, bottom = 186, 280
    periods = np.linspace(SHORTEST, LONGEST, 1200)
    strength = [abs(vector_strength(onsets, each)) for each in periods]

    def place(ticks: float) -> float:
        return left + (right - left) * (ticks - SHORTEST) / (LONGEST - SHORTEST)

    sheet.line(left, bottom, right, bottom)
    sheet.curve([(place(each), bottom - (bottom - top) * r) for each, r in zip(periods, strength, strict=True)], "p1")
    x = place(period)
    sheet.line(x, top - 6, x, bottom, "accent", 1.6)
    sheet.text(x + 8, top + 4, f"{period:g} ticks a row, R = {abs(vector_strength(onsets, period)):.2f}", "accent", 12)
    for ticks in (SHORTEST, 8, 16, 24, LONGEST):
        sheet.text(place(ticks), bottom + 16, f"{ticks:g}", "dim", 11, "end" if ticks == LONGEST else "middle")


def _tokens(sheet: Drawing, tokens: np.ndarray, left: float, right: float) -> None:
    step = (right - left) / len(tokens)
    for lane, kind in enumerate(VOICE_KINDS):
        y = 336 + 30 * lane
        sheet.text(60, y + 17, VOICES[lane], kind, 12, "end", bold=True)
        for row, token in enumerate(tokens[:, lane]):
            sheet.rect(left + row * step + 1, y, step - 2, 26, edge=kind if token >= codec.FIRST_PITCH else "box")
            word = _word(int(token), lane)
            sheet.text(left + (row + 0.5) * step, y + 17, word, "ink" if len(word) > 1 else "dim", 12, "middle")


def _word(token: int, voice: int) -> str:
    if token in (codec.REST, codec.HOLD):
        return "·–"[token]
    pitch = token - codec.FIRST_PITCH + int(codec.LOWEST[voice])
    return f"n{pitch}" if voice == NO else f"{_NAMES[pitch % 12]}{pitch // 12 - 1}"
