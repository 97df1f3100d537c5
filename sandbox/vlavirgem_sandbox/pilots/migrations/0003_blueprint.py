"""Blueprints of finished pilots, and who took them over.

The two foreign keys over two columns keep a blueprint with the owner of its pilot, and an adoption with a pilot of who
adopts. The function counts the adoptions without a name, which only their writers read.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
import vlavirgem_sandbox.json_as_written
from django.conf import settings
from django.db import migrations, models
from psycopg import sql

TENANTS = sql.Identifier(settings.DATABASE_ROLES.tenants).as_string(None)

OF_ONE_OWNER = """
ALTER TABLE public.pilots_pilot ADD CONSTRAINT pilots_pilot_with_owner UNIQUE (id, owner_id);
ALTER TABLE public.pilots_blueprint ADD CONSTRAINT pilots_blueprint_of_the_lead
    FOREIGN KEY (pilot_id, owner_id) REFERENCES public.pilots_pilot (id, owner_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.pilots_blueprintadoption ADD CONSTRAINT pilots_adoption_into_an_own_pilot
    FOREIGN KEY (pilot_id, owner_id) REFERENCES public.pilots_pilot (id, owner_id) DEFERRABLE INITIALLY DEFERRED;
"""
OF_ANY_OWNER = """
ALTER TABLE public.pilots_blueprintadoption DROP CONSTRAINT pilots_adoption_into_an_own_pilot;
ALTER TABLE public.pilots_blueprint DROP CONSTRAINT pilots_blueprint_of_the_lead;
ALTER TABLE public.pilots_pilot DROP CONSTRAINT pilots_pilot_with_owner;
"""
ADOPTED_WITHOUT_NAMES = f"""
-- How many organisations took a blueprint over without giving their name, for its owner: NULL for none and for others
-- who ask, 0 for one or two, which would be as good as a name. Who asks is the role that the session has set.
CREATE FUNCTION public.pilots_adopted_without_names(asked uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT CASE WHEN count(*) = 0 THEN NULL WHEN count(*) < 3 THEN 0 ELSE count(*) END
    FROM public.pilots_blueprintadoption adoption
    JOIN public.pilots_blueprint blueprint ON blueprint.id = adoption.blueprint_id
    JOIN public.directory_tenant lead ON lead.id = blueprint.owner_id
    WHERE blueprint.id = asked AND adoption.visibility = 'own'
    AND lead.schema_name = coalesce(nullif(current_setting('role'), 'none'), session_user::text)
$$;
GRANT EXECUTE ON FUNCTION public.pilots_adopted_without_names(uuid) TO {TENANTS};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0001_initial'),
        ('pilots', '0002_parts_of_one_pilot'),
    ]

    operations = [
        migrations.CreateModel(
            name='Blueprint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made on')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed on')),
                ('visibility', models.CharField(choices=[('own', 'Only us'), ('partners', 'Us and our partners'), ('network', 'Every organisation in the network')], default='own', max_length=10, verbose_name='who sees this')),
                ('partner_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('audience', models.TextField(max_length=1000, verbose_name='for whom, and when it is of use')),
                ('service_names', models.TextField(blank=True, editable=False, verbose_name='services')),
                ('content', vlavirgem_sandbox.json_as_written.JSONAsWritten(default=dict, editable=False)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('shared_at', models.DateTimeField(editable=False, null=True, verbose_name='shared on')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn on')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.tenant', verbose_name='owner')),
                ('pilot', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='blueprint', to='pilots.pilot')),
            ],
            options={
                'verbose_name': 'blueprint',
                'verbose_name_plural': 'blueprints',
                'ordering': ['-updated_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BlueprintAdoption',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made on')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed on')),
                ('visibility', models.CharField(choices=[('own', 'Only us'), ('partners', 'Us and our partners')], default='partners', max_length=10, verbose_name='who sees this')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('source_name', models.CharField(max_length=200, verbose_name='taken over from')),
                ('blueprint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='pilots.blueprint')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.tenant', verbose_name='owner')),
                ('pilot', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='adoption', to='pilots.pilot')),
            ],
            options={
                'verbose_name': 'adoption',
                'verbose_name_plural': 'adoptions',
                'ordering': ['created_at'],
            },
        ),
        migrations.CreateModel(
            name='BlueprintDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made on')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed on')),
                ('visibility', models.CharField(choices=[('own', 'Only us'), ('partners', 'Us and our partners')], default='partners', max_length=10, verbose_name='who sees this')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('audience', models.TextField(max_length=1000, verbose_name='for whom, and when it is of use')),
                ('goal', models.TextField(max_length=1000, verbose_name='goal')),
                ('steps', models.TextField(max_length=4000, verbose_name='what it takes')),
                ('kpi_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('finding_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('chain_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('blueprint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='pilots.blueprint')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.tenant', verbose_name='owner')),
            ],
            options={
                'verbose_name': 'draft of a blueprint',
                'verbose_name_plural': 'drafts of blueprints',
            },
        ),
        migrations.AddIndex(
            model_name='blueprint',
            index=django.contrib.postgres.indexes.GinIndex(fields=['partner_ids'], name='pilots_blueprint_with'),
        ),
        migrations.AddConstraint(
            model_name='blueprint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('audience', ''), _negated=True)), name='blueprint_has_title'),
        ),
        migrations.AddConstraint(
            model_name='blueprint',
            constraint=models.CheckConstraint(condition=models.Q(('visibility', 'own'), models.Q(('shared_at__isnull', False), ('version__gte', 1), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='blueprint_shared_has_content'),
        ),
        migrations.AddConstraint(
            model_name='blueprintadoption',
            constraint=models.UniqueConstraint(fields=('blueprint', 'owner'), name='blueprint_adopted_once'),
        ),
        migrations.AddConstraint(
            model_name='blueprintdraft',
            constraint=models.CheckConstraint(condition=models.Q(('visibility', 'own')), name='blueprint_draft_is_ours'),
        ),
        migrations.RunSQL(OF_ONE_OWNER, OF_ANY_OWNER),
        migrations.RunSQL(ADOPTED_WITHOUT_NAMES, "DROP FUNCTION public.pilots_adopted_without_names(uuid)"),
    ]
