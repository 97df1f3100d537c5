"""Fills the demo town with pages: written, shared and adopted through the same services as people use."""

from __future__ import annotations

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw
from wagtail.images import get_image_model

from vlavirgem_cms.demo_pages import HOMES, PAGES, Block, DemoHome, DemoPage
from vlavirgem_cms.pages.blocks import body_of
from vlavirgem_cms.pages.models import HomePage, KnowledgeIndexPage, KnowledgePage
from vlavirgem_cms.pages.services import adopt_page, share_page
from vlavirgem_cms.shared.models import Adoption, SharedPage
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

SIZE = (1200, 675)
GROUND, INK, ACCENT, SIGNAL = "#f4f6f6", "#172026", "#0a5a66", "#e6b98c"


def fill(town: DemoTown) -> None:
    """Write, share and adopt what the demo shows; what is there already is left as it is."""
    for home in HOMES:
        with tenant_scope(town.tenant(home.tenant)):
            _write_home(home)
    for page in PAGES:
        with tenant_scope(town.tenant(page.tenant)):
            shared = _share(page, _write(page), town)
        if shared is not None:
            for adopter in page.adopters:
                _adopt(shared, adopter, town)


def _write_home(home: DemoHome) -> None:
    page = HomePage.objects.get()
    if page.lead == home.lead:
        return
    page.lead, page.intro, page.body = home.lead, home.intro, body_of(list(home.body))
    page.save_revision().publish()


def _write(plan: DemoPage) -> KnowledgePage:
    page: KnowledgePage | None = KnowledgePage.objects.filter(slug=plan.slug).first()
    if page is None:
        page = KnowledgePage(
            slug=plan.slug,
            title=plan.title,
            summary=plan.summary,
            themes=[theme.value for theme in plan.themes],
            body=body_of([*_picture(plan), *plan.body]),
            readable_by_visitors=plan.visitors,
        )
        KnowledgeIndexPage.objects.get().add_child(instance=page)
        page.save_revision().publish()
    return page


def _share(plan: DemoPage, page: KnowledgePage, town: DemoTown) -> SharedPage | None:
    tenant = town.tenant(plan.tenant)
    shared = SharedPage.objects.filter(owner=tenant, source_page_id=page.pk).first()
    if shared is not None or not (plan.shared or plan.partners):
        return shared
    return share_page(
        actor=Actor.system(tenant),
        page=page,
        visibility=Visibility.NETWORK if plan.shared else Visibility.PARTNERS,
        partners=[town.tenant(slug) for slug in plan.partners],
    )


def _adopt(shared: SharedPage, adopter: str, town: DemoTown) -> None:
    tenant = town.tenant(adopter)
    with tenant_scope(tenant):
        if not Adoption.objects.filter(shared_page=shared, owner=tenant).exists():
            adopt_page(actor=Actor.system(tenant), shared=shared)


def _picture(plan: DemoPage) -> list[Block]:
    if not plan.picture:
        return []
    file = ImageFile(BytesIO(_draw_counter()), name="loket.png")
    image = get_image_model().objects.create(title=plan.picture, file=file, width=SIZE[0], height=SIZE[1])
    return [{"type": "image", "value": {"image": image.pk, "alt_text": plan.picture, "caption": ""}}]


def _draw_counter() -> bytes:
    """Draw a counter, three people who wait and a clock: our own drawing, in the house's colours."""
    drawing = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(drawing)
    pen.rectangle((80, 430, 560, 600), fill=ACCENT)
    pen.rectangle((60, 400, 580, 440), fill=INK)
    pen.rounded_rectangle((230, 290, 420, 400), radius=10, outline=INK, width=8, fill="white")
    for line in (320, 345, 370):
        pen.line((255, line, 395, line), fill=ACCENT, width=6)
    for number, left in enumerate((680, 850, 1020)):
        pen.ellipse((left + 20, 300, left + 90, 370), fill=INK)
        pen.rounded_rectangle((left, 380, left + 110, 600), radius=40, fill=SIGNAL if number == 0 else ACCENT)
    pen.ellipse((560, 70, 700, 210), fill="white", outline=INK, width=8)
    pen.line((630, 140, 630, 95), fill=INK, width=7)
    pen.line((630, 140, 665, 158), fill=INK, width=7)
    pen.line((60, 604, 1140, 604), fill=INK, width=8)
    drawn = BytesIO()
    drawing.save(drawn, "PNG")
    return drawn.getvalue()
