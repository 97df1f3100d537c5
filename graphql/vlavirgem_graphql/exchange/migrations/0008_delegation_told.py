"""What the database guarantees of how a delegation is told: both parties see it, and the evidence names whom it is to.

``reader`` begins with the client and its supplier and has the supplier's KBO number, in the language of who delegates.
"""

from django.db import migrations

TOLD = r"""
ALTER TABLE public.exchange_delegation ADD CONSTRAINT exchange_delegation_told CHECK (
    visibility = 'partners' AND reader !~ '[[:cntrl:]]'
    AND starts_with(reader, client_name || ' (' || supplier_name || ', ')
    AND substr(reader, length(client_name) + length(supplier_name) + 5) ~ (
        '^[A-Z]+ ' || substr(supplier_kbo, 1, 4) || '[.]' || substr(supplier_kbo, 5, 3) || '[.]'
        || substr(supplier_kbo, 8) || '[)] '
    )
);
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0007_delegation_guarantees")]

    operations = [
        migrations.RunSQL(TOLD, "ALTER TABLE public.exchange_delegation DROP CONSTRAINT exchange_delegation_told"),
    ]
