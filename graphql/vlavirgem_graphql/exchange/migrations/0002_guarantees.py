"""What of the exchange the database itself guarantees.

Every function is the owner's (SECURITY DEFINER), names tables in full (empty search_path), and takes the tenant from
the role that the session has set, which cannot be forged: inside such a function ``current_user`` is the owner, while
the setting ``role`` still names the tenant's role. A tenant that logs in by itself has set no role; then its login is it.
"""

from django.conf import settings
from django.db import migrations
from psycopg import sql

TENANTS = sql.Identifier(settings.DATABASE_ROLES.tenants).as_string(None)
ZONE = sql.Literal(settings.TIME_ZONE).as_string(None)

CURRENT_TENANT = """
CREATE FUNCTION public.exchange_current_tenant() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT tenant.id FROM public.directory_tenant tenant
    WHERE tenant.schema_name = coalesce(nullif(current_setting('role'), 'none'), session_user::text)
$$;
"""

OWNERS_AGREE = """
-- A record belongs to whoever offers it, and an agreement is with whoever offers what it is about.
ALTER TABLE public.exchange_record ADD CONSTRAINT exchange_record_owner_is_offerer
    FOREIGN KEY (offer_id, owner_id) REFERENCES public.exchange_offer (id, owner_id);
ALTER TABLE public.exchange_agreement ADD CONSTRAINT exchange_agreement_provider_is_offerer
    FOREIGN KEY (offer_id, provider_id) REFERENCES public.exchange_offer (id, owner_id);
"""

APPEND_EVENT = """
-- Events stay in one piece in their row up to 8 kB, and a larger payload is laid beside it as it is: pressing them
-- together cost more CPU than all else about an event.
ALTER TABLE public.exchange_event SET (toast_tuple_target = 8160);
ALTER TABLE public.exchange_event ALTER payload SET STORAGE EXTERNAL, ALTER offer_ids SET STORAGE EXTERNAL,
    ALTER row_counts SET STORAGE EXTERNAL, ALTER provider_ids SET STORAGE EXTERNAL;

-- What pages tell of a log is of some weeks, and the log grows for ever.
CREATE INDEX exchange_event_moment ON public.exchange_event (owner_id, occurred_at);

-- Appends one event to the chain of the tenant that asks, and returns its id. The head is locked until the transaction
-- ends, so a chain has no two events with one number and no gap. Who must name the event before it is appended (a denial
-- in an answer that is written first) brings its id.
CREATE FUNCTION public.exchange_append_event(
    event_kind text, event_actor text, about_offers uuid[], rows_of_offers integer[],
    about_agreement uuid, event_detail json, given_id uuid DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    my_role text := coalesce(nullif(current_setting('role'), 'none'), session_user::text);
    me bigint;
    last_number bigint;
    last_hash bytea;
    event_id uuid := coalesce(given_id, gen_random_uuid());
    moment timestamptz;
    providers bigint[];
    facts text;
    seal bytea;
BEGIN
    IF cardinality(about_offers) <> cardinality(rows_of_offers) THEN
        RAISE EXCEPTION 'Each offer needs its number of rows.' USING ERRCODE = '22023';
    END IF;
    providers := ARRAY(
        SELECT offer.owner_id FROM unnest(about_offers) WITH ORDINALITY asked (id, place)
        JOIN public.exchange_offer offer ON offer.id = asked.id ORDER BY asked.place
    );
    IF cardinality(providers) <> cardinality(about_offers) THEN
        RAISE EXCEPTION 'An event names an offer that is not there.' USING ERRCODE = '23503';
    END IF;
    -- Who asks, and where the chain stands, in one statement: this function's CPU is in each read of the gateway.
    SELECT head.owner_id, head.sequence, head.hash INTO me, last_number, last_hash
    FROM public.directory_tenant tenant JOIN public.exchange_chain_head head ON head.owner_id = tenant.id
    WHERE tenant.schema_name = my_role FOR UPDATE OF head;
    IF NOT FOUND THEN
        me := public.exchange_current_tenant();
        IF me IS NULL THEN
            RAISE EXCEPTION 'No tenant: an event is appended inside a tenant''s scope only.' USING ERRCODE = '42501';
        END IF;
        INSERT INTO public.exchange_chain_head (owner_id, sequence, hash)
        VALUES (me, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
        SELECT head.sequence, head.hash INTO STRICT last_number, last_hash
        FROM public.exchange_chain_head head WHERE head.owner_id = me FOR UPDATE;
    END IF;
    -- The same answer for an agreement of others and for none at all.
    IF about_agreement IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.exchange_agreement terms
        WHERE terms.id = about_agreement AND me IN (terms.consumer_id, terms.provider_id)
    ) THEN
        RAISE EXCEPTION 'An event names an agreement only of a party to it.' USING ERRCODE = '42501';
    END IF;
    moment := clock_timestamp();
    facts := json_build_object(
        'id', event_id, 'tenant', me, 'sequence', last_number + 1,
        'at', to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'kind', event_kind, 'actor', event_actor, 'agreement', about_agreement,
        'offers', about_offers, 'rows', rows_of_offers, 'providers', providers, 'detail', event_detail
    )::text;
    seal := sha256(last_hash || convert_to(facts, 'UTF8'));
    INSERT INTO public.exchange_event (
        id, owner_id, sequence, occurred_at, kind, actor, agreement_id, offer_ids, row_counts, provider_ids,
        payload, previous_hash, hash
    ) VALUES (
        event_id, me, last_number + 1, moment, event_kind, event_actor, about_agreement, about_offers,
        rows_of_offers, providers, facts, last_hash, seal
    );
    UPDATE public.exchange_chain_head SET sequence = last_number + 1, hash = seal WHERE owner_id = me;
    RETURN event_id;
END
$$;
"""

