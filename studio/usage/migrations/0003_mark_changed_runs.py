"""Marks each run that changes, in the transaction of the change; see `rollup.py`."""

from django.db import migrations

# What `statements.py` reads of a run; and when it ends, since its mismatch is found then.
RUN = (
    "day", "owner_id", "team_id", "provider", "model", "currency", "max_images", "price", "tokens", "usage_images",
    "usage_tokens", "error_code", "finished_at",
)
IMAGE = ("generation_id", "state", "error_code", "review", "downloaded_at")


def _differs(columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"UPDATE OF {', '.join(columns)} ON {{table}} FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))"


# A place that waits for its image counts for nothing.
MARK = f"""
CREATE FUNCTION usage_mark_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO usage_changedrun (run_id) VALUES (coalesce(NEW.id, OLD.id));
    RETURN NULL;
END
$$;
CREATE FUNCTION usage_mark_image() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO usage_changedrun (run_id) VALUES (coalesce(NEW.generation_id, OLD.generation_id));
    RETURN NULL;
END
$$;
CREATE FUNCTION usage_mark_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO usage_changedrun (run_id)
        SELECT generation_id FROM generations_image WHERE id = coalesce(NEW.image_id, OLD.image_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER usage_run AFTER INSERT OR DELETE ON generations_generation
    FOR EACH ROW EXECUTE FUNCTION usage_mark_run();
CREATE TRIGGER usage_run_update AFTER {_differs(RUN).format(table="generations_generation")}
    EXECUTE FUNCTION usage_mark_run();
CREATE TRIGGER usage_image AFTER INSERT ON generations_image
    FOR EACH ROW WHEN (NEW.state <> 'waiting') EXECUTE FUNCTION usage_mark_image();
CREATE TRIGGER usage_image_delete AFTER DELETE ON generations_image
    FOR EACH ROW EXECUTE FUNCTION usage_mark_image();
CREATE TRIGGER usage_image_update AFTER {_differs(IMAGE).format(table="generations_image")}
    EXECUTE FUNCTION usage_mark_image();
CREATE TRIGGER usage_favourite AFTER INSERT OR DELETE ON gallery_favourite
    FOR EACH ROW EXECUTE FUNCTION usage_mark_kept();
CREATE TRIGGER usage_collected AFTER INSERT OR DELETE ON gallery_collectionimage
    FOR EACH ROW EXECUTE FUNCTION usage_mark_kept();
"""
UNMARK = """
DROP FUNCTION usage_mark_run() CASCADE;
DROP FUNCTION usage_mark_image() CASCADE;
DROP FUNCTION usage_mark_kept() CASCADE;
"""
# All are added up by run: until that is done, pages count them as they are.
ALL_CHANGED = "TRUNCATE usage_usageday; INSERT INTO usage_changedrun (run_id) SELECT id FROM generations_generation"


class Migration(migrations.Migration):

    dependencies = [
        ("usage", "0002_usage_by_run"),
        ("generations", "0027_lighter_run_indexes"),
        ("gallery", "0004_bulk"),
    ]

    operations = [
        migrations.RunSQL(MARK, UNMARK),
        migrations.RunSQL(ALL_CHANGED, migrations.RunSQL.noop),
    ]
