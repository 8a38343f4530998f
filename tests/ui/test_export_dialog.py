from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from nes_composer.formats import registry
from nes_composer.formats.sound import Sound
from nes_composer.ui.export_dialog import ENDS, ExportDialog
from nes_composer.ui.exports import Wish


class Told(QObject):
    """Stands for the exports: notes what is wished, and ends when the test says so."""

    progressed, finished, failed, cancelled = Signal(float), Signal(list), Signal(str), Signal()

    def __init__(self):
        super().__init__()
        self.busy, self.wishes, self.cancels = False, [], 0

    def run(self, song, wish):
        self.busy = True
        self.wishes.append(wish)

    def cancel(self):
        self.cancels += 1

    def end(self, signal, *values):
        self.busy = False
        signal.emit(*values)


@pytest.fixture
def exports(qapp):
    return Told()


@pytest.fixture
def make(qtbot, exports, settings, melody, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)

    def made(stems=False, console="nes"):
        dialog = ExportDialog(lambda: melody, exports, settings, tmp_path / "mine", console, stems, parent)
        dialog.show()
        return dialog

    return made


def choose(dialog, end):
    dialog.kind.setCurrentIndex(ENDS.index(end))
    dialog.kind.activated.emit(dialog.kind.currentIndex())


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_format_but_the_project_is_offered(make, tmp_path):
    dialog = make()
    assert dialog.kind.count() == len(registry.WRITABLE) - 1
    for end in ENDS:
        choose(dialog, end)
        assert dialog.wish.path == tmp_path / f"mine{end}"
        assert dialog.rate.isVisible() == registry.FORMATS[end].sound


def test_all_options_of_the_command_line_reach_the_sound(make, qtbot, exports, tmp_path):
    dialog = make(console="famicom")
    choose(dialog, ".wav")
    dialog.loops.setValue(3)
    dialog.fade.setValue(2.5)
    dialog.rate.setCurrentText("96000")
    dialog.bits.setCurrentIndex(2)
    click(qtbot, dialog.stems)
    click(qtbot, dialog.export)
    assert exports.wishes == [Wish(tmp_path / "mine.wav", Sound(96_000, "float", 3, 2.5, "famicom"), True)]


def test_a_format_without_sound_has_no_options(make, qtbot, exports, tmp_path):
    dialog = make()
    dialog.loops.setValue(3)
    dialog.stems.setChecked(True)
    choose(dialog, ".mid")
    click(qtbot, dialog.export)
    assert exports.wishes == [Wish(tmp_path / "mine.mid", Sound())]


def test_what_was_chosen_last_is_chosen_again(make, qtbot, exports):
    dialog = make()
    choose(dialog, ".flac")
    dialog.loops.setValue(2)
    dialog.fade.setValue(4)
    dialog.rate.setCurrentText("44100")
    dialog.bits.setCurrentIndex(1)
    click(qtbot, dialog.export)
    exports.end(exports.finished, [Path("x")])
    again = make()
    assert again.wish == exports.wishes[0]


def test_broken_settings_are_the_usual_ones(make, settings):
    for name in ("end/Export", "export/rate", "export/bits", "export/loops", "export/fade"):
        settings.setValue(name, "nonsense")
    dialog = make()
    assert dialog.end == ENDS[0]
    dialog.rate.setCurrentText("48000")
    assert dialog.wish.sound == Sound()


def test_the_end_of_a_written_name_is_kept_or_added(make, tmp_path):
    dialog = make()
    choose(dialog, ".famistudio.txt")
    dialog.target.setText(str(tmp_path / "a.b"))
    assert dialog.wish.path == tmp_path / "a.b.famistudio.txt"
    dialog.set_target(str(tmp_path / "b.NESMDB.mid"))
    assert (dialog.end, dialog.wish.path.name) == (".nesmdb.mid", "b.NESMDB.mid")
    dialog.set_target(str(tmp_path / "c"))
    assert dialog.wish.path == tmp_path / "c.nesmdb.mid"


def test_what_is_replaced_is_said_before(make, tmp_path):
    (tmp_path / "mine.mid").write_bytes(b"")
    dialog = make()
    assert "replace" not in dialog.note.text()
    choose(dialog, ".mid")
    assert "replaces" in dialog.note.text()
    assert "Replac" in dialog.export.text()


@pytest.mark.parametrize("rate", ["", "many", "7999", "1e9", "999999"])
def test_a_wrong_sample_rate_is_said_and_nothing_is_exported(make, qtbot, exports, rate):
    dialog = make()
    choose(dialog, ".wav")
    dialog.rate.setCurrentText(rate)
    click(qtbot, dialog.export)
    assert exports.wishes == []
    assert "sample rate" in dialog.note.text()
    dialog.rate.setCurrentText("48000")
    assert dialog.export.isEnabled()


def test_without_a_name_nothing_is_exported(make, qtbot, exports):
    dialog = make()
    dialog.target.setText("  ")
    click(qtbot, dialog.export)
    assert exports.wishes == []
    assert "name" in dialog.note.text()


def test_progress_is_shown_and_nothing_else_can_be_chosen(make, qtbot, exports):
    dialog = make()
    assert not dialog.progress.isVisible()
    click(qtbot, dialog.export)
    assert dialog.progress.isVisible()
    exports.progressed.emit(0.25)
    assert dialog.progress.value() == dialog.progress.maximum() / 4
    assert not any(widget.isEnabled() for widget in (dialog.target, dialog.rate, dialog.export))
    exports.end(exports.finished, [Path("x")])
    assert not dialog.isVisible()


@pytest.mark.parametrize("how", ["button", "escape"])
def test_cancel_ends_the_export_and_not_the_dialog(make, qtbot, exports, how):
    dialog = make()
    click(qtbot, dialog.export)
    if how == "button":
        click(qtbot, dialog.cancel)
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert exports.cancels == 1
    exports.end(exports.cancelled)
    assert dialog.isVisible()
    assert "no file was made" in dialog.note.text()
    assert dialog.export.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert exports.cancels == 1


def test_closing_the_dialog_cancels(make, qtbot, exports):
    dialog = make()
    click(qtbot, dialog.export)
    dialog.close()
    assert exports.cancels == 1


def test_why_it_failed_is_said(make, qtbot, exports):
    dialog = make()
    click(qtbot, dialog.export)
    exports.end(exports.failed, "mine.wav: No space left on device")
    assert dialog.note.text() == "mine.wav: No space left on device"
    assert dialog.export.isEnabled()


def test_a_dialog_that_is_gone_is_told_nothing(make, qtbot, exports):
    dialog = make()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    exports.progressed.emit(0.5)
    exports.end(exports.failed, "too late")