INCOMING_EVENTS = """
-- What other tenants' chains say about our data: their row without the offers of third parties. The view is the
-- owner's, so it sees all chains; current_user is still whoever asks. Most events are about one provider's data; only those about several are taken apart, and only where somebody asks which offers they were about.
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
    ) END AS row_counts
FROM public.exchange_event event
LEFT JOIN public.exchange_named_person known ON known.mark = event.actor AND known.owner_id = event.owner_id
CROSS JOIN (SELECT me.id FROM public.directory_tenant me WHERE me.schema_name = current_user::text) reader
WHERE event.provider_ids @> ARRAY[reader.id] AND event.owner_id <> reader.id;
"""

FORGETTING = """
-- Removes who stood behind a person's marks in the log of the tenant that asks; returns how many marks that were.
CREATE FUNCTION public.exchange_forget_person(about uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM public.exchange_named_person named
    WHERE named.person_id = about AND named.owner_id = public.exchange_current_tenant();
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
"""

ROW_FILTERS = """
-- The conditions of an agreement as one jsonpath that is true for a row that may be read; null for no condition. What it
-- cannot read is refused, never left out. "Is not" asks that the field is there: an offer that loses the field opens
-- nothing. Names and values are written as JSON, which jsonpath reads as text and never as more.
CREATE FUNCTION public.exchange_compile_filter(conditions jsonb) RETURNS jsonpath
LANGUAGE plpgsql IMMUTABLE SET search_path = '' AS $$
DECLARE
    condition jsonb;
    place text;
    comparison text;
    tests text;
    readable boolean;
    parts text[] := '{}';
BEGIN
    FOR condition IN SELECT listed.one FROM jsonb_array_elements(conditions) listed (one) LOOP
        comparison := CASE condition->>'operator'
            WHEN 'is' THEN '==' WHEN 'is-not' THEN '==' WHEN 'at-least' THEN '>=' WHEN 'at-most' THEN '<='
            WHEN 'starts-with' THEN 'starts with' END;
        place := '$.' || (condition->'field')::text;
        SELECT string_agg(format('%s %s %s', place, comparison, given.value::text), ' || '),
            bool_and(jsonb_typeof(given.value) IN ('string', 'number', 'boolean'))
        INTO tests, readable FROM jsonb_array_elements(condition->'values') given (value);
        IF comparison IS NULL OR readable IS NOT TRUE OR jsonb_typeof(condition->'field') IS DISTINCT FROM 'string' THEN
            RAISE EXCEPTION 'A condition on rows that cannot be read.' USING ERRCODE = '22023';
        END IF;
        parts := parts || CASE condition->>'operator'
            WHEN 'is-not' THEN format('(exists(%s) && !(%s))', place, tests) ELSE format('(%s)', tests) END;
    END LOOP;
    RETURN nullif(array_to_string(parts, ' && '), '')::jsonpath;
END
$$;
"""

