"""Stand-ins for the audio process and the model process: they do what a test says."""

import dataclasses
import itertools
import multiprocessing

import numpy as np

from nes_composer.generation.requests import (
    Choice,
    Compared,
    Continue,
    Continued,
    Decoded,
    Encoded,
    Failed,
    Judged,
    LstmReady,
    NotLoaded,
    Progress,
    Suggested,
    VaeReady,
)
from nes_composer.models.grids import GRIDS
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.latent_map import LatentMap
from nes_composer.models.novelty import SharedRun
from nes_composer.models.take import Take
from nes_composer.playback.devices import Output
from nes_composer.playback.status import Status
from nes_composer.playback.taps import SharedTaps
from nes_composer.score.edits import draw, put, rows_between, with_length
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, PATTERN_ROWS, TR, Score

LATENT = 20


class FakeAudio:
    """Notes what it was told; reports what the test says."""

    def __init__(self):
        self.reported = Status(ready=True, device="test", sample_rate=48_000)
        self.scores, self.instruments, self.previews, self.told = [], [], [], []
        self.output = Output()
        self.taps = SharedTaps(multiprocessing.get_context("spawn"))
        self.closed = False

    def set_song(self, score, instruments):
        self.scores.append(score)
        self.instruments.append(instruments)

    def play(self, row, count_in=0):
        self.told.append(("play", row, count_in) if count_in else ("play", row))
        self.reported = dataclasses.replace(self.reported, playing=True, row=float(row))

    def stop(self):
        self.told.append(("stop",))
        self.reported = dataclasses.replace(self.reported, playing=False)

    def seek(self, row):
        self.told.append(("seek", row))
        self.reported = dataclasses.replace(self.reported, row=float(row))

    def set_loop(self, rows):
        self.told.append(("loop", rows))

    def set_audible(self, voices):
        self.told.append(("audible", voices))

    def set_gain(self, factor):
        self.told.append(("gain", factor))

    def set_console(self, console):
        self.told.append(("console", console))

    def preview(self, voice, pitch, velocity, timbre):
        self.previews.append((voice, pitch, velocity, timbre))

    def press(self, voice, pitch, velocity, timbre):
        self.told.append(("press", voice, pitch, velocity, timbre))

    def let_go(self, voice, pitch):
        self.told.append(("let_go", voice, pitch))

    def set_output(self, output):
        self.output = output

    def set_metronome(self, on):
        self.told.append(("metronome", on))

    def status(self):
        return self.reported

    def close(self):
        self.closed = True

    def hear(self, **report):
        """Report something else from now on."""
        self.reported = dataclasses.replace(self.reported, **report)


