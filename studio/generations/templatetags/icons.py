"""The icons of the pages: our names, and their names in Lucide.

`python -m studio.generations.templatetags.icons` writes templates/components/sprite.html from lucide-static.
"""

import re
import textwrap
from pathlib import Path

ICONS = {
    "add-image": "image-plus",
    "alert": "circle-alert",
    "at": "at-sign",
    "back": "arrow-left",
    "bell": "bell",
    "calendar": "calendar",
    "chart": "chart-column",
    "check": "check",
    "chev": "chevron-down",
    "chev-l": "chevron-left",
    "chev-r": "chevron-right",
    "clock": "clock-4",
    "code": "code",
    "copy": "copy",
    "crop": "ratio",
    "desktop": "monitor-dot",
    "download": "download",
    "drop": "droplets",
    "expand": "maximize",
    "eye": "eye",
    "eye-off": "eye-off",
    "filter": "list-filter",
    "flag": "flag",
    "fwd": "arrow-right",
    "gauge": "gauge",
    "grip": "grip-vertical",
    "hash": "hash",
    "heart": "heart",
    "history": "history",
    "image": "image",
    "images": "images",
    "inbox": "inbox",
    "info": "info",
    "key": "key-round",
    "keyboard": "keyboard",
    "link": "link",
    "lock": "lock",
    "login": "log-in",
    "logout": "log-out",
    "mail": "mail",
    "minus": "minus",
    "monitor": "monitor",
    "more": "ellipsis",
    "moon": "moon",
    "no": "circle-x",
    "ok": "circle-check",
    "pencil": "pencil",
    "plus": "plus",
    "remix": "repeat-2",
    "retry": "rotate-cw",
    "search": "search",
    "send": "send",
    "settings": "settings",
    "share": "share-2",
    "shield": "shield-check",
    "size-l": "square",
    "size-m": "grid-2x2",
    "size-s": "grid-3x3",
    "sparkle": "sparkles",
    "stack": "gallery-horizontal-end",
    "star": "star",
    "sun": "sun",
    "swap": "arrow-left-right",
    "tag": "tag",
    "text": "type",
    "trash": "trash-2",
    "up": "arrow-up",
    "updown": "chevrons-up-down",
    "user": "user",
    "users": "users",
    "warn": "triangle-alert",
    "x": "x",
    "zip": "file-archive",
}
CUSTOM_ICONS = {
    "mark": (
        '<path d="M12 21c-4.6-1.2-7-4.3-7-8.6C5 8 8 4.6 12 3c4 1.6 7 5 7 9.4 0 4.3-2.4 7.4-7 8.6Z"/>\n'
        '<path d="M12 21c-1.5-3.2-1.5-6.4 0-9.6 1.7-1 3.4-1.3 5.2-.9"/>'
    )
}
NAMES = frozenset(ICONS) | frozenset(CUSTOM_ICONS)


def svg_shapes(svg: str) -> str:
    """The shapes inside an SVG file, one per line."""
    inner = svg.partition("<svg")[2].partition(">")[2].rpartition("</svg>")[0]
    return re.sub(r"\s*/>", "/>", re.sub(r">\s+<", ">\n<", inner.strip()))


def symbol(name: str, shapes: str) -> str:
    """One `<symbol>`; a long path is wrapped at its spaces, where SVG also accepts line breaks."""
    lines = [
        part for shape in shapes.split("\n") for part in textwrap.wrap(shape, 110, break_on_hyphens=False)
    ]
    inner = "".join(f"  {line}\n" for line in lines)
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">\n{inner}</symbol>\n'


def sprite(folder: Path) -> str:
    """The complete sprite, from Lucide's folder of SVG files and our own mark."""
    shapes = {
        name: svg_shapes((folder / f"{lucide_name}.svg").read_text("utf-8"))
        for name, lucide_name in ICONS.items()
    }
    symbols = "".join(symbol(name, icon_shapes) for name, icon_shapes in (shapes | CUSTOM_ICONS).items())
    return (
        "{# Written by templatetags/icons.py. Icons: Lucide (ISC licence); the mark is ours. #}\n"
        f'<svg class="sprite" aria-hidden="true" width="0" height="0">\n{symbols}</svg>\n'
    )


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[3]
    page = sprite(root / "node_modules" / "lucide-static" / "icons")
    (root / "templates" / "components" / "sprite.html").write_text(page, "utf-8")
