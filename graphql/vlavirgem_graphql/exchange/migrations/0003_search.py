"""Full-text search in records, of which each agreement covers other fields.

A record's words are kept per field: each lexeme has its field's name before it, as in ``title:hond``. So a question asks
for words in the fields that an agreement covers, and what stands in another field is not looked at: neither the answer
nor the time that it takes tells of it. Lexemes are those of Dutch, without accents.
"""

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations
from psycopg import sql

TENANTS = sql.Identifier(settings.DATABASE_ROLES.tenants).as_string(None)

VECTOR = """
-- A title and its texts are some hundreds of words. What is longer is kept as far as that: a vector holds 1 MB at most.
CREATE FUNCTION public.exchange_search_vector(body jsonb, fields text[]) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = '' AS $$
    SELECT array_to_tsvector(coalesce(array_agg(found.word), '{}')) FROM (
        SELECT field.name || ':' || word.lexeme AS word
        FROM unnest(fields) WITH ORDINALITY field (name, place) CROSS JOIN LATERAL unnest(to_tsvector(
            'pg_catalog.dutch', public.unaccent('public.unaccent', left(body ->> field.name, 100000))
        )) word
        WHERE length(word.lexeme) <= 40
        ORDER BY field.place LIMIT 8000
    ) found
$$;
"""

QUERY = """
-- All of the words, each in any of the fields; of words that say nothing ("de", "een") a question that finds nothing.
CREATE FUNCTION public.exchange_search_query(said text, fields text[]) RETURNS tsquery
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = '' AS $$
    SELECT coalesce(string_agg(somewhere.either, ' & '), '')::tsquery FROM (
        SELECT '(' || string_agg(
            '''' || replace(replace(field.name || ':' || word.lexeme, '\\', '\\\\'), '''', '''''') || '''', ' | '
        ) || ')' AS either
        FROM unnest(to_tsvector('pg_catalog.dutch', public.unaccent('public.unaccent', said))) word
        CROSS JOIN unnest(fields) field (name)
        GROUP BY word.lexeme
    ) somewhere
$$;
"""


RIGHTS = f"""
GRANT EXECUTE ON FUNCTION public.exchange_search_vector(jsonb, text[]) TO {TENANTS};
GRANT EXECUTE ON FUNCTION public.exchange_search_query(text, text[]) TO {TENANTS};
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_guarantees")]

    operations = [
        migrations.AddField("exchangerecord", "search", SearchVectorField(editable=False, null=True)),
        migrations.RunSQL(VECTOR, "DROP FUNCTION public.exchange_search_vector(jsonb, text[])"),
        migrations.RunSQL(QUERY, "DROP FUNCTION public.exchange_search_query(text, text[])"),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
