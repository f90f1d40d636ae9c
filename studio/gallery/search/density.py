"""How large somebody has the rows of the gallery."""

import re

from django.http import HttpRequest

SMALLEST, LARGEST = 0.6, 1.7


def density(request: HttpRequest) -> float:
    """What the slider has kept in this browser (`density.js`); 1 where it has not been moved."""
    kept = request.COOKIES.get("density", "")
    return min(max(float(kept), SMALLEST), LARGEST) if re.fullmatch(r"[012](\.\d{1,2})?", kept) else 1.0
