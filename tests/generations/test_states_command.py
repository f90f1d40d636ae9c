"""`manage.py states`, and the tables in docs/developers.md that it prints."""

import io
from pathlib import Path

from django.core.management import call_command

DOCS = Path(__file__).parents[2] / "docs" / "developers.md"


def command_output() -> str:
    out = io.StringIO()
    call_command("states", stdout=out)
    return out.getvalue().strip()


def test_the_command_prints_what_may_follow_each_state():
    assert "| `queued` | `sending`, `cancelled`, `failed` |" in command_output()
    assert "| `cancelled` | final |" in command_output()


def test_the_tables_in_the_documentation_are_what_the_command_prints():
    assert command_output() in DOCS.read_text()