ANSWERS = """
-- Terms that answer or renew others are between the same parties, about the same offer; a proposal is answered by who
-- got it. Else anybody who knows its id could take the one place of its answer.
CREATE FUNCTION public.exchange_write_terms() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.exchange_agreement named
        WHERE named.id IN (NEW.answers_id, NEW.renews_id)
            AND ((named.consumer_id, named.provider_id, named.offer_id)
                <> (NEW.consumer_id, NEW.provider_id, NEW.offer_id)
                OR named.id = NEW.answers_id AND named.owner_id = NEW.owner_id)
    ) THEN
        RAISE EXCEPTION 'These terms do not answer or renew what they name.'
            USING ERRCODE = '23514', CONSTRAINT = 'exchange_agreement_in_line';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER exchange_terms_in_line BEFORE INSERT ON public.exchange_agreement
    FOR EACH ROW EXECUTE FUNCTION public.exchange_write_terms();
"""

READS = f"""
-- Takes a read of today under each of these agreements that has a rate, or only looks whether there is one left. Returns
-- those that have none, with the moment at which they have again; then nothing is taken.
CREATE FUNCTION public.exchange_take_reads(under uuid[], taking boolean)
RETURNS TABLE (agreement uuid, opens_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    me bigint := public.exchange_current_tenant();
    today date := (now() AT TIME ZONE {ZONE})::date;
    spent uuid[];
BEGIN
    -- A reader's reads come one after another, behind the lock that the event of a read takes anyway: another lock
    -- beside it would have two requests wait for each other.
    INSERT INTO public.exchange_chain_head (owner_id, sequence, hash)
    VALUES (me, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
    PERFORM FROM public.exchange_chain_head head WHERE head.owner_id = me FOR UPDATE;
    spent := ARRAY(
        SELECT coalesce(rated.agreement_id, rated.open_terms_id) FROM public.exchange_grant rated
        JOIN public.exchange_reads_taken taken
            ON taken.grant_id = rated.id AND taken.owner_id = me AND taken.day = today
        WHERE coalesce(rated.agreement_id, rated.open_terms_id) = ANY (under)
            AND coalesce(rated.consumer_id, me) = me AND taken.reads >= rated.daily_reads
    );
    IF taking AND cardinality(spent) = 0 THEN
        INSERT INTO public.exchange_reads_taken AS taken (id, owner_id, grant_id, day, reads)
        SELECT gen_random_uuid(), me, rated.id, today, 1 FROM public.exchange_grant rated
        WHERE coalesce(rated.agreement_id, rated.open_terms_id) = ANY (under)
            AND coalesce(rated.consumer_id, me) = me AND rated.daily_reads IS NOT NULL
        ON CONFLICT (grant_id, owner_id) DO UPDATE SET
            day = excluded.day,
            reads = CASE taken.day WHEN excluded.day THEN taken.reads ELSE 0 END + 1;
    END IF;
    RETURN QUERY SELECT one.id, (today + 1)::timestamp AT TIME ZONE {ZONE} FROM unnest(spent) one (id);
END
$$;
"""

