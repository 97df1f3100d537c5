"""A column of PostgreSQL's type ``jsonpath``, which the database parses once and not at each row."""

from __future__ import annotations

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class JsonPathField(models.TextField):  # type: ignore[type-arg]  # a text to Python
    """Read as text; only the database writes it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column's type."""
        del connection
        return "jsonpath"
