"""Operations on many notes at once: each makes other notes of some, as :mod:`nes_composer.score.bundle` takes them."""
