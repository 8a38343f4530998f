"""MIDI as other music programs have it: tempo, bars and beats, one track for each voice.

Written is one track each for P1, P2, TR and NO, the last on the drum channel. Programs show duties by what sounds like
them, drums show noises. CC11 follows the loudness within notes, and CC12 holds the exact timbre.

Read is any file: :mod:`~nes_composer.formats.midi_song` takes it apart, :mod:`~nes_composer.formats.midi_voices` gives
its parts to the voices. One in NES-MDB's convention, told by its clock and its tracks, is read as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.atomic import write_bytes
from nes_composer.formats import midi_file, midi_song, nesmdb_midi
from nes_composer.formats.midi_drums import NOISES, drum
from nes_composer.formats.midi_file import (
    CONTROL,
    EFFECT,
    EXPRESSION,
    HIGHEST_VALUE,
    METER,
    NOTE_OFF,
    NOTE_ON,
    PROGRAM,
    TEMPO,
    TEXT,
    TRACK_NAME,
    VOLUME,
    Message,
    Track,
)
from nes_composer.formats.midi_song import MidiSong
from nes_composer.formats.midi_voices import DRUMS, END, FIRST, PITCH, TIMBRE, MidiPart, assign
from nes_composer.formats.report import FormatError, Imported
from nes_composer.score.notes import note_table
from nes_composer.score.performance import FRAME_RATE
from nes_composer.score.score import (
    FIELDS,
    HIGHEST,
    HIGHEST_TIMBRE,
    LOWEST,
    MAX_ROWS,
    MAX_VELOCITY,
    NO,
    TR,
    VOICES,
    Score,
    ScoreError,
)
from nes_composer.score.song import Song

_SAW_TOOTH = 81
_CHANNELS = (0, 1, 2, DRUMS)
_PULSE_PROGRAMS = (68, _SAW_TOOTH, 80, _SAW_TOOTH)
"""By duty: an oboe is as thin as 12.5 %, a saw tooth as bright as 25 % and its mirror image 75 %, 50 % is a square."""

_FAMILY_DUTIES = (1, 2, 2, 1, 2, 1, 1, 1, 0, 2, 2, 1, 1, 0, 2, 2)
"""By General MIDI's families of eight programs: reeds and plucked strings of far countries are thin, organs hollow."""

_DUTIES = np.repeat(_FAMILY_DUTIES, 8)
_DUTIES[_SAW_TOOTH] = 1
_NOISES = np.array([NOISES.get(key, (0, 0)) for key in range(HIGHEST_VALUE + 1)])

_TRIANGLE_PROGRAM, _DRUM_KIT = 38, 0
_TICKS_PER_BEAT = 480
"""About so many, a whole number for each row."""

_SLOWEST = (1 << 24) - 1
"""Microseconds of a beat, which the format holds in three bytes."""


def write(path: Path, song: Song) -> None:
    """Save a song as MIDI.

    The score and the title come back from the file, its tempo to the nearest microsecond of a beat. Instruments,
    patterns and their latent points are not kept.

    Raises
    ------
    FormatError
        The song is slower or longer than a MIDI file can be.
    OSError
        The file cannot be written; an older one is kept.
    """
    score = song.score
    tempo = round(60e6 / score.beats_per_minute)
    if tempo > _SLOWEST:
        raise FormatError(
            f"{path}: {score.beats_per_minute:.3g} beats a minute are slower than MIDI's {60e6 / _SLOWEST:.3g}"
        )
    row_ticks = max(1, round(_TICKS_PER_BEAT / score.rows_per_beat))
    end = len(score) * row_ticks
    head = [(0, TRACK_NAME, song.title.encode("utf-8", "replace"))] if song.title else []
    head += [
        (0, TEMPO, tempo.to_bytes(3, "big")),
        (0, METER, bytes((score.beats_per_bar, 2, 24, 8))),
        (0, TEXT, midi_song.grid_text(score.rows_per_beat).encode()),
    ]
    tracks = [
        Track(list(_messages(score, voice, row_ticks)), [(0, TRACK_NAME, name.encode())], end)
        for voice, name in enumerate(VOICES)
    ]
    ticks_per_beat = row_ticks * score.rows_per_beat
    write_bytes(path, midi_file.to_bytes(path, [Track([], head, end), *tracks], ticks_per_beat))


