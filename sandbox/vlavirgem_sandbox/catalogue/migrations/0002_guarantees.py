"""What of the catalogue the database itself guarantees.

A version is of the service's own publisher (row-level security alone would let any reader of a service add a part to
it), and once others have seen it only where it stands and who sees it may change: try-outs, pilots and their evidence
point at it. The owner, who migrates and erases organisations, is not held to the second.
"""

from django.conf import settings
from django.db import migrations
from psycopg import sql

OWNER = sql.Literal(settings.DATABASE_ROLES.owner).as_string(None)
TENANTS = sql.Identifier(settings.DATABASE_ROLES.tenants).as_string(None)

VERSION_OF_PUBLISHER = """
ALTER TABLE public.catalogue_service ADD CONSTRAINT catalogue_service_with_owner UNIQUE (id, owner_id);
ALTER TABLE public.catalogue_serviceversion ADD CONSTRAINT catalogue_version_owner_is_publisher
    FOREIGN KEY (service_id, owner_id) REFERENCES public.catalogue_service (id, owner_id);
"""

REPLY_OF_PUBLISHER = """
ALTER TABLE public.catalogue_message ADD CONSTRAINT catalogue_message_with_service UNIQUE (id, service_id);
ALTER TABLE public.catalogue_reply ADD CONSTRAINT catalogue_reply_owner_is_publisher
    FOREIGN KEY (service_id, owner_id) REFERENCES public.catalogue_service (id, owner_id);
ALTER TABLE public.catalogue_reply ADD CONSTRAINT catalogue_reply_to_message_of_service
    FOREIGN KEY (message_id, service_id) REFERENCES public.catalogue_message (id, service_id);
"""

FROZEN_ONCE_LIVE = f"""
CREATE FUNCTION public.catalogue_keep_live_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    may_change text[] := '{{state,visibility,updated_at,deprecated_at,sunset_on,successor_number}}'
        || CASE WHEN OLD.state = 'trial' THEN '{{published_at}}' ELSE '{{}}' END::text[];
BEGIN
    IF current_user = {OWNER} THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A version that has been live is not deleted.' USING ERRCODE = '23001';
    END IF;
    IF NEW.state = 'draft' OR (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
        RAISE EXCEPTION 'Of a version that others have seen only where it stands changes.' USING ERRCODE = '23001';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER catalogue_keep_live_version BEFORE UPDATE OR DELETE ON public.catalogue_serviceversion
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION public.catalogue_keep_live_version();
"""

USAGE_WITHOUT_NAMES = f"""
-- What organisations that gave no name tell a publisher of its service. Every sum is of three organisations or more,
-- and none can be had by taking one sum from another: calls by version, operation and verdict; durations by bin; calls
-- by day, when every day has three. How many they are is told from three on; 0 stands for one or two. Who asks is the
-- role that the session has set: see the exchange's guarantees.
CREATE FUNCTION public.catalogue_usage_without_names(tried uuid, since date)
RETURNS TABLE (day date, version_number integer, line jsonb, calls bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    WITH nameless AS (
        SELECT told.owner_id, told.day, told.version_number, told.lines
        FROM public.catalogue_usageday told
        JOIN public.catalogue_service service ON service.id = told.service_id
        JOIN public.directory_tenant publisher ON publisher.id = service.owner_id
        WHERE told.service_id = tried AND told.day >= since AND NOT told.named
        AND publisher.schema_name = coalesce(nullif(current_setting('role'), 'none'), session_user::text)
    ), counted AS (
        SELECT nameless.owner_id, nameless.day, nameless.version_number,
            each.line - 'calls' AS line, (each.line ->> 'calls')::bigint AS calls
        FROM nameless, jsonb_array_elements(nameless.lines) each (line)
    )
    SELECT NULL::date, counted.version_number, counted.line, sum(counted.calls)::bigint FROM counted
    WHERE counted.line ->> 'kind' <> 'duration' GROUP BY 2, 3 HAVING count(DISTINCT counted.owner_id) >= 3
    UNION ALL
    SELECT NULL, NULL, counted.line, sum(counted.calls)::bigint FROM counted
    WHERE counted.line ->> 'kind' = 'duration' GROUP BY 3 HAVING count(DISTINCT counted.owner_id) >= 3
    UNION ALL
    SELECT counted.day, NULL, '{{"kind": "day"}}'::jsonb, sum(counted.calls)::bigint FROM counted
    WHERE counted.line ->> 'kind' = 'calls' AND NOT EXISTS (
        SELECT FROM counted few WHERE few.line ->> 'kind' = 'calls'
        GROUP BY few.day, few.version_number, few.line HAVING count(DISTINCT few.owner_id) < 3
    ) GROUP BY 1
    UNION ALL
    SELECT NULL, NULL, '{{"kind": "organisations"}}'::jsonb,
        CASE WHEN count(DISTINCT nameless.owner_id) < 3 THEN 0 ELSE count(DISTINCT nameless.owner_id) END
    FROM nameless HAVING count(*) > 0
$$;
GRANT EXECUTE ON FUNCTION public.catalogue_usage_without_names(uuid, date) TO {TENANTS};
"""


