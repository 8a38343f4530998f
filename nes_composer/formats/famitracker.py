"""FamiTracker's text form, for its File → Import text: a song goes on in the tracker (FamiTracker 0.4.6 and its forks).

The form is described in FamiTracker's help, "Text import and export". Notes count from C-0 = 32.7 Hz, so that A-3 is
440 Hz on the pulses, and A-4 on the triangle; the noise goes from 0-# (longest interval) to F-# (shortest).

What it holds: every row's note, velocity (volume column) and timbre (effect V, where the instrument has no duty
envelope), the instruments, the tempo. What is lost: the latent points; bars and beats; a title beyond 31 letters of
Western Europe goes into the comment as far as these go. What differs: FamiTracker rounds products of velocity and
envelope down; released parts of envelopes begin one tick later; bends are exact for the middle pitch of the voice,
are slowed where they move the timer by more than 127 in a tick, and keep still when the note ends; an arpeggio of the
noise wraps around where ours stays at the end. Ticks per row are ``150 × speed / tempo``: exact for whole ones up to
31, within 0.4 % for others up to 32 and 1.6 % beyond.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nes_composer.atomic import write_bytes
from nes_composer.formats.report import FormatError
from nes_composer.formats.tracker import NOTE_NAMES, Patch, check_pitches, note_number, numbered_patches, pattern_events
from nes_composer.score.instrument import Envelope
from nes_composer.score.score import NO, PATTERN_ROWS, VOICES
from nes_composer.score.song import Song

_MACROS = ("volume", "arpeggio", "pitch", "hi-pitch", "duty")
_LONGEST_MACRO = 252
_GREATEST_STEP = 127
_MOST_FRAMES = 128
_PATTERN_LENGTHS = (PATTERN_ROWS, 128, 256)
_SPEEDS, _TEMPOS = range(1, 32), range(32, 256)
_LONGEST_NAME = 31
_EMPTY = "... .. . ..."
_STOP, _RELEASE = "---", "==="


def write(path: Path, song: Song) -> None:
    """Save a song.

    Raises
    ------
    FormatError
        The song has more than 32,768 rows, rows shorter than a tick or longer than 145, an envelope of more than 252
        values, or the triangle's highest pitch.
    OSError
        The file cannot be written; an older one is kept.
    """
    check_pitches(song.score, str(path))
    made, numbers = numbered_patches(song)
    track = _Track(path, song, numbers)
    lines = [*_header(song), *_instruments(path, made), *track.lines(), "# End of export", ""]
    write_bytes(path, "\n".join(lines).encode("cp1252", "replace"))


def _header(song: Song) -> Iterator[str]:
    yield "# FamiTracker text export 0.4.6"
    yield f"TITLE {_quoted(song.title[:_LONGEST_NAME])}"
    yield f"AUTHOR {_quoted(song.author[:_LONGEST_NAME])}"
    yield 'COPYRIGHT ""'
    yield f"COMMENT {_quoted(song.title if len(song.title) > _LONGEST_NAME else '')}"
    for setting, value in (("MACHINE", 0), ("FRAMERATE", 0), ("EXPANSION", 0), ("VIBRATO", 1), ("SPLIT", 32)):
        yield f"{setting:<15} {value}"


def _quoted(text: str) -> str:
    """Return a text as FamiTracker reads it: on one line, its quotes doubled."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return '"' + printable.replace('"', '""') + '"'


def _instruments(path: Path, patches: list[Patch]) -> Iterator[str]:
    """Yield the macros, then the instruments that use them."""
    instruments = []
    for number, patch in enumerate(patches):
        used = [number if what in patch.envelopes else -1 for what in _MACROS]
        for kind, what in enumerate(_MACROS):
            if what in patch.envelopes:
                yield _macro(path, kind, number, patch)
        name = _quoted(patch.name[:_LONGEST_NAME])
        instruments.append(f"INST2A03 {number:3}   {' '.join(f'{index:3}' for index in used)} {name}")
    yield from instruments


def _macro(path: Path, kind: int, number: int, patch: Patch) -> str:
    envelope = patch.envelopes[_MACROS[kind]]
    if _MACROS[kind] == "pitch":
        envelope = _steps(envelope, patch.envelopes.get("arpeggio"))
    if len(envelope.values) > _LONGEST_MACRO:
        raise FormatError(
            f"{path}: instrument {patch.name!r}: an envelope of {len(envelope.values)} ticks, where FamiTracker has "
            f"{_LONGEST_MACRO}"
        )
    loop = -1 if envelope.loop is None else envelope.loop
    # FamiTracker's release point is the last value that is held.
    release = -1 if envelope.release is None else envelope.release - 1
    values = " ".join(map(str, envelope.values))
    return f"MACRO {kind:9} {number:3} {loop:3} {release:3}   0 : {values}"


