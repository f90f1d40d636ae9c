"""The files of `examples/`, which the page shows and the tests run: by topic, and by the language that they are in."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from studio.api.docs.highlight import highlight

FOLDER = Path(__file__).with_name("examples")
ORIGIN = "https://studio.example"
"""Stands in the files for the studio's own address; programs read it from the environment instead."""
LANGUAGES = {"curl": "curl", "python": "Python", "node": "Node.js", "ark": "Ark SDK"}
ENDINGS = {"curl": ".sh", "python": ".py", "node": ".mjs", "ark": "_ark.py"}
TOPICS = ("create", "edit", "group", "stream", "repeat", "errors", "read", "verify")
CLIENTS: dict[str, tuple[str | Promise, str | Promise]] = {
    "mcp_claude_code.sh": ("Claude Code", _("In a terminal")),
    "mcp_claude_desktop.json": ("Claude Desktop", "claude_desktop_config.json"),
    "mcp_cursor.json": ("Cursor", "~/.cursor/mcp.json"),
    "mcp_vscode.json": ("VS Code", ".vscode/mcp.json"),
    "mcp_codex.toml": ("Codex", "~/.codex/config.toml"),
    "mcp_other.json": (_("Other clients"), "mcp.json"),
}
"""Settings of clients of the Model Context Protocol: whose, and where they belong."""
OTHERS: dict[str, tuple[str, str | Promise]] = {
    "settings": ("settings.sh", ""),
    "response": ("response.json", _("Response")),
    "events": ("stream.txt", _("Response")),
    "error": ("error.json", _("Response")),
    "run_ended": ("run_ended.json", ""),
}
"""By topic: what every reader sees, whatever the language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One file. `languages` has those in which readers see it, separated by spaces; empty: all readers."""

    file: str
    text: str
    languages: str = ""
    title: str | Promise = ""
    place: str | Promise = ""

    @property
    def code(self) -> SafeString:
        return highlight(self.text)

    @property
    def id(self) -> str:
        return self.file.replace(".", "-")


def examples() -> dict[str, list[Example]]:
    """All that the page shows, by topic."""
    programs = {topic: _programs(topic) for topic in TOPICS}
    clients = [_example(file, title=title, place=place) for file, (title, place) in CLIENTS.items()]
    others = {topic: [_example(file, title=title)] for topic, (file, title) in OTHERS.items()}
    return programs | others | {"clients": clients}


def _programs(topic: str) -> list[Example]:
    """One for each language; where there is none, its readers see the one in Python."""
    found = {name: FOLDER / f"{topic}{ending}" for name, ending in ENDINGS.items()}
    files = {name: path.name if path.exists() else f"{topic}.py" for name, path in found.items()}
    return [_example(file, languages=_readers(files, file)) for file in dict.fromkeys(files.values())]


def _readers(files: dict[str, str], file: str) -> str:
    return " ".join(name for name, of_language in files.items() if of_language == file)


def _example(file: str, *, languages: str = "", **about: str | Promise) -> Example:
    text = (FOLDER / file).read_text("utf-8").replace(ORIGIN, settings.PUBLIC_URL).rstrip()
    return Example(file=file, text=text, languages=languages, **about)