ACTS = """
-- An act is done in turn, by the party whose turn it is, on the terms as they stand; its moment is the database's.
-- The second signature compiles the grant; a pause or a revocation by either party takes effect on it at once.
-- Other terms are an agreement of their own that answers this one: first this one is answered, then that one proposed.
CREATE FUNCTION public.exchange_do_act() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    terms public.exchange_agreement%ROWTYPE;
    last_act public.exchange_agreement_act%ROWTYPE;
    signers bigint[];
    undecided boolean;
    in_force boolean;
BEGIN
    SELECT * INTO STRICT terms FROM public.exchange_agreement WHERE id = NEW.agreement_id FOR UPDATE;
    SELECT * INTO last_act FROM public.exchange_agreement_act act
    WHERE act.agreement_id = NEW.agreement_id ORDER BY act.acted_at DESC LIMIT 1;
    signers := ARRAY(
        SELECT act.owner_id FROM public.exchange_agreement_act act
        WHERE act.agreement_id = NEW.agreement_id AND act.verb = 'signed'
    );
    undecided := last_act.verb IN ('proposed', 'signed') AND cardinality(signers) < 2;
    in_force := last_act.verb IN ('signed', 'resumed') AND cardinality(signers) = 2;
    NEW.acted_at := clock_timestamp();
    IF NEW.owner_id NOT IN (terms.consumer_id, terms.provider_id) THEN
        RAISE EXCEPTION 'Only a party acts on an agreement.' USING ERRCODE = '42501';
    END IF;
    IF NEW.content_hash <> terms.content_hash THEN
        RAISE EXCEPTION 'The terms are not the ones that were read.' USING ERRCODE = '23514';
    END IF;
    IF NOT coalesce(CASE NEW.verb
        WHEN 'proposed' THEN last_act.verb IS NULL AND NEW.owner_id = terms.owner_id
            AND (terms.renews_id IS NULL OR EXISTS (
                SELECT FROM public.exchange_agreement renewed
                WHERE renewed.id = terms.renews_id AND renewed.valid_until = terms.valid_from
            )) AND CASE
            WHEN terms.answers_id IS NULL THEN terms.owner_id = terms.consumer_id
            ELSE EXISTS (
                SELECT FROM public.exchange_agreement answered JOIN public.exchange_agreement_act answer
                    ON answer.agreement_id = answered.id AND answer.verb = 'countered'
                WHERE answered.id = terms.answers_id AND answer.owner_id = NEW.owner_id
            ) END
        -- Terms that accept open ones are signed by who accepts; the provider's signature comes from there.
        WHEN 'signed' THEN undecided AND NEW.owner_id <> ALL (signers) AND terms.valid_until > NEW.acted_at
            AND (terms.accepts_id IS NULL OR pg_trigger_depth() > 1
                OR NEW.owner_id = terms.consumer_id AND public.exchange_fits_open_terms(terms.id))
        WHEN 'refused' THEN undecided AND NEW.owner_id <> terms.owner_id
        WHEN 'countered' THEN undecided AND NEW.owner_id <> terms.owner_id AND NEW.owner_id <> ALL (signers)
            AND EXISTS (
                SELECT FROM public.exchange_agreement counter
                WHERE counter.answers_id = terms.id AND counter.owner_id = NEW.owner_id
            )
        WHEN 'withdrawn' THEN undecided AND NEW.owner_id = terms.owner_id
        WHEN 'paused' THEN in_force
        WHEN 'resumed' THEN last_act.verb = 'paused' AND last_act.owner_id = NEW.owner_id
        WHEN 'revoked' THEN in_force OR last_act.verb = 'paused'
        ELSE false
    END, false) THEN
        RAISE EXCEPTION 'An agreement that is % cannot be % by this party.', coalesce(last_act.verb, 'new'), NEW.verb
            USING ERRCODE = '23514', CONSTRAINT = 'exchange_act_in_turn';
    END IF;
    IF NEW.verb = 'proposed' THEN
        PERFORM public.exchange_compile_filter(terms.row_filter);
    END IF;
    IF NEW.verb = 'signed' AND NOT EXISTS (
        SELECT FROM public.exchange_advice asked
        WHERE asked.agreement_id = NEW.agreement_id AND asked.owner_id = NEW.owner_id
    ) THEN
        RAISE EXCEPTION 'The advice of the data protection officer is asked before a party signs.'
            USING ERRCODE = '23514', CONSTRAINT = 'exchange_act_advised';
    END IF;
    -- Whether it is that key's signature is for everybody to check; the database cannot.
    IF NEW.verb = 'signed' AND NOT EXISTS (
        SELECT FROM public.signatures_key used
        WHERE used.id = NEW.key_id AND used.owner_id = NEW.owner_id AND (used.valid_until IS NULL OR pg_trigger_depth() > 1)
            AND octet_length(NEW.signature) = 64
    ) THEN
        RAISE EXCEPTION 'A party signs with the key that it uses now.'
            USING ERRCODE = '23514', CONSTRAINT = 'exchange_act_signed_with_key';
    END IF;
    IF NEW.verb = 'signed' AND terms.accepts_id IS NOT NULL AND NEW.owner_id = terms.consumer_id THEN
        PERFORM public.exchange_sign_as_opened(terms.id);
        signers := signers || terms.provider_id;
    END IF;
    IF NEW.verb = 'signed' AND cardinality(signers) = 1 THEN
        INSERT INTO public.exchange_grant (
            id, owner_id, created_at, updated_at, visibility, agreement_id, offer_id, consumer_id, kind, fields,
            row_filter, daily_reads, valid_from, valid_until
        ) SELECT gen_random_uuid(), terms.provider_id, NEW.acted_at, NEW.acted_at, 'partners', terms.id,
            terms.offer_id, terms.consumer_id, offer.kind, terms.fields,
            public.exchange_compile_filter(terms.row_filter), terms.daily_reads, terms.valid_from,
            terms.valid_until
        FROM public.exchange_offer offer
        WHERE offer.id = terms.offer_id AND offer.withdrawn_at IS NULL AND terms.fields <@ offer.fields
            AND NOT EXISTS (
                SELECT FROM jsonb_array_elements(terms.row_filter) listed (one)
                WHERE listed.one->>'field' <> ALL (offer.fields)
            );
        IF NOT FOUND THEN
            RAISE EXCEPTION 'The offer is withdrawn or no longer has these fields.'
                USING ERRCODE = '23514', CONSTRAINT = 'exchange_offer_as_agreed';
        END IF;
    ELSIF NEW.verb IN ('paused', 'resumed', 'revoked') THEN
        UPDATE public.exchange_grant SET
            paused_at = CASE NEW.verb WHEN 'paused' THEN NEW.acted_at WHEN 'resumed' THEN NULL ELSE paused_at END,
            ended_at = CASE NEW.verb WHEN 'revoked' THEN NEW.acted_at ELSE ended_at END,
            updated_at = NEW.acted_at
        WHERE agreement_id = terms.id;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER exchange_act_in_turn BEFORE INSERT ON public.exchange_agreement_act
    FOR EACH ROW EXECUTE FUNCTION public.exchange_do_act();
"""

