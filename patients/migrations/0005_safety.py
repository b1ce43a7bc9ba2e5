import clinic.trail.frozen
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0004_intakes_are_final'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RedFlag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('intake_number', models.PositiveBigIntegerField(blank=True, help_text='The intake with the answer.', null=True)),
                ('rule_id', models.CharField(max_length=60)),
                ('sign', models.CharField(help_text='What was answered, in few words, for clinicians.', max_length=100)),
                ('told', models.CharField(choices=[('emergency', 'Call emergency services now'), ('doctor_today', 'See a doctor today'), ('practitioner', 'Tell your practitioner before treatment')], help_text='What the patient was told to do.', max_length=12)),
                ('told_words', models.TextField(help_text='The sentence that the patient read.')),
                ('told_clinic', models.CharField(help_text='Who at the clinic was told, and how.', max_length=300)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='red_flags', to='patients.patient')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('told__in', ['emergency', 'doctor_today', 'practitioner'])), name='red_flag_told_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('rule_id', ''), _negated=True), models.Q(('sign', ''), _negated=True), models.Q(('told_words', ''), _negated=True), models.Q(('told_clinic', ''), _negated=True)), name='red_flag_says_what_and_who_was_told'), models.UniqueConstraint(condition=models.Q(('intake_number__isnull', False)), fields=('intake_number', 'rule_id'), name='red_flag_once_per_intake')],
            },
        ),
        migrations.CreateModel(
            name='RedFlagAcknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('once_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('what_was_done', models.TextField(max_length=1000)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('flag', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgement', to='patients.redflag')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(django.db.models.functions.text.Trim('what_was_done')), 0)), name='acknowledgement_says_what_was_done')],
            },
        ),
        migrations.CreateModel(
            name='RuleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('once_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('rule_id', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('added', 'Added'), ('off', 'Switched off'), ('on', 'Switched on')], max_length=10)),
                ('rule', models.JSONField(blank=True, help_text='The row as the tables write it, for a rule added.', null=True)),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['added', 'off', 'on'])), name='rule_change_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('rule_id', ''), _negated=True), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(django.db.models.functions.text.Trim('reason')), 0)), name='rule_change_names_the_rule_and_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'added'), ('rule__isnull', False)), models.Q(models.Q(('kind', 'added'), _negated=True), ('rule__isnull', True)), _connector='OR'), name='rule_change_adds_a_rule_and_nothing_else'), models.UniqueConstraint(condition=models.Q(('kind', 'added')), fields=('rule_id',), name='rule_added_once')],
            },
        ),
        migrations.CreateModel(
            name='SafetyScreening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('once_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('source', models.CharField(choices=[('intake', 'The patient’s own answers'), ('staff', 'Asked at the clinic')], max_length=10)),
                ('intake_number', models.PositiveBigIntegerField(blank=True, help_text='The intake it was read from.', null=True)),
                ('pregnant', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='pregnant, or could be')),
                ('pregnant_weeks', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='week of pregnancy')),
                ('blood_thinner', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='takes a blood thinner')),
                ('bleeding_disorder', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='bleeding disorder')),
                ('heart_valve_disease', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='heart valve disease or a replaced valve')),
                ('epilepsy', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='epilepsy or seizures')),
                ('fainting', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='has fainted, or faints easily')),
                ('immune_suppressed', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='weakened immune system')),
                ('diabetes', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='diabetes')),
                ('metal_allergy', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='allergic to a metal')),
                ('infection_risk', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='has an infection that blood can pass on')),
                ('skin_infection', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='skin infection or broken skin now')),
                ('recent_surgery', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='operation in the last three months')),
                ('needle_fear', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='afraid of needles')),
                ('has_implants', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='implants')),
                ('implants', models.JSONField(blank=True, default=list)),
                ('implant_where', models.CharField(blank=True, max_length=300)),
                ('has_lymphoedema', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='lymphoedema')),
                ('lymphoedema', models.JSONField(blank=True, default=list)),
                ('surgery_what', models.CharField(blank=True, max_length=300)),
                ('note', models.TextField(blank=True, max_length=1000)),
                ('alerts', models.CharField(blank=True, editable=False, help_text='For lists; see patients.rules.', max_length=400)),
                ('by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='patients.patient')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['patient', '-id'], name='screening_by_patient')],
                'constraints': [models.CheckConstraint(condition=models.Q(('pregnant__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_pregnant_is_an_answer'), models.CheckConstraint(condition=models.Q(('blood_thinner__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_blood_thinner_is_an_answer'), models.CheckConstraint(condition=models.Q(('bleeding_disorder__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_bleeding_disorder_is_an_answer'), models.CheckConstraint(condition=models.Q(('heart_valve_disease__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_heart_valve_disease_is_an_answer'), models.CheckConstraint(condition=models.Q(('epilepsy__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_epilepsy_is_an_answer'), models.CheckConstraint(condition=models.Q(('fainting__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_fainting_is_an_answer'), models.CheckConstraint(condition=models.Q(('immune_suppressed__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_immune_suppressed_is_an_answer'), models.CheckConstraint(condition=models.Q(('diabetes__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_diabetes_is_an_answer'), models.CheckConstraint(condition=models.Q(('metal_allergy__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_metal_allergy_is_an_answer'), models.CheckConstraint(condition=models.Q(('infection_risk__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_infection_risk_is_an_answer'), models.CheckConstraint(condition=models.Q(('skin_infection__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_skin_infection_is_an_answer'), models.CheckConstraint(condition=models.Q(('recent_surgery__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_recent_surgery_is_an_answer'), models.CheckConstraint(condition=models.Q(('needle_fear__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_needle_fear_is_an_answer'), models.CheckConstraint(condition=models.Q(('has_implants__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_has_implants_is_an_answer'), models.CheckConstraint(condition=models.Q(('has_lymphoedema__in', ['yes', 'no', 'unknown', 'not_asked'])), name='screening_has_lymphoedema_is_an_answer'), models.CheckConstraint(condition=models.Q(('source__in', ['intake', 'staff'])), name='screening_source_is_known'), models.CheckConstraint(condition=models.Q(('source', 'intake'), ('by__isnull', False), _connector='OR'), name='screening_asked_at_the_clinic_says_by_whom'), models.CheckConstraint(condition=models.Q(('pregnant_weeks__isnull', True), models.Q(('pregnant', 'yes'), ('pregnant_weeks__range', (1, 45))), _connector='OR'), name='screening_weeks_1_to_45_if_pregnant')],
            },
        ),
        migrations.CreateModel(
            name='SafetyConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('once_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('visit_number', models.PositiveBigIntegerField(blank=True, help_text='The appointment, when known.', null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('screening', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='patients.safetyscreening')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['screening', '-id'], name='confirmation_by_screening')],
            },
        ),
        clinic.trail.frozen.Frozen(
            table='patients_safetyscreening',
            name='screening_never_changes',
            when='1 = 1',
            on=('UPDATE', 'DELETE'),
        ),
        clinic.trail.frozen.Frozen(
            table='patients_safetyconfirmation',
            name='confirmation_never_changes',
            when='1 = 1',
            on=('UPDATE', 'DELETE'),
        ),
        clinic.trail.frozen.Frozen(
            table='patients_rulechange',
            name='rule_change_never_changes',
            when='1 = 1',
            on=('UPDATE', 'DELETE'),
        ),
        clinic.trail.frozen.Frozen(
            table='patients_redflag',
            name='red_flag_never_changes',
            when='1 = 1',
            on=('UPDATE', 'DELETE'),
        ),
        clinic.trail.frozen.Frozen(
            table='patients_redflagacknowledgement',
            name='acknowledgement_never_changes',
            when='1 = 1',
            on=('UPDATE', 'DELETE'),
        ),
    ]
