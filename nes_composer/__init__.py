"""A latent-space composer for the Nintendo Entertainment System's sound chip."""

__version__ = "0.1.0"
