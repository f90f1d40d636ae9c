from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_failed_downloads")]

    operations = [
        migrations.RenameField("user", "place", "workspace"),
        migrations.RenameModel("Notice", "Notification"),
        migrations.AlterModelOptions(
            name="notification",
            options={"verbose_name": "notification", "verbose_name_plural": "notifications"},
        ),
        migrations.AlterField(
            model_name="notification",
            name="person",
            field=models.ForeignKey(
                on_delete=models.CASCADE, related_name="notifications", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