ACCESS_MARKS = """
-- Whatever may change what a tenant may read gives it another mark. A random one: no two databases, and no restored
-- one, ever show the same mark for another state. At the end of the transaction, so that a long one (a publication of
-- thousands of records) does not hold up another's revocation for as long as it takes.
CREATE FUNCTION public.exchange_mark_access(whose bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO public.exchange_access_mark (id, owner_id, mark)
    SELECT gen_random_uuid(), one.id, gen_random_uuid()
    FROM (SELECT DISTINCT each.id FROM unnest(whose) each (id) WHERE each.id IS NOT NULL) one
    ORDER BY one.id
    ON CONFLICT (owner_id) DO UPDATE SET mark = excluded.mark
$$;

CREATE FUNCTION public.exchange_grant_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM public.exchange_mark_access(
        ARRAY[OLD.consumer_id, NEW.consumer_id]
        || CASE WHEN coalesce(OLD.open_terms_id, NEW.open_terms_id) IS NOT NULL
            THEN ARRAY(SELECT reader.id FROM public.directory_tenant reader) END
    );
    RETURN NULL;
END
$$;

CREATE FUNCTION public.exchange_offer_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.kind, OLD.owner_id, OLD.withdrawn_at)
        IS NOT DISTINCT FROM (NEW.kind, NEW.owner_id, NEW.withdrawn_at) THEN
        RETURN NULL;
    END IF;
    PERFORM public.exchange_mark_access(
        ARRAY[OLD.owner_id, NEW.owner_id] || ARRAY(
            SELECT reader.id FROM public.exchange_grant live
            JOIN public.directory_tenant reader ON reader.id = coalesce(live.consumer_id, reader.id)
            WHERE live.offer_id IN (OLD.id, NEW.id) AND live.ended_at IS NULL
        )
    );
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER exchange_grant_changes_access AFTER INSERT OR UPDATE OR DELETE ON public.exchange_grant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.exchange_grant_changed();

CREATE CONSTRAINT TRIGGER exchange_offer_changes_access AFTER INSERT OR UPDATE OR DELETE ON public.exchange_offer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.exchange_offer_changed();
"""