def _messages(score: Score, voice: int, row_ticks: int) -> Iterator[Message]:
    """Yield what the track of a voice holds."""
    channel = _CHANNELS[voice]
    program, colour, expression = -1, -1, HIGHEST_VALUE
    for start, length, pitch, _ in note_table(score, voice).tolist():
        velocity, timbre = (array[start : start + length, voice].tolist() for array in (score.velocity, score.timbre))
        wanted = _program(voice, timbre[0])
        if wanted != program:
            program = wanted
            yield start * row_ticks, PROGRAM | channel, program, 0
        loudest = max(velocity)
        key = drum(pitch, timbre[0]) if voice == NO else pitch
        for row in range(length):
            tick = (start + row) * row_ticks
            if timbre[row] != colour and voice != TR:
                colour = timbre[row]
                yield tick, CONTROL | channel, EFFECT, colour
            level = round(HIGHEST_VALUE * velocity[row] / loudest)
            if level != expression:
                expression = level
                yield tick, CONTROL | channel, EXPRESSION, level
            if row == 0:
                yield tick, NOTE_ON | channel, key, round(HIGHEST_VALUE * loudest / MAX_VELOCITY)
        yield (start + length) * row_ticks, NOTE_OFF | channel, key, 0


def _program(voice: int, timbre: int) -> int:
    if voice == NO:
        return _DRUM_KIT
    return _TRIANGLE_PROGRAM if voice == TR else _PULSE_PROGRAMS[timbre]


def read(path: Path, data: bytes, grid: str = "auto") -> Imported:
    """Read a MIDI file and put it on rows.

    Rows, beats and bars are as :class:`~nes_composer.formats.midi_song.MidiSong` finds them, voices as
    :mod:`~nes_composer.formats.midi_voices` says; the tempo is the one that rules longest. Loudness is velocity and
    CC11, and CC7 relative to the loudest voice. Duty goes by the program's family. What is out of a voice's range moves
    by octaves, drums last one row. What the score does not hold is counted.

    Parameters
    ----------
    path
        For messages, and for the title of a file that has none.
    data
        The file's bytes.
    grid
        ``"auto"`` for rows as above, or ``"24hz"`` for 24 rows a second; for NES-MDB's convention as
        :func:`~nes_composer.score.performance.to_rows`.

    Raises
    ------
    FormatError
        The file is not MIDI, is damaged, or too long or too fast for a score.
    """
    file = midi_file.parse(path, data)
    if nesmdb_midi.follows_convention(file):
        return nesmdb_midi.imported(path, file, grid)
    content = MidiSong(file)
    try:
        score, dropped = _to_score(content, grid)
    except ScoreError as error:
        raise FormatError(f"{path}: {error}") from error
    title = content.title or path.name[: -len(".mid")]
    return Imported(Song(score, title=title), "MIDI", None, {what: count for what, count in dropped.items() if count})


def _to_score(content: MidiSong, grid: str) -> tuple[Score, Counter[str]]:
    """Put a song on rows; return also how many of what it loses."""
    beats = content.beats()
    if grid == "24hz":
        rows_per_second = FRAME_RATE
        clock = _Clock(FRAME_RATE * content.tempo / 1e6, content.ticks_per_beat)
    else:
        rows_per_second = beats.rows_per_quarter * 1e6 / content.tempo
        clock = _Clock(beats.rows_per_quarter, content.ticks_per_beat)
    dropped = content.uncounted.copy()
    parts = [_part(content, *where, clock, dropped) for where in sorted(content.parts)]
    parts = [part for part in parts if len(part.notes)]
    rows = max(int(clock.rows(content.ticks)), *(int(part.notes[:, END].max()) for part in parts), 0)
    if rows > MAX_ROWS:
        raise ScoreError(f"its {rows} rows are more than the {MAX_ROWS} that a score may have")
    voices, left_out = assign(parts)
    dropped.update(left_out)
    arrays = {name: np.zeros((rows, len(VOICES)), np.uint8) for name in FIELDS}
    loudest = max([1, *(_volume(part, content, clock) for part in voices.values())])
    for voice, part in voices.items():
        columns = {name: array[:, voice] for name, array in arrays.items()}
        dropped["notes moved by octaves"] += _fill(columns, voice, part, content, clock, loudest)
    score = Score(
        arrays["pitch"],
        arrays["onset"] > 0,
        arrays["velocity"],
        arrays["timbre"],
        rows_per_second,
        *([] if grid == "24hz" else [beats.rows_per_beat, beats.beats_per_bar]),
    )
    return score, dropped


