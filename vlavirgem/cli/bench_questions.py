"""What `bench gateway` asks of the gateway and of its peers: the same rows, each in its own words.

PostGraphile and strawberry-django read tables of their own (:mod:`vlavirgem.cli.bench_peer_tables`) and name the
fields in their own way; :func:`same_rows` makes sure that all of them give the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

GATEWAY, RAW, POSTGRAPHILE, STRAWBERRY = "gateway", "raw", "postgraphile", "strawberry"
PEERS: Final = {
    RAW: "one SQL statement behind a bare WSGI app",
    POSTGRAPHILE: "PostGraphile 5.1",
    STRAWBERRY: "strawberry-django 0.93",
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. ``asked`` holds its GraphQL by who is asked; ``raw`` is the bare peer's path, or "" for none."""

    name: str
    raw: str = ""
    asked: dict[str, str]

    def subjects(self) -> list[str]:
        """Who is asked it."""
        return [*self.asked, *([RAW] if self.raw else [])]

    def body(self, subject: str) -> bytes:
        """What is posted to a subject."""
        return json.dumps({"query": self.asked.get(subject, "")}).encode()

    def path(self, subject: str) -> str:
        """Where it is posted."""
        return self.raw if subject == RAW else "/graphql"


# What a municipality asks that compares its own products with those of others.
WHOLE = Question(
    name="100 rows with all that is in them",
    raw="/whole",
    asked={
        GATEWAY: """{ publicServices(first: 100) { nodes {
    uri title description type themes targetAudiences updatedAt provider { name }
    requirements { title description evidence { title } }
    procedures { title description websites { url } }
    costs { title description } } } }""",
        POSTGRAPHILE: """{ allPublicServices(first: 100, orderBy: [UPDATED_AT_DESC, ROW_ID_DESC]) { nodes {
    uri title description type themes targetAudiences updatedAt organisationByProviderId { name }
    requirementsByPublicServiceId(orderBy: [PLACE_ASC]) { nodes { title description
        evidencesByRequirementId(orderBy: [PLACE_ASC]) { nodes { title } } } }
    proceduresByPublicServiceId(orderBy: [PLACE_ASC]) { nodes { title description
        websitesByProcedureId(orderBy: [PLACE_ASC]) { nodes { url } } } }
    costsByPublicServiceId(orderBy: [PLACE_ASC]) { nodes { title description } } } } }""",
        STRAWBERRY: """{ publicServices(pagination: {limit: 100}) {
    uri title description type themes targetAudiences updatedAt provider { name }
    requirements { title description evidence { title } }
    procedures { title description websites { url } }
    costs { title description } } }""",
    },
)
# What a program asks that keeps a list up to date. A page of a thousand with all that is in them is past the limit.
LISTED = Question(
    name="1,000 rows for a list",
    raw="/listed",
    asked={
        GATEWAY: """{ publicServices(first: 1000) { nodes {
    uri title description type themes targetAudiences updatedAt provider { name } costs { title description } } } }""",
        POSTGRAPHILE: """{ allPublicServices(first: 1000, orderBy: [UPDATED_AT_DESC, ROW_ID_DESC]) { nodes {
    uri title description type themes targetAudiences updatedAt organisationByProviderId { name }
    costsByPublicServiceId(orderBy: [PLACE_ASC]) { nodes { title description } } } } }""",
        STRAWBERRY: """{ publicServices(pagination: {limit: 1000}) {
    uri title description type themes targetAudiences updatedAt provider { name } costs { title description } } }""",
    },
)
# Lists in lists: what the agencies let others try.
NESTED = Question(
    name="organisations, their services and versions (20 x 5 x 3)",
    asked={
        GATEWAY: """{ organisations(first: 20) { nodes { name services(first: 5) { nodes { name summary
    versions(first: 3) { nodes { number label title } } } } } } }""",
        POSTGRAPHILE: """{ allOrganisations(first: 20, orderBy: [NAME_ASC, ROW_ID_ASC]) { nodes { name
    servicesByOrganisationId(first: 5, orderBy: [NAME_ASC, ROW_ID_ASC]) { nodes { name summary
        versionsByServiceId(first: 3, orderBy: [NUMBER_DESC, ROW_ID_ASC]) { nodes { number label title } } } } } } }""",
        STRAWBERRY: """{ organisations(pagination: {limit: 20}) { name services(pagination: {limit: 5}) { name summary
    versions(pagination: {limit: 3}) { number label title } } } }""",
    },
)
QUESTIONS: Final = (WHOLE, LISTED, NESTED)


def same_rows(answers: list[bytes]) -> bool:
    """Whether answers hold the same values in the same order, whatever their fields and pages are called."""
    told = [list(_values(json.loads(answer)["data"])) for answer in answers]
    return len(told[0]) > 1 and all(each == told[0] for each in told[1:])


def _values(part: Any) -> list[Any]:
    if isinstance(part, dict):
        return [value for each in part.values() for value in _values(each)]
    if isinstance(part, list):
        return [value for each in part for value in _values(each)]
    return [_moment(part) if isinstance(part, str) else part]


def _moment(text: str) -> datetime | str:
    """A moment, which everybody writes in another way; any other text as it is."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text
