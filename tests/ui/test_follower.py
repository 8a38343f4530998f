import gc

from PySide6.QtCore import QObject, Signal

from nes_composer.ui.follower import Follower


class Teller(QObject):
    told = Signal()


def test_it_shows_at_once_at_each_signal_and_never_after_its_owner(qtbot):
    teller, owner, seen = Teller(), QObject(), []
    Follower(teller.told, lambda: seen.append(1), owner)
    assert len(seen) == 1
    gc.collect()
    teller.told.emit()
    assert len(seen) == 2
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    teller.told.emit()
    assert len(seen) == 2
