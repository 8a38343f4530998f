"""The operations that have parameters, each with its dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nes_composer.score.bundle import Bundle, Change
from nes_composer.score.keys import NOTE_NAMES, SCALES, Key, best_key
from nes_composer.score.lines import Lines
from nes_composer.score.operations import dynamics, pitching, timing
from nes_composer.score.operations.arpeggio import CHORDS, ORDERS, arpeggiated
from nes_composer.score.score import HIGHEST, LOWEST, P1
from nes_composer.ui import labels
from nes_composer.ui.desk import Desk
from nes_composer.ui.snap import CHOICES, Snap
from nes_composer.ui.transform import Transform
from nes_composer.ui.transform_dialog import TransformDialog

_MOST_SEMITONES = 48
_MOST_SEED = 999_999


class TransposeDialog(TransformDialog):
    """By semitones, or by steps of a key."""

    verb = "Transpose"

    def __init__(self, desk: Desk, transform: Transform, parent: QWidget | None = None) -> None:
        super().__init__(desk, transform, parent)
        self.by = self.add_number("&By", -_MOST_SEMITONES, _MOST_SEMITONES, 0, "How far; below 0 is downwards")
        song, shown = best_key(desk.document.score), desk.highlight.key
        keys = [Key(root, scale) for scale in SCALES for root in range(len(NOTE_NAMES))]
        likely = [key for key in dict.fromkeys((shown, song)) if key is not None]
        self._keys = [None, *likely, *(key for key in keys if key not in likely)]
        texts = tuple(
            "none" if key is None else f"{key.name} (song)" if key == song else key.name for key in self._keys
        )
        self.key = self.add_choice("&Key", texts, "By steps of this key's scale; without a key, by semitones")
        self.key.currentIndexChanged.connect(self._show_unit)
        self.key.setCurrentIndex(self._keys.index(shown))
        self._show_unit()
        self.show_result()

    def operation(self) -> Change:
        """Shift pitches."""
        by, key = self.by.value(), self._keys[self.key.currentIndex()]
        if key is None:
            return lambda notes: pitching.transposed(notes, by)
        return lambda notes: pitching.transposed_in_key(notes, by, key)

    def _show_unit(self) -> None:
        key = self._keys[self.key.currentIndex()]
        self.by.setSuffix(" semitones" if key is None else " steps of the scale")


class InvertDialog(TransformDialog):
    """Around the middle of each voice, or around a pitch."""

    verb = "Invert"

    def __init__(self, desk: Desk, transform: Transform, parent: QWidget | None = None) -> None:
        super().__init__(desk, transform, parent)
        self._pitches = range(int(LOWEST[P1]), int(HIGHEST[P1]) + 1)
        names = tuple(labels.pitch_name(P1, pitch) for pitch in self._pitches)
        tip = "What stays where it is; noise always turns around its own middle"
        self.around = self.add_choice("&Around", ("each voice's middle", *names), tip)
        self.show_result()

    def operation(self) -> Change:
        """Turn upside down."""
        index = self.around.currentIndex()
        around = self._pitches[index - 1] if index else None
        return lambda notes: pitching.inverted(notes, around)


class HumaniseDialog(TransformDialog):
    """Velocities by chance."""

    verb = "Humanise"

    def __init__(self, desk: Desk, transform: Transform, parent: QWidget | None = None) -> None:
        super().__init__(desk, transform, parent)
        self.amount = self.add_number(
            "&Amount", 0, 15, 2, "By up to so many steps of velocity, louder or softer", " steps"
        )
        self.seed = self.add_number("&Seed", 0, _MOST_SEED, 1, "The same seed gives the same result")
        self.show_result()

    def operation(self) -> Change:
        """Change velocities."""
        amount, seed = self.amount.value(), self.seed.value()
        return lambda notes: dynamics.humanised(notes, amount, seed)


class QuantiseDialog(TransformDialog):
    """To lines of any distance, wholly or in part."""

    verb = "Quantise"

    def __init__(self, desk: Desk, transform: Transform, snap: Snap, parent: QWidget | None = None) -> None:
        super().__init__(desk, transform, parent)
        texts = tuple(choice.text.replace("&", "") for choice in CHOICES)
        self.share = self.add_number("&Share", 0, 100, 100, "How much of the way to the line the notes go", " %")
        self.grid = self.add_choice("&Grid", texts, "The lines that notes go to; thirds go to the nearest rows")
        self.grid.setCurrentIndex(CHOICES.index(snap.choice))
        self.show_result()

    def operation(self) -> Change:
        """Move starts."""
        score, share = self._desk.document.score, self.share.value() / 100
        lines = Lines(CHOICES[self.grid.currentIndex()].rows(score))
        return lambda notes: timing.quantised(notes, lines, share, len(score))


class ArpeggiateDialog(TransformDialog):
    """Broken chords out of held notes."""

    verb = "Arpeggiate"

    def __init__(self, desk: Desk, transform: Transform, parent: QWidget | None = None) -> None:
        super().__init__(desk, transform, parent)
        self.chord = self.add_choice("&Chord", tuple(CHORDS), "The tones above each held note")
        self.order = self.add_choice("&Order", ORDERS, "In which order the tones follow each other")
        self.rows = self.add_number("&Rows", 1, 64, 1, "How long each tone lasts", " rows a tone")
        self.show_result()

    def operation(self) -> Change:
        """Break notes into tones."""
        chord, order, rows = self.chord.currentText(), self.order.currentText(), self.rows.value()

        def broken(notes: Bundle) -> Bundle:
            return arpeggiated(notes, chord, order, rows)

        return broken
