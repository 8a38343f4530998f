"""A slider is dragged in the real window, with the real models, while the song plays and is recorded."""

from itertools import pairwise

import numpy as np
import pytest
from support.jack import RATE
from support.listening import longest_silence

from nes_composer import paths
from nes_composer.selftest import SelfTest

LOOP = 16
LOWEST_HEARD, HIGHEST_HEARD = 40, 10_000
GAP = 0.25
"""Seconds of silence beyond the song's own rests that would be an interruption."""


@pytest.fixture
def session(jack, qapp, tmp_path):
    """The real window, playing the first bar of its song in a loop."""
    if not paths.default_vae().is_file():
        pytest.skip(f"there is no {paths.default_vae().name}")
    session = SelfTest("default", tmp_path, None)
    try:
        for step in (session.open_window, session.wait_for_models, session.play):
            step()
        session.window.transport.set_loop(0, LOOP)
        session.window.transport.play(0)
        yield session
    finally:
        session.window.document.mark_saved(session.window.document.song, tmp_path / "kept")
        session.quit()


def colour(samples):
    """Return how the power of samples is shared among the semitones, as a unit vector."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    frequency = np.fft.rfftfreq(len(samples), 1 / RATE)
    heard = (frequency > LOWEST_HEARD) & (frequency < HIGHEST_HEARD)
    semitone = np.round(12 * np.log2(frequency[heard] / LOWEST_HEARD)).astype(int)
    bands = np.bincount(semitone, power[heard], minlength=1 + round(12 * np.log2(HIGHEST_HEARD / LOWEST_HEARD)))
    return bands / np.linalg.norm(bands)


def longest_rest(scores):
    """Return the seconds of the longest silence of the loop in any of the scores."""
    longest = 0
    for score in scores:
        silent = ~score.sounding[:LOOP].any(axis=1)
        run = 0
        for row in np.tile(silent, 2):
            run = run + 1 if row else 0
            longest = max(longest, run)
    return longest / scores[0].rows_per_second


def play_round(session):
    """Let the window live until the loop has been heard once more."""
    heard = []

    def gone_round():
        heard.append(session.audio.status().row)
        return sum(later < earlier for earlier, later in pairwise(heard)) >= 2

    session.wait(gone_round, "the loop is heard once more")


def test_a_drag_changes_the_rolls_and_the_sound_and_never_stops_the_music(session, jack):
    document = session.window.document
    tables = [roll.notes_item.table.copy() for roll in session.window.rolls]
    scores = [document.score]
    document.song_changed.connect(lambda: scores.append(document.score))
    with jack.recording() as before:
        play_round(session)
    with jack.recording() as once_more:
        play_round(session)
    with jack.recording() as during:
        for axis in range(6):
            session.drag(axis)
            assert session.audio.status().playing
        play_round(session)
    with jack.recording() as after:
        play_round(session)

    assert len(scores) > 6
    assert any(
        not np.array_equal(roll.notes_item.table, table)
        for roll, table in zip(session.window.rolls, tables, strict=True)
    )
    # The same notes sound alike from round to round, whatever the phase of the recording; others do not.
    alike = colour(before.samples) @ colour(once_more.samples)
    assert colour(before.samples) @ colour(after.samples) < alike - 0.1
    for recording in (before, once_more, during, after):
        assert longest_silence(recording.samples) < longest_rest(scores) + GAP
    assert session.audio.status().error == ""
