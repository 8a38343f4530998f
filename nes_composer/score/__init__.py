"""The score: the notes of a song, as immutable arrays. Imports nothing but numpy."""
