from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generations", "0028_repeated_run")]

    operations = [
        migrations.RenameField("draft", "aside", "replaced"),
        migrations.AlterField(
            "draft",
            "replaced",
            models.JSONField(
                blank=True,
                help_text="What the last change replaced: fields, references, when they were written, and by which page.",
                null=True,
                verbose_name="replaced",
            ),
        ),
    ]
