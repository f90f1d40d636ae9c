"""The sandbox's painter: deterministic pictures that answer their prompt, with numpy and Pillow only."""

from .painting import paint

__all__ = ["paint"]
