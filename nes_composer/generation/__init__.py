"""The model process and its client: requests and results over a pipe."""
