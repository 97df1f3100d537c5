"""A JSON column that keeps its members in the order in which they were written."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.json import Json


class JSONAsWritten(models.JSONField):
    """PostgreSQL's ``json`` in place of ``jsonb``, which sorts members by length.

    For contracts and bodies: people read them in their author's order. Such a column cannot be compared or indexed.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column's type."""
        return "json"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The value as text of type json; as jsonb, which Django would send, the order is lost on the way."""
        return Json(value, dumps=lambda data: json.dumps(data, cls=self.encoder))

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """The driver has read a json column already; text comes from functions over it."""
        return super().from_db_value(value, expression, connection) if isinstance(value, str) else value
