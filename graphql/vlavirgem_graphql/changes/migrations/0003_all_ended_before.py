"""How far the log may be read: every transaction of this database has ended that began to write before."""

from django.conf import settings
from django.db import migrations
from psycopg import sql

TENANTS = sql.Identifier(settings.DATABASE_ROLES.tenants).as_string(None)

# STABLE: it sees the transactions that are open as the statement sees them that asks. PostgreSQL counts transactions of
# the whole server, and those of its other databases never write here: left out is what holds its own number for one of
# them by now, while one that has ended meanwhile, or is prepared, is waited for.
FUNCTION = """
CREATE FUNCTION public.changes_all_ended_before() RETURNS bigint
LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT coalesce(min(open.xact), pg_snapshot_xmax(pg_current_snapshot()))::text::bigint
    FROM pg_snapshot_xip(pg_current_snapshot()) open (xact)
    WHERE NOT EXISTS (
        SELECT 1 FROM pg_catalog.pg_locks held JOIN pg_catalog.pg_stat_activity session USING (pid)
        WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.granted
        AND held.transactionid = open.xact::xid AND session.datname <> current_database()
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
