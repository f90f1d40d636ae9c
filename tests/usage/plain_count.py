"""Usage counted naively over all runs and images, to compare with the usage that the studio reports."""

import json
from collections import Counter
from datetime import date
from typing import Any

from django.db import connection

from studio.gallery.models import CollectionImage, Favourite
from studio.generations.models import Generation, Image
from studio.generations.states import BILLED
from studio.usage import sql

ALWAYS = {"since": date(1, 1, 1), "until": date(9999, 1, 1)}
Counted = dict[tuple[Any, ...], tuple[dict[str, int], dict[str, int]]]
"""The sums and the failures, by what `sql.KEY` names."""


def plain_count() -> Counted:
    counted: Counted = {}
    for run in Generation.objects.prefetch_related("images"):
        key = (run.day, run.owner_id, run.team_id, run.provider, run.model, run.currency)
        sums, failures = counted.setdefault(key, (Counter(dict.fromkeys(sql.SUMS, 0)), Counter()))
        sums.update(_sums(run))
        failures.update(i.error_code or run.error_code for i in run.images.all() if i.state == "failed")
    return counted


def _sums(run: Generation) -> dict[str, int]:
    states = Counter(image.state for image in run.images.all())
    billed = sum(states[state] for state in BILLED)
    return {
        "runs": 1,
        "asked": run.max_images or 1,
        "billed": billed,
        **{state: states[state] for state in ("failed", "not_produced", "lost", "unknown")},
        "kept": sum(_is_kept(image) for image in run.images.all()),
        "micros": run.spent,
        "tokens": run.tokens,
        "provider_images": billed if run.usage_images is None else run.usage_images,
        "provider_tokens": run.tokens if run.usage_tokens is None else run.usage_tokens,
        "unreported": int(run.usage_tokens is None and billed > 0),
    }


def _is_kept(image: Image) -> bool:
    return image.state in BILLED and (
        image.downloaded_at is not None
        or image.review in ("approved", "released")
        or Favourite.objects.filter(image=image).exists()
        or CollectionImage.objects.filter(image=image).exists()
    )


def current_usage() -> Counted:
    """The usage that pages and exports show."""
    width, sums = len(sql.KEY.split(", ")), len(sql.SUMS)
    with connection.cursor() as cursor:
        cursor.execute(sql.current_days("run.day BETWEEN %(since)s AND %(until)s"), ALWAYS)
        return {
            row[:width]: (
                dict(zip(sql.SUMS, row[width : width + sums], strict=True)),
                json.loads(row[-1]),
            )
            for row in cursor.fetchall()
        }
