"""SQL statements that add up runs and their images."""

from studio.generations.states import BILLED

KEY = "day, owner_id, team_id, provider, model, currency"
SUMS = (
    "runs", "asked", "billed", "failed", "not_produced", "lost", "unknown", "kept", "micros", "tokens",
    "provider_images", "provider_tokens", "unreported",
)  # fmt: skip
COLUMNS = f"{KEY}, {', '.join(SUMS)}, failures"
ADDED_SUMS = ", ".join(f"sum({name})::bigint AS {name}" for name in SUMS)
SIGNED_SUMS = ", ".join(f"sum(sign * {name})::bigint AS {name}" for name in SUMS)
"""The sums of rows with a sign."""
_BILLED = ", ".join(f"'{state}'" for state in BILLED)

# An image counts for the run that created it, not for a later owner, who did not spend the money.
_SLOTS = f"""
SELECT count(*) FILTER (WHERE image.state IN ({_BILLED})) AS billed,
       count(*) FILTER (WHERE image.state = 'failed') AS failed,
       count(*) FILTER (WHERE image.state = 'not_produced') AS not_produced,
       count(*) FILTER (WHERE image.state = 'lost') AS lost,
       count(*) FILTER (WHERE image.state = 'unknown') AS unknown,
       count(*) FILTER (WHERE image.state IN ({_BILLED}) AND (
           image.downloaded_at IS NOT NULL OR image.review IN ('approved', 'released')
           OR EXISTS (SELECT FROM gallery_favourite mark WHERE mark.image_id = image.id)
           OR EXISTS (SELECT FROM gallery_collectionimage place WHERE place.image_id = image.id)
       )) AS kept
FROM generations_image image WHERE image.generation_id = run.id
"""
_FAILURES = """
SELECT jsonb_object_agg(code, images) FROM (
    SELECT coalesce(nullif(image.error_code, ''), run.error_code) AS code, count(*) AS images
    FROM generations_image image WHERE image.generation_id = run.id AND image.state = 'failed' GROUP BY 1
) counted
"""

_RUNS = f"""
SELECT run.id AS run_id, run.day, run.owner_id, run.team_id, run.provider, run.model, run.currency,
       1 AS runs, coalesce(run.max_images, 1) AS asked, slots.*, run.price * slots.billed AS micros, run.tokens,
       coalesce(run.usage_images, slots.billed) AS provider_images,
       coalesce(run.usage_tokens, run.tokens) AS provider_tokens,
       CASE WHEN run.usage_tokens IS NULL AND slots.billed > 0 THEN 1 ELSE 0 END AS unreported,
       CASE WHEN slots.failed > 0 THEN ({_FAILURES}) ELSE '{{}}' END AS failures
FROM generations_generation run CROSS JOIN LATERAL ({_SLOTS}) slots
"""

_ADDED_FAILURES = """
SELECT jsonb_object_agg(code, images) FROM (
    SELECT failure.key AS code, sum(one.sign * failure.value::bigint) AS images
    FROM unnest(array_agg(sign) FILTER (WHERE failures <> '{}'), array_agg(failures) FILTER (WHERE failures <> '{}'))
        AS one (sign, failures), jsonb_each_text(one.failures) AS failure
    GROUP BY failure.key HAVING sum(one.sign * failure.value::bigint) > 0
) counted
"""
ADDED = f"{KEY}, {SIGNED_SUMS}, coalesce(({_ADDED_FAILURES}), '{{}}') AS failures"
"""Selects `COLUMNS` grouped by `KEY`, from rows with a sign."""

TAKE_CHANGES = """
DELETE FROM usage_changedrun WHERE id IN (SELECT id FROM usage_changedrun ORDER BY id LIMIT %(limit)s)
RETURNING run_id
"""
DELETE_RUNS = "DELETE FROM usage_usagerun WHERE run_id = ANY(%(runs)s) RETURNING day, owner_id"
INSERT_RUNS = f"""
INSERT INTO usage_usagerun (run_id, {COLUMNS}) {_RUNS} WHERE run.id = ANY(%(runs)s) RETURNING day, owner_id
"""
_OF_THE_DAYS = "(day, owner_id) IN (SELECT * FROM unnest(%(days)s::date[], %(owners)s::bigint[]))"
DELETE_DAYS = f"DELETE FROM usage_usageday WHERE {_OF_THE_DAYS}"
INSERT_DAYS = f"""
INSERT INTO usage_usageday ({COLUMNS})
SELECT {ADDED} FROM (SELECT 1 AS sign, * FROM usage_usagerun WHERE {_OF_THE_DAYS}) runs GROUP BY {KEY}
"""

# Whether a run has ended, has no image left to fetch, and was counted differently by the provider.
_COUNTED = """
SELECT run.id, run.finished_at IS NOT NULL AND run.usage_tokens IS NOT NULL
       AND (used.billed, used.tokens) <> (used.provider_images, used.provider_tokens)
       AND NOT EXISTS (
           SELECT FROM generations_image image WHERE image.generation_id = run.id AND image.state = 'announced'
       ) AS differs,
       used.billed AS images, used.tokens, used.provider_images, used.provider_tokens
FROM usage_usagerun used JOIN generations_generation run ON run.id = used.run_id
WHERE used.run_id = ANY(%(runs)s)
"""

# Closed mismatches stay; an open one whose counts agree by now is deleted.
MISMATCHES = f"""
WITH counted AS ({_COUNTED}), agreeing AS (
    DELETE FROM usage_usagemismatch found USING counted
    WHERE found.run_id = counted.id AND found.closed_at IS NULL AND NOT counted.differs
)
INSERT INTO usage_usagemismatch (run_id, found_at, images, tokens, provider_images, provider_tokens, note)
SELECT id, now(), images, tokens, provider_images, provider_tokens, '' FROM counted WHERE differs
ON CONFLICT (run_id) DO UPDATE SET images = excluded.images, tokens = excluded.tokens,
    provider_images = excluded.provider_images, provider_tokens = excluded.provider_tokens
WHERE usage_usagemismatch.closed_at IS NULL
"""

_CHANGED = "(SELECT run_id FROM usage_changedrun)"


def days(where: str) -> str:
    """Selects the daily sums: rows of `COLUMNS` with a sign. `where` is a condition on `run`."""
    return f"SELECT 1 AS sign, {COLUMNS} FROM usage_usageday run WHERE {where}"


def changes(where: str) -> str:
    """Selects, for each run changed since, what the days contain of it (sign -1) and its current sums; as `days`."""
    return f"""
        SELECT -1 AS sign, {COLUMNS} FROM usage_usagerun run WHERE run.run_id IN {_CHANGED} AND {where}
        UNION ALL
        SELECT 1, {COLUMNS} FROM ({_RUNS} WHERE run.id IN {_CHANGED} AND {where}) live
    """


def current_days(where: str) -> str:
    """Selects the daily sums with the changes applied: rows of `COLUMNS`."""
    return f"""
        SELECT {ADDED} FROM ({days(where)} UNION ALL {changes(where)}) usage
        GROUP BY {KEY} HAVING sum(sign * runs) > 0 ORDER BY {KEY}
    """
