"""What an import did, in a sentence."""

from __future__ import annotations

from django.utils.translation import ngettext

from vlavirgem_graphql.datasets.models import ImportRun, Outcome


def report_in_words(run: ImportRun) -> str:
    """How many records are there because of it; the report tells of each."""
    stored = run.total - run.counts.get(Outcome.REFUSED, 0)
    return ngettext("%(count)s record was read.", "%(count)s records were read.", stored) % {"count": stored}