@dataclass(frozen=True)
class _Clock:
    """Which row a MIDI tick falls on."""

    rows_per_beat: float
    ticks_per_beat: int

    def rows(self, ticks: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """Return the nearest rows."""
        return np.floor(np.multiply(ticks, self.rows_per_beat) / self.ticks_per_beat + 0.5).astype(np.int64)

    def middles(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the MIDI ticks in the middle of rows."""
        return np.asarray((rows + 0.5) * (self.ticks_per_beat / self.rows_per_beat), np.float64)


def _part(content: MidiSong, number: int, channel: int, clock: _Clock, dropped: Counter[str]) -> MidiPart:
    """Return what a track plays on a channel, on rows; drums that nobody knows are counted."""
    start, end, pitch, velocity = content.parts[number, channel].T
    first = clock.rows(start)
    timbre = _DUTIES[content.control(channel, midi_song.PROGRAM).at(start.astype(np.float64))]
    notes = np.stack([first, np.maximum(clock.rows(end), first + 1), pitch, velocity, timbre], axis=1)
    part = MidiPart(content.names[number], channel, notes)
    if not part.is_drums:
        return part
    notes[:, PITCH], notes[:, TIMBRE] = _NOISES[pitch].T
    if part.voice != NO:
        # Drum machines strike, whatever length is written.
        notes[:, END] = first + 1
    known = notes[:, PITCH] > 0
    dropped["unknown drums"] += int((~known).sum())
    return replace(part, notes=notes[known])


def _volume(part: MidiPart, content: MidiSong, clock: _Clock) -> int:
    """Return the highest CC7 at any onset of a part."""
    return int(content.control(part.channel, VOLUME).at(clock.middles(part.notes[:, FIRST])).max(initial=0))


def _fill(
    columns: dict[str, NDArray[np.uint8]], voice: int, part: MidiPart, content: MidiSong, clock: _Clock, loudest: int
) -> int:
    """Write a part into the columns of its voice; return how many notes had to change their octave."""
    first, end, pitch, velocity, timbre = part.notes.T
    low, high = int(LOWEST[voice]), int(HIGHEST[voice])
    octaves = np.maximum(-(-(low - pitch) // 12), 0) - np.maximum(-(-(pitch - high) // 12), 0)
    lengths = end - first
    rows = np.repeat(first - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    middles = clock.middles(rows)
    level = content.control(part.channel, EXPRESSION).at(middles) / HIGHEST_VALUE
    level *= content.control(part.channel, VOLUME).at(middles) / loudest
    level *= np.repeat(velocity, lengths) * MAX_VELOCITY / HIGHEST_VALUE
    columns["pitch"][rows] = np.repeat(pitch + 12 * octaves, lengths)
    columns["onset"][first] = 1
    columns["velocity"][rows] = MAX_VELOCITY if voice == TR else np.clip(np.rint(level), 1, MAX_VELOCITY)
    exact = part.voice is not None and content.has(part.channel, EFFECT)
    values = content.control(part.channel, EFFECT).at(middles) if exact else np.repeat(timbre, lengths)
    columns["timbre"][rows] = np.minimum(values, HIGHEST_TIMBRE[voice])
    return int((octaves != 0).sum())
