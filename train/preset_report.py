"""The page that tells what the presets are and how they were measured."""

from __future__ import annotations

from collections.abc import Sequence

from nes_composer.driver.presets import Preset
from nes_composer.score.instrument import Envelope
from nes_composer.score.score import VOICES
from train.note_clusters import Measured

_BARS = " ▁▂▃▄▅▆▇█"
_SHOWN = 40

_HEAD = """# Presets

Made by `python -m train presets`; the file is `assets/presets.json`. Every preset is how real notes of NES-MDB develop.

From a third of the train split, chosen by the seed, each note is followed tick by tick in the MIDI form: its volume
(CC11), its duty or noise mode (CC12), and its pitch where that changes at the driver's rate (an arpeggio, a slide).
The volume is scaled to a peak of 15. A fall of volume at the end of a note is a release if a longer note of the same
song begins alike, is held on while the first falls, and ends by the same values. Of each song at most 16 notes per
voice count, and only notes that were followed for {windows} ticks or until they had faded. P1 and P2 are
one pool. Within a pool, notes of which only the volume changes, those that change their duty, those that change their
pitch and those with a release are clustered by themselves (k-medoids, mean absolute difference tick by tick). A
cluster counts if at least 3 songs share it. Its preset is the note that can be followed longest among those next to the
medoid: a tremolo becomes a loop.

The share is that of the pool's notes that are nearer to this medoid than to the others of its kind.
The number of clusters and what counts as equal were chosen by looking at the lists that they give: with others,
other medoids are in the middle, and the shares differ.

"""


def report(presets: Sequence[Preset], notes: Sequence[Measured]) -> str:
    """Return the page as Markdown."""
    songs = len({note.song for note in notes})
    lines = [
        _HEAD.format(windows="24 (noise and triangle: 16)"),
        f"{len(notes)} notes of {songs} songs gave {len(presets)} presets.\n\n",
        "| voices | preset | share | volume per tick, `¦` loop, `/` release | beside the volume | |\n",
        "|---|---|--:|---|---|---|\n",
    ]
    for preset in presets:
        voices = " ".join(VOICES[voice] for voice in preset.voices)
        instrument = preset.instrument
        beside = []
        if instrument.duty is not None:
            beside.append(f"duty {_numbers(instrument.duty)}")
        if any(instrument.arpeggio.values):
            beside.append(f"pitch {_numbers(instrument.arpeggio)}")
        lines.append(
            f"| {voices} | {instrument.name} | {100 * preset.share:.1f} % | `{sparkline(instrument.volume)}` "
            f"| {'; '.join(beside)} | {preset.about} |\n"
        )
    return "".join(lines)


def sparkline(volume: Envelope) -> str:
    """Return an envelope as text, one character a tick."""
    text = ""
    for tick, value in enumerate(volume.values):
        text += "¦" * (tick == volume.loop) + "/" * (tick == volume.release) + _BARS[(value + 1) // 2]
        if tick == _SHOWN and volume.release is None:
            return text + "…"
    return text


def _numbers(envelope: Envelope) -> str:
    shown = " ".join(str(value) for value in envelope.values[:12])
    return shown + (" …" if len(envelope.values) > 12 else "")
