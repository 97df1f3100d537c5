"""The protocol document of an agreement, which the parties publish (e-governmentdecreet, article 8): a PDF in Dutch.

It holds what the agreement's page holds. The same agreement in the same state gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from vlavirgem_graphql.exchange.models import Agreement, AgreementAct
from vlavirgem_graphql.exchange.row_filters import rows_told
from vlavirgem_graphql.exchange.signatures_told import signatures_told
from vlavirgem_graphql.exchange.templatetags.exchange import last_day

CONTENT_TYPE: Final = "application/pdf"
_FONT, _FONTS = "DejaVu", files("vlavirgem_graphql.exchange").joinpath("fonts")
_MARGIN, _LABEL_WIDTH, _LINE = 20, 48, 5.5  # millimetres
_INK, _SOFT = (20, 24, 31), (90, 96, 105)

Line = tuple[str, str]


class _Paper(FPDF):
    """A4 with our letter and a foot that says which page of which agreement this is."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.foot = foot
        self.add_font(_FONT, "", str(_FONTS.joinpath("DejaVuSans.ttf")))
        self.add_font(_FONT, "B", str(_FONTS.joinpath("DejaVuSans-Bold.ttf")))
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 5)
        self.add_page()

    def footer(self) -> None:
        """Called by the library at the end of each page."""
        self.set_y(-_MARGIN)
        self._write(f"{self.foot}   {self.page_no()}/{{nb}}", size=7, colour=_SOFT)

    def title_line(self, text: str) -> None:
        """The document's title."""
        self._write(text, size=17, style="B", line=9)
        self.ln(2)

    def heading(self, text: str) -> None:
        """The head of a section."""
        self.ln(5)
        self._write(text, size=12, style="B", line=7)
        self.ln(1)

    def paragraph(self, text: str) -> None:
        """Running text."""
        self._write(text, size=9.5)

    def facts(self, lines: Iterable[Line]) -> None:
        """A label with what it is, a line each; the label stands above nothing else when a page is full."""
        for label, text in lines:
            self.set_font(_FONT, "", 9.5)
            self.set_text_color(*_SOFT)
            if self.will_page_break(2 * _LINE):
                self.add_page()
            top = self.get_y()
            self.multi_cell(_LABEL_WIDTH, _LINE, label, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            page, below = self.page_no(), self.get_y()
            self.set_xy(_MARGIN + _LABEL_WIDTH + 4, top)
            self.set_text_color(*_INK)
            self.multi_cell(0, _LINE, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_y(max(below, self.get_y()) + 1.5 if self.page_no() == page else self.get_y() + 1.5)

    def _write(
        self,
        text: str,
        *,
        size: float,
        style: str = "",
        line: float = _LINE,
        colour: tuple[int, int, int] = _INK,
    ) -> None:
        self.set_font(_FONT, style, size)
        self.set_text_color(*colour)
        self.multi_cell(0, line, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def protocol_name(agreement: Agreement) -> str:
    """What the file is called: the parties, and the day from which it holds."""
    parties = f"{agreement.provider.slug}-{agreement.consumer.slug}"
    return f"protocol-{parties}-{localtime(agreement.valid_from):%Y-%m-%d}.pdf"


def protocol_document(agreement: Agreement) -> bytes:
    """The PDF. ``agreement`` comes with its last act (``AgreementQuerySet.with_last_act``)."""
    acts = list(agreement.acts.select_related("owner", "key"))
    with override("nl"):
        paper = _Paper(_("Agreement %(id)s") % {"id": agreement.pk})
        paper.set_lang("nl-BE")
        paper.set_title(_("Protocol for the exchange of data"))
        paper.set_creation_date(localtime(max((act.acted_at for act in acts), default=agreement.created_at)))
        _write(paper, agreement, acts)
        return bytes(paper.output())


def _write(paper: _Paper, agreement: Agreement, acts: Sequence[AgreementAct]) -> None:
    paper.title_line(_("Protocol for the exchange of data"))
    paper.paragraph(
        _("%(provider)s gives %(consumer)s data out of “%(title)s”.")
        % {
            "provider": agreement.provider.name,
            "consumer": agreement.consumer.name,
            "title": agreement.offer_title,
        }
    )
    standing = agreement.standing()
    state = f"{standing.state.label}: {standing.why}" if standing.why else str(standing.state.label)
    paper.facts([(_("State"), state)])
    paper.heading(_("Terms"))
    paper.facts(_terms(agreement))
    paper.heading(_("Advice of the data protection officers"))
    paper.facts(_advices(agreement) or [("", _("Each party records it when it signs."))])
    paper.heading(_("Signatures"))
    paper.facts([*signatures_told(agreement, acts), (_("Fingerprint of the terms"), agreement.content_hash)])
    paper.ln(4)
    paper.paragraph(
        _(
            "Drawn up for article 8 of the Flemish e-government decree. Each organisation signs the fingerprint of"
            " these terms with its own key; on the page of the agreement both signatures are checked."
        )
    )


def _terms(agreement: Agreement) -> list[Line]:
    kind = agreement.offer.declared_kind
    concept = f"{agreement.concept_label}\n{agreement.concept_uri}"
    return [
        (_("Provides"), agreement.provider.name),
        (_("Reads"), agreement.consumer.name),
        (_("Purpose"), agreement.purpose),
        *([(_("Public service"), concept)] if agreement.concept_uri else []),
        (_("Legal basis"), agreement.legal_basis),
        (_("Kind"), str(kind.label)),
        (_("Fields"), ", ".join(str(kind.field(name).label) for name in agreement.fields)),
        (_("Rows"), "\n".join(rows_told(kind, agreement.row_filter)) or _("all")),
        (_("Reads a day, at most"), _("no limit") if agreement.daily_reads is None else str(agreement.daily_reads)),
        (_("A supplier may read for the reader"), _("yes") if agreement.may_delegate else _("no")),
        (_("First day"), date_format(localtime(agreement.valid_from), "SHORT_DATE_FORMAT")),
        (_("Last day"), date_format(localtime(last_day(agreement)), "SHORT_DATE_FORMAT")),
    ]


def _advices(agreement: Agreement) -> list[Line]:
    return [
        (
            advice.owner.name,
            "\n".join(
                part
                for part in (
                    str(advice.get_verdict_display()),
                    f"{advice.officer}, {date_format(advice.given_on, 'SHORT_DATE_FORMAT')}" if advice.given_on else "",
                    advice.text,
                )
                if part
            ),
        )
        for advice in agreement.advices.select_related("owner")
    ]
