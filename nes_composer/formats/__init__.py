"""One module per file format, and a registry by extension."""
