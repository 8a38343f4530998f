"""From a score to sound: what the driver writes in one tick, and what the chip makes of it."""

from support.drawings.svg import VOICE_KINDS, Drawing

from nes_composer.apu.trace import CPU_RATE
from nes_composer.driver.perform import perform
from nes_composer.driver.presets import default_instruments
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TICK_RATE, TR, Score

_CHANNELS = (
    ("pulse 1", "$4000-$4003"),
    ("pulse 2", "$4004-$4007"),
    ("triangle", "$4008-$400B"),
    ("noise", "$400C-$400F"),
)


def first_burst() -> list[str]:
    """Return what the driver writes when three voices start on the first row."""
    notes = [Note(P1, 0, 4, 72, 12, 2), Note(TR, 0, 4, 48), Note(NO, 0, 1, 5, 10)]
    trace = perform(draw(Score.silent(16), notes), default_instruments())
    first = [(int(a), int(v)) for c, a, v in zip(trace.cycle, trace.address, trace.value, strict=True) if c == 0]
    return [f"${address:04X} ← ${value:02X}" for address, value in first]


def drawing() -> Drawing:
    """Return the way from rows to samples and files."""
    sheet = Drawing(
        "From score to sound",
        "A score and instruments go through a driver that writes registers once a tick; the emulated chip turns the "
        "writes into samples, and the same writes become .vgm and .nsf.",
        960,
        462,
    )
    sheet.text(20, 28, "From score to sound", size=15, bold=True)
    sheet.text(20, 48, "the same writes are heard, saved as .vgm and .nsf, and rendered to .wav", "dim", 12)
    sheet.box(20, 76, 150, 76, "score", ("rows × 4 voices:", "pitch, onset,", "velocity, timbre"), size=11)
    sheet.box(20, 178, 150, 76, "instruments", ("volume, duty,", "pitch, arpeggio,", "a value a tick"), size=11)
    sheet.box(
        210, 120, 130, 90, "driver", (f"{TICK_RATE:.4f} ticks", "a second, one", "burst of writes", "each"), size=11
    )
    sheet.arrow((170, 114), (190, 114), (190, 150), (210, 150))
    sheet.arrow((170, 216), (190, 216), (190, 180), (210, 180))
    burst = first_burst()
    sheet.rect(20, 300, 320, 150)
    sheet.text(32, 320, f"the first tick of three notes: {len(burst)} writes", size=12, bold=True)
    rows = -(-len(burst) // 3)
    for number, line in enumerate(burst):
        sheet.text(32 + 104 * (number // rows), 342 + 13 * (number % rows), line, "dim", 10.5)
    sheet.rect(380, 70, 420, 330, kind="")
    sheet.text(394, 90, f"2A03, {CPU_RATE:,.0f} cycles a second", bold=True)
    sheet.arrow((340, 165), (404, 165))
    for number, ((name, registers), kind) in enumerate(zip(_CHANNELS, VOICE_KINDS, strict=True)):
        top = 104 + 58 * number
        sheet.box(404, top, 150, 48, name, (registers,), edge=kind, size=11)
        sheet.arrow((554, top + 24), (590, top + 24))
    sheet.box(404, 336, 150, 48, "DMC", ("$4010-$4013, samples",), size=11)
    sheet.arrow((554, 360), (590, 360))
    sheet.box(590, 104, 88, 280, "mixer", ("two ladders", "of resistors:", "not linear"), size=11)
    sheet.arrow((678, 244), (700, 244))
    sheet.box(
        700,
        154,
        88,
        180,
        "filters",
        ("band-limited", "steps, then", "90, 440 Hz", "high-pass,", "14 kHz", "low-pass"),
        size=11,
    )
    sheet.arrow((788, 244), (826, 244))
    sheet.box(826, 208, 118, 72, "samples", ("sound card,", ".wav, .flac"), size=11)
    sheet.arrow((275, 210), (275, 270), (360, 270), (360, 424), (826, 424))
    sheet.box(826, 400, 118, 48, ".vgm, .nsf", ("the writes",), size=11)
    return sheet
