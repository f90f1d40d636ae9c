import django.contrib.postgres.indexes
from django.db import migrations, models

import studio.generations.models.search_vector


class Migration(migrations.Migration):

    dependencies = [
        ('generations', '0011_run_search_and_hidden_runs'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='generation',
            index=models.Index(condition=models.Q(('state', 'completed'), _negated=True), fields=['owner', 'state', '-id'], name='run_owner_state'),
        ),
        migrations.AddIndex(
            model_name='generation',
            index=models.Index(condition=models.Q(('state', 'completed'), _negated=True), fields=['team', 'state', '-id'], name='run_team_state'),
        ),
        migrations.AddIndex(
            model_name='generation',
            index=django.contrib.postgres.indexes.GinIndex(studio.generations.models.search_vector.ScopedVector('words', 'owner', 'team'), fastupdate=False, name='run_search'),
        ),
    ]
