from nes_composer.driver.presets import Preset
from nes_composer.score.instrument import Envelope, Instrument
from nes_composer.score.score import NO, P1, P2
from train.preset_report import report, sparkline


def test_an_envelope_is_drawn_with_its_loop_and_release():
    assert sparkline(Envelope((15, 8, 0, 1))) == "█▄ ▁"
    assert sparkline(Envelope((15, 11, 5, 3), loop=1, release=3)) == "█¦▆▃/▂"
    assert sparkline(Envelope((9,) * 90)) == "▅" * 41 + "…"


def test_each_preset_has_its_line():
    pluck = Instrument("pluck", Envelope((15, 5, 0)), Envelope((2, 0)), Envelope((12, 0)))
    page = report([Preset(pluck, (P1, P2), 0.125, "2 ticks long"), Preset(Instrument("hiss"), (NO,), 0.5, "long")], [])
    lines = [line for line in page.splitlines() if line.startswith("| ")][1:]
    assert lines == [
        "| P1 P2 | pluck | 12.5 % | `█▃ ` | duty 2 0; pitch 12 0 | 2 ticks long |",
        "| NO | hiss | 50.0 % | `█` |  | long |",
    ]
