"""How well something is meant by a few typed letters."""

from __future__ import annotations

from collections.abc import Sequence

_START, _NEXT, _EARLY = 3.0, 3.5, 1.0


def rank(query: str, fields: Sequence[tuple[str, float]]) -> float | None:
    """Return how well a query fits, the higher the better; None if it does not.

    Parameters
    ----------
    query
        Words, each of which has to be found in one of the fields.
    fields
        Texts and their weights. In the first one letters may be left out between those typed; in the others a word has
        to begin as it was typed, as nearly every few letters occur somewhere in a sentence.
    """
    total = 0.0
    for word in query.casefold().split():
        first, others = fields[0], fields[1:]
        ranks = [_scattered(word, first[0].casefold()) * first[1]]
        ranks += [_beginning(word, text.casefold()) * weight for text, weight in others]
        if max(ranks) <= 0:
            return None
        total += max(ranks)
    return total


def _beginning(word: str, text: str) -> float:
    """Return what a word of the text that begins with this one is worth, 0 if there is none."""
    return (_START + _NEXT * (len(word) - 1)) if any(each.startswith(word) for each in text.split()) else 0.0


def _scattered(word: str, text: str) -> float:
    """Return what the letters of a word are worth in their order: most side by side, at starts, in short texts."""
    best = 0.0
    for start in (index for index, letter in enumerate(text) if letter == word[0]):
        worth, at = _EARLY / (1 + start) + len(word) / len(text), start - 1
        for letter in word:
            place = text.find(letter, at + 1)
            if place < 0:
                return best
            begins = place == 0 or not text[place - 1].isalnum()
            worth += _START if begins else _NEXT if place == at + 1 and letter != word[0] else 0.5
            at = place
        best = max(best, worth)
    return best
