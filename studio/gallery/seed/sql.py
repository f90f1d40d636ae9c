"""The statements that create the rows. `dice(number, throw)` is a deterministic random number for a row."""

TABLES = """
DROP TABLE IF EXISTS seed_people, seed_tags, seed_prompts, seed_pictures, seed_sizes, seed_runs, seed_images;
CREATE TEMP TABLE seed_people (team_no int, no int, person bigint, team bigint) ON COMMIT DROP;
CREATE TEMP TABLE seed_tags (team bigint, no int, tag bigint, word text) ON COMMIT DROP;
CREATE TEMP TABLE seed_prompts (no int PRIMARY KEY, prompt text, text_vector tsvector) ON COMMIT DROP;
CREATE TEMP TABLE seed_pictures (ratio int, no int, file text, thumbnail text, bytes bigint, sha256 text)
    ON COMMIT DROP;
CREATE TEMP TABLE seed_sizes (ratio int, is_4k bool, width int, height int) ON COMMIT DROP;
CREATE OR REPLACE FUNCTION pg_temp.dice(number bigint, throw int) RETURNS bigint LANGUAGE sql IMMUTABLE
    AS 'SELECT hashint8extended(number, throw) & 2147483647';
"""

# Of eight images two are single, two are a pair, and four a group. A quarter is in the first team, so that galleries
# differ in size. A fifth is private. Some people make more than others. Clicks continue after the newest existing run.
RUNS = """
CREATE TEMP TABLE seed_runs ON COMMIT DROP AS
WITH beginning AS (
    SELECT coalesce(max(id), 0) AS last, greatest(max(created), now() - interval '3 years') AS first
    FROM generations_generation
), runs AS (
    SELECT no, last + no AS id, first + (now() - first) * (no::float8 / (%(images)s / 2 + 4)) AS created
    FROM beginning, generate_series(1, (%(images)s + 7) / 8 * 4) AS no
)
SELECT runs.no, runs.id, runs.created, (runs.created AT TIME ZONE %(zone)s)::date AS day,
       people.person, people.team_no, CASE WHEN pg_temp.dice(runs.id, 1) %% 5 > 0 THEN people.team END AS team,
       prompts.prompt, prompts.text_vector, sizes.ratio, sizes.width, sizes.height
FROM runs
JOIN seed_people people
    ON people.team_no =
        CASE WHEN pg_temp.dice(runs.id, 2) %% 4 = 0 THEN 0 ELSE pg_temp.dice(runs.id, 3) %% %(teams)s END
    AND people.no = least(pg_temp.dice(runs.id, 4) %% %(members)s, pg_temp.dice(runs.id, 5) %% %(members)s)
JOIN seed_prompts prompts ON prompts.no = pg_temp.dice(runs.id, 6) %% %(prompts)s
JOIN seed_sizes sizes
    ON sizes.ratio = pg_temp.dice(runs.id, 7) %% %(ratios)s AND sizes.is_4k = (pg_temp.dice(runs.id, 8) %% 5 = 0)
"""

IMAGES = """
CREATE TEMP TABLE seed_images ON COMMIT DROP AS
WITH numbers AS (
    SELECT coalesce((SELECT max(id) FROM generations_image), 0) + no AS id,
           (no - 1) / 8 * 4 + (ARRAY[1, 2, 3, 3, 4, 4, 4, 4])[(no - 1) %% 8 + 1] AS run,
           (ARRAY[0, 0, 0, 1, 0, 1, 2, 3])[(no - 1) %% 8 + 1] AS index
    FROM generate_series(1, %(images)s) AS no
)
SELECT numbers.id, numbers.index, runs.id AS run, runs.person, runs.team, runs.created, runs.day,
       runs.width, runs.height, pictures.file, pictures.thumbnail, pictures.bytes, pictures.sha256, tags.tag,
       CASE WHEN tags.tag IS NULL THEN runs.text_vector
            ELSE runs.text_vector || array_to_tsvector(ARRAY[tags.word]) END AS text_vector,
       CASE WHEN pg_temp.dice(numbers.id, 13) %% 33 = 0 THEN beside.person END AS favourited_by,
       CASE WHEN pg_temp.dice(numbers.id, 14) %% 20 = 0 THEN beside.person END AS rater,
       pg_temp.dice(numbers.id, 15) %% 5 + 1 AS stars
FROM numbers
JOIN seed_runs runs ON runs.no = numbers.run
JOIN seed_pictures pictures
    ON pictures.ratio = runs.ratio AND pictures.no = pg_temp.dice(numbers.id, 10) %% %(pictures)s
JOIN seed_people beside ON beside.team_no = runs.team_no
    AND CASE WHEN runs.team IS NULL THEN beside.person = runs.person
             ELSE beside.no = pg_temp.dice(numbers.id, 12) %% %(members)s END
LEFT JOIN seed_tags tags ON tags.team = runs.team AND pg_temp.dice(numbers.id, 11) %% 10 = 0
    AND tags.no = least(pg_temp.dice(numbers.id, 16) %% %(tags)s, pg_temp.dice(numbers.id, 17) %% %(tags)s)
"""

