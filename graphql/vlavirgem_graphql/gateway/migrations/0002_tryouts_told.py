"""The history of a try-out tells the log of changes, from which subscriptions are fed."""

from django.db import migrations

TOLD = """
CREATE TRIGGER changes_tryout AFTER INSERT ON tryouts_tryoutevent
    FOR EACH ROW EXECUTE FUNCTION public.changes_tryout_told();
"""


class Migration(migrations.Migration):
    dependencies = [("gateway", "0001_initial"), ("tryouts", "0001_initial"), ("changes", "0002_log")]

    operations = [migrations.RunSQL(TOLD, "DROP TRIGGER changes_tryout ON tryouts_tryoutevent")]
