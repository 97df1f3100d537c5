"""What the database guarantees of delegations: within their agreement, changed by their revocation only, and open terms
accepted as they are in this too.

Functions as in 0002.
"""

from django.db import migrations

DELEGATING = """
-- A reader delegates under an agreement of its own that is in force and lets it, until the agreement ends at the latest.
-- Nothing of it changes afterwards but that it is revoked, once; the moment is the database's.
CREATE FUNCTION public.exchange_delegation_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
        OR to_jsonb(NEW) - ARRAY['revoked_at', 'revoked_by', 'revoked_reason', 'updated_at']
            IS DISTINCT FROM to_jsonb(OLD) - ARRAY['revoked_at', 'revoked_by', 'revoked_reason', 'updated_at']) THEN
        RAISE EXCEPTION 'A delegation never changes; it is revoked, once.'
            USING ERRCODE = '23514', CONSTRAINT = 'exchange_delegation_stands';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        NEW.revoked_at := clock_timestamp();
        RETURN NEW;
    END IF;
    -- Who revokes the agreement meanwhile waits, or comes first.
    PERFORM FROM public.exchange_grant live JOIN public.exchange_agreement terms ON terms.id = live.agreement_id
    WHERE terms.id = NEW.agreement_id AND terms.consumer_id = NEW.owner_id AND terms.may_delegate
        AND live.ended_at IS NULL AND live.paused_at IS NULL
        AND NEW.valid_until <= live.valid_until AND NEW.valid_until > clock_timestamp()
    FOR SHARE OF live;
    IF NOT FOUND OR NEW.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'The agreement is not in force, ends before that, or does not let its reader delegate.'
            USING ERRCODE = '23514', CONSTRAINT = 'exchange_delegation_as_agreed';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER exchange_delegation_stands BEFORE INSERT OR UPDATE OR DELETE ON public.exchange_delegation
    FOR EACH ROW EXECUTE FUNCTION public.exchange_delegation_written();

REVOKE ALL ON FUNCTION public.exchange_delegation_written() FROM PUBLIC;
"""

FITS = """
CREATE OR REPLACE FUNCTION public.exchange_fits_open_terms(agreement uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM FROM public.exchange_agreement terms
    JOIN public.exchange_open_terms opened ON opened.id = terms.accepts_id
    JOIN public.directory_tenant reader ON reader.id = terms.consumer_id
    WHERE terms.id = agreement AND opened.closed_at IS NULL AND terms.owner_id = terms.consumer_id
        AND (opened.audience = 'everyone' OR opened.audience = 'municipalities' AND reader.kind = 'municipality')
        AND terms.answers_id IS NULL AND terms.renews_id IS NULL
        AND (terms.provider_id, terms.offer_id, terms.purpose, terms.concept_uri, terms.legal_basis, terms.fields,
            terms.row_filter, terms.daily_reads, terms.valid_from, terms.valid_until{more})
            IS NOT DISTINCT FROM (opened.owner_id, opened.offer_id, opened.purpose, opened.concept_uri,
            opened.legal_basis, opened.fields, opened.row_filter, opened.daily_reads, opened.valid_from,
            opened.valid_until{as_opened})
    FOR SHARE OF opened;
    RETURN FOUND;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0006_delegation")]

    operations = [
        migrations.RunSQL(DELEGATING, "DROP FUNCTION public.exchange_delegation_written() CASCADE"),
        migrations.RunSQL(
            FITS.format(more=", terms.may_delegate", as_opened=", opened.may_delegate"),
            FITS.format(more="", as_opened=""),
        ),
    ]
