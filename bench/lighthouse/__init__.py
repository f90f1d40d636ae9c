"""Lighthouse scores of the three pages that people use most, with sixty images of their own.

Scores are out of 100; the table shows the points that the worst of three categories lost, on a phone and on a desktop.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

from bench.environment import BenchEnvironment, wait_for_runs
from bench.rows import Row
from tests.browser.chrome import EXECUTABLE_NAMES

HERE = Path(__file__).parent
RUNS, IMAGES = 4, 15
FORM_FACTORS = ("phone", "desktop")
MAX_LOST = 5  # points of a hundred
TIMEOUT = 600.0


def run(
    environment: BenchEnvironment,
    *,
    runs: int = RUNS,
    pages: int = 3,
    form_factors: Sequence[str] = FORM_FACTORS,
) -> list[Row]:
    """Raises RuntimeError when Lighthouse or Chromium is not installed."""
    browser = next(filter(None, map(which, EXECUTABLE_NAMES)), None)
    if browser is None or not (HERE / "node_modules").exists():
        raise RuntimeError("Lighthouse is measured by `make bench`, which installs it, and needs Chromium.")
    with environment.studio() as studio:
        from bench import users
        from studio.generations.models import Image

        user = users.new_user()
        for _ in range(runs):
            users.submit_run(user, images=IMAGES, image="2k")
        wait_for_runs()
        session = users.signed_in_client(user, studio.url).cookies["sessionid"]
        newest = Image.objects.filter(generation__owner=user).latest("pk")
        paths = ("/", "/gallery/", f"/images/{newest.pk}/")[:pages]
        return [
            _row(line)
            for line in _measure(session, browser, [f"{studio.url}{path}" for path in paths], form_factors)
        ]


def _measure(session: str, browser: str, pages: list[str], form_factors: Sequence[str]) -> list[str]:
    command = ["node", str(HERE / "measure.mjs"), session, browser, ",".join(form_factors), *pages]
    completed = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=TIMEOUT, check=True)
    return completed.stdout.splitlines()


def _row(line: str) -> Row:
    """The row of one page and form factor; prints the audits that lost points to stderr."""
    result = json.loads(line)
    name = urlsplit(result["url"]).path
    print(
        f"Lighthouse, {name} on a {result['form']}: {result['scores']}; {', '.join(result['lost'])}",
        file=sys.stderr,
    )
    lost = 100 - min(result["scores"].values())
    return Row.within(f"Lighthouse {name} on a {result['form']}", lost, goal=MAX_LOST, unit="lost")
