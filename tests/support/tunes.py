"""A tune that is as it should be, to see what is told of one that is not."""

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR, Score


def plain_tune():
    """Four bars in C: a motif that comes again, triads below it, a bass that ends on the dominant, a beat."""
    bars = ((72, 74, 76, 79), (76, 77, 79, 81), (72, 74, 76, 83), (81, 79, 77, 74))
    roots = (48, 53, 45, 43)
    notes = []
    for bar, (melody, root) in enumerate(zip(bars, roots, strict=True)):
        row = 16 * bar
        for step, pitch in zip((0, 4, 6, 12), melody, strict=True):
            notes += [Note(P1, row + step, 2 if step == 4 else 4, pitch)]
        third = (4, 4, 3, 4)[bar]
        notes += [Note(P2, row + step, 4, root + 12 + (third if step % 8 else 7)) for step in range(0, 16, 4)]
        notes += [Note(TR, row + step, 4, root) for step in range(0, 16, 8)]
        notes += [Note(NO, row + step, 1, 12 if step % 8 else 5) for step in range(0, 16, 4)]
    return draw(Score.silent(64), notes)
