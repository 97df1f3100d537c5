"""What happened, as an enumeration of GraphQL made from the words that the database keeps."""

from __future__ import annotations

from typing import Any

import graphene
from django.db import models

from vlavirgem_graphql.gateway.compiler.fields import Written
from vlavirgem_graphql.gateway.compiler.rows import Rows


def verb_enum(name: str, verbs: type[models.TextChoices]) -> Any:
    """The enumeration of these words: ``key-issued`` is KEY_ISSUED."""
    members = {_constant(verb.value): verb.value for verb in verbs}
    labels = {verb.value: verb.label for verb in verbs}

    def described(member: Any) -> Any:
        return None if member is None else str(labels[member.value])

    return graphene.Enum(name, list(members.items()), description=described)


class VerbField(Written):
    """The word of the row's ``event_verb``."""

    def __init__(self, of_type: Any, **settings: Any) -> None:
        super().__init__(graphene.NonNull(of_type), _as_constant, **settings)


def _constant(verb: str) -> str:
    return verb.upper().replace("-", "_")


def _as_constant(rows: Rows) -> str:
    return f"upper(replace({rows.column('event_verb')},'-','_'))"
