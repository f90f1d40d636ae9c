"""Values as the cells of a CSV file that people open in a spreadsheet."""

from typing import Any

_FORMULA = ("=", "+", "-", "@", "|", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Characters that start a formula in spreadsheets, also in full width, and those that can hide such a start."""


def csv_cell(value: Any) -> Any:
    """A cell value that no spreadsheet interprets as a formula."""
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
