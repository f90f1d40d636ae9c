from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('generations', '0014_image_retry'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='generation',
            index=models.Index(fields=['team', 'updated'], name='run_team_updated'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('shared_at__isnull', False)), fields=['team', 'shared_at'], name='image_team_shared'),
        ),
    ]
