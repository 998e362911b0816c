import django.db.models.deletion
import rotation.models.alias
import rotation.models.body
import rotation.models.role
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('group', 'group'), ('committee', 'committee'), ('unit', 'local service unit'), ('area', 'area or district'), ('metro', 'metropolitan area'), ('region', 'region'), ('zone', 'zone'), ('world', 'world body'), ('office', 'service office')], default='group', max_length=10)),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('zone', models.CharField(default='UTC', max_length=64, verbose_name='time zone')),
                ('created_at', models.DateTimeField()),
                ('mark', models.CharField(default=rotation.models.body.random_mark, editable=False, max_length=24, unique=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='name')),
                ('mark', models.CharField(default=rotation.models.alias.random_mark, editable=False, max_length=24, unique=True)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='rotation.body')),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('voice', 'its delegates carry our conscience'), ('service', 'it lists us, answers the phone and hands out literature'), ('interest', 'we share a language or a focus')], default='voice', max_length=10)),
                ('offered_at', models.DateTimeField()),
                ('child_yes_at', models.DateTimeField(blank=True, null=True)),
                ('parent_yes_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=255)),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_up', to='rotation.body')),
                ('leaves', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='rotation.link')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_down', to='rotation.body')),
            ],
            options={
                'ordering': ['offered_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.SlugField(max_length=40)),
                ('facts', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('alias', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.alias')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='record', to='rotation.body')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('purpose', models.CharField(blank=True, max_length=255, verbose_name='what it is for')),
                ('duties', models.JSONField(default=rotation.models.role.no_duties)),
                ('months', models.PositiveSmallIntegerField(default=6, verbose_name='suggested length in months')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='rotation.body')),
            ],
            options={
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('alias', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='rotation.alias')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='rotation.role')),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='alias',
            constraint=models.UniqueConstraint(fields=('body', 'member'), name='one_alias_per_member_and_body'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('child', models.F('parent')), _negated=True), name='no_body_is_its_own_upper_body'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(condition=models.Q(('child_yes_at__isnull', False), ('ended_at', None), ('parent_yes_at__isnull', False), models.Q(('leaves', None), ('released_at__isnull', False), _connector='OR')), fields=('child', 'kind'), name='one_upper_body_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), models.Q(('source', ''), _negated=True)), fields=('child', 'kind', 'source'), name='one_listed_upper_body_of_a_kind_and_source'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.UniqueConstraint(fields=('body', 'previous'), name='one_line_follows_another'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(fields=('body', 'title'), name='one_role_of_a_title_per_body'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='a_term_ends_after_it_starts'),
        ),
    ]