FORESEEN_WITHOUT_NAMES = f"""
-- As for usage: what a version would refuse of the calls of organisations that gave no name, in sums of three or more.
CREATE FUNCTION public.catalogue_foreseen_without_names(newer uuid)
RETURNS TABLE (line jsonb, calls bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    WITH nameless AS (
        SELECT told.owner_id, told.hit, told.lines
        FROM public.catalogue_foreseen told
        JOIN public.catalogue_service service ON service.id = told.service_id
        JOIN public.directory_tenant publisher ON publisher.id = service.owner_id
        WHERE told.version_id = newer AND NOT told.named
        AND publisher.schema_name = coalesce(nullif(current_setting('role'), 'none'), session_user::text)
    )
    SELECT each.line - 'calls', sum((each.line ->> 'calls')::bigint)::bigint
    FROM nameless, jsonb_array_elements(nameless.lines) each (line)
    GROUP BY 1 HAVING count(DISTINCT nameless.owner_id) >= 3
    UNION ALL
    SELECT '{{"kind": "organisations"}}'::jsonb,
        CASE WHEN count(DISTINCT owner_id) < 3 THEN 0 ELSE count(DISTINCT owner_id) END
    FROM nameless HAVING count(*) > 0
$$;
GRANT EXECUTE ON FUNCTION public.catalogue_foreseen_without_names(uuid) TO {TENANTS};
"""


class Migration(migrations.Migration):
    """The publisher's key, the trigger, and usage without names."""

    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.RunSQL(
            VERSION_OF_PUBLISHER,
            """
            ALTER TABLE public.catalogue_serviceversion DROP CONSTRAINT catalogue_version_owner_is_publisher;
            ALTER TABLE public.catalogue_service DROP CONSTRAINT catalogue_service_with_owner;
            """,
        ),
        migrations.RunSQL(
            REPLY_OF_PUBLISHER,
            """
            ALTER TABLE public.catalogue_reply DROP CONSTRAINT catalogue_reply_to_message_of_service;
            ALTER TABLE public.catalogue_reply DROP CONSTRAINT catalogue_reply_owner_is_publisher;
            ALTER TABLE public.catalogue_message DROP CONSTRAINT catalogue_message_with_service;
            """,
        ),
        migrations.RunSQL(FROZEN_ONCE_LIVE, "DROP FUNCTION public.catalogue_keep_live_version() CASCADE"),
        migrations.RunSQL(USAGE_WITHOUT_NAMES, "DROP FUNCTION public.catalogue_usage_without_names(uuid, date)"),
        migrations.RunSQL(
            FORESEEN_WITHOUT_NAMES, "DROP FUNCTION public.catalogue_foreseen_without_names(uuid)"
        ),
    ]
