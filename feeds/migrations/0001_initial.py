
import django.db.models.deletion
import feeds.models.service_calendar
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('groups', '0002_what_is_looked_for_has_an_index'),
        ('members', '0001_initial'),
        ('rotation', '0003_one_servant_holds_a_seat_at_a_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('address', models.URLField(blank=True, max_length=500)),
                ('zone', models.CharField(blank=True, max_length=64)),
                ('known', models.BooleanField(default=False)),
                ('every_days', models.PositiveSmallIntegerField(default=0)),
                ('etag', models.CharField(blank=True, max_length=255)),
                ('modified', models.CharField(blank=True, max_length=64)),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rotation.body')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ListedMeeting',
            fields=[
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='groups.meeting')),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServiceCalendar',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('key', models.CharField(default=feeds.models.service_calendar.random_key, max_length=16, unique=True)),
                ('language', models.CharField(max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='GivenFile',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='given', serialize=False, to='feeds.source')),
                ('content', models.BinaryField()),
                ('given_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ListedBody',
            fields=[
                ('body', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='rotation.body')),
                ('source', models.CharField(max_length=255)),
                ('source_key', models.CharField(max_length=255)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'source_key'), name='one_body_per_imported_key')],
            },
        ),
        migrations.CreateModel(
            name='Staged',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.UUIDField()),
                ('line', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('source_key', models.CharField(max_length=255)),
                ('is_new', models.BooleanField()),
                ('slug', models.CharField(blank=True, max_length=80)),
                ('seen', models.PositiveIntegerField(default=0)),
                ('group_key', models.CharField(max_length=255)),
                ('group_name', models.CharField(max_length=255)),
                ('group_slug', models.CharField(blank=True, max_length=80)),
                ('upper', models.CharField(blank=True, max_length=255)),
                ('kept', models.JSONField(null=True)),
                ('name', models.CharField(max_length=255)),
                ('days', models.JSONField()),
                ('time', models.TimeField(null=True)),
                ('zone', models.CharField(max_length=64)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('types', models.JSONField()),
                ('languages', models.JSONField()),
                ('notes', models.TextField(blank=True)),
                ('venue', models.CharField(max_length=10)),
                ('place', models.CharField(blank=True, max_length=255)),
                ('address', models.CharField(blank=True, max_length=255)),
                ('region', models.CharField(blank=True, max_length=255)),
                ('link', models.CharField(blank=True, max_length=500)),
                ('link_notes', models.TextField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=255)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['batch', 'source_key'], name='staged_rows_of_an_import')],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('save_it', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=255)),
                ('read', models.PositiveIntegerField(default=0)),
                ('of', models.PositiveIntegerField(default=0)),
                ('unsaid', models.JSONField(default=list)),
                ('totals', models.JSONField(default=dict)),
                ('rows', models.JSONField(default=list)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='feeds.source')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at', None), ('begun_at__lte', models.F('ended_at')), _connector='OR'), name='a_look_ends_after_it_began'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('source',), name='one_look_at_a_source_at_a_time')],
            },
        ),
    ]
