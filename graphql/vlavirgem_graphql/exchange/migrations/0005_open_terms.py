"""What the database guarantees of open terms: as they were signed, closed once, and accepted as they are.

Functions as in 0002.
"""

from django.db import migrations

ACCEPTING = """
-- Whether terms are those of the open terms that they accept, which are still open, and for this consumer. Held until the
-- end of the transaction: who closes them waits, or comes first.
CREATE FUNCTION public.exchange_fits_open_terms(agreement uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM FROM public.exchange_agreement terms
    JOIN public.exchange_open_terms opened ON opened.id = terms.accepts_id
    JOIN public.directory_tenant reader ON reader.id = terms.consumer_id
    WHERE terms.id = agreement AND opened.closed_at IS NULL AND terms.owner_id = terms.consumer_id
        AND (opened.audience = 'everyone' OR opened.audience = 'municipalities' AND reader.kind = 'municipality')
        AND terms.answers_id IS NULL AND terms.renews_id IS NULL
        AND (terms.provider_id, terms.offer_id, terms.purpose, terms.concept_uri, terms.legal_basis, terms.fields,
            terms.row_filter, terms.daily_reads, terms.valid_from, terms.valid_until)
            IS NOT DISTINCT FROM (opened.owner_id, opened.offer_id, opened.purpose, opened.concept_uri,
            opened.legal_basis, opened.fields, opened.row_filter, opened.daily_reads, opened.valid_from,
            opened.valid_until)
    FOR SHARE OF opened;
    RETURN FOUND;
END
$$;

-- Puts what the provider signed and was advised beforehand under an agreement that accepts it.
CREATE FUNCTION public.exchange_sign_as_opened(agreement uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    opened public.exchange_open_terms%ROWTYPE;
    hash_of_terms text;
BEGIN
    SELECT terms.content_hash INTO STRICT hash_of_terms FROM public.exchange_agreement terms WHERE terms.id = agreement;
    SELECT signed.* INTO STRICT opened FROM public.exchange_open_terms signed
    JOIN public.exchange_agreement terms ON terms.accepts_id = signed.id WHERE terms.id = agreement;
    INSERT INTO public.exchange_advice (
        id, owner_id, created_at, updated_at, visibility, agreement_id, verdict, officer, given_on, text
    ) VALUES (
        gen_random_uuid(), opened.owner_id, now(), now(), 'partners', agreement, opened.verdict, opened.officer,
        opened.advised_on, opened.advice
    );
    INSERT INTO public.exchange_agreement_act (
        id, owner_id, created_at, updated_at, visibility, agreement_id, verb, reason, person_name, person_id,
        content_hash, acted_at, key_id, signature
    ) VALUES (
        gen_random_uuid(), opened.owner_id, now(), now(), 'partners', agreement, 'signed', '', opened.person_name,
        opened.person_id, hash_of_terms, now(), opened.key_id, opened.signature
    );
END
$$;
"""

OPENING = """
-- Terms are opened on an offer that stands, of fields that it has, with the key that their provider uses now.
CREATE FUNCTION public.exchange_open_terms_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
        OR to_jsonb(NEW) - ARRAY['closed_at', 'closed_reason', 'updated_at']
            IS DISTINCT FROM to_jsonb(OLD) - ARRAY['closed_at', 'closed_reason', 'updated_at']) THEN
        RAISE EXCEPTION 'Open terms never change; they are closed, once.'
            USING ERRCODE = '23514', CONSTRAINT = 'exchange_open_terms_stand';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        NEW.closed_at := clock_timestamp();
        UPDATE public.exchange_grant SET ended_at = NEW.closed_at, updated_at = NEW.closed_at
        WHERE open_terms_id = NEW.id AND ended_at IS NULL;
        RETURN NEW;
    END IF;
    PERFORM public.exchange_compile_filter(NEW.row_filter);
    PERFORM FROM public.exchange_offer offer
    WHERE offer.id = NEW.offer_id AND offer.owner_id = NEW.owner_id AND offer.withdrawn_at IS NULL
        AND NEW.kind = offer.kind AND NEW.fields <@ offer.fields AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(NEW.row_filter) listed (one) WHERE listed.one->>'field' <> ALL (offer.fields)
        ) AND EXISTS (
            SELECT FROM public.signatures_key used
            WHERE used.id = NEW.key_id AND used.owner_id = NEW.owner_id AND used.valid_until IS NULL
                AND octet_length(NEW.signature) = 64
        );
    IF NOT FOUND OR NEW.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'The offer is withdrawn, has not these fields or is not theirs who signs.'
            USING ERRCODE = '23514', CONSTRAINT = 'exchange_offer_as_agreed';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION public.exchange_open_data() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO public.exchange_grant (
        id, owner_id, created_at, updated_at, visibility, open_terms_id, offer_id, kind, fields, row_filter,
        daily_reads, valid_from, valid_until
    ) VALUES (
        gen_random_uuid(), NEW.owner_id, now(), now(), 'partners', NEW.id, NEW.offer_id, NEW.kind, NEW.fields,
        public.exchange_compile_filter(NEW.row_filter), NEW.daily_reads, NEW.valid_from, NEW.valid_until
    );
    RETURN NULL;
END
$$;

CREATE TRIGGER exchange_open_terms_stand BEFORE INSERT OR UPDATE OR DELETE ON public.exchange_open_terms
    FOR EACH ROW EXECUTE FUNCTION public.exchange_open_terms_written();
CREATE TRIGGER exchange_open_data AFTER INSERT ON public.exchange_open_terms
    FOR EACH ROW WHEN (NEW.audience = 'open-data') EXECUTE FUNCTION public.exchange_open_data();
"""

FUNCTIONS = (
    "public.exchange_fits_open_terms(uuid), public.exchange_sign_as_opened(uuid), public.exchange_open_terms_written(), "
    "public.exchange_open_data()"
)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_kinds")]

    operations = [
        migrations.RunSQL(
            ACCEPTING,
            "DROP FUNCTION public.exchange_fits_open_terms(uuid); DROP FUNCTION public.exchange_sign_as_opened(uuid)",
        ),
        migrations.RunSQL(
            OPENING,
            "DROP FUNCTION public.exchange_open_terms_written() CASCADE; DROP FUNCTION public.exchange_open_data() CASCADE",
        ),
        migrations.RunSQL(f"REVOKE ALL ON FUNCTION {FUNCTIONS} FROM PUBLIC", migrations.RunSQL.noop),
    ]
