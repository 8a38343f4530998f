"""Takes without widgets: what is seen, heard, chosen, accepted."""

from dataclasses import replace

import pytest

from nes_composer.generation.passages import hole, onward
from nes_composer.models.take import Take
from nes_composer.score.edits import draw, rows_between
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import NO, P1, P2, TR, Score
from nes_composer.score.song import Origin, Song
from nes_composer.ui.document import Document
from nes_composer.ui.ghosts import Ghosts
from nes_composer.ui.takes import Offer, State, Takes
from nes_composer.ui.transport import Transport

VOICES = (P1, TR)
FREE = (False,) * 4


def take(number, rows=16):
    """P1 plays 70 + number, TR 40 + number."""
    return Take(draw(Score.silent(rows), [Note(P1, 2, 4, 70 + number), Note(TR, 8, 4, 40 + number, 15)]), FREE)


@pytest.fixture
def document():
    document = Document()
    document.open(Song(draw(Score.silent(64), [Note(P1, 0, 4, 60), Note(NO, 40, 1, 5)])))
    return document


@pytest.fixture
def transport(document, audio, qtbot):
    transport = Transport(document, audio)
    yield transport
    transport.close()


@pytest.fixture
def ghosts():
    return Ghosts()


@pytest.fixture
def takes(document, ghosts, transport):
    return Takes(document, ghosts, transport)


def offer(document, row=32, voices=VOICES):
    passage = onward(document.score, row, 16, voices)
    return Offer("Continue by 1 bar", passage, Origin("Continue", "small 02", 7, (("temperature", 0.9),)))


@pytest.fixture
def offered(takes, document):
    takes.begin(offer(document))
    takes.finish((take(0), take(1), take(2)))
    return takes


def strong(ghosts, voice):
    return [table["pitch"].tolist() for table, clear in ghosts.tables(voice) if clear and len(table)]


def faint(ghosts, voice):
    return [table["pitch"].tolist() for table, clear in ghosts.tables(voice) if not clear and len(table)]


def test_room_is_made_at_once_and_rows_are_seen_and_heard_as_they_come(takes, document, ghosts, audio, qtbot):
    song = document.song
    takes.begin(offer(document, row=64))
    assert ghosts.end == 80
    assert ghosts.tables(P1) == []
    takes.stream((take(0, 6), take(1, 6)))
    qtbot.waitUntil(lambda: strong(ghosts, P1) == [[70]])
    assert faint(ghosts, P1) == [[71]]
    qtbot.waitUntil(lambda: len(audio.scores[-1]) == 70)
    assert document.song is song


def test_the_first_take_is_heard_and_nothing_has_changed(offered, document, ghosts, audio):
    assert (offered.state, offered.rows) == (State.OFFERED, 16)
    assert strong(ghosts, P1) == [[70]]
    assert faint(ghosts, P1) == [[71], [72]]
    assert note_at(audio.scores[-1], P1, 34) == Note(P1, 34, 4, 70)
    assert note_at(document.score, P1, 34) is None
    # What is not drawn is neither seen nor changed.
    assert ghosts.tables(NO) == []
    assert note_at(audio.scores[-1], NO, 40) == Note(NO, 40, 1, 5)


def test_steps_go_round_and_are_heard_at_once(offered, audio):
    heard = []
    for by in (1, 1, 1, -1):
        offered.step(by)
        heard.append(int(audio.scores[-1].pitch[34, P1]))
    assert heard == [71, 72, 70, 72]
    assert not [message for message in audio.told if message[0] in ("play", "seek", "stop")]


def test_voices_are_mixed(offered, document, ghosts, audio):
    offered.choose(2)
    offered.choose_voice(1, TR)
    assert (audio.scores[-1].pitch[34, P1], audio.scores[-1].pitch[40, TR]) == (72, 41)
    assert (strong(ghosts, P1), strong(ghosts, TR)) == ([[72]], [[41]])
    offered.accept()
    assert (document.score.pitch[34, P1], document.score.pitch[40, TR]) == (72, 41)
    assert document.undo_text == "Continue by 1 bar (takes 2, 3, seed 7)"
    assert dict(document.song.patterns[0].origin.settings) == {"temperature": 0.9, "take": "P1:3 TR:2"}


def test_accepted_is_one_step_with_its_origin(offered, document, ghosts, audio, qtbot):
    before = document.song
    offered.choose(1)
    with qtbot.waitSignal(offered.accepted) as told:
        assert offered.accept()
    assert told.args == [32]
    assert document.undo_text == "Continue by 1 bar (take 2, seed 7)"
    origin = document.song.patterns[0].origin
    assert (origin.action, origin.model, origin.seed) == ("Continue", "small 02", 7)
    assert dict(origin.settings)["take"] == "2"
    assert ghosts.end == 0
    assert audio.scores[-1] == document.score
    assert not offered.accept()
    document.undo()
    assert document.song is before


