from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generations", "0012_run_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="generation",
            name="stalled_at",
            field=models.DateTimeField(
                blank=True, help_text="While the call is open.", null=True, verbose_name="worker not responding since"
            ),
        ),
        migrations.AddConstraint(
            model_name="generation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stalled_at", None), ("state__in", ("sending", "streaming")), _connector="OR"
                ),
                name="run_stalled_while_open",
            ),
        ),
    ]
