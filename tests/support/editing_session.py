"""Every row of the table of gestures, once, in the real window by mouse and keyboard. Run in a process of its own.

python editing_session.py FOLDER     leaves a picture of each row in the folder
"""

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from support.composing_session import Session
from support.gestures import place

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_table
from nes_composer.score.score import NO, P1, P2, TR, Score
from nes_composer.score.song import Song
from nes_composer.ui.snap import CHOICES
from nes_composer.ui.takes import State

NOTES = (
    *(Note(P1, 8 * i, 4, 72 - i, 12, 2) for i in range(4)),
    *(Note(P2, 8 * i, 8, 62 + i, 9, 1) for i in range(4)),
    *(Note(TR, 16 * i, 8, 45, 15) for i in range(2)),
    *(Note(NO, 4 * i, 2, 6 + i, 10, i % 2) for i in range(8)),
)


class Editing(Session):
    """The window with a song of few notes, made anew for each row of the table."""

    def begin(self):
        song = replace(self.document.song, score=draw(Score.silent(256), NOTES))
        self.document.open(Song(song.score, instruments=song.instruments))
        self.window.desk.focus.leave()
        self.window.time_view.show_rows(0, 64)
        self.wait(lambda: len(self.roll(P1).notes_item.table) == 4, "the song is shown")
        for voice, (low, lanes) in enumerate(((62, 16), (56, 16), (40, 16), (1, 16))):
            self.roll(voice).show_pitches(low, lanes)

    def roll(self, voice):
        return self.window.rolls[voice]

    def at(self, voice, row, pitch):
        return place(self.roll(voice), row, pitch).toPoint()

    def click(self, voice, row, pitch, **how):
        self.hand.click(self.roll(voice).viewport(), self.at(voice, row, pitch), **how)

    def drag(self, voice, *places, **how):
        self.hand.drag(self.roll(voice).viewport(), *(self.at(voice, *where) for where in places), **how)

    def notes(self, voice):
        """Start, length and pitch of the notes of a voice."""
        return [tuple(note)[:3] for note in note_table(self.document.score, voice).tolist()]

    def becomes(self, condition, what):
        self.wait(condition, what)

    # The rows of the table

    def draw(self):
        self.drag(P1, (40.5, 70), (43, 70), (46.1, 70))
        self.becomes(lambda: (40, 6, 70) in self.notes(P1), "a note is drawn")
        self.click(P1, 50.5, 66)
        self.becomes(lambda: (50, 6, 66) in self.notes(P1), "a click draws one as long")

    def erase(self):
        self.click(P1, 1.5, 72, button=3)
        self.becomes(lambda: len(self.notes(P1)) == 3, "a right-click erases")
        self.drag(NO, (0.5, 6), (4.5, 7), (8.5, 8), button=3)
        self.becomes(lambda: len(self.notes(NO)) == 5, "a right-drag erases three")
        self.click(P1, 9.5, 71)
        self.hand.key("Delete")
        self.becomes(lambda: len(self.notes(P1)) == 2, "Del erases the chosen one")

    def select(self):
        chosen = self.window.selection
        self.drag(P1, (6.5, 76), (12, 72), (19, 65), holding="ctrl")
        self.becomes(lambda: [note.start for note in chosen.notes] == [8, 16], "a band chooses")
        self.drag(P2, (33, 71), (20, 64), (17, 58), button=3)
        self.becomes(lambda: [note.start for note in chosen.notes] == [16, 24], "a right-drag chooses")
        self.click(P2, 1.5, 62, holding="shift")
        self.becomes(lambda: len(chosen.notes) == 3, "Shift adds one")
        self.hand.key("ctrl+a")
        self.becomes(lambda: len(chosen.notes) == len(NOTES), "all")
        self.hand.key("Escape")
        self.becomes(lambda: not chosen.notes, "nothing")

    def move_and_resize(self):
        self.drag(P1, (1.5, 72), (3, 73), (5.5, 74))
        self.becomes(lambda: (4, 4, 74) in self.notes(P1), "a note is moved")
        self.drag(P1, (19.85, 70), (21, 70), (22.9, 70))
        self.becomes(lambda: (16, 7, 70) in self.notes(P1), "its end is moved")
        self.drag(P1, (16.15, 70), (15, 70), (14.1, 70))
        self.becomes(lambda: (14, 9, 70) in self.notes(P1), "its start is moved")
        self.click(P2, 9.5, 63, holding="shift")
        self.drag(P1, (16.5, 70), (17.5, 71), (18.5, 71))
        self.becomes(lambda: (16, 9, 71) in self.notes(P1) and (10, 8, 64) in self.notes(P2), "two are moved at once")
        self.drag(P1, (20.5, 71), (30, 68), (40.5, 68), holding="ctrl")
        self.becomes(lambda: (36, 9, 68) in self.notes(P1) and (16, 9, 71) in self.notes(P1), "Ctrl copies")

    def drag_without_snap(self):
        self.window.editing.snap.choose(CHOICES[1])
        self.drag(P1, (1.5, 72), (3.5, 72), (4.6, 72))
        self.becomes(lambda: (4, 4, 72) in self.notes(P1), "the grid holds")
        for start, holding in ((4, "alt"), (5, "shift")):
            self.drag(P1, (start + 1.5, 72), (start + 2.2, 72), (start + 2.5, 72), holding=holding)
            self.becomes(lambda start=start: (start + 1, 4, 72) in self.notes(P1), holding)
        self.window.editing.snap.choose(CHOICES[-1])

    def keys(self):
        self.click(P1, 9.5, 71)
        for keys, note in (
            ("Up", (8, 4, 72)),
            ("ctrl+Up", (8, 4, 84)),
            ("shift+Down", (8, 4, 72)),
            ("Down", (8, 4, 71)),
            ("Right", (9, 4, 71)),
            ("shift+Right", (9, 5, 71)),
            ("shift+Left", (9, 4, 71)),
            ("Left", (8, 4, 71)),
            ("ctrl+Right", (24, 4, 71)),
            ("ctrl+Left", (8, 4, 71)),
        ):
            self.hand.key(keys)
            self.becomes(lambda note=note: note in self.notes(P1), keys)

    def clipboard(self):
        self.click(P1, 1.5, 72)
        self.hand.key("ctrl+c")
        self.hand.click(self.window.ruler, QPoint(round(self.window.ruler.coordinates.x(48.5)), 14))
        self.becomes(lambda: round(self.window.transport.row) == 48, "the playhead is there")
        self.hand.key("ctrl+v")
        self.becomes(lambda: (48, 4, 72) in self.notes(P1), "pasted at the playhead")
        self.hand.key("ctrl+d")
        self.becomes(lambda: len(self.notes(P1)) == 6, "duplicated")
        self.hand.key("ctrl+x")
        self.becomes(lambda: len(self.notes(P1)) == 5, "cut")
        self.click(P1, 9.5, 71)
        self.hand.key("Right")
        self.becomes(lambda: (9, 4, 71) in self.notes(P1), "off the grid")
        self.window.editing.snap.choose(CHOICES[1])
        self.hand.key("q")
        self.becomes(lambda: (8, 4, 71) in self.notes(P1), "quantised")
        self.window.editing.snap.choose(CHOICES[-1])
        self.dialog("ctrl+t", "transpose")

    def dialog(self, keys, what):
        self.hand.key(keys)
        self.becomes(self.dialogs, f"{what} asks")
        for dialog in self.dialogs():
            dialog.reject()
        self.becomes(lambda: not self.dialogs(), f"{what} is closed")

    def dialogs(self):
        return [w for w in QApplication.topLevelWidgets() if w is not self.window and w.isVisible() and w.isWindow()]

    def undo(self):
        before = self.document.song
        self.drag(P1, (1.5, 72), (3, 73), (5.5, 74), (3.5, 75), (7.5, 76))
        self.becomes(lambda: self.document.undo_text == "Move note", "a drag is one step")
        after = self.document.song
        for keys, song in (("ctrl+z", before), ("ctrl+y", after), ("ctrl+z", before), ("ctrl+shift+z", after)):
            self.hand.key(keys)
            self.becomes(lambda song=song: self.document.song is song, keys)

    def wheel(self):
        time, roll = self.window.time_view, self.roll(P1)
        time.show_rows(32, 64)
        for holding, seen in (
            ("", lambda: roll.coordinates.lowest),
            ("shift", lambda: time.first),
            ("ctrl", lambda: time.span),
            ("ctrl+shift", lambda: roll.coordinates.pitches),
        ):
            before = seen()
            self.click(P1, 60, 66, button=4, holding=holding)
            self.becomes(lambda seen=seen, before=before: seen() != before, f"wheel {holding}")
        before = time.first
        self.drag(P1, (time.first + 20.0, 70), (time.first + 15.0, 70), (time.first + 10.0, 68), button=2)
        self.becomes(lambda: time.first > before, "the paper is moved")
        time.show_rows(0, 64)
        roll.show_pitches(62, 16)
        self.click(P1, 9.5, 71, button=4, holding="alt")
        self.becomes(lambda: self.document.score.velocity[8, P1] == 13, "Alt changes the velocity")

    def transport(self):
        transport, ruler = self.window.transport, self.window.ruler
        self.hand.click(ruler, QPoint(round(ruler.coordinates.x(32.5)), 14))
        self.becomes(lambda: round(transport.row) == 32, "the ruler seeks")
        self.hand.key("space")
        self.becomes(lambda: transport.playing and transport.row > 32, "it plays from there")
        self.hand.key("space")
        self.becomes(lambda: not transport.playing, "it stops")
        self.hand.key("shift+space")
        self.becomes(lambda: transport.playing and transport.row < 32, "from the start")
        self.hand.key("space")
        self.becomes(lambda: not transport.playing, "it stops")
        self.click(P1, 25.5, 69)
        self.hand.key("ctrl+space")
        self.becomes(lambda: transport.playing and transport.row >= 24, "from the selection")
        self.hand.key("space")
        self.becomes(lambda: not transport.playing, "it stops")
        self.hand.key("End")
        self.becomes(lambda: transport.row > 250, "the end")
        self.hand.key("Home")
        self.becomes(lambda: transport.row < 1, "the start")

    def loop(self):
        transport, ruler = self.window.transport, self.window.ruler
        places = (QPoint(round(ruler.coordinates.x(row)), 14) for row in (8.2, 20.0, 31.9))
        self.hand.drag(ruler, *places, holding="shift")
        self.becomes(lambda: transport.loop_rows == (8, 32) and transport.looping, "a loop is drawn")
        self.hand.key("l")
        self.becomes(lambda: not transport.looping, "it is off")
        self.click(P2, 9.5, 63)
        self.hand.key("ctrl+l")
        self.becomes(lambda: transport.looping and transport.loop_rows[0] == 8, "the selection is looped")
        self.hand.key("l")

    def voice(self):
        focus, transport = self.window.desk.focus, self.window.transport
        for voice, key in enumerate(("F1", "F2", "F3", "F4")):
            self.hand.key(key)
            self.becomes(lambda voice=voice: focus.voice == voice, key)
        self.hand.key("m")
        self.becomes(lambda: transport.muted[NO], "muted")
        self.hand.key("m", "shift+m")
        self.becomes(lambda: transport.soloed[NO] and not transport.muted[NO], "soloed")
        self.hand.key("shift+m", "F1")
        self.becomes(lambda: focus.voice == P1 and self.roll(P1).height() > 300, "P1 has the room")
        self.click(P1, 4.5, 62)
        self.becomes(lambda: focus.voice == P2, "a click on a ghost switches")
        self.look("focus")
        self.hand.key("Escape", "Escape")
        self.becomes(lambda: focus.voice is None, "four again")
        self.drag_in_lane()

    def drag_in_lane(self):
        lane = self.window.editor.values
        self.window.selection.choose_voice(P1)
        x = lane.coordinates.x
        self.hand.drag(lane, QPoint(round(x(1.0)), round(lane.top(15))), QPoint(round(x(27.0)), round(lane.top(3))))
        self.becomes(lambda: self.document.undo_text == "Draw velocity", "a curve is drawn")

    def note_entry(self):
        before = self.document.song
        self.window.selection.choose_voice(P1)
        self.hand.key("shift+q")
        self.becomes(self.window.commands["tracker_piano"].isChecked, "the keys are a piano")
        self.hand.key("z", "s", "q")
        self.hand.key("shift+q")
        self.becomes(lambda: not self.window.commands["tracker_piano"].isChecked(), "and no longer")
        assert self.document.song is before

    def model(self):
        takes, document = self.takes, self.document
        self.hand.key("ctrl+e")
        self.becomes(lambda: not self.latent.waiting and document.song.patterns[0].z is not None, "it is encoded")
        before = document.song
        self.hand.key("ctrl+r")
        self.becomes(lambda: document.song is not before and not self.latent.waiting, "random")
        slider = self.panel.sliders[0]
        place = slider.mapToGlobal(slider.rect().center())
        self.hand.do("mousemove", place.x(), place.y(), "click", "--repeat", 2, "--delay", 60, 1)
        self.becomes(lambda: abs(self.values()[0]) < 0.01 and not self.latent.waiting, "a double-click is 0")
        self.hand.key("ctrl+Return")
        self.becomes(lambda: takes.state is State.OFFERED, "takes are offered")
        self.hand.key("Tab")
        self.becomes(lambda: takes.choice[P1] == 1, "the next take")
        self.hand.key("shift+Tab")
        self.becomes(lambda: takes.choice[P1] == 0, "the take before")
        self.hand.key("Escape")
        self.becomes(lambda: not takes.on_offer, "they are rejected")
        self.hand.key("ctrl+Return")
        self.becomes(lambda: takes.state is State.OFFERED, "takes are offered again")
        before = document.song
        self.hand.key("Return")
        self.becomes(lambda: document.song is not before, "one is accepted")

    def help(self):
        self.dialog("shift+F1", "the sheet of keys")
        palette = self.window.shell.palette
        self.hand.key("ctrl+p")
        self.becomes(palette.isVisible, "the palette is open")
        self.hand.type("whole song")
        self.hand.key("Return")
        self.becomes(lambda: not palette.isVisible() and self.window.time_view.span == 256, "it ran a command")


ROWS = ("draw", "erase", "select", "move_and_resize", "drag_without_snap", "keys", "clipboard", "undo", "wheel")
ROWS += ("transport", "loop", "voice", "note_entry", "model", "help")


def main(folder):
    session = Editing(folder)
    for row in ROWS:
        session.begin()
        try:
            getattr(session, row)()
        except BaseException:
            session.look(f"{row}-failed")
            raise
        session.look(row)
    session.test._window, session.test._audio = session.window, session.audio
    session.document.mark_saved(session.document.song, Path("kept"))
    session.test.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
