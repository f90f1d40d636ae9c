"""Small pictures for tests."""

import io

from PIL import Image


def jpeg(width: int = 320, height: int = 200) -> bytes:
    """A real JPEG of this size."""
    return encoded("JPEG", width, height)


def encoded(kind: str, width: int = 320, height: int = 200) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(out, kind)
    return out.getvalue()
