import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generations", "0015_arrival_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="PendingFile",
            fields=[
                ("name", models.CharField(max_length=200, primary_key=True, serialize=False, verbose_name="file")),
                (
                    "created",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, verbose_name="created"
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="generations.image",
                    ),
                ),
            ],
            options={"verbose_name": "pending file", "verbose_name_plural": "pending files"},
        ),
    ]
