"""The statements that add up runs and their images. `{where}` says which runs, of the table `run`."""

from studio.generations.states import BILLED

KEY = "day, owner_id, team_id, provider, model, currency"
SUMS = (
    "runs", "asked", "billed", "failed", "not_produced", "lost", "unknown", "kept", "micros", "tokens",
    "provider_images", "provider_tokens", "unreported",
)  # fmt: skip
_BILLED = ", ".join(f"'{state}'" for state in BILLED)

# An image is counted in the run that made it: whoever was given it later did not use the money.
SLOTS = f"""
slots AS (
    SELECT image.generation_id AS run_id,
           count(*) FILTER (WHERE image.state IN ({_BILLED})) AS billed,
           count(*) FILTER (WHERE image.state = 'failed') AS failed,
           count(*) FILTER (WHERE image.state = 'not_produced') AS not_produced,
           count(*) FILTER (WHERE image.state = 'lost') AS lost,
           count(*) FILTER (WHERE image.state = 'unknown') AS unknown,
           count(*) FILTER (WHERE image.state IN ({_BILLED}) AND (
               image.downloaded_at IS NOT NULL OR image.review IN ('approved', 'released')
               OR EXISTS (SELECT FROM gallery_favourite mark WHERE mark.image_id = image.id)
               OR EXISTS (SELECT FROM gallery_collectionimage place WHERE place.image_id = image.id)
           )) AS kept
    FROM generations_image image JOIN generations_generation run ON run.id = image.generation_id
    WHERE {{where}} GROUP BY image.generation_id
)
"""

DAYS = f"""
WITH {SLOTS}, codes AS (
    SELECT {KEY}, jsonb_object_agg(code, count) AS failures
    FROM (
        SELECT run.day, run.owner_id, run.team_id, run.provider, run.model, run.currency,
               coalesce(nullif(image.error_code, ''), run.error_code) AS code, count(*)
        FROM generations_image image JOIN generations_generation run ON run.id = image.generation_id
        WHERE image.state = 'failed' AND {{where}} GROUP BY 1, 2, 3, 4, 5, 6, 7
    ) counted GROUP BY {KEY}
), summed AS (
    SELECT {KEY}, count(*) AS runs, sum(coalesce(run.max_images, 1)) AS asked,
           coalesce(sum(slots.billed), 0) AS billed, coalesce(sum(slots.failed), 0) AS failed,
           coalesce(sum(slots.not_produced), 0) AS not_produced, coalesce(sum(slots.lost), 0) AS lost,
           coalesce(sum(slots.unknown), 0) AS unknown, coalesce(sum(slots.kept), 0) AS kept,
           coalesce(sum(run.price * slots.billed), 0) AS micros, sum(run.tokens) AS tokens,
           sum(coalesce(run.usage_images, slots.billed, 0)) AS provider_images,
           sum(coalesce(run.usage_tokens, run.tokens)) AS provider_tokens,
           count(*) FILTER (WHERE run.usage_tokens IS NULL AND slots.billed > 0) AS unreported
    FROM generations_generation run LEFT JOIN slots ON slots.run_id = run.id
    WHERE {{where}} GROUP BY {KEY}
)
SELECT summed.*, coalesce(codes.failures, '{{{{}}}}'::jsonb) AS failures
FROM summed LEFT JOIN codes
    ON (codes.day, codes.owner_id, codes.provider, codes.model, codes.currency)
        = (summed.day, summed.owner_id, summed.provider, summed.model, summed.currency)
    AND codes.team_id IS NOT DISTINCT FROM summed.team_id
"""
"""Rows of `UsageDay`, in the order of `COLUMNS`."""
COLUMNS = f"{KEY}, {', '.join(SUMS)}, failures"

# What finished and was counted otherwise by the provider. What somebody has closed stays as it is.
MISMATCHES = f"""
WITH {SLOTS}, counted AS (
    SELECT run.id, coalesce(slots.billed, 0) AS images, run.tokens,
           coalesce(run.usage_images, slots.billed, 0) AS provider_images, run.usage_tokens AS provider_tokens
    FROM generations_generation run LEFT JOIN slots ON slots.run_id = run.id
    WHERE {{where}} AND run.usage_tokens IS NOT NULL AND run.finished_at IS NOT NULL
)
INSERT INTO usage_usagemismatch (run_id, found_at, images, tokens, provider_images, provider_tokens, note)
SELECT id, now(), images, tokens, provider_images, provider_tokens, '' FROM counted
WHERE (images, tokens) <> (provider_images, provider_tokens)
ON CONFLICT (run_id) DO UPDATE SET images = excluded.images, tokens = excluded.tokens,
    provider_images = excluded.provider_images, provider_tokens = excluded.provider_tokens
WHERE usage_usagemismatch.closed_at IS NULL
"""

# Days without a sum, those with a run that changed after it, and once a day the last quarter: images are kept later.
# A run that was being written while its day was added up is seen an hour later.
STALE_DAYS = """
SELECT days.day::date
FROM generate_series((SELECT min(day) FROM generations_generation), %(yesterday)s::date, '1 day') AS days (day)
LEFT JOIN usage_rolledupday done ON done.day = days.day
WHERE done.day IS NULL
    OR (done.day > %(yesterday)s::date - %(recount_days)s AND done.at < now() - interval '1 day')
    OR EXISTS (
        SELECT FROM generations_generation run
        WHERE run.day = done.day AND run.updated > done.at - interval '10 minutes'
    )
ORDER BY 1
"""
