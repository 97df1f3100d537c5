"""What no service can hold by itself, held by the database.

Call-offs are rows of the municipality that calls off, while the lot they count against is the buyer's row, which row
level security lets nobody else update. So a trigger that runs as the owner of the tables counts them; the update locks
the lot's row, and ``purchases_lot_within_ceiling`` decides which of two simultaneous call-offs is refused.
"""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("0002_invariants.sql")
REVERSE = """
DROP TRIGGER IF EXISTS purchases_count ON purchases_calloff;
DROP TRIGGER IF EXISTS purchases_counted ON purchases_lot;
DROP TRIGGER IF EXISTS purchases_frozen ON purchases_lot;
DROP TRIGGER IF EXISTS purchases_frozen ON purchases_requirement;
DROP TRIGGER IF EXISTS purchases_frozen ON purchases_requirementversion;
DROP TRIGGER IF EXISTS purchases_frozen ON purchases_criterion;
DROP TRIGGER IF EXISTS purchases_frozen ON purchases_commitment;
DROP TRIGGER IF EXISTS purchases_stage ON purchases_jointpurchase;
DROP FUNCTION IF EXISTS purchases_count_call_off(), purchases_keep_count(), purchases_keep_specification(),
    purchases_keep_stage();
"""


class Migration(migrations.Migration):
    dependencies = [("purchases", "0001_initial")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), REVERSE)]
