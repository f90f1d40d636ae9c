from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_actor_action")]

    operations = [
        migrations.RenameField("auditentry", "words", "search_vector"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL("ALTER INDEX audit_words RENAME TO audit_search")],
            state_operations=[
                migrations.RemoveIndex("auditentry", "audit_words"),
                migrations.AddIndex(
                    "auditentry", GinIndex(fields=["search_vector"], fastupdate=False, name="audit_search")
                ),
            ],
        ),
    ]
