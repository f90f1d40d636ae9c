"""The row height of the gallery that the user has chosen."""

import re

from django.http import HttpRequest

SMALLEST, LARGEST = 0.6, 1.7


def density(request: HttpRequest) -> float:
    """The slider's value stored in this browser (`density.js`); 1 by default."""
    kept = request.COOKIES.get("density", "")
    return min(max(float(kept), SMALLEST), LARGEST) if re.fullmatch(r"[012](\.\d{1,2})?", kept) else 1.0
