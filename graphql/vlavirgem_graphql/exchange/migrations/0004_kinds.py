"""What the database guarantees of kinds that an operator makes: who makes them, and that every process hears of it."""

from django.db import migrations

KINDS = """
CREATE FUNCTION public.exchange_kind_made() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.directory_tenant tenant WHERE tenant.id = NEW.owner_id AND tenant.kind = 'network'
    ) THEN
        RAISE EXCEPTION 'Kinds are made by the network''s own organisation.' USING ERRCODE = '42501';
    END IF;
    -- A random one: no two databases, and no restored one, ever show the same mark for another state.
    INSERT INTO public.exchange_kind_mark (id, owner_id, mark)
    VALUES ('00000000-0000-0000-0000-000000000001', NEW.owner_id, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET mark = excluded.mark;
    RETURN NEW;
END
$$;

CREATE TRIGGER exchange_kind_is_made BEFORE INSERT ON public.exchange_kind_version
    FOR EACH ROW EXECUTE FUNCTION public.exchange_kind_made();

REVOKE ALL ON FUNCTION public.exchange_kind_made() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_search")]

    operations = [migrations.RunSQL(KINDS, "DROP FUNCTION public.exchange_kind_made() CASCADE")]
