"""How far the log may be read: every transaction of this database has ended that began to write before."""

from django.conf import settings
from django.db import migrations
from psycopg import sql

TENANTS = sql.Identifier(settings.DATABASE_ROLES.tenants).as_string(None)

# STABLE: the transactions that are open are those that the statement sees which asks, with its own. PostgreSQL counts
# those of the whole server, while whoever is in another of its databases never writes here. A number and its database
# are read together; of a transaction that is prepared, or ends meanwhile, nobody tells the database: it counts as open.
# On a standby the snapshot does not list what is open.
FUNCTION = """
CREATE FUNCTION public.changes_all_ended_before() RETURNS bigint
LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_snapshot_xmin(pg_current_snapshot()) ELSE
        least(coalesce(min(open.xact), pg_snapshot_xmax(pg_current_snapshot())), pg_current_xact_id_if_assigned())
    END::text::bigint
    FROM pg_snapshot_xip(pg_current_snapshot()) open (xact)
    WHERE NOT EXISTS (
        SELECT 1 FROM pg_catalog.pg_stat_get_activity(NULL) session
        WHERE session.backend_xid = open.xact::xid
        AND session.datid <> (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    )
$$;
"""
RIGHTS = f"""
REVOKE ALL ON FUNCTION public.changes_all_ended_before() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.changes_all_ended_before() TO {TENANTS};
"""


class Migration(migrations.Migration):
    dependencies = [("changes", "0002_log")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION public.changes_all_ended_before()"),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
