from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models import Q

from studio.generations.models.search_vector import ScopedVector

RENAME = """
    ALTER TABLE generations_generation RENAME words TO text_vector;
    ALTER TABLE generations_image RENAME words TO text_vector;
    ALTER TABLE generations_image RENAME search TO search_vector;
"""
STATE = [
    migrations.RemoveIndex("generation", "run_search"),
    migrations.RemoveIndex("image", "image_search"),
    migrations.RemoveField("image", "search"),
    migrations.RenameField("generation", "words", "text_vector"),
    migrations.AlterField(
        "generation",
        "text_vector",
        SearchVectorField(db_default="", editable=False, help_text="Of the prompt.", verbose_name="text vector"),
    ),
    migrations.RenameField("image", "words", "text_vector"),
    migrations.AlterField(
        "image",
        "text_vector",
        SearchVectorField(
            editable=False, help_text="Of the prompt with positions, and of the tags.", verbose_name="text vector"
        ),
    ),
    migrations.AddField(
        "image",
        "search_vector",
        models.GeneratedField(
            db_persist=True,
            expression=ScopedVector("text_vector", "owner", "team"),
            output_field=SearchVectorField(),
        ),
    ),
    migrations.AddIndex(
        "generation",
        GinIndex(ScopedVector("text_vector", "owner", "team"), fastupdate=False, name="run_search"),
    ),
    migrations.AddIndex(
        "image",
        GinIndex(condition=Q(state="stored"), fastupdate=False, fields=["search_vector"], name="image_search"),
    ),
]


class Migration(migrations.Migration):
    """Renames the columns alone: PostgreSQL's generated column and indexes follow, and nothing is written anew."""

    dependencies = [("generations", "0029_rename_draft_replaced")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RENAME)], state_operations=STATE
        ),
    ]
