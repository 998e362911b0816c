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
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.PositiveSmallIntegerField(default=1)),
                ('opened_on', models.DateField()),
                ('given_on', models.DateField(blank=True, null=True)),
                ('taken_on', models.DateField(blank=True, null=True)),
                ('done_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['opened_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('group', 'group'), ('committee', 'committee'), ('unit', 'local service unit'), ('area', 'area or district'), ('metro', 'metropolitan area'), ('region', 'region'), ('zone', 'zone'), ('world', 'world body'), ('office', 'service office')], default='group', max_length=10)),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('zone', models.CharField(default='UTC', max_length=64, verbose_name='time zone')),
                ('contacts_days', models.PositiveSmallIntegerField(default=90)),
                ('created_at', models.DateTimeField()),
                ('mark', models.CharField(default=rotation.models.body.random_mark, editable=False, max_length=24, unique=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'indexes': [models.Index(fields=['name', 'id'], name='bodies_by_name')],
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
            name='HandOverItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('know', 'to know'), ('file', 'papers, files and keys'), ('contact', 'people to know'), ('task', 'still to do')], max_length=7)),
                ('words', models.CharField(max_length=500)),
                ('given_on', models.DateField(blank=True, null=True)),
                ('taken_on', models.DateField(blank=True, null=True)),
                ('hand_over', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='rotation.handover')),
            ],
            options={
                'ordering': ['pk'],
            },
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
                ('longest_months', models.PositiveSmallIntegerField(default=36, verbose_name='the longest a term may be, in months')),
                ('experience', models.CharField(blank=True, max_length=255, verbose_name='suggested experience')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes a week')),
                ('chosen', models.CharField(blank=True, choices=[('', 'however the body likes'), ('volunteer', 'whoever would like to'), ('rota', 'everyone in turn'), ('acclaimed', 'nobody else stands, and nobody minds'), ('elected', 'by a choice of the body'), ('lot', 'by lot'), ('asked', 'somebody is asked')], max_length=10, verbose_name='how we choose')),
                ('chosen_words', models.CharField(blank=True, max_length=255, verbose_name='how we choose, in our own words')),
                ('seats', models.PositiveSmallIntegerField(default=1, verbose_name='how many serve in it at a time')),
                ('staggered', models.BooleanField(default=False, verbose_name='they change one after the other, not all at once')),
                ('alternates', models.PositiveSmallIntegerField(default=0, verbose_name='alternates beside each')),
                ('in_a_row', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='how many terms in a row')),
                ('away_months', models.PositiveSmallIntegerField(default=0, verbose_name='months away before serving in it again')),
                ('part_terms', models.CharField(choices=[('counts', 'counts as a whole one'), ('half', 'counts from half its length on'), ('not', 'does not count')], default='half', max_length=6, verbose_name='a shorter term')),
                ('shadow_weeks', models.PositiveSmallIntegerField(default=0, verbose_name='weeks of shadowing')),
                ('steps_down', models.BooleanField(default=False, verbose_name='whoever is chosen for a body above steps down here')),
                ('state', models.CharField(choices=[('open', 'open'), ('paused', 'resting for now'), ('laid-down', 'laid down')], default='open', max_length=9)),
                ('hand_over', models.JSONField(default=rotation.models.role.nothing_to_know)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='rotation.body')),
            ],
            options={
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_on', models.DateField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='rotation.role')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='handover',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_overs', to='rotation.role'),
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('standing', 'serves'), ('interim', 'serves until the next choice'), ('acting', 'covers'), ('alternate', 'alternate'), ('shadow', 'learns')], default='standing', max_length=9)),
                ('seat', models.PositiveSmallIntegerField(default=1)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('chosen', models.CharField(blank=True, choices=[('', 'however the body likes'), ('volunteer', 'whoever would like to'), ('rota', 'everyone in turn'), ('acclaimed', 'nobody else stands, and nobody minds'), ('elected', 'by a choice of the body'), ('lot', 'by lot'), ('asked', 'somebody is asked')], max_length=10)),
                ('waiver', models.CharField(blank=True, max_length=255)),
                ('ended', models.CharField(blank=True, choices=[('', 'ended early'), ('resigned', 'stood down'), ('relieved', 'relieved by the body'), ('moved-up', 'chosen for a body above'), ('succeeded', 'somebody was chosen')], max_length=9)),
                ('passes_on', models.BooleanField(default=False)),
                ('ask_on', models.DateField(blank=True, null=True)),
                ('alias', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='rotation.alias')),
                ('learns_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shadows', to='rotation.term')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='rotation.role')),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='handover',
            name='giver',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='given_over', to='rotation.term'),
        ),
        migrations.AddField(
            model_name='handover',
            name='taker',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='taken_over', to='rotation.term'),
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('back_on', models.DateField()),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='rotation.term')),
            ],
            options={
                'ordering': ['from_on', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='alias',
            constraint=models.UniqueConstraint(fields=('body', 'member'), name='one_alias_per_member_and_body'),
        ),
        migrations.AddConstraint(
            model_name='handoveritem',
            constraint=models.UniqueConstraint(fields=('hand_over', 'kind', 'words'), name='a_line_stands_in_a_hand_over_once'),
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
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='a_role_is_for_somebody'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(('longest_months__gte', 1)), name='a_role_says_how_long_at_most'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(fields=('role', 'member'), name='one_offer_of_a_member_for_a_role'),
        ),
        migrations.AddIndex(
            model_name='term',
            index=models.Index(fields=['alias', 'ends_on'], name='terms_of_an_alias'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='a_term_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('seat__gte', 1)), name='a_term_is_in_a_seat'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'shadow'), ('learns_from__isnull', False)), models.Q(models.Q(('kind', 'shadow'), _negated=True), ('learns_from__isnull', True)), _connector='OR'), name='a_shadow_and_nobody_else_learns_from_a_term'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('giver__isnull', False), ('taker__isnull', False), _connector='OR'), name='a_hand_over_is_by_or_to_somebody'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('back_on__gt', models.F('from_on'))), name='an_absence_ends_after_it_begins'),
        ),
    ]
