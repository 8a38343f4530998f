from nes_composer.ui.fuzzy import rank


def best(query, *texts):
    ranks = {text: rank(query, [(text, 1.0)]) for text in texts}
    return max((text for text in texts if ranks[text] is not None), key=lambda text: ranks[text], default=None)


def test_letters_may_be_left_out_but_not_turned_round():
    assert rank("psel", [("Play selection", 1.0)]) is not None
    assert rank("lesp", [("Play selection", 1.0)]) is None


def test_starts_of_words_are_meant_before_letters_within():
    assert best("ps", "Play selection", "Lapses") == "Play selection"


def test_letters_side_by_side_are_meant_before_scattered_ones():
    assert best("mute", "Mute voice", "Move us to the end") == "Mute voice"


def test_the_beginning_is_meant_before_the_end():
    assert best("take", "Take over", "Next take") == "Take over"


def test_a_short_title_is_meant_before_a_long_one():
    assert best("loop", "Loop the choice", "Loop") == "Loop"


def test_every_word_has_to_be_found_somewhere():
    fields = [("Random", 1.0), ("Model", 0.6), ("Move the chosen patterns to random points", 0.3)]
    assert rank("random model", fields) is not None
    assert rank("random file", fields) is None


def test_a_sentence_is_searched_by_beginnings_of_words_only():
    fields = [("Undo", 1.0), ("Take the last step back", 0.3)]
    assert rank("step", fields) is not None
    assert rank("tep", fields) is None


def test_a_title_counts_more_than_a_sentence():
    title = rank("loop", [("Loop", 1.0), ("Repeat the song", 0.3)])
    sentence = rank("loop", [("Ruler", 1.0), ("Shows the loop", 0.3)])
    assert title > sentence


def test_nothing_typed_fits_everything_alike():
    assert rank("", [("Undo", 1.0)]) == rank("  ", [("Redo", 1.0)]) == 0
