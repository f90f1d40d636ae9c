"""Reports names that no code, template or dotted name uses: `python -m tests.dead_code`, a part of `make check`.

Vulture reads only Python; what a template or a setting names is in use too.
"""

import re
import sys
from pathlib import Path

from vulture import Vulture
from vulture.config import make_config

ROOT = Path(__file__).parent.parent
WORD = re.compile(r"\b[A-Za-z_]\w*\b")
DOTTED = re.compile(r"\w+(?:\.\w+)+(?::\w+)?")
KINDS = {"class", "function", "import", "method", "property"}
"""Not variables: most that seem unused are columns of a table, or options that Django reads."""


def template_names() -> set[str]:
    """The words inside the tags of all templates."""
    texts = [path.read_text() for path in (ROOT / "templates").rglob("*") if path.is_file()]
    tags = re.findall(r"\{[{%].*?[%}]\}", "\n".join(texts), re.DOTALL)
    return {word for tag in tags for word in WORD.findall(tag)}


def dotted_names() -> set[str]:
    """The last parts of dotted names, as in `MIDDLEWARE`, and of `module:function`."""
    texts = [path.read_text() for path in (ROOT / "studio").rglob("*.py")]
    quoted = [text for text in re.findall(r'"([^"\n]+)"', "\n".join(texts)) if DOTTED.fullmatch(text)]
    return {re.split(r"[.:]", text)[-1] for text in quoted}


def main() -> int:
    config = make_config([])
    vulture = Vulture(ignore_names=config["ignore_names"], ignore_decorators=config["ignore_decorators"])
    vulture.scavenge([str(ROOT / path) for path in config["paths"]], exclude=config["exclude"])
    vulture.used_names |= template_names() | dotted_names()
    unused = [item for item in vulture.get_unused_code(config["min_confidence"]) if item.typ in KINDS]
    for item in unused:
        print(item.get_report())
    return 1 if unused else 0


if __name__ == "__main__":
    sys.exit(main())
