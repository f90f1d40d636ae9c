"""What Lighthouse says of the three pages that people live in, with sixty pictures of their own.

Its scores are of a hundred; the table shows the points that the worst of three categories lost, on a phone and at a
desktop.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

from bench.place import Place, wait_until_over
from bench.rows import Row
from tests.browser.chrome import NAMES

HERE = Path(__file__).parent
RUNS, IMAGES = 4, 15
FORMS = ("phone", "desktop")
MOST_LOST = 5  # points of a hundred
SECONDS = 600.0


def run(place: Place, *, runs: int = RUNS, pages: int = 3, forms: Sequence[str] = FORMS) -> list[Row]:
    """Raises RuntimeError when Lighthouse or Chromium is not there."""
    browser = next(filter(None, map(which, NAMES)), None)
    if browser is None or not (HERE / "node_modules").exists():
        raise RuntimeError("Lighthouse is measured by `make bench`, which installs it, and needs Chromium.")
    with place.studio() as studio:
        from bench import people
        from studio.generations.models import Image

        person = people.person()
        for _ in range(runs):
            people.start(person, images=IMAGES, picture="2k")
        wait_until_over()
        session = people.browser(person, studio.url).cookies["sessionid"]
        newest = Image.objects.filter(generation__owner=person).latest("pk")
        paths = ("/", "/gallery/", f"/images/{newest.pk}/")[:pages]
        return [
            _row(line)
            for line in _measure(session, browser, [f"{studio.url}{path}" for path in paths], forms)
        ]


def _measure(session: str, browser: str, pages: list[str], forms: Sequence[str]) -> list[str]:
    command = ["node", str(HERE / "measure.mjs"), session, browser, ",".join(forms), *pages]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=SECONDS, check=True)
    return done.stdout.splitlines()


def _row(line: str) -> Row:
    """Of one page and form; what costs points is printed beside the table."""
    result = json.loads(line)
    name = urlsplit(result["url"]).path
    print(
        f"Lighthouse, {name} on a {result['form']}: {result['scores']}; {', '.join(result['lost'])}",
        file=sys.stderr,
    )
    lost = 100 - min(result["scores"].values())
    return Row.within(f"Lighthouse {name} on a {result['form']}", lost, goal=MOST_LOST, unit="lost")
