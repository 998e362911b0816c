import conscience.models.question
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('rotation', '0003_one_servant_holds_a_seat_at_a_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='Election',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(default=conscience.models.question.new_address, max_length=32, unique=True)),
                ('title', models.CharField(max_length=200, verbose_name='what is chosen')),
                ('settings', models.JSONField(default=dict)),
                ('secrecy', models.CharField(choices=[('secret', 'secret: who has voted is known, how is not'), ('open', 'open: each name with its vote')], default='secret', max_length=10)),
                ('motion', models.CharField(blank=True, choices=[('carried', 'carried'), ('defeated', 'defeated')], max_length=10)),
                ('motion_for', models.PositiveIntegerField(default=0)),
                ('motion_against', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('taken_up_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.body')),
                ('role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rotation.role')),
            ],
            options={
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(default=conscience.models.question.new_address, max_length=32, unique=True)),
                ('number', models.PositiveSmallIntegerField(default=0)),
                ('wording', models.CharField(max_length=500, verbose_name='question')),
                ('choices', models.JSONField(default=list)),
                ('secrecy', models.CharField(choices=[('secret', 'secret: who has voted is known, how is not'), ('open', 'open: each name with its vote')], default='secret', max_length=10)),
                ('threshold', models.CharField(choices=[('majority', 'more than half'), ('two-thirds', 'two-thirds'), ('three-quarters', 'three-quarters')], default='majority', max_length=20)),
                ('base', models.CharField(choices=[('cast', 'of the votes cast; whoever abstains is not counted'), ('present', 'of everyone who gave a ballot in'), ('eligible', 'of everyone who may vote; silence counts as no')], default='cast', max_length=10)),
                ('quorum', models.PositiveIntegerField(default=0)),
                ('eligible', models.PositiveIntegerField()),
                ('least', models.PositiveSmallIntegerField(default=3)),
                ('slot', models.BinaryField(blank=True, null=True)),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('declared_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.body')),
                ('election', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='conscience.election')),
            ],
            options={
                'ordering': ['-opens_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('left_during', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('alias', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.alias')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='conscience.election')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('question', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='result', serialize=False, to='conscience.question')),
                ('online', models.JSONField(default=dict)),
                ('room', models.JSONField(default=dict)),
                ('is_counted', models.BooleanField(default=True)),
                ('voted', models.PositiveIntegerField()),
                ('base', models.PositiveIntegerField()),
                ('needed', models.PositiveIntegerField()),
                ('chosen', models.CharField(blank=True, max_length=255)),
                ('checksum', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(blank=True, max_length=255)),
                ('code', models.CharField(blank=True, max_length=20)),
                ('alias', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.alias')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='conscience.question')),
            ],
            options={
                'ordering': ['question', 'code', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RoomCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(blank=True, max_length=255)),
                ('count', models.PositiveIntegerField()),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='room_counts', to='conscience.question')),
            ],
        ),
        migrations.CreateModel(
            name='Sealed',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('box', models.BinaryField()),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sealed', to='conscience.question')),
            ],
        ),
        migrations.CreateModel(
            name='Voter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.PositiveIntegerField()),
                ('is_alternate', models.BooleanField(default=False)),
                ('is_here', models.BooleanField(default=False)),
                ('in_the_room', models.BooleanField(default=False)),
                ('voted', models.BooleanField(default=False)),
                ('alias', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rotation.alias')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register', to='conscience.question')),
            ],
            options={
                'ordering': ['seat', 'is_alternate'],
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('election', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='hat', serialize=False, to='conscience.election')),
                ('names', models.JSONField(default=list)),
                ('tally', models.JSONField(default=dict)),
                ('how', models.CharField(choices=[('shares', 'drawn here, from shares that anybody can check'), ('bowl', 'drawn by hand from a bowl')], default='shares', max_length=10)),
                ('commitment', models.CharField(blank=True, max_length=64)),
                ('share', models.CharField(blank=True, max_length=64)),
                ('witnesses', models.JSONField(default=list)),
                ('words', models.JSONField(default=list)),
                ('order', models.JSONField(default=list)),
                ('opened_at', models.DateTimeField()),
                ('drawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('drawn_at', None), ('order', [])), models.Q(('drawn_at__isnull', False), models.Q(('order', []), _negated=True), models.Q(('witnesses', []), _negated=True)), _connector='OR'), name='a_hat_is_drawn_before_witnesses')],
            },
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('motion', 'carried'), _negated=True), ('motion_for__gt', models.F('motion_against')), _connector='OR'), name='a_fifth_ballot_needs_more_hands_for_than_against'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('election', 'name'), name='one_name_on_the_board_once'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='a_question_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('declared_at', None), ('closed_at__isnull', False), _connector='OR'), name='a_count_is_declared_after_closing'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('least__gte', 3)), name='no_count_of_fewer_than_three_is_shown'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('secrecy', 'open'), ('slot', None)), models.Q(('secrecy', 'secret'), ('slot__isnull', False)), _connector='OR'), name='a_secret_question_has_a_slot'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(condition=models.Q(('election__isnull', False)), fields=('election', 'number'), name='one_ballot_of_a_number'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('alias', None), models.Q(('code', ''), _negated=True)), models.Q(('alias__isnull', False), ('code', '')), _connector='OR'), name='a_ballot_has_a_code_or_a_name_never_both'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.UniqueConstraint(condition=models.Q(('alias__isnull', False)), fields=('question', 'alias'), name='one_open_ballot_each'),
        ),
        migrations.AddConstraint(
            model_name='roomcount',
            constraint=models.UniqueConstraint(fields=('question', 'choice'), name='one_count_in_the_room_a_choice'),
        ),
        migrations.AddConstraint(
            model_name='voter',
            constraint=models.UniqueConstraint(fields=('question', 'alias'), name='one_line_of_the_register_each'),
        ),
        migrations.AddConstraint(
            model_name='voter',
            constraint=models.UniqueConstraint(fields=('question', 'seat', 'is_alternate'), name='a_holder_and_an_alternate_a_seat'),
        ),
        migrations.AddConstraint(
            model_name='voter',
            constraint=models.UniqueConstraint(condition=models.Q(('voted', True)), fields=('question', 'seat'), name='a_seat_votes_once'),
        ),
        migrations.AddConstraint(
            model_name='voter',
            constraint=models.CheckConstraint(condition=models.Q(('in_the_room', True), ('voted', True), _negated=True), name='a_vote_here_or_in_the_room'),
        ),
    ]