class FakeModels:
    """Answers when the test says so: at once with `prompt`, else on `answer`."""

    def __init__(self, on_event):
        self.on_event = on_event
        self.loaded, self.decodes, self.encodes, self.continues, self.cancelled = [], [], [], [], []
        self.asked, self.judgements, self.suggestions, self.compares = [], [], [], []
        self.grid = GRIDS["rows"]
        self.prompt = True
        self.closed = False
        self._ids = itertools.count(1)
        spread = np.random.default_rng(0).standard_normal((300, 16)).astype(np.float32)
        self.map = LatentMap.of(spread, [f"{i:03}_Game{i}_00_01Theme" for i in range(100)] * 3)
        self.axes = LatentAxes(
            mean=np.full(LATENT, 0.1, np.float32),
            directions=np.eye(LATENT, dtype=np.float32)[:16],
            sigma=np.linspace(2, 0.5, 16, dtype=np.float32),
            explained_variance=np.linspace(2, 0.5, 16, dtype=np.float32) ** 2 / 50,
            reliability=np.full(16, 0.9, np.float32),
            names=("P1 denser", "TR higher", *(f"axis {i}" for i in range(3, 17))),
            attribute_directions=np.eye(LATENT, dtype=np.float32)[16:18],
            attribute_reliability=np.full(2, 0.8, np.float32),
            attribute_names=("P1 more syncopated", "all denser"),
            cluster_weights=np.ones(1, np.float32),
            cluster_means=np.zeros((1, 16), np.float32),
            cluster_spreads=np.ones((1, 16), np.float32),
        )

    def load(self, checkpoint, kind=None):
        self.loaded.append((checkpoint, kind))

    def become_ready(self, model="tiny 01", voices=(P1, P2, TR, NO), grid="rows"):
        """A VAE is loaded."""
        self.grid = GRIDS[grid]
        self.on_event(VaeReady(next(self._ids), model, voices, self.grid, self.axes, self.map))

    def become_able_to_continue(self, model="small 02", voices=(P1, P2, TR, NO), grid="rows"):
        """An LSTM is loaded."""
        self.on_event(LstmReady(next(self._ids), model, voices, GRIDS[grid]))

    def refuse(self, kind, message):
        """A checkpoint is not loaded."""
        self.on_event(NotLoaded(next(self._ids), kind, message))

    def decode(self, pattern, z, rows_per_second):
        self.decodes.append((next(self._ids), pattern, z, rows_per_second))
        if self.prompt:
            self.answer(*self.decodes[-1])
        return self.decodes[-1][0]

    def encode(self, pattern, score):
        self.encodes.append((next(self._ids), pattern, score))
        if self.prompt:
            self.on_event(Encoded(self.encodes[-1][0], pattern, (0.5,) * LATENT))
        return self.encodes[-1][0]

    def continue_rows(self, before, rows, takes, sampling, *, first_row=0, voices=None, conditions=None, after=None):
        self.continues.append((next(self._ids), before, rows, sampling, first_row))
        self.asked.append(
            Continue(self.continues[-1][0], before, rows, takes, sampling, first_row, voices, conditions, after)
        )
        if self.prompt:
            self.answer_continuation()
        return self.continues[-1][0]

    def answer_continuation(self):
        """Takes, half drawn and whole: a tune in P1 that holds on what P1 played before, and a bass in TR.

        Each take is a semitone higher than the one before. Voices that were not asked for are those of the conditions.
        """
        self.answer_progress(self.asked[-1].rows // 2)
        self.on_event(Continued(self.asked[-1].id, self.takes(), 0.2))

    def answer_progress(self, rows):
        """So many rows are drawn."""
        self.on_event(Progress(self.asked[-1].id, rows, self.takes(rows)))

    def takes(self, rows=None):
        """The first rows of the takes that are the answer to the last wish; all unless told otherwise."""
        wish = self.asked[-1]
        voices = (P1, P2, TR, NO) if wish.voices is None else wish.voices
        pitch = int(wish.before.pitch[-1, P1]) if len(wish.before) else 0
        held = (pitch > 0 and P1 in voices, False, False, False)
        takes = []
        for number in range(wish.takes):
            notes = [Note(P1, row, 4, 72 + number + row % 5) for row in range(4, wish.rows, 8)]
            notes += [Note(TR, row, 6, 40 + number) for row in range(4, wish.rows, 8)]
            notes += [Note(P1, 0, 2, pitch)] if pitch else []
            silent = Score.silent(wish.rows, wish.before.rows_per_second)
            score = put(wish.conditions or silent, 0, draw(silent, notes), voices)
            takes.append(Take(rows_between(score, 0, wish.rows if rows is None else rows), held))
        return tuple(takes)

    def judge(self, score, first_row=0):
        self.judgements.append((next(self._ids), score, first_row))
        if self.prompt:
            self.answer_judgement()
        return self.judgements[-1][0]

    def answer_judgement(self):
        """Each row surprises more than the one before, and each voice more than the one above it."""
        id, score, _ = self.judgements[-1]
        nats = np.arange(len(score), dtype=np.float32)[:, None] / 16 + np.arange(4, dtype=np.float32)
        self.on_event(Judged(id, nats))

    def suggest(self, score, row, voice, count=5):
        self.suggestions.append((next(self._ids), score, row, voice, count))
        if self.prompt:
            self.answer_suggestion()
        return self.suggestions[-1][0]

    def answer_suggestion(self):
        """A scale upwards, each pitch half as likely as the one before."""
        id, _, row, voice, count = self.suggestions[-1]
        lowest, scale = (3 if voice == NO else 60), (0, 2, 4, 5, 7, 9, 11, 12)
        choices = tuple(Choice(lowest + scale[i], 0.5 ** (i + 1)) for i in range(count))
        self.on_event(Suggested(id, row, voice, choices))

    def compare(self, score):
        self.compares.append((next(self._ids), score))
        if self.prompt:
            self.answer_comparison()
        return self.compares[-1][0]

    def answer_comparison(self, problem=""):
        """Rows 64 to 80 are a song's, three semitones higher."""
        run = None if problem else SharedRun(64, 17, "021_Tetris_02_03TypeA", 32, 3)
        self.on_event(Compared(self.compares[-1][0], run, problem))

    def cancel(self, request):
        self.cancelled.append(request)

    def answer(self, id, pattern, z, rows_per_second):
        self.on_event(Decoded(id, pattern, z, self.score_of(z), 0.004))

    def fail(self, id, message):
        self.on_event(Failed(id, message))

    def score_of(self, z):
        """The first axis makes P1 denser, the second TR higher."""
        values = self.axes.values(np.asarray(z, np.float32))
        step = int(np.clip(8 - round(2 * float(values[0])), 2, 14))
        bass = int(np.clip(48 + round(4 * float(values[1])), 30, 70))
        tune = (67, 69, 71, 72, 74, 76)
        notes = [Note(P1, row, step - 1, tune[i % 6], 6 + i % 9, 2) for i, row in enumerate(range(0, 64, step))]
        notes += [Note(P2, row, 4, tune[i % 6] - 4, 9, 1) for i, row in enumerate(range(0, 60, 8))]
        notes += [Note(TR, row, 7, bass + i % 3) for i, row in enumerate(range(0, 57, 8))]
        notes += [Note(NO, row, 1, 12 if row % 8 else 4, 10) for row in range(0, 64, 4)]
        return with_length(draw(Score.silent(PATTERN_ROWS), notes), self.grid.pattern_rows)

    def close(self):
        self.closed = True
