from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_webhook_notifications")]

    operations = [
        migrations.RenameField("notification", "thing", "object_id"),
        migrations.RenameField("notification", "words", "text"),
        migrations.RenameIndex("notification", new_name="notice_object", old_name="notice_thing"),
        # PostgreSQL renames the column in them too; Django's state does not.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("notification", "notice_object"),
                migrations.AddIndex(
                    "notification", models.Index(fields=["kind", "object_id"], name="notice_object")
                ),
                migrations.RemoveConstraint("notification", "notice_once"),
                migrations.AddConstraint(
                    "notification",
                    models.UniqueConstraint(fields=("person", "kind", "object_id"), name="notice_once"),
                ),
            ]
        ),
        migrations.AlterField("notification", "object_id", models.BigIntegerField(verbose_name="object")),
        migrations.AlterField(
            "notification", "text", models.CharField(blank=True, max_length=200, verbose_name="text")
        ),
    ]
