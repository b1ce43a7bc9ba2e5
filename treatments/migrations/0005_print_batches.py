import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from clinic.trail.frozen import Frozen

MOVED = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ('batch_id', 'patient_id', 'sheet_id', 'print_size', 'once_key')
)


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0004_handouts_are_final'),
        ('patients', '0002_search_index'),
        ('treatments', '0004_caution_reasons'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('once_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('day', models.DateField()),
                ('paper', models.CharField(choices=[('a4', 'A4'), ('letter', 'US Letter')], default='a4', max_length=10)),
                ('two_sided', models.BooleanField(default=False, help_text='Each sheet begins on a new piece of paper.')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PrintItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('print_size', models.CharField(choices=[('normal', 'Normal print (12 point)'), ('large', 'Large print (18 point)')], default='normal', max_length=10)),
                ('once_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('given', 'Recorded'), ('left_out', 'Left out')], default='waiting', max_length=10)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='treatments.printbatch')),
                ('handout', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='print_item', to='library.handout')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patients.patient')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.factsheet')),
            ],
            options={
                'ordering': ['batch', 'order'],
            },
        ),
        migrations.AddIndex(
            model_name='printbatch',
            index=models.Index(fields=['day', '-at'], name='batch_by_day'),
        ),
        migrations.AddConstraint(
            model_name='printbatch',
            constraint=models.CheckConstraint(condition=models.Q(('paper__in', ['a4', 'letter'])), name='batch_paper_is_known'),
        ),
        migrations.AddConstraint(
            model_name='printitem',
            constraint=models.UniqueConstraint(fields=('batch', 'order'), name='print_item_has_its_own_place'),
        ),
        migrations.AddConstraint(
            model_name='printitem',
            constraint=models.UniqueConstraint(fields=('batch', 'patient'), name='batch_gives_a_person_one_sheet'),
        ),
        migrations.AddConstraint(
            model_name='printitem',
            constraint=models.CheckConstraint(condition=models.Q(('print_size__in', ['normal', 'large'])), name='print_item_size_is_known'),
        ),
        migrations.AddConstraint(
            model_name='printitem',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'given', 'left_out'])), name='print_item_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='printitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handout__isnull', False), ('state', 'given')), models.Q(models.Q(('state', 'given'), _negated=True), ('handout__isnull', True)), _connector='OR'), name='print_item_given_has_its_handout'),
        ),
        Frozen(table='treatments_printbatch', name='print_batch_is_final'),
        Frozen(table='treatments_printitem', name='print_item_stays', on=('DELETE',)),
        Frozen(
            table='treatments_printitem',
            name='print_item_is_worked_off_once',
            when=f"OLD.state <> 'waiting' OR {MOVED}",
            on=('UPDATE',),
        ),
    ]
