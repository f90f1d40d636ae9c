"""Small images for tests."""

import io

from PIL import Image


def jpeg(width: int = 320, height: int = 200) -> bytes:
    """A real JPEG of this size."""
    return encode_image("JPEG", width, height)


def encode_image(kind: str, width: int = 320, height: int = 200) -> bytes:
    buffer = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(buffer, kind)
    return buffer.getvalue()
