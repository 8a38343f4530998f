"""What the window needs of the sound and of the models: the clients of their processes, or stand-ins in tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from nes_composer.generation.requests import Event
from nes_composer.models.sampling import Sampling
from nes_composer.playback.devices import Output
from nes_composer.playback.status import Status
from nes_composer.playback.taps import SharedTaps
from nes_composer.score.instrument import Instruments
from nes_composer.score.score import Score

ConsoleName: TypeAlias = Literal["raw", "nes", "famicom"]
"""Whose filters are heard, as in :mod:`nes_composer.apu.console_filters`, which brings the chip's compiler along."""


class Audio(Protocol):
    """The audio process, as in :class:`nes_composer.playback.client.AudioClient`."""

    @property
    def output(self) -> Output:
        """Where the sound is to go."""

    @property
    def taps(self) -> SharedTaps:
        """What is played, for those who look at it."""

    def set_song(self, score: Score, instruments: Instruments) -> object:
        """Play this score on these instruments from now on."""

    def play(self, row: int, count_in: int = 0) -> object:
        """Start at a row, after so many beats that are only counted."""

    def stop(self) -> object:
        """Silence the song."""

    def seek(self, row: int) -> object:
        """Go to a row, playing or not."""

    def set_loop(self, rows: tuple[int, int] | None) -> object:
        """Repeat rows, end exclusive."""

    def set_audible(self, voices: tuple[bool, bool, bool, bool]) -> object:
        """Mute voices."""

    def set_gain(self, factor: float) -> object:
        """Set the loudness."""

    def set_console(self, console: ConsoleName) -> object:
        """Sound like this console."""

    def preview(self, voice: int, pitch: int, velocity: int, timbre: int) -> object:
        """Sound one note at once."""

    def press(self, voice: int, pitch: int, velocity: int, timbre: int) -> object:
        """Sound a note over the song until it is let go."""

    def let_go(self, voice: int, pitch: int) -> object:
        """End a note that was pressed."""

    def set_metronome(self, on: bool) -> object:
        """Click on the beats of a song that plays, or do not."""

    def set_output(self, output: Output) -> object:
        """Send the sound elsewhere."""

    def status(self) -> Status:
        """Return the latest state; costs microseconds."""

    def close(self) -> None:
        """Fall silent and end the process."""


class Models(Protocol):
    """The model process, as in :class:`nes_composer.generation.client.ModelClient`."""

    def load(self, checkpoint: Path, kind: str | None = None) -> object:
        """Load a checkpoint, of one kind if only that will do."""

    def decode(self, pattern: int, z: tuple[float, ...], rows_per_second: float) -> int:
        """Ask for the score of a latent point; return the request's id."""

    def encode(self, pattern: int, score: Score) -> int:
        """Ask for the latent point of a passage; return the request's id."""

    def continue_rows(
        self,
        before: Score,
        rows: int,
        takes: int,
        sampling: Sampling,
        *,
        first_row: int = 0,
        voices: tuple[int, ...] | None = None,
        conditions: Score | None = None,
        after: Score | None = None,
    ) -> int:
        """Ask for takes of what may come next; return the request's id."""

    def judge(self, score: Score, first_row: int = 0) -> int:
        """Ask how much each cell surprises the LSTM; return the request's id."""

    def suggest(self, score: Score, row: int, voice: int, count: int = 5) -> int:
        """Ask for the likeliest notes of a cell; return the request's id."""

    def compare(self, score: Score) -> int:
        """Ask what a score shares with the training set; return the request's id."""

    def cancel(self, request: int) -> object:
        """Give up a continuation."""

    def close(self) -> None:
        """End the process."""


MakeModels = Callable[[Callable[[Event], None]], Models]
"""Start a model process whose events go to the given function, from any thread."""
