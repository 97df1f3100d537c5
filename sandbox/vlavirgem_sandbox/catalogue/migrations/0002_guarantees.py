"""What of the catalogue the database itself guarantees.

A version is of the service's own publisher (row-level security alone would let any reader of a service add a part to
it), and once it has been live only its state and who sees it may change: try-outs, pilots and their evidence point at
it. The owner, who migrates and erases organisations, is not held to the second.
"""

from django.conf import settings
from django.db import migrations
from psycopg import sql

OWNER = sql.Literal(settings.DATABASE_ROLES.owner).as_string(None)

VERSION_OF_PUBLISHER = """
ALTER TABLE public.catalogue_service ADD CONSTRAINT catalogue_service_with_owner UNIQUE (id, owner_id);
ALTER TABLE public.catalogue_serviceversion ADD CONSTRAINT catalogue_version_owner_is_publisher
    FOREIGN KEY (service_id, owner_id) REFERENCES public.catalogue_service (id, owner_id);
"""

FROZEN_ONCE_LIVE = f"""
CREATE FUNCTION public.catalogue_keep_live_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF current_user = {OWNER} THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A version that has been live is not deleted.' USING ERRCODE = '23001';
    END IF;
    IF NEW.state = 'draft' OR (to_jsonb(NEW) - '{{state,visibility,updated_at}}'::text[])
        IS DISTINCT FROM (to_jsonb(OLD) - '{{state,visibility,updated_at}}'::text[]) THEN
        RAISE EXCEPTION 'Of a version that has been live only the state changes.' USING ERRCODE = '23001';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER catalogue_keep_live_version BEFORE UPDATE OR DELETE ON public.catalogue_serviceversion
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION public.catalogue_keep_live_version();
"""


class Migration(migrations.Migration):
    """The publisher's key and the trigger."""

    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.RunSQL(
            VERSION_OF_PUBLISHER,
            """
            ALTER TABLE public.catalogue_serviceversion DROP CONSTRAINT catalogue_version_owner_is_publisher;
            ALTER TABLE public.catalogue_service DROP CONSTRAINT catalogue_service_with_owner;
            """,
        ),
        migrations.RunSQL(FROZEN_ONCE_LIVE, "DROP FUNCTION public.catalogue_keep_live_version() CASCADE"),
    ]
