import django.core.validators
import django.db.models.deletion
import groups.models.arrival
import groups.models.meeting
import groups.models.never_changed
import groups.models.picture
import groups.models.practice
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('rotation', '0003_one_servant_holds_a_seat_at_a_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('body', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='rotation.body')),
                ('about', models.TextField(blank=True, verbose_name='about this group')),
                ('welcome', models.TextField(blank=True, verbose_name='welcome read at the door')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('known_at', models.DateTimeField(blank=True, null=True)),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('resting_since', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=255)),
                ('source_key', models.CharField(blank=True, max_length=255)),
                ('version', models.PositiveIntegerField(default=0)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_here', to='groups.group')),
            ],
            options={
                'ordering': ['body__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='contact', serialize=False, to='groups.group')),
                ('mailbox', models.EmailField(max_length=255, verbose_name='mailbox of the group')),
                ('kept_at', models.DateTimeField()),
                ('unreached_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(default=groups.models.arrival.an_address, max_length=32, unique=True)),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('meeting', models.JSONField(default=dict)),
                ('mailbox', models.EmailField(blank=True, max_length=255)),
                ('duties', models.JSONField(blank=True, default=list)),
                ('affirmed', models.JSONField(blank=True, default=dict)),
                ('wants_company', models.BooleanField(default=False)),
                ('serves', models.BooleanField(default=False)),
                ('list_when_answered', models.BooleanField(default=True)),
                ('sent_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('waiting_since', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('listed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rotation.body')),
                ('held_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rotation.alias')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='groups.group')),
            ],
            options={
                'ordering': ['sent_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Affirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('lines', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rotation.body')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affirmations', to='groups.group')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32)),
                ('from_servant', models.BooleanField()),
                ('words', models.TextField(max_length=2000)),
                ('at', models.DateTimeField()),
                ('arrival', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='groups.arrival')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('has_circle', models.BooleanField(default=True)),
                ('profile', models.CharField(blank=True, max_length=10)),
                ('turn_mode', models.CharField(choices=[('hands', 'raised hands'), ('round', 'round the circle'), ('called', 'the host offers it'), ('piece', 'whoever has it hands it on'), ('silence', 'out of the silence')], default='hands', max_length=10)),
                ('share_seconds', models.PositiveSmallIntegerField(default=180)),
                ('signals', models.CharField(choices=[('one', 'one soft signal before the end'), ('wrap', 'at the end, and one more minute to come to a close'), ('bells', 'soft bells from a quarter minute before the end, each a little clearer'), ('none', 'none; everyone watches their own time')], default='one', max_length=10)),
                ('signal_seconds', models.PositiveSmallIntegerField(default=60)),
                ('silence_seconds', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(600)])),
                ('one_turn', models.BooleanField(default=True)),
                ('doors_minutes', models.PositiveSmallIntegerField(default=15)),
                ('threshold', models.CharField(choices=[('open', 'an open door: everyone may come in'), ('knock', 'guests knock, and someone at the door lets them in'), ('members', 'members of the group only')], default='open', max_length=10)),
                ('latecomers', models.CharField(choices=[('any', 'at any time'), ('pause', 'at the next pause'), ('shut', 'until the doors close')], default='any', max_length=10)),
                ('late_minutes', models.PositiveSmallIntegerField(default=15)),
                ('listen_first_minutes', models.PositiveSmallIntegerField(default=0)),
                ('warmth', models.BooleanField(default=True)),
                ('after_meeting', models.BooleanField(default=True)),
                ('youth', models.BooleanField(default=False)),
                ('adults_needed', models.PositiveSmallIntegerField(default=2)),
                ('safety_contact', models.EmailField(blank=True, max_length=254)),
                ('thanks', models.CharField(blank=True, max_length=80)),
                ('crosstalk_words', models.TextField(blank=True)),
                ('decides_by', models.CharField(blank=True, choices=[('', 'not said yet'), ('unity', 'in unity, once everyone can go along'), ('sense', 'by the sense of the meeting: found, and never counted'), ('consent', 'by consent: when no serious objection is left'), ('consensus', 'by consensus, with every reservation heard first'), ('informed', 'knowledge first, then dialogue, then the decision'), ('two-thirds', 'by two thirds, and the minority voice is heard'), ('majority', 'by a simple majority'), ('other', 'in a way of our own')], max_length=10)),
                ('decides_words', models.TextField(blank=True)),
                ('script', models.JSONField(default=groups.models.practice.plain_script)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('days', models.JSONField(default=groups.models.meeting.every_day)),
                ('time', models.TimeField(blank=True, null=True)),
                ('minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(1440)])),
                ('zone', models.CharField(max_length=64)),
                ('every', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(52)])),
                ('nths', models.JSONField(blank=True, default=list)),
                ('months', models.JSONField(blank=True, default=list)),
                ('first_on', models.DateField(blank=True, null=True)),
                ('last_on', models.DateField(blank=True, null=True)),
                ('except_on', models.JSONField(blank=True, default=list)),
                ('also_on', models.JSONField(blank=True, default=list)),
                ('types', models.JSONField(blank=True, default=list)),
                ('languages', models.JSONField(blank=True, default=list)),
                ('notes', models.TextField(blank=True)),
                ('venue', models.CharField(choices=[('place', 'in one place'), ('online', 'online or by phone'), ('hybrid', 'in one place and online')], default='online', max_length=10)),
                ('place', models.CharField(blank=True, max_length=255)),
                ('address', models.CharField(blank=True, max_length=255)),
                ('region', models.CharField(blank=True, max_length=255)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('link_notes', models.TextField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=255)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=255)),
                ('source_key', models.CharField(blank=True, max_length=255)),
                ('version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='groups.group')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HeldChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('source', 'a list elsewhere'), ('body', 'a servant of the local body'), ('operator', 'whoever runs this house')], max_length=10)),
                ('of', models.CharField(blank=True, max_length=255)),
                ('was', models.JSONField(default=dict)),
                ('wanted', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('is_ours', models.BooleanField(blank=True, null=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held_changes', to='groups.meeting')),
            ],
            options={
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Evening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_at', models.DateTimeField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='evenings', to='groups.meeting')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=32, unique=True)),
                ('wrong', models.CharField(choices=[('nobody', 'nobody was there at the hour it names'), ('way', 'the link, number or place leads somewhere else'), ('unreached', 'the group cannot be reached'), ('otherwise', 'it is not what it says it is'), ('hurt', 'somebody was hurt, or it was not safe'), ('else', 'something else')], max_length=10)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('made_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rotation.body')),
                ('held_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rotation.alias')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concerns', to='groups.group')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='groups.meeting')),
            ],
            options={
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='groups.group')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Merger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offered_at', models.DateTimeField()),
                ('group_yes_at', models.DateTimeField(blank=True, null=True)),
                ('into_yes_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('moved', models.JSONField(blank=True, default=dict)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mergers', to='groups.group')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mergers_here', to='groups.group')),
            ],
            options={
                'ordering': ['offered_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Norms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('norms', models.JSONField()),
                ('decision', models.CharField(blank=True, max_length=300)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('carried_on', models.BooleanField(default=False)),
                ('by', models.CharField(blank=True, max_length=255)),
                ('saved_at', models.DateTimeField()),
                ('line', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.record')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='norms', to='groups.meeting')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='OwnKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True)),
                ('names', models.JSONField()),
                ('added_at', models.DateTimeField()),
                ('put_away_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.body')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.CharField(default=groups.models.picture.random_picture, editable=False, max_length=24, primary_key=True, serialize=False)),
                ('words', models.CharField(max_length=200, verbose_name='what it shows')),
                ('kind', models.CharField(choices=[('image/webp', 'WebP'), ('image/png', 'PNG')], max_length=10)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
                ('added_at', models.DateTimeField()),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='groups.group')),
            ],
            options={
                'ordering': ['added_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=32, unique=True)),
                ('was', models.JSONField(default=dict)),
                ('wanted', models.JSONField(default=dict)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('made_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, choices=[('taken', 'It was taken as it was suggested.'), ('otherwise', 'It was taken, put a little otherwise.'), ('in part', "It was taken. A link, number or place among it waits for the group's own yes."), ('declined', 'It was not taken.')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='groups.meeting')),
            ],
            options={
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.SlugField(max_length=20)),
                ('at', models.DateTimeField()),
                ('arrival', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='groups.arrival')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rotation.alias')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='groups.group')),
                ('neighbour', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Walk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offered_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='walks', to='groups.group')),
                ('neighbour', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
            ],
            options={
                'ordering': ['offered_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issued_on', models.DateField()),
                ('valid_until', models.DateField()),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rotation.body')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['valid_until', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('issued_on'))), name='a_certificate_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='Conditions',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('lines', models.JSONField(default=list)),
                ('talk_words', models.JSONField(blank=True, default=list)),
                ('position', models.CharField(max_length=80)),
                ('why', models.CharField(blank=True, max_length=255)),
                ('at', models.DateTimeField()),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rotation.body')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rotation.alias')),
            ],
            options={
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(fields=('body', 'version'), name='one_text_of_a_version'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='versions_are_counted_from_one')],
            },
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(condition=models.Q(('starts_at__isnull', False)), fields=['starts_at'], name='groups_that_begin_some_day'),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(condition=models.Q(('claimed_at__isnull', False)), fields=['body'], name='groups_that_answered'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.UniqueConstraint(condition=models.Q(('source', ''), _negated=True), fields=('source', 'source_key'), name='one_group_per_imported_key'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('pk')), _negated=True), name='no_group_is_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_new_group_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(('listed_at', None), ('withdrawn_at', None), _connector='OR'), name='what_was_taken_back_is_not_listed'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('arrival', 'key'), name='a_letter_sent_twice_is_one'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_letter_says_something'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['latitude', 'longitude'], name='meetings_on_the_map'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(condition=models.Q(('time', None)), fields=['id'], name='meetings_by_appointment'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('doors_minutes__gte', 5), ('doors_minutes__lte', 30)), name='doors_open_5_to_30_minutes_before'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('share_seconds__gte', 30)), name='a_share_has_at_least_half_a_minute'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('adults_needed__gte', 1), ('adults_needed__lte', 2)), name='a_youth_circle_has_one_or_two_adults'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 1440)), name='a_meeting_lasts_five_minutes_to_a_day'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('every', 1), ('first_on__isnull', False), _connector='OR'), name='other_weeks_are_counted_from_a_first_day'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('every__gte', 1)), name='a_meeting_comes_round_every_so_many_weeks'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('source', ''), _negated=True), fields=('source', 'source_key'), name='one_meeting_per_imported_key'),
        ),
        migrations.AddConstraint(
            model_name='heldchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('is_ours', None)), models.Q(('answered_at__isnull', False), ('is_ours__isnull', False)), _connector='OR'), name='a_held_change_waits_or_has_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='heldchange',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('meeting', 'side', 'of'), name='one_change_of_a_side_waits_for_a_meeting'),
        ),
        migrations.AddIndex(
            model_name='evening',
            index=models.Index(fields=['starts_at', 'meeting', 'ends_at'], name='evenings_in_order'),
        ),
        migrations.AddConstraint(
            model_name='evening',
            constraint=models.UniqueConstraint(fields=('meeting', 'starts_at'), name='an_evening_of_a_meeting_begins_once'),
        ),
        migrations.AddConstraint(
            model_name='evening',
            constraint=models.CheckConstraint(condition=models.Q(('opens_at__lte', models.F('starts_at')), ('starts_at__lt', models.F('ends_at'))), name='an_evening_opens_begins_ends'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='a_concern_waits_or_has_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('wrong', 'else'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='something_else_is_said_in_words'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('group', 'member'), name='one_current_membership_per_group'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.CheckConstraint(condition=models.Q(('group', models.F('into')), _negated=True), name='no_group_merges_with_itself'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.UniqueConstraint(condition=models.Q(('group_yes_at__isnull', False), ('into_yes_at__isnull', False), ('undone_at', None)), fields=('group',), name='a_group_is_merged_into_one'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('group', 'into'), name='one_open_merger_of_two_groups'),
        ),
        migrations.AddConstraint(
            model_name='norms',
            constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='a_version_of_norms_has_its_own_number'),
        ),
        migrations.AddConstraint(
            model_name='norms',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='versions_of_norms_are_counted_from_one'),
        ),
        migrations.AddConstraint(
            model_name='norms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='a_decision_has_its_words_and_its_day'),
        ),
        migrations.AddConstraint(
            model_name='norms',
            constraint=groups.models.never_changed.NeverChanged(name='a_version_of_norms_is_never_changed'),
        ),
        migrations.AddConstraint(
            model_name='ownkind',
            constraint=models.CheckConstraint(condition=models.Q(('code__in', ['11', '12x12', 'A', 'ABSI', 'AF', 'AL', 'AL-AN', 'AM', 'AR', 'ASL', 'B', 'BA', 'BE', 'BG', 'BI', 'BRK', 'C', 'CAN', 'CF', 'D', 'DA', 'DB', 'DD', 'DE', 'DR', 'EL', 'EN', 'FA', 'FF', 'FI', 'FR', 'G', 'GR', 'H', 'HE', 'HI', 'HR', 'HU', 'IS', 'ITA', 'JA', 'KA', 'KOR', 'L', 'LGBTQ', 'LIT', 'LS', 'LT', 'M', 'MED', 'ML', 'MT', 'N', 'NB', 'NDG', 'NE', 'NL', 'NO', 'O', 'OUT', 'P', 'POA', 'POC', 'POL', 'POR', 'PUN', 'RUS', 'S', 'SEN', 'SK', 'SL', 'SM', 'SP', 'ST', 'SV', 'T', 'TC', 'TH', 'TL', 'TR', 'TUR', 'UK', 'W', 'X', 'XB', 'XT', 'Y']), _negated=True), name='no_own_kind_takes_a_published_code'),
        ),
        migrations.AddConstraint(
            model_name='ownkind',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='an_own_kind_has_a_code'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_picture_says_what_it_shows'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(('height__gte', 1), ('height__lte', 1600), ('width__gte', 1), ('width__lte', 1600)), name='a_picture_is_at_most_1600_dots_wide_and_high'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='a_suggestion_waits_or_has_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_suggestion_is_declined_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='tick',
            constraint=models.UniqueConstraint(fields=('arrival', 'line'), name='a_line_is_ticked_once'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('group', 'neighbour'), name='a_neighbours_visit_counts_once'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('group', models.F('neighbour')), _negated=True), name='no_group_visits_itself'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('group', 'neighbour'), name='a_neighbour_walks_along_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='walk',
            constraint=models.CheckConstraint(condition=models.Q(('group', models.F('neighbour')), _negated=True), name='no_group_walks_with_itself'),
        ),
    ]