def test_rejected_was_never_there(offered, document, ghosts, audio):
    offered.drop()
    assert (offered.state, offered.offer, offered.takes) == (State.NONE, None, ())
    assert ghosts.end == 0
    assert audio.scores[-1] == document.score
    assert document.undo_text == ""


def test_after_that_a_voice_of_another_take_is_a_step_of_its_own(offered, document):
    offered.accept()
    accepted = document.song
    offered.choose_voice(2, TR)
    assert (document.score.pitch[34, P1], document.score.pitch[40, TR]) == (70, 42)
    assert document.undo_text == "Take TR of take 3"
    offered.choose_voice(2, TR)
    document.undo()
    assert document.song is accepted


def test_undo_and_redo_bring_the_choice_back(offered, document, ghosts, audio):
    offered.accept()
    offered.choose_voice(2, TR)
    for travel, choice, state in (
        (document.undo, 0, State.ACCEPTED),
        (document.undo, 0, State.ASIDE),
        (document.redo, 0, State.ACCEPTED),
        (document.redo, 2, State.ACCEPTED),
    ):
        travel()
        assert offered.follow()
        assert (offered.choice[TR], offered.state) == (choice, state)
        assert ghosts.end == 0
        assert audio.scores[-1] == document.score


def test_aside_they_are_offered_again_by_a_choice(offered, document, ghosts):
    offered.accept()
    document.undo()
    offered.follow()
    offered.choose(1)
    assert offered.state is State.OFFERED
    assert strong(ghosts, P1) == [[71]]


def test_they_go_with_the_rows_that_they_went_on_from(offered, document):
    document.change("", lambda song: replace(song, score=draw(song.score, [Note(P2, 4, 4, 60)])))
    assert offered.state is State.OFFERED
    document.change("", lambda song: replace(song, score=draw(song.score, [Note(P2, 8, 4, 60)])))
    document.undo()
    assert not offered.follow()
    assert offered.state is State.NONE


def test_an_edit_elsewhere_and_its_undo_leave_them_on_offer(offered, document):
    document.change("", lambda song: replace(song, score=draw(song.score, [Note(NO, 60, 1, 9)])))
    document.undo()
    assert offered.follow()
    assert offered.state is State.OFFERED


def test_stopped_they_are_as_long_as_they_are(takes, document):
    takes.begin(offer(document))
    takes.stream((take(0, 8), take(1, 8)))
    takes.stop()
    assert takes.state is State.OFFERED
    before = document.score
    assert takes.accept()
    assert document.score.pitch[34, P1] == 70
    assert rows_between(document.score, 40, 64) == rows_between(before, 40, 64)


def test_stopped_before_the_first_row_there_is_nothing(takes, document, ghosts):
    takes.begin(offer(document))
    takes.stop()
    assert takes.state is State.NONE
    assert ghosts.end == 0


def test_while_they_are_drawn_they_are_not_accepted(takes, document):
    takes.begin(offer(document))
    takes.stream((take(0, 8),))
    assert not takes.accept()
    assert takes.state is State.DRAWING


def test_of_a_hole_the_best_is_chosen_when_all_are_there(takes, document):
    passage = hole(document.score, 16, 32, VOICES)
    assert passage.after is not None
    takes.begin(Offer("Fill 1 bar", passage, Origin("Fill", "small 02", 7)))
    takes.stream((take(0, 8), take(1, 8)))
    takes.step(1)
    takes.finish((take(1), take(0)))
    assert takes.choice[P1] == 0
    takes.accept()
    assert document.score.pitch[18, P1] == 71


def test_what_is_locked_is_neither_offered_nor_changed(offered, document, ghosts, audio, qtbot):
    document.change("Lock", lambda song: replace(song, locks=Locks(frozenset({TR}), frozenset({2}))))
    qtbot.waitUntil(lambda: strong(ghosts, P1) == [])
    before = document.song
    offered.choose(1)
    assert strong(ghosts, P1) == []
    assert audio.scores[-1] == before.score
    offered.accept()
    assert document.score == before.score


def test_a_choice_of_what_is_not_there_is_none(offered):
    offered.choose(3)
    offered.choose_voice(-1, P1)
    assert offered.choice == (0, 0, 0, 0)


def test_they_are_played_from_a_bar_before_them(offered, takes, document):
    assert offered.first_heard == 16
    takes.begin(offer(document, row=4))
    assert takes.first_heard == 0