LEDGER = """
INSERT INTO generations_generation (
    id, owner_id, team_id, submission, prompt, text_vector, size, max_images, watermark, optimize_prompt, provider,
    model, price, currency, state, created, day, updated, attempts, sent_at, finished_at, request_id, error_code,
    error_message, usage_images, usage_tokens, tokens, spent
)
SELECT runs.id, person, team, gen_random_uuid(), prompt, text_vector, width || 'x' || height, nullif(made.count, 1),
       false, '', 'sandbox', %(model)s, %(price)s, %(currency)s, 'completed', created, day,
       created + interval '20 seconds', 1, created + interval '1 second', created + interval '20 seconds', '', '', '',
       made.count, made.count * width * height / 256, made.count * width * height / 256,
       made.count * %(price)s
FROM seed_runs runs
JOIN (SELECT run, count(*) FROM seed_images GROUP BY run) made ON made.run = runs.id
ORDER BY runs.id
"""

SLOTS = """
INSERT INTO generations_image (
    id, generation_id, owner_id, team_id, index, state, updated, link, announced_size, error_code, error_message,
    fetch_attempts, fetch_error, width, height, pixels, file, thumbnail, bytes, sha256, stored_at, day, text_vector,
    rating, ratings
)
SELECT id, run, person, team, index, 'stored', created + interval '20 seconds', '', width || 'x' || height, '', '',
       0, '', width, height, width::bigint * height, file, thumbnail, bytes, sha256, created + interval '20 seconds',
       day, text_vector, CASE WHEN rater IS NULL THEN 0 ELSE stars END, CASE WHEN rater IS NULL THEN 0 ELSE 1 END
FROM seed_images ORDER BY id
"""

TAGGED = """
INSERT INTO gallery_imagetag (tag_id, image_id) SELECT tag, id FROM seed_images WHERE tag IS NOT NULL ORDER BY id
"""

FAVOURITES = """
INSERT INTO gallery_favourite (user_id, image_id)
SELECT favourited_by, id FROM seed_images WHERE favourited_by IS NOT NULL ORDER BY id
"""

RATINGS = """
INSERT INTO gallery_rating (user_id, image_id, stars)
SELECT rater, id, stars FROM seed_images WHERE rater IS NOT NULL ORDER BY id
"""

PERIODS = """
INSERT INTO budgets_budgetperiod AS period (team_id, user_id, month, currency, is_sandbox, spent)
SELECT subject.team, subject.person, date_trunc('month', run.day)::date, run.currency, true, sum(run.spent)
FROM generations_generation run
JOIN seed_runs ON seed_runs.id = run.id
CROSS JOIN LATERAL (VALUES (NULL::bigint, run.owner_id), (run.team_id, NULL)) subject (team, person)
WHERE subject.team IS NOT NULL OR subject.person IS NOT NULL
GROUP BY 1, 2, 3, 4
ON CONFLICT (team_id, user_id, month, currency, is_sandbox) DO UPDATE SET spent = period.spent + excluded.spent
"""

SEQUENCES = (
    "SELECT setval(pg_get_serial_sequence('generations_generation', 'id'), max(id)) FROM generations_generation",
    "SELECT setval(pg_get_serial_sequence('generations_image', 'id'), max(id)) FROM generations_image",
)
"""Moves the id sequences past the inserted ids."""
