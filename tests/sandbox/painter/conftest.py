import io

import numpy as np
import pytest
from PIL import Image

from studio.sandbox.painter import paint


def decoded(*args, **kwargs):
    return Image.open(io.BytesIO(paint(*args, **kwargs))).convert("RGB")


@pytest.fixture(scope="session")
def painted():
    """`painted(prompt, width, height, ...)`: the decoded picture."""
    return decoded


@pytest.fixture(scope="session")
def difference():
    """How far two pictures of the same size are apart, mean absolute difference in 0..255."""

    def measure(one, other):
        return float(np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).mean())

    return measure


@pytest.fixture(scope="session")
def warmth():
    """Mean red minus mean blue."""

    def measure(picture):
        red, _, blue = np.asarray(picture, np.float32).reshape(-1, 3).mean(0)
        return float(red - blue)

    return measure
