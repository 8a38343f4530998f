from support.jack import jack

__all__ = ["jack"]
