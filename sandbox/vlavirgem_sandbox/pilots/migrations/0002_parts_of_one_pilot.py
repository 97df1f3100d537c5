"""A measurement and its KPI, a finding and its evidence, a decision and its grounds belong to one and the same pilot.

Each part names both its neighbour and its pilot. A foreign key over the two columns together keeps them from
disagreeing; Django has no word for it. Deferred like Django's own, so that a pilot can be removed with its parts.
"""

from django.db import migrations

# (table, column, table it points to)
PAIRS = [
    ("pilots_measurement", "kpi_id", "pilots_kpi"),
    ("pilots_finding", "hypothesis_id", "pilots_hypothesis"),
    ("pilots_findingevidence", "finding_id", "pilots_finding"),
    ("pilots_findingevidence", "measurement_id", "pilots_measurement"),
    ("pilots_decisionground", "decision_id", "pilots_decision"),
    ("pilots_decisionground", "finding_id", "pilots_finding"),
]


def _together(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table}_{column}_same_pilot"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, pilot_id) REFERENCES {target} (id, pilot_id) "
        "DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("pilots", "0001_initial")]

    operations = [_together(*pair) for pair in PAIRS]
