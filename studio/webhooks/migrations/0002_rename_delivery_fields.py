from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_webhooks")]

    operations = [
        migrations.RenameField("delivery", "thing", "object_id"),
        migrations.RenameField("delivery", "answer", "response"),
        # PostgreSQL renames the column in it too; Django's state does not.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("delivery", "webhook_delivery_once"),
                migrations.AddConstraint(
                    "delivery",
                    models.UniqueConstraint(
                        fields=("endpoint", "type", "object_id", "occurrence"), name="webhook_delivery_once"
                    ),
                ),
            ]
        ),
        migrations.AlterField(
            "delivery", "response", models.CharField(blank=True, max_length=500, verbose_name="response")
        ),
        migrations.AlterField(
            "endpoint",
            "disabled_reason",
            models.CharField(
                blank=True,
                choices=[
                    ("by_hand", "Disabled"),
                    ("gone", "Disabled: the receiver returned 410 Gone"),
                    ("failing", "Disabled: deliveries failed for days"),
                ],
                editable=False,
                max_length=10,
                verbose_name="disabled",
            ),
        ),
    ]
