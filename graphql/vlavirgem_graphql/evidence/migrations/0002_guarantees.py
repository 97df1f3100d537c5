"""What of the checkpoints the database itself guarantees: they follow each other, and a witness signs what stands there."""

from django.conf import settings
from django.db import migrations
from psycopg import sql

TENANTS = sql.Identifier(settings.DATABASE_ROLES.tenants).as_string(None)

CHECKPOINTS = """
ALTER TABLE public.evidence_checkpoint ADD CONSTRAINT evidence_checkpoint_key_of_its_owner
    FOREIGN KEY (key_id, owner_id) REFERENCES public.signatures_key (id, owner_id);
ALTER TABLE public.evidence_countersignature ADD CONSTRAINT evidence_countersignature_key_of_its_owner
    FOREIGN KEY (key_id, owner_id) REFERENCES public.signatures_key (id, owner_id);

-- A checkpoint is of more events than the one before it, and of no more than the log has.
CREATE FUNCTION public.evidence_add_checkpoint() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    last_size bigint;
BEGIN
    PERFORM FROM public.exchange_chain_head head
    WHERE head.owner_id = NEW.owner_id AND head.sequence >= NEW.size;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The log has fewer events than this.'
            USING ERRCODE = '23514', CONSTRAINT = 'evidence_checkpoint_in_order';
    END IF;
    SELECT coalesce(max(before.size), 0) INTO last_size
    FROM public.evidence_checkpoint before WHERE before.owner_id = NEW.owner_id;
    IF NEW.size <= last_size OR NEW.previous_size <> last_size
        OR NOT starts_with(NEW.text, concat_ws(E'\\n', NEW.origin, NEW.size, encode(NEW.root, 'base64'), '', '')) THEN
        RAISE EXCEPTION 'A checkpoint goes on from the one before it, and says what it is.'
            USING ERRCODE = '23514', CONSTRAINT = 'evidence_checkpoint_in_order';
    END IF;
    NEW.made_at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE TRIGGER evidence_checkpoint_in_order BEFORE INSERT ON public.evidence_checkpoint
    FOR EACH ROW EXECUTE FUNCTION public.evidence_add_checkpoint();

-- Nobody is its own witness, and what a witness keeps is what stands there.
CREATE FUNCTION public.evidence_countersign() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM FROM public.evidence_checkpoint seen
    WHERE seen.id = NEW.checkpoint_id AND seen.owner_id <> NEW.owner_id
        AND seen.size = NEW.size AND seen.root = NEW.root;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A witness signs the checkpoint of another, as it stands there.'
            USING ERRCODE = '23514', CONSTRAINT = 'evidence_countersigned_as_it_is';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER evidence_countersigned_as_it_is BEFORE INSERT ON public.evidence_countersignature
    FOR EACH ROW EXECUTE FUNCTION public.evidence_countersign();

REVOKE ALL ON FUNCTION public.evidence_add_checkpoint(), public.evidence_countersign() FROM PUBLIC;
"""

PROOFS = f"""
-- One event of another's log, for who finds its own data in it. What was hashed only where it is about nobody else.
CREATE FUNCTION public.evidence_event_for_party(about uuid)
RETURNS TABLE (
    log_id bigint, place bigint, link bytea, link_before bytea, told text, person text, person_secret bytea
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT event.owner_id, event.sequence, event.hash, event.previous_hash,
        CASE WHEN event.provider_ids <@ ARRAY[me.id] THEN event.payload END, known.name, known.secret
    FROM public.exchange_event event
    LEFT JOIN public.exchange_named_person known ON known.mark = event.actor AND known.owner_id = event.owner_id
    CROSS JOIN (SELECT public.exchange_current_tenant() AS id) me
    WHERE event.id = about AND event.provider_ids @> ARRAY[me.id]
$$;

-- The hashes that a proof of that event is made of, in blocks of 256: of events at level 0, else of full subtrees.
CREATE FUNCTION public.evidence_hashes_for_party(about uuid, of_level integer, first_place bigint)
RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT part.hash FROM public.evidence_event_for_party(about) seen
    CROSS JOIN LATERAL (
        SELECT event.sequence AS place, event.hash FROM public.exchange_event event
        WHERE of_level = 0 AND event.owner_id = seen.log_id
            AND event.sequence BETWEEN first_place + 1 AND first_place + 256
        UNION ALL
        SELECT tree.place, tree.hash FROM public.evidence_subtree tree
        WHERE tree.owner_id = seen.log_id AND tree.level = of_level
            AND tree.place BETWEEN first_place AND first_place + 255
    ) part ORDER BY part.place
$$;

REVOKE ALL ON FUNCTION public.evidence_event_for_party(uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.evidence_hashes_for_party(uuid, integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.evidence_event_for_party(uuid) TO {TENANTS};
GRANT EXECUTE ON FUNCTION public.evidence_hashes_for_party(uuid, integer, bigint) TO {TENANTS};
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial"), ("signatures", "0002_guarantees"), ("exchange", "0002_guarantees")]

    operations = [
        migrations.RunSQL(
            CHECKPOINTS,
            "DROP FUNCTION public.evidence_add_checkpoint() CASCADE;"
            "DROP FUNCTION public.evidence_countersign() CASCADE;"
            "ALTER TABLE public.evidence_checkpoint DROP CONSTRAINT evidence_checkpoint_key_of_its_owner;"
            "ALTER TABLE public.evidence_countersignature DROP CONSTRAINT evidence_countersignature_key_of_its_owner",
        ),
        migrations.RunSQL(
            PROOFS,
            "DROP FUNCTION public.evidence_hashes_for_party(uuid, integer, bigint);"
            "DROP FUNCTION public.evidence_event_for_party(uuid)",
        ),
    ]
