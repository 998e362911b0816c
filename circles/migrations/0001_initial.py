import circles.models.circle
import circles.models.seat
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('groups', '0002_what_is_looked_for_has_an_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='After',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(default=circles.models.circle.random_address, max_length=32, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('version', models.PositiveBigIntegerField(default=0)),
                ('lines', models.PositiveBigIntegerField(default=0)),
                ('people', models.PositiveIntegerField(default=0)),
                ('paused_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AfterPlace',
            fields=[
                ('id', models.CharField(default=circles.models.seat.random_seat, editable=False, max_length=16, primary_key=True, serialize=False)),
                ('mark', models.CharField(max_length=64)),
                ('number', models.PositiveIntegerField(null=True)),
                ('sealed', models.BinaryField(null=True)),
                ('came_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('quiet_at', models.DateTimeField(null=True)),
                ('asked_to_leave_at', models.DateTimeField(null=True)),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='circles.after')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='AfterLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField()),
                ('sealed', models.BinaryField()),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='said', to='circles.after')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.afterplace')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='AfterWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wish', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('about', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.afterplace')),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='circles.after')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.afterplace')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Circle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(default=circles.models.circle.random_address, max_length=32, unique=True)),
                ('room', models.CharField(editable=False, max_length=32, unique=True)),
                ('lock_changed_at', models.DateTimeField(null=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('version', models.PositiveBigIntegerField(default=0)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('lines', models.PositiveBigIntegerField(default=0)),
                ('script', models.JSONField(default=list)),
                ('segment', models.PositiveSmallIntegerField(default=0)),
                ('hands_open', models.BooleanField(default=True)),
                ('round_number', models.PositiveSmallIntegerField(default=0)),
                ('round_place', models.PositiveIntegerField(null=True)),
                ('segment_at', models.DateTimeField(null=True)),
                ('quiet_since', models.DateTimeField(null=True)),
                ('free_since', models.DateTimeField(null=True)),
                ('rest_until', models.DateTimeField(null=True)),
                ('notes_open', models.BooleanField(default=True)),
                ('slow_door', models.BooleanField(default=False)),
                ('rehearsal', models.BooleanField(default=False)),
                ('most_present', models.PositiveIntegerField(default=0)),
                ('closing', models.JSONField(default=dict)),
                ('involved', models.JSONField(default=list)),
                ('paused_at', models.DateTimeField(null=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.meeting')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='after',
            name='circle',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='after', to='circles.circle'),
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('verb', models.CharField(max_length=20)),
                ('version', models.PositiveBigIntegerField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='circles.circle')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('part', models.CharField(choices=[('morning', 'in the morning'), ('afternoon', 'in the afternoon'), ('evening', 'in the evening'), ('night', 'at night')], max_length=10)),
                ('what', models.TextField()),
                ('done', models.TextField(blank=True)),
                ('kept_until', models.DateField()),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.meeting')),
            ],
            options={
                'ordering': ['-day', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Knock',
            fields=[
                ('id', models.CharField(default=circles.models.seat.random_seat, editable=False, max_length=16, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('who', models.CharField(max_length=64)),
                ('sealed', models.BinaryField()),
                ('listening', models.BooleanField(default=True)),
                ('at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('let_in_at', models.DateTimeField(null=True)),
                ('not_now_at', models.DateTimeField(null=True)),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='knocks', to='circles.circle')),
            ],
            options={
                'ordering': ['at', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('duty', models.CharField(choices=[('host', 'host'), ('time', 'timekeeper'), ('door', 'door'), ('read', 'reader'), ('greet', 'greeter'), ('caption', 'captioner')], max_length=10)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.meeting')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['starts_at', 'duty'],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.CharField(default=circles.models.seat.random_seat, editable=False, max_length=16, primary_key=True, serialize=False)),
                ('place', models.PositiveIntegerField()),
                ('who', models.CharField(max_length=64)),
                ('sealed', models.BinaryField()),
                ('left_at', models.DateTimeField(null=True)),
                ('hand', models.PositiveBigIntegerField(null=True)),
                ('turns', models.PositiveSmallIntegerField(default=0)),
                ('shared', models.PositiveSmallIntegerField(default=0)),
                ('round_number', models.PositiveSmallIntegerField(default=0)),
                ('missed', models.BooleanField(default=False)),
                ('listening', models.BooleanField(default=True)),
                ('came_at', models.DateTimeField(null=True)),
                ('promised_at', models.DateTimeField(null=True)),
                ('reply', models.BooleanField(default=False)),
                ('quiet_at', models.DateTimeField(null=True)),
                ('doorstep_until', models.DateTimeField(null=True)),
                ('doorstep_young', models.BooleanField(default=False)),
                ('doorstep_over_at', models.DateTimeField(null=True)),
                ('asked_to_leave_at', models.DateTimeField(null=True)),
                ('rested_from_host', models.BooleanField(default=False)),
                ('veiled', models.BooleanField(default=False)),
                ('willing', models.JSONField(default=list)),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='circles.circle')),
                ('greeted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='circles.seat')),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('question', 'a question'), ('sound', 'sound'), ('help', 'help'), ('safety', 'safety'), ('slip', 'a slip')], max_length=10)),
                ('sealed', models.BinaryField()),
                ('answer', models.CharField(blank=True, max_length=20)),
                ('at', models.DateTimeField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='circles.circle')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.seat')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HeldDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(choices=[('host', 'host'), ('time', 'timekeeper'), ('door', 'door'), ('read', 'reader'), ('greet', 'greeter'), ('caption', 'captioner')], max_length=10)),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held', to='circles.circle')),
                ('seat', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.seat')),
            ],
            options={
                'ordering': ['duty'],
            },
        ),
        migrations.AddField(
            model_name='circle',
            name='helping',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='circles.seat'),
        ),
        migrations.AddField(
            model_name='circle',
            name='word',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='circles.seat'),
        ),
        migrations.CreateModel(
            name='CareTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='care_taken', to='circles.circle')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.seat')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.seat')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wish', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='circles.circle')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.seat')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SlipAsked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slips_asked', to='circles.circle')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='circles.seat')),
                ('seat', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.seat')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField()),
                ('kind', models.CharField(choices=[('share', 'share'), ('reading', 'reading'), ('word', 'word'), ('reply', 'reply'), ('risen', 'out of the silence')], default='share', max_length=10)),
                ('offered_at', models.DateTimeField()),
                ('offer_until', models.DateTimeField(null=True)),
                ('begun_at', models.DateTimeField(null=True)),
                ('running_since', models.DateTimeField(null=True)),
                ('spent', models.DurationField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('stirred_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('time_said_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='circles.circle')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.seat')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Words',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hand', models.CharField(choices=[('own', 'in writing'), ('caption', 'caption')], default='own', max_length=10)),
                ('sealed', models.BinaryField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.seat')),
                ('turn', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='circles.turn')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AfterAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='circles.after')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('after', 'key'), name='an_act_afterwards_happens_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='afterplace',
            constraint=models.UniqueConstraint(fields=('after', 'mark'), name='one_way_to_stay_per_seat'),
        ),
        migrations.AddConstraint(
            model_name='afterplace',
            constraint=models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('after', 'number'), name='one_number_per_who_stays'),
        ),
        migrations.AddConstraint(
            model_name='afterplace',
            constraint=models.CheckConstraint(condition=models.Q(('number', None), ('sealed__isnull', False), _connector='OR'), name='who_stays_gave_a_name'),
        ),
        migrations.AddConstraint(
            model_name='afterline',
            constraint=models.UniqueConstraint(fields=('after', 'number'), name='a_line_number_is_used_once'),
        ),
        migrations.AddConstraint(
            model_name='afterwish',
            constraint=models.UniqueConstraint(fields=('wish', 'by', 'about'), name='a_wish_about_someone_counts_once'),
        ),
        migrations.AddConstraint(
            model_name='afterwish',
            constraint=models.UniqueConstraint(condition=models.Q(('about', None)), fields=('wish', 'by'), name='a_wish_about_everyone_counts_once'),
        ),
        migrations.AddConstraint(
            model_name='act',
            constraint=models.UniqueConstraint(fields=('circle', 'key'), name='an_act_happens_once'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('kept_until__gt', models.F('day'))), name='an_incident_note_is_kept_beyond_its_day_and_until_another'),
        ),
        migrations.AddConstraint(
            model_name='knock',
            constraint=models.UniqueConstraint(fields=('circle', 'who'), name='one_knock_per_person_and_circle'),
        ),
        migrations.AddConstraint(
            model_name='knock',
            constraint=models.UniqueConstraint(fields=('circle', 'number'), name='one_knock_per_number'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.UniqueConstraint(fields=('meeting', 'starts_at', 'duty'), name='one_member_pledges_a_duty'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(fields=('circle', 'place'), name='one_seat_per_place'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(fields=('circle', 'who'), name='one_seat_per_person_and_circle'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('hand__isnull', False)), fields=('circle', 'hand'), name='no_two_hands_at_one_number'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.UniqueConstraint(fields=('circle', 'seat'), name='one_note_per_place'),
        ),
        migrations.AddConstraint(
            model_name='heldduty',
            constraint=models.UniqueConstraint(fields=('circle', 'duty'), name='one_place_holds_a_duty'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.UniqueConstraint(fields=('meeting', 'starts_at'), name='one_circle_per_meeting_and_start'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='a_circle_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('circle', 'wish', 'seat'), name='a_wish_counts_once_per_place'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('circle',), name='one_open_turn_per_circle'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('circle', 'number'), name='a_turn_number_is_used_once'),
        ),
    ]
