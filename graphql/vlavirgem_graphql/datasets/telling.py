"""What an import did, in a sentence."""

from __future__ import annotations

from django.utils.translation import ngettext

from vlavirgem_graphql.datasets.models import ImportRun, Outcome


def report_in_words(run: ImportRun) -> str:
    """How many records are there because of it, and how many are not; the report tells of each."""
    refused = run.counts.get(Outcome.REFUSED, 0)
    stored = run.total - refused
    said = ngettext("%(count)s record was read.", "%(count)s records were read.", stored) % {"count": stored}
    if refused:
        left = ngettext("%(count)s was refused: see why.", "%(count)s were refused: see why.", refused)
        said += " " + left % {"count": refused}
    return said
