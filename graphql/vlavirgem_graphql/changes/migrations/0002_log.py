"""What writes the log: triggers on records and on acts. Those of try-outs stand in each tenant's schema (gateway 0002).

For a whole statement at once where records come by the thousand.
"""

from django.db import migrations

RECORDS = """
CREATE FUNCTION public.changes_records_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO public.changes_change (owner_id, xact, at, subject, subject_id, verb, kind, offer_id)
    SELECT record.owner_id, pg_current_xact_id()::text::bigint, clock_timestamp(), 'record', record.id, 'added',
        record.kind, record.offer_id
    FROM added record;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.changes_records_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO public.changes_change (owner_id, xact, at, subject, subject_id, verb, kind, offer_id)
    SELECT record.owner_id, pg_current_xact_id()::text::bigint, clock_timestamp(), 'record', record.id, 'changed',
        record.kind, record.offer_id
    FROM changed record;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.changes_records_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO public.changes_change (owner_id, xact, at, subject, subject_id, verb, kind, offer_id)
    SELECT record.owner_id, pg_current_xact_id()::text::bigint, clock_timestamp(), 'record', record.id, 'removed',
        record.kind, record.offer_id
    FROM removed record;
    RETURN NULL;
END
$$;

CREATE TRIGGER changes_added AFTER INSERT ON public.exchange_record
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.changes_records_added();
CREATE TRIGGER changes_changed AFTER UPDATE ON public.exchange_record
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.changes_records_changed();
CREATE TRIGGER changes_removed AFTER DELETE ON public.exchange_record
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.changes_records_removed();
"""

ACTS = """
CREATE FUNCTION public.changes_act_done() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO public.changes_change (owner_id, xact, at, subject, subject_id, verb, kind, party_id)
    SELECT NEW.owner_id, pg_current_xact_id()::text::bigint, NEW.acted_at, 'agreement', terms.id, NEW.verb, '',
        CASE NEW.owner_id WHEN terms.owner_id THEN terms.provider_id ELSE terms.owner_id END
    FROM public.exchange_agreement terms WHERE terms.id = NEW.agreement_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER changes_act AFTER INSERT ON public.exchange_agreement_act
    FOR EACH ROW EXECUTE FUNCTION public.changes_act_done();
"""

TRYOUTS = """
-- Stands in each tenant's own schema, under the history of its try-outs: whose schema it is says whose try-out it is.
CREATE FUNCTION public.changes_tryout_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO public.changes_change (owner_id, xact, at, subject, subject_id, verb, kind)
    SELECT tenant.id, pg_current_xact_id()::text::bigint, clock_timestamp(), 'tryout', NEW.tryout_id, NEW.verb, ''
    FROM public.directory_tenant tenant WHERE tenant.schema_name = TG_TABLE_SCHEMA;
    RETURN NULL;
END
$$;
"""

FUNCTIONS = (
    "public.changes_records_added(), public.changes_records_changed(), public.changes_records_removed(), "
    "public.changes_act_done(), public.changes_tryout_told()"
)
RIGHTS = f"REVOKE ALL ON FUNCTION {FUNCTIONS} FROM PUBLIC"


class Migration(migrations.Migration):
    dependencies = [("changes", "0001_initial"), ("exchange", "0002_guarantees")]

    operations = [
        migrations.RunSQL(
            RECORDS,
            "DROP FUNCTION public.changes_records_added() CASCADE;"
            "DROP FUNCTION public.changes_records_changed() CASCADE;"
            "DROP FUNCTION public.changes_records_removed() CASCADE",
        ),
        migrations.RunSQL(ACTS, "DROP FUNCTION public.changes_act_done() CASCADE"),
        migrations.RunSQL(TRYOUTS, "DROP FUNCTION public.changes_tryout_told() CASCADE"),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
