"""FamiStudio's text form, which FamiStudio 4 opens like a project of its own (https://famistudio.org/doc/export/).

A note counts from C0 = 32.7 Hz, so that A3 is 440 Hz on the pulses, and A4 on the triangle; of the number of a noise
note the lower four bits count, inverted, as interval. Times are in frames, which are ticks but for the groove. No
version is named, because FamiStudio reads no other than its own.

What it holds: every row's note, velocity (volume) and timbre (duty cycle, where the instrument has no duty envelope),
the instruments, tempo and beats. What is lost: the latent points, bars. What differs: only the volume envelope has a
release point, the others go on when a note ends; bends are exact for the middle pitch of the voice, and at most 64
steps of the timer wide; an arpeggio of the noise wraps around where ours stays at the end. A row is a whole number of
ticks, or a groove of up to eight rows that is right on average to a sixteenth of a tick; above 18 ticks it is several
notes long, each of them so.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from pathlib import Path

from nes_composer.atomic import write_bytes
from nes_composer.formats.report import FormatError
from nes_composer.formats.tracker import (
    NOTE_NAMES,
    Event,
    Patch,
    check_pitches,
    note_number,
    numbered_patches,
    pattern_events,
)
from nes_composer.score.score import NO, PATTERN_ROWS
from nes_composer.score.song import Song

_CHANNELS = ("Square1", "Square2", "Triangle", "Noise")
_ENVELOPES = {"volume": "Volume", "arpeggio": "Arpeggio", "pitch": "Pitch", "duty": "DutyCycle"}
_LONGEST_ENVELOPE = 255
_LEAST, _GREATEST = -64, 63
"""Values of arpeggio and pitch envelopes."""

_LONGEST_NOTE = 18
_LONGEST_GROOVE = 8
_MOST_PATTERNS = 256
_LOWEST_NOISE = 31
"""Number of the note that is the longest interval, G2: one below a multiple of 16, as they count from 1."""


def write(path: Path, song: Song) -> None:
    """Save a song.

    Raises
    ------
    FormatError
        The song has more than 256 patterns, rows shorter than a tick, an envelope of more than 255 values, or the
        triangle's highest pitch.
    OSError
        The file cannot be written; an older one is kept.
    """
    check_pitches(song.score, str(path))
    document = _Document(path, song)
    write_bytes(path, ("\n".join(document.lines()) + "\n").encode())


class _Document:
    """A song as FamiStudio counts it.

    Attributes
    ----------
    notes
        FamiStudio's notes, its unit of tempo, for each row.
    groove
        Ticks of successive notes; the shortest is the one in which times are counted.
    pattern_rows
        Rows of a pattern.
    """

    def __init__(self, path: Path, song: Song) -> None:
        self.path, self.song = path, song
        self.patches, self.numbers = numbered_patches(song)
        ticks = song.score.ticks_per_row
        if round(ticks, 6) < 1:
            raise FormatError(f"{path}: rows of {ticks:.2f} ticks; FamiStudio has 1 or more")
        self.notes = ceil(round(ticks, 6) / _LONGEST_NOTE)
        self.groove = _groove(ticks / self.notes)
        self.pattern_rows = max(PATTERN_ROWS // self.notes, 1)
        self.patterns = ceil(max(len(song.score), 1) / self.pattern_rows)
        if self.patterns > _MOST_PATTERNS:
            raise FormatError(f"{path}: {len(song.score)} rows are more than FamiStudio's {_MOST_PATTERNS} patterns")

    def lines(self) -> Iterator[str]:
        """Yield the file."""
        title, author = _on_one_line(self.song.title), _on_one_line(self.song.author)
        texts = {name: text for name, text in (("Name", title), ("Author", author)) if text}
        yield _line(0, "Project", TempoMode="FamiStudio", **texts)
        for patch in self.patches:
            yield from self._instrument(patch)
        yield _line(
            1,
            "Song",
            Name=title or "Song",
            Length=self.patterns,
            LoopPoint=0,
            PatternLength=self.pattern_rows * self.notes,
            **self._tempo(),
        )
        last = len(self.song.score) - (self.patterns - 1) * self.pattern_rows
        if 0 < last < self.pattern_rows:
            yield _line(2, "PatternCustomSettings", Time=self.patterns - 1, Length=last * self.notes, **self._tempo())
        for voice, channel in enumerate(_CHANNELS):
            yield _line(2, "Channel", Type=channel)
            yield from self._channel(voice)
        yield _line(2, "Channel", Type="DPCM")

    def _tempo(self) -> dict[str, object]:
        return {
            "BeatLength": self.song.score.rows_per_beat * self.notes,
            "NoteLength": min(self.groove),
            "Groove": "-".join(map(str, self.groove)),
            "GroovePaddingMode": "Middle",
        }

    def _instrument(self, patch: Patch) -> Iterator[str]:
        yield _line(1, "Instrument", Name=_on_one_line(patch.name))
        for what, envelope in patch.envelopes.items():
            values, loop, release = envelope.values, envelope.loop, envelope.release
            if what != "volume":
                values, release = values[:release], None
            if len(values) > _LONGEST_ENVELOPE:
                raise FormatError(
                    f"{self.path}: instrument {patch.name!r}: an envelope of {len(values)} ticks, where FamiStudio has "
                    f"{_LONGEST_ENVELOPE}"
                )
            attributes: dict[str, object] = {"Type": _ENVELOPES[what], "Length": len(values)}
            # To stay on the last held value is to repeat it.
            attributes["Loop"] = (release or len(values)) - 1 if loop is None else loop
            if release is not None:
                attributes["Release"] = release
            limited = (max(_LEAST, min(value, _GREATEST)) for value in values)
            yield _line(2, "Envelope", **attributes, Values=",".join(map(str, limited)))

    def _channel(self, voice: int) -> Iterator[str]:
        """Yield the patterns of a voice, equal ones once, then where they stand."""
        names: dict[tuple[str, ...], str] = {}
        instances = []
        for index in range(self.patterns):
            start = index * self.pattern_rows
            events = pattern_events(self.song, voice, start, start + self.pattern_rows)
            notes = tuple(note for event in events if (note := self._note(voice, start, event)))
            if notes and notes not in names:
                names[notes] = f"Pattern {len(names) + 1}"
                yield _line(3, "Pattern", Name=names[notes])
                yield from notes
            if notes:
                instances.append(_line(3, "PatternInstance", Time=index, Pattern=names[notes]))
        yield from instances

    def _note(self, voice: int, start: int, event: Event) -> str:
        """Return the line of an event, empty for the end of a note, which its duration tells."""
        if event.ends:
            return ""
        frames = self.notes * min(self.groove)
        attributes: dict[str, object] = {"Time": event.row * frames}
        if event.pitch:
            attributes |= {"Value": _note_name(event.pitch, voice), "Duration": event.length * frames}
            rings = 0 if event.shaped else self.song.instruments[voice].release_ticks
            room = self._rows_to_next_onset(voice, start + event.row) - event.length
            if rings and room:
                attributes |= {"Duration": event.length * frames + min(rings, room * frames)}
                attributes |= {"Release": event.length * frames}
            attributes["Instrument"] = _on_one_line(self.patches[self.numbers[voice, event.shaped]].name)
        if event.velocity is not None:
            attributes["Volume"] = event.velocity
        if event.timbre is not None:
            attributes["DutyCycle"] = event.timbre
        return _line(4, "Note", **attributes)

    def _rows_to_next_onset(self, voice: int, row: int) -> int:
        """Return the rows from one onset to the next, or to the end of the song."""
        later = self.song.score.onset[row + 1 :, voice]
        return 1 + int(later.argmax()) if later.any() else len(self.song.score) - row


def _groove(ticks: float) -> tuple[int, ...]:
    """Return the ticks of up to eight successive notes whose mean comes nearest to `ticks`, the longer ones spread."""
    mean = min(Fraction(ticks).limit_denominator(_LONGEST_GROOVE), Fraction(_LONGEST_NOTE))
    return tuple(ceil((note + 1) * mean) - ceil(note * mean) for note in range(mean.denominator))


def _note_name(pitch: int, voice: int) -> str:
    number = _LOWEST_NOISE + pitch - 1 if voice == NO else note_number(pitch, voice)
    assert number is not None, "checked before"
    return f"{NOTE_NAMES[number % 12].rstrip('-')}{number // 12}"


def _line(depth: int, kind: str, **attributes: object) -> str:
    """Return a line; quotes are doubled."""
    texts = (f' {name}="{str(value).replace(chr(34), chr(34) * 2)}"' for name, value in attributes.items())
    return "\t" * depth + kind + "".join(texts)


def _on_one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()