def _steps(bend: Envelope, arpeggio: Envelope | None) -> Envelope:
    """Return a bend as FamiTracker's changes from tick to tick: it adds them up, but from 0 at each arpeggio's tick."""
    values, loop = list(bend.values), bend.loop
    resets = 0
    if arpeggio is not None:
        resets = len(arpeggio.values)
        if arpeggio.loop is not None or arpeggio.release is not None:
            # An endless arpeggio: each value stands for itself, the last one again and again.
            resets = _LONGEST_MACRO
            loop = len(values) - 1 if loop is None else loop
    if loop is None:
        values += values[-1:] * (resets - len(values))
    elif resets < _LONGEST_MACRO:
        # The way back to the loop point is a change of its own, so what is repeated is not the first turn.
        turn = values[loop:]
        loop = len(values)
        while loop < resets:
            loop += len(turn)
        values += turn * ((loop - len(values)) // len(turn) + 1)
    steps, now = [], 0
    for tick, value in enumerate(values):
        before = 0 if tick < resets else now
        steps.append(max(-_GREATEST_STEP, min(value - before, _GREATEST_STEP)))
        now = before + steps[-1]
    return Envelope(tuple(steps), loop)


class _Track:
    """The patterns of a song and their order."""

    def __init__(self, path: Path, song: Song, numbers: dict[tuple[int, bool], int]) -> None:
        self.song, self.numbers = song, numbers
        rows = len(song.score)
        lengths = [length for length in _PATTERN_LENGTHS if rows <= length * _MOST_FRAMES]
        if not lengths:
            raise FormatError(f"{path}: {rows} rows are more than FamiTracker's {_PATTERN_LENGTHS[-1] * _MOST_FRAMES}")
        self.length = lengths[0]
        self.speed, self.tempo = _speed_and_tempo(path, song.score.ticks_per_row)

    def lines(self) -> Iterator[str]:
        """Yield the track: its order, then its patterns, equal ones of a channel once."""
        yield f"TRACK {self.length:3} {self.speed:3} {self.tempo:3} {_quoted(self.song.title[:_LONGEST_NAME])}"
        yield "COLUMNS : 1 1 1 1 1"
        patterns: list[dict[tuple[str, ...], int]] = [{} for _ in range(len(VOICES) + 1)]
        for number, start in enumerate(range(0, max(len(self.song.score), 1), self.length)):
            columns = [*(self._column(voice, start) for voice in range(len(VOICES))), self._jump(start)]
            indices = [known.setdefault(column, len(known)) for known, column in zip(patterns, columns, strict=True)]
            yield f"ORDER {number:02X} : {' '.join(f'{index:02X}' for index in indices)}"
        channels = [list(known) for known in patterns]
        for index in range(max(map(len, channels))):
            yield f"PATTERN {index:02X}"
            for row in range(self.length):
                cells = (columns[index][row] if index < len(columns) else _EMPTY for columns in channels)
                yield f"ROW {row:02X} : {' : '.join(cells)}"

    def _column(self, voice: int, start: int) -> tuple[str, ...]:
        """Return the cells of one pattern of a voice."""
        cells = [_EMPTY] * self.length
        for event in pattern_events(self.song, voice, start, start + self.length):
            note, instrument = "...", ".."
            if event.pitch:
                note, instrument = _note(event.pitch, voice), f"{self.numbers[voice, event.shaped]:02X}"
            elif event.ends:
                rings = self.song.instruments[voice].release_ticks and not event.shaped
                note = _RELEASE if rings else _STOP
            volume = "." if event.velocity is None else f"{event.velocity:X}"
            effect = "..." if event.timbre is None else f"V{event.timbre:02X}"
            cells[event.row] = f"{note} {instrument} {volume} {effect}"
        return tuple(cells)

    def _jump(self, start: int) -> tuple[str, ...]:
        """Return the cells of the DPCM channel, which goes back to the start where the song ends within a pattern."""
        cells = [_EMPTY] * self.length
        left = len(self.song.score) - start
        if 0 < left < self.length:
            cells[left - 1] = "... .. . B00"
        return tuple(cells)


def _note(pitch: int, voice: int) -> str:
    if voice == NO:
        return f"{pitch - 1:X}-#"
    number = note_number(pitch, voice)
    assert number is not None, "checked before"
    return f"{NOTE_NAMES[number % 12]}{number // 12}"


def _speed_and_tempo(path: Path, ticks_per_row: float) -> tuple[int, int]:
    """Return the pair that comes nearest to a row's ticks; of several, that whose tempo is nearest to 150."""
    if not 1 <= round(ticks_per_row, 6) <= _SPEEDS[-1] * 150 / _TEMPOS[0]:
        raise FormatError(f"{path}: rows of {ticks_per_row:.2f} ticks; FamiTracker has 1 to 145")
    pairs = ((speed, tempo) for speed in _SPEEDS for tempo in _TEMPOS)
    return min(pairs, key=lambda pair: (round(abs(150 * pair[0] / pair[1] - ticks_per_row), 6), abs(pair[1] - 150)))