SIGNATURE = "public.exchange_append_event(text, text, uuid[], integer[], uuid, json, uuid)"
TAKE_READS = "public.exchange_take_reads(uuid[], boolean)"
RIGHTS = f"""
REVOKE ALL ON FUNCTION public.exchange_current_tenant(), {SIGNATURE}, public.exchange_do_act(), public.exchange_compile_filter(jsonb),
    public.exchange_mark_access(bigint[]), public.exchange_grant_changed(), public.exchange_offer_changed(),
    public.exchange_write_terms(), {TAKE_READS} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {SIGNATURE} TO {TENANTS};
GRANT EXECUTE ON FUNCTION {TAKE_READS} TO {TENANTS};
REVOKE ALL ON FUNCTION public.exchange_forget_person(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.exchange_forget_person(uuid) TO {TENANTS};
REVOKE ALL ON public.exchange_incoming_event FROM PUBLIC;
GRANT SELECT ON public.exchange_incoming_event TO {TENANTS};
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("directory", "0001_initial")]

    operations = [
        migrations.RunSQL(CURRENT_TENANT, "DROP FUNCTION public.exchange_current_tenant()"),
        migrations.RunSQL(
            OWNERS_AGREE,
            "ALTER TABLE public.exchange_record DROP CONSTRAINT exchange_record_owner_is_offerer;"
            "ALTER TABLE public.exchange_agreement DROP CONSTRAINT exchange_agreement_provider_is_offerer",
        ),
        migrations.RunSQL(APPEND_EVENT, f"DROP FUNCTION {SIGNATURE}"),
        migrations.RunSQL(FORGETTING, "DROP FUNCTION public.exchange_forget_person(uuid)"),
        migrations.RunSQL(INCOMING_EVENTS, "DROP VIEW public.exchange_incoming_event"),
        migrations.RunSQL(ROW_FILTERS, "DROP FUNCTION public.exchange_compile_filter(jsonb)"),
        migrations.RunSQL(ANSWERS, "DROP FUNCTION public.exchange_write_terms() CASCADE"),
        migrations.RunSQL(READS, f"DROP FUNCTION {TAKE_READS}"),
        migrations.RunSQL(ACTS, "DROP FUNCTION public.exchange_do_act() CASCADE"),
        migrations.RunSQL(
            ACCESS_MARKS,
            "DROP FUNCTION public.exchange_grant_changed() CASCADE;"
            "DROP FUNCTION public.exchange_offer_changed() CASCADE;"
            "DROP FUNCTION public.exchange_mark_access(bigint[])",
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
