"""What was hashed of another's event stands in its view too, where it is about the reader's data alone: the same that a
bundle tells (``evidence_event_for_party``).

The view as in 0002, with one column more at its end.
"""

from django.conf import settings
from django.db import migrations
from psycopg import sql

TENANTS = sql.Identifier(settings.DATABASE_ROLES.tenants).as_string(None)

VIEW = f"""
DROP VIEW public.exchange_incoming_event;
CREATE VIEW public.exchange_incoming_event WITH (security_barrier) AS
SELECT event.id, event.owner_id, event.sequence, event.occurred_at, event.kind,
    coalesce(known.name, event.actor) AS actor, event.agreement_id, event.hash,
    CASE WHEN event.provider_ids <@ ARRAY[reader.id] THEN event.offer_ids ELSE (
        SELECT array_agg(part.offer_id ORDER BY part.place)
        FROM unnest(event.offer_ids, event.provider_ids) WITH ORDINALITY part (offer_id, provider_id, place)
        WHERE part.provider_id = reader.id
    ) END AS offer_ids,
    CASE WHEN event.provider_ids <@ ARRAY[reader.id] THEN event.row_counts ELSE (
        SELECT array_agg(part.row_count ORDER BY part.place)
        FROM unnest(event.row_counts, event.provider_ids) WITH ORDINALITY part (row_count, provider_id, place)
        WHERE part.provider_id = reader.id
    ) END AS row_counts{{more}}
FROM public.exchange_event event
LEFT JOIN public.exchange_named_person known ON known.mark = event.actor AND known.owner_id = event.owner_id
CROSS JOIN (SELECT me.id FROM public.directory_tenant me WHERE me.schema_name = current_user::text) reader
WHERE event.provider_ids @> ARRAY[reader.id] AND event.owner_id <> reader.id;
REVOKE ALL ON public.exchange_incoming_event FROM PUBLIC;
GRANT SELECT ON public.exchange_incoming_event TO {TENANTS};
"""
PAYLOAD = ",\n    CASE WHEN event.provider_ids <@ ARRAY[reader.id] THEN event.payload END AS payload"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0009_order_of_pages")]

    operations = [migrations.RunSQL(VIEW.format(more=PAYLOAD), VIEW.format(more=""))]
