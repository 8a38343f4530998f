"""What happens when a slider moves: three processes, and the times that `docs/measured.json` has."""

import json
from pathlib import Path

from support.drawings.svg import Drawing

MEASURED = Path(__file__).parents[3] / "docs" / "measured.json"


def measured() -> dict[str, float]:
    """Return what `dev.py bench` measured for the docs."""
    found: dict[str, float] = json.loads(MEASURED.read_text(encoding="utf-8"))
    return found


def drawing() -> Drawing:
    """Return who does what, in order."""
    times = measured()
    sheet = Drawing(
        "What happens when a slider moves",
        "The window asks the model process for the score of the new point, merges it with hand edits, repaints the "
        "rolls and hands the song to the sound process, which plays it from the next sample on.",
        960,
        440,
    )
    sheet.text(20, 28, "What happens when a slider moves", size=15, bold=True)
    sheet.text(20, 48, "times: 95 of 100 drags are faster, beside an LSTM that goes on all the time", "dim", 12)
    lanes = (
        ("window", "Qt; never waits"),
        ("model process", "torch; one request at a time"),
        ("sound process", "first, where the system lets it"),
    )
    for number, (name, line) in enumerate(lanes):
        top = 66 + 122 * number
        sheet.rect(12, top, 936, 112, kind="")
        sheet.text(24, top + 22, name, bold=True)
        sheet.text(24, top + 40, line, "dim", 11)
    sheet.box(220, 84, 120, 76, "mouse moves", ("z along the axis;", "newer requests", "replace older"), size=11)
    sheet.arrow((280, 160), (280, 206))
    sheet.box(
        220,
        206,
        240,
        76,
        "decode",
        (
            "z → tokens of all four voices,",
            "one pass; p95 with the way",
            f"there and back {times['decode_p95_ms']:.0f} ms",
        ),
        size=11,
    )
    sheet.arrow((420, 206), (420, 160))
    sheet.box(
        370,
        84,
        190,
        76,
        "merge",
        ("only what the decode", "changed; hand edits, locks", "and strength are kept"),
        size=11,
    )
    sheet.arrow((560, 108), (600, 108))
    sheet.box(
        600,
        84,
        160,
        76,
        "repaint",
        ("the rolls, once;", "since the mouse moved", f"p95 {times['drag_to_repaint_p95_ms']:.0f} ms"),
        size=11,
    )
    sheet.arrow((540, 160), (540, 340), (560, 340))
    sheet.text(550, 250, "the new song, over a pipe", "dim", 11)
    sheet.box(
        560,
        322,
        180,
        84,
        "driver and chip",
        (
            "on from the next sample;",
            "a block of 256 samples",
            f"takes {times['apu_block_p99_fraction']:.1%} of its time",
        ),
        size=11,
    )
    sheet.arrow((740, 364), (772, 364))
    sheet.box(
        772,
        322,
        164,
        84,
        "ring → sound card",
        ("a callback in C; heard", "since the mouse moved", f"p95 {times['drag_to_sound_p95_ms']:.0f} ms"),
        size=11,
    )
    return sheet
