"""A reading of records in the caller's chain of evidence."""

from __future__ import annotations

from uuid import uuid4

from vlavirgem_graphql.gateway.compiler.fields import Asked


def reading_on_record(noted: str, asked: Asked, *, whole_list: str) -> str:
    """SQL that appends it and yields its id: which offers, how many rows of each, under which agreements.

    ``noted`` is the array of the offers of the rows. Of ``whole_list`` (a condition) all readable offers are named,
    with 0 rows where none of theirs is returned: a count or a short page tells about an organisation's records too, and
    it has to find that in its evidence.
    """
    bind = asked.compilation.parameters.bind
    caller = bind("caller", lambda run: run.info.context.caller.name, "text")
    key = bind("key", lambda run: run.info.context.caller.key, "text")
    field = bind("field", lambda run: run.info.field_name, "text")
    # Python makes an id for less: a PostgreSQL that was built without OpenSSL opens the source of randomness each time.
    event = bind("event", lambda _run: str(uuid4()), "uuid")
    agreements = bind("agreements", lambda run: run.authorisation.agreements, "text[]")
    # Joined, and not looked up in an array: that is a comparison for each row and each offer.
    rows = (
        f"select u_.offer_id,coalesce(n_.rows_,0) rows_,nullif(u_.under_,'') under_ "
        f"from unnest({offers_of(asked)},{agreements}) u_(offer_id,under_) "
        f"left join (select o_,count(*)::int rows_ from unnest({noted}) o_ group by o_) n_ on n_.o_=u_.offer_id "
        f"where n_.o_ is not null or ({whole_list})"
    )
    under = "('[\"'||replace(string_agg(under_,','),',','\",\"')||'\"]')::json"
    return (
        f"(select public.exchange_append_event('read',{caller},coalesce(array_agg(offer_id),'{{}}'),"
        f"coalesce(array_agg(rows_),'{{}}'),null,"
        f"json_build_object('field',{field},'key',{key},'agreements',{under}{_delegation(asked)}),{event}) "
        f"from ({rows}) e_)"
    )


def _delegation(asked: Asked) -> str:
    """What the event tells besides where a supplier's client reads for the caller."""
    if not getattr(asked.compilation.authorisation, "delegation", ""):
        return ""
    bind = asked.compilation.parameters.bind
    return f",'delegation',{bind('delegation', lambda run: run.authorisation.delegation, 'text')}"


def offers_of(asked: Asked) -> str:
    """The placeholder of the offers that may be read."""
    return asked.compilation.parameters.bind("offers", lambda run: run.authorisation.offers, "uuid[]")
