import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.bundle import notes_on, take
from nes_composer.score.score import MAX_ROWS, P1
from nes_composer.ui.clipboard_text import MOST_CHARACTERS, MOST_NOTES, Clip, ClipboardError, clip_of, text_of

NOTE = [P1, 0, 4, 60, 12, 2]


def text(notes=(NOTE,), rows=16, kind="nes_composer notes 1"):
    return json.dumps({"type": kind, "rows": rows, "notes": notes})


@given(data=st.data())
def test_what_is_written_is_read_again(scores, data):
    score = data.draw(scores())
    bundle = take(score, [note for voice in range(4) for note in notes_on(score, voice)])
    if not len(bundle):
        return
    clip = clip_of(text_of(Clip(bundle, len(score))))
    assert clip.rows == len(score)
    for name, values in vars(bundle).items():
        assert np.array_equal(getattr(clip.notes, name), values), name


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "hello",
        "{",
        "[" * 100_000,
        "{" * 100_000,
        '{"a":' * 50_000,
        "null",
        "NaN",
        "1" * 10_000,
        '{"type": ' + "9" * 6000 + "}",
        text(kind="something else"),
        text(notes=[]),
        text(notes={}),
        text(notes=None),
        text(notes=[NOTE] * (MOST_NOTES + 1)),
        text(rows=0),
        text(rows=True),
        text(rows=16.0),
        text(rows=MAX_ROWS + 1),
        text(rows=None),
        text(notes=[[]]),
        text(notes=[5]),
        text(notes=[[*NOTE, 1]]),
        text(notes=[[4, 0, 4, 60, 12, 2]]),
        text(notes=[["0", 0, 4, 60, 12, 2]]),
        text(notes=[[True, 0, 4, 60, 12, 2]]),
        text(notes=[[0, -1, 4, 60, 12, 2]]),
        text(notes=[[0, 16, 4, 60, 12, 2]]),
        text(notes=[[0, 14, 3, 60, 12, 2]]),
        text(notes=[[0, 0, 0, 60, 12, 2]]),
        text(notes=[[0, 0, 10**30, 60, 12, 2]]),
        text(notes=[[0, 0, 4, 20, 12, 2]]),
        text(notes=[[0, 0, 4, 60, 0, 2]]),
        text(notes=[[0, 0, 4, 60, 16, 2]]),
        text(notes=[[0, 0, 4, 60, 12, 4]]),
        text(notes=[[2, 0, 4, 60, 12, 0]]),
        text(notes=[[0, 0, 4, 60, [12, 12], 2]]),
        text(notes=[[0, 0, 4, 60, [], 2]]),
        text(notes=[[0, 0, 4, 60, [12, 12, 12, 99], 2]]),
        text(notes=[[0, 0, 4, 60, [[12]] * 4, 2]]),
        text(notes=[[0, 0, 4, 60, None, 2]]),
        text(rows=MAX_ROWS, notes=[[0, 0, MAX_ROWS, 60, 12, 2]] * 5),
        " " * (MOST_CHARACTERS + 1),
    ],
)
def test_what_holds_no_notes_is_refused_in_a_sentence(hostile):
    with pytest.raises(ClipboardError) as refused:
        clip_of(hostile)
    assert "lipboard" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 120


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_any_json_in_place_of_the_notes_is_refused_or_read(found):
    try:
        clip = clip_of(text(notes=found))
    except ClipboardError:
        return
    assert len(clip.notes)
