from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

from studio.generations.models.search_vector import ScopedVector


class Migration(migrations.Migration):

    dependencies = [
        ('generations', '0007_gallery_finds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='image',
            name='day',
            field=models.DateField(help_text="Of the click, in the studio's time zone.", verbose_name='day'),
        ),
        migrations.AlterField(
            model_name='image',
            name='words',
            field=SearchVectorField(editable=False, help_text='Of the prompt with their places, and of the tags.', verbose_name='words'),
        ),
        migrations.AddField(
            model_name='image',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=ScopedVector('words', 'owner', 'team'), output_field=SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('state', 'stored')), fields=['owner', 'day', 'id'], name='image_owner_day'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('state', 'stored')), fields=['team', 'day', 'id'], name='image_team_day'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('state', 'stored')), fields=['owner', '-rating', '-id'], name='image_owner_rating'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('state', 'stored')), fields=['team', '-rating', '-id'], name='image_team_rating'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('state', 'trashed')), fields=['trashed_at'], name='image_trashed'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=GinIndex(condition=models.Q(('state', 'stored')), fields=['search'], name='image_search'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'announced', 'stored', 'failed', 'not_produced', 'lost', 'unknown', 'trashed', 'removed'])), name='image_state'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'trashed'), ('trashed_at__isnull', False), ('trashed_by__isnull', False)), models.Q(models.Q(('state', 'trashed'), _negated=True), ('trashed_at', None), ('trashed_by', None)), _connector='OR'), name='image_trashed_paired'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rating', 0), ('ratings', 0)), models.Q(('rating__range', (1, 5)), ('ratings__gt', 0)), _connector='OR'), name='image_rating_paired'),
        ),
    ]
