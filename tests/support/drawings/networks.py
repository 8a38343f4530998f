"""The two networks, with the sizes of the checkpoints that ship."""

import json
from pathlib import Path
from typing import Any

from support.drawings.svg import VOICE_KINDS, Drawing

from nes_composer import paths
from nes_composer.models.codec import VOCABULARY
from nes_composer.models.grids import GRIDS
from nes_composer.score.score import VOICES


def described(checkpoint: Path) -> dict[str, Any]:
    """Return what a checkpoint says of itself, without loading its weights."""
    with checkpoint.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        told: dict[str, Any] = json.loads(json.loads(file.read(size))["__metadata__"]["nes_composer"])
    return told


def vae() -> Drawing:
    """Return how four bars become a point, and a point four bars."""
    config = described(paths.default_vae())["config"]
    grid = GRIDS[config["grid"]]
    bars, rows, share = grid.bars, grid.segment_rows, config["latent"] // grid.bars
    sheet = Drawing(
        "The VAE",
        "Each of four bars is read by the same weights, attention lets the bars know of each other, each bar has its "
        "share of the latent point, and the way back is the same in reverse.",
        960,
        404,
    )
    sheet.text(20, 28, "The VAE: a pattern to a point z and back", size=15, bold=True)
    sheet.text(
        20, 48, f"{bars} bars, the same weights for each; all bars at once, so that a slider costs one pass", "dim", 12
    )
    columns = [
        (20, 130, "bar", (f"{rows} rows × {len(VOICES)} voices",)),
        (180, 120, "embedding", (f"sum: {config['width']}",)),
        (460, 110, "share of z", (f"{share} numbers",)),
        (800, 140, "bar", (f"{rows} rows × {len(VOICES)} voices",)),
    ]
    tops = [74 + 72 * bar for bar in range(bars)]
    for bar, top in enumerate(tops):
        for left, width, title, lines in columns:
            sheet.box(left, top, width, 52, f"{title} {bar + 1}" if title == "bar" else title, lines, size=11)
        for start, end in ((150, 180), (300, 330), (430, 460), (570, 600), (700, 730), (770, 800)):
            sheet.arrow((start, top + 26), (end, top + 26))
    height = tops[-1] + 52 - tops[0]
    for left, side in ((330, "encoder"), (600, "decoder")):
        sheet.box(
            left, tops[0], 100, height, side, ("attention", "between", "the bars", f"{config['heads']} heads"), size=11
        )
    sheet.box(730, tops[0], 40, height, "say", size=11)
    sheet.rect(452, tops[0] - 8, 126, height + 16, kind="", edge="accent")
    sheet.text(515, tops[-1] + 76, f"z: {config['latent']} numbers", "accent", 13, "middle", bold=True)
    words = ", ".join(f"{voice} {size}" for voice, size in zip(VOICES, VOCABULARY, strict=True))
    sheet.text(20, 390, f"a token for each row and voice, rest, hold or a note that starts: {words}", "dim", 12)
    return sheet


def lstm() -> Drawing:
    """Return how a row is drawn, voice by voice."""
    config = described(paths.default_lstm())["config"]
    grid = GRIDS[config["grid"]]
    sheet = Drawing(
        "The LSTM",
        "Rows before this one, one, two and four bars back, the place in the pattern and the tempo go into an LSTM; "
        "then the voices of the row are drawn in a chain.",
        960,
        392,
    )
    sheet.text(20, 28, "The LSTM: the next row", size=15, bold=True)
    sheet.text(20, 48, "what it sees, and the chain in which the four voices are drawn", "dim", 12)
    seen = [
        ("the row before", "its four tokens"),
        *((f"{lag} rows back", f"{lag // grid.bar_rows} bar{'s' * (lag > grid.bar_rows)}") for lag in grid.lags),
        ("was it repeated?", "per lag and voice"),
        ("place and tempo", f"row of {grid.pattern_rows}, ticks"),
    ]
    for number, (title, line) in enumerate(seen):
        top = 68 + 50 * number
        sheet.box(20, top, 160, 42, title, (line,), size=11)
        sheet.arrow((180, top + 21), (216, top + 21), (216, 206), (240, 206))
    sheet.box(240, 150, 130, 112, "LSTM", (f"{config['hidden']} units", f"input {config['embedding']}"))
    sheet.arrow((370, 206), (400, 206), (400, 96), (430, 96))
    for number, (voice, kind) in enumerate(zip(VOICES, VOICE_KINDS, strict=True)):
        left = 430 + 130 * number
        sheet.box(left, 74, 104, 44, voice, (f"1 of {VOCABULARY[number] + (number == 0)}",), edge=kind, size=11)
        if number:
            sheet.arrow((left - 26, 96), (left, 96))
            sheet.arrow((400, 206), (left + 52, 206), (left + 52, 120), dashed=True)
    lines = [
        "Each voice is drawn knowing those before it in the same row.",
        "Each can also vote to repeat what stood at one of the lags.",
        "Temperature, top-p, key and seed act on each draw.",
        "The first voice has one token more: the end of the song.",
        "Voices that are locked or off are not drawn but heard.",
    ]
    for number, line in enumerate(lines):
        sheet.text(430, 250 + 24 * number, line, "dim", 12)
    return sheet
