"""Values as the cells of a CSV file that people open in a spreadsheet."""

from typing import Any

_FORMULA = ("=", "+", "-", "@", "|", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What spreadsheets begin a formula with, also in full width, or what hides such a beginning."""


def csv_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
