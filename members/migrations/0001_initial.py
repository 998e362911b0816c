
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                ('folded_name', models.CharField(editable=False, max_length=720)),
                ('zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
            ],
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='sessions.session')),
                ('word', models.CharField(blank=True, max_length=40, verbose_name='your word for it')),
                ('used_in', models.DateField()),
            ],
            options={
                'ordering': ['-used_in', 'word', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('matter', models.CharField(max_length=80)),
                ('step', models.CharField(blank=True, max_length=20)),
                ('facts', models.JSONField(default=dict)),
                ('path', models.CharField(blank=True, max_length=200)),
                ('due_on', models.DateField(null=True)),
                ('until', models.DateTimeField(null=True)),
                ('written_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-written_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NoteLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(max_length=80)),
                ('due_on', models.DateField(null=True)),
                ('way', models.CharField(choices=[('waiting', 'waits for its hour'), ('given', 'being handed over'), ('sent', 'handed over'), ('perhaps', 'perhaps sent: what was handing it over stopped half-way'), ('refused', 'refused too often, and given up')], default='waiting', max_length=10)),
                ('until', models.DateTimeField(null=True)),
                ('go_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('claim', models.CharField(blank=True, max_length=32)),
                ('claimed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['go_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NotWanted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handle', models.CharField(max_length=64, unique=True)),
                ('credential', models.BinaryField()),
                ('word', models.CharField(blank=True, max_length=40, verbose_name='your word for it')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='NoteWishes',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='wishes', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('letters', models.CharField(choices=[('none', 'only here'), ('each', 'here, and a letter for each matter'), ('daily', 'here, and one letter a day if something is new')], default='none', max_length=10, verbose_name='letters')),
                ('quiet_from', models.PositiveSmallIntegerField(default=21, verbose_name='quiet from')),
                ('quiet_until', models.PositiveSmallIntegerField(default=8, verbose_name='until')),
                ('language', models.CharField(blank=True, max_length=10)),
                ('stop', models.CharField(max_length=43, unique=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(models.F('folded_name'), name='a_name_is_taken_once'),
        ),
        migrations.AddField(
            model_name='code',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='device',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noteletter',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notwanted',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='passkey',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='notewishes',
            constraint=models.CheckConstraint(condition=models.Q(('quiet_from__lt', 24), ('quiet_until__lt', 24)), name='quiet_hours_are_hours_of_a_day'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(fields=['matter'], name='notes_by_their_matter'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.UniqueConstraint(fields=('member', 'matter', 'step'), name='one_note_of_a_step_per_member'),
        ),
        migrations.AddIndex(
            model_name='noteletter',
            index=models.Index(fields=['way', 'go_at'], name='letters_by_their_hour'),
        ),
        migrations.AddConstraint(
            model_name='noteletter',
            constraint=models.UniqueConstraint(fields=('member', 'matter'), name='one_letter_a_matter'),
        ),
        migrations.AddConstraint(
            model_name='noteletter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('way', 'given'), _negated=True), models.Q(('claimed_at__isnull', False), models.Q(('claim', ''), _negated=True)), _connector='OR'), name='a_letter_being_handed_over_has_a_claim'),
        ),
        migrations.AddConstraint(
            model_name='notwanted',
            constraint=models.UniqueConstraint(fields=('member', 'what'), name='nothing_is_unwanted_twice'),
        ),
    ]
