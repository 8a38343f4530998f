"""The models: how a score becomes tokens, and networks that make scores."""
