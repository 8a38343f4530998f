"""Playing a score live: the audio process, its engine and its sinks."""
