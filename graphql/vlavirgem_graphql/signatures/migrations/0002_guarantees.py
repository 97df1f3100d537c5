"""What of the keys the database itself guarantees: one in use at a time, and its moments are the database's."""

from django.db import migrations

KEYS = """
ALTER TABLE public.signatures_key ADD CONSTRAINT signatures_key_length CHECK (octet_length(public_key) = 32);
ALTER TABLE public.signatures_secret ADD CONSTRAINT signatures_secret_of_its_owner
    FOREIGN KEY (key_id, owner_id) REFERENCES public.signatures_key (id, owner_id);

CREATE FUNCTION public.signatures_begin_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    NEW.valid_from := clock_timestamp();
    NEW.valid_until := NULL;
    DELETE FROM public.signatures_secret WHERE owner_id = NEW.owner_id;
    UPDATE public.signatures_key SET valid_until = NEW.valid_from, updated_at = NEW.valid_from
    WHERE owner_id = NEW.owner_id AND valid_until IS NULL;
    RETURN NEW;
END
$$;

CREATE TRIGGER signatures_key_begins BEFORE INSERT ON public.signatures_key
    FOR EACH ROW EXECUTE FUNCTION public.signatures_begin_key();

REVOKE ALL ON FUNCTION public.signatures_begin_key() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0001_initial")]

    operations = [
        migrations.RunSQL(
            KEYS,
            "DROP FUNCTION public.signatures_begin_key() CASCADE;"
            "ALTER TABLE public.signatures_secret DROP CONSTRAINT signatures_secret_of_its_owner;"
            "ALTER TABLE public.signatures_key DROP CONSTRAINT signatures_key_length",
        ),
    ]
