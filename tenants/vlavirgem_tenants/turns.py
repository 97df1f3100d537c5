"""One after another, where no row stands for what two would do at the same moment."""

from __future__ import annotations

from django.db import connection


def take_turn(*what: object) -> None:
    """Wait until nobody else is at this; it is ours until the transaction ends. ``what`` names it, first of all by the
    table that it is about. Look at the rows after it, not before: then they are as the one before us left them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["|".join(map(str, what))])
