"""The catalogue's pages: who sees what, what publishing looks like, and how many queries a list takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.sandbox.contracts.recorded.recordings import entry, har
from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import CONTRACT_SIZE_LIMIT
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def upload(data: bytes | None = None, **fields: Any) -> dict[str, Any]:
    contract = demo_contract()
    file = SimpleUploadedFile(contract.filename, contract.data if data is None else data)
    return {"contract": file, "name": "", "summary": "", "theme": "leisure", **fields}


def test_an_empty_catalogue_says_what_comes(aalst: Tenant, client_for: Callable[..., Client]) -> None:
    page = client_for(aalst, Role.MEMBER).get("/services/")

    assert page.status_code == 200
    assert 'class="empty"' in page.text


def test_a_stranger_is_sent_to_sign_in_and_a_member_sees_the_list(
    association_register: ServiceVersion, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    assert client_for(aalst).get("/services/").status_code == 302
    assert "Verenigingsregister" in client_for(aalst, Role.READER).get("/services/").text


def test_search_and_facets_stand_in_the_address(
    association_register: ServiceVersion, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.MEMBER)

    assert "Verenigingsregister" in person.get("/services/?q=vereniging&theme=leisure&agency=agentschap").text
    assert "/services/agentschap/verenigingsregister/" not in person.get("/services/?q=energie").text
    assert "/services/agentschap/verenigingsregister/" not in person.get("/services/?q=register+paardenmelk").text
    # a value that does not exist narrows nothing
    assert "/services/agentschap/verenigingsregister/" in person.get("/services/?theme=bestaat-niet").text


def test_the_list_takes_as_many_queries_for_many_services_as_for_one(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    with tenant_scope(agency):
        for number in range(4):
            publish_service(
                actor=Actor.system(agency), file=demo_contract(), details=ServiceDetails(name=f"Dienst {number}")
            )
    person = client_for(aalst, Role.MEMBER)

    with django_assert_max_num_queries(16):
        assert person.get("/services/").text.count('class="card"') == 4


def test_the_page_of_a_service_offers_each_role_its_own_next_step(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    address = "/services/agentschap/verenigingsregister/"

    lead = client_for(aalst, Role.PILOT_LEAD).get(address).text
    reader = client_for(aalst, Role.READER).get(address).text
    publisher = client_for(agency, Role.DEVELOPER).get(address).text

    assert f"/tryouts/open/{association_register.pk}/" in lead
    assert "/tryouts/open/" not in reader
    assert "Vraag het aan iemand" in reader
    assert "Trekker van proefprojecten, Ontwikkelaar, Beheerder" in reader
    assert "Vraag het aan iemand" not in lead
    assert f"{address}publish/" in publisher
    assert f"{address}publish/" not in lead
    assert "/verenigingen/{vCode}" in lead.replace("<wbr>", "")


def test_the_list_says_who_opens_a_try_out_to_who_may_not(
    association_register: ServiceVersion, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    buyer = client_for(aalst, Role.BUYER).get("/services/").text
    lead = client_for(aalst, Role.PILOT_LEAD).get("/services/").text

    assert "Trekker van proefprojecten, Ontwikkelaar, Beheerder" in buyer
    assert "open je eigen proefopstelling" not in buyer
    assert "open je eigen proefopstelling" in lead


def test_publishing_checks_first_shows_a_preview_and_then_goes_live(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    publisher = client_for(agency, Role.DEVELOPER)

    checked = publisher.post("/services/publish/", upload(name="Verenigingen", summary="Registreer ze."))
    preview = publisher.get(checked["Location"])
    hidden = client_for(aalst, Role.MEMBER).get("/services/agentschap/verenigingen/")
    live = publisher.post(
        checked["Location"], {"name": "Verenigingen", "summary": "Nog beter.", "theme": "leisure"}, follow=True
    )

    assert "/verenigingen/{vCode}" in preview.text.replace("<wbr>", "")
    assert "Registreer ze." in preview.text
    assert hidden.status_code == 404
    assert "Nog beter." in live.text
    assert client_for(aalst, Role.MEMBER).get("/services/agentschap/verenigingen/").status_code == 200


def test_a_refused_contract_keeps_what_was_typed_and_lists_the_problems(
    agency: Tenant, client_for: Callable[..., Client]
) -> None:
    page = client_for(agency, Role.DEVELOPER).post(
        "/services/publish/", upload(b"openapi: 3.1.0\npaths: 3\n", name="Mijn dienst", summary="Wat ik typte.")
    )

    assert page.status_code == 422
    assert "Mijn dienst" in page.text
    assert "Wat ik typte." in page.text
    assert "tag--bad" in page.text
    with tenant_scope(agency):
        assert not Service.objects.exists()


def test_a_refused_contract_is_said_once_with_the_place_and_the_readers_words_beside_our_own(
    agency: Tenant, client_for: Callable[..., Client]
) -> None:
    page = client_for(agency, Role.DEVELOPER).post(
        "/services/publish/", upload(b"openapi: 3.1.0\ninfo: {title: Kapot, version: '1'}\npaths:\n\t/a: 1\n")
    )

    assert page.text.count("kan niet gepubliceerd worden") == 1
    assert "regel 4, kolom 1" in page.text
    assert '<code lang="en">found character that cannot start any token</code>' in page.text


def test_the_theme_is_asked_and_not_chosen_beforehand(agency: Tenant, client_for: Callable[..., Client]) -> None:
    publisher = client_for(agency, Role.DEVELOPER)

    asked = publisher.get("/services/publish/")
    without = publisher.post("/services/publish/", upload(theme=""))
    with_theme = publisher.post("/services/publish/", upload(theme="environment"))

    assert '<option value="" selected>' in asked.text
    assert "Kies het bestand opnieuw" not in asked.text
    assert without.status_code == 422
    assert "Kies het bestand opnieuw" in without.text
    assert with_theme.status_code == 302


def test_the_preview_of_a_next_version_keeps_what_was_typed_for_a_live_service(
    association_register: ServiceVersion, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    contract = demo_contract().data.replace(b"version: 1.0.0", b"version: 1.1.0")
    publisher = client_for(agency, Role.DEVELOPER)

    preview = publisher.post(
        "/services/publish/", upload(contract, name="Verenigingsregister", theme="environment"), follow=True
    )

    assert '<option value="environment" selected>' in preview.text


def test_a_file_above_the_limit_is_an_error_of_its_field(agency: Tenant, client_for: Callable[..., Client]) -> None:
    page = client_for(agency, Role.DEVELOPER).post("/services/publish/", upload(b"x" * (CONTRACT_SIZE_LIMIT + 1)))

    assert page.status_code == 422
    assert "error-summary" in page.text


def test_the_same_contract_again_leads_to_the_service_and_says_so(
    association_register: ServiceVersion, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    page = client_for(agency, Role.DEVELOPER).post(
        "/services/publish/", upload(name="Verenigingsregister"), follow=True
    )

    assert page.redirect_chain[-1][0] == "/services/agentschap/verenigingsregister/"
    assert "data-toast" in page.text


def test_a_municipality_cannot_open_the_publish_page_and_an_agency_can(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    assert client_for(aalst, Role.ADMINISTRATOR).get("/services/publish/").status_code == 403
    assert client_for(agency, Role.READER).get("/services/publish/").status_code == 403
    assert client_for(agency, Role.DEVELOPER).get("/services/publish/").status_code == 200


def test_another_agencys_drafts_and_versions_cannot_be_touched(
    association_register: ServiceVersion, network: Tenant, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    address = "/services/agentschap/verenigingsregister/1/withdraw/"
    stranger, publisher = client_for(network, Role.DEVELOPER), client_for(agency, Role.DEVELOPER)

    assert stranger.post(address, {"reason": "x"}).status_code == 404
    assert publisher.get(address).status_code == 200
    assert publisher.post(address, {"reason": "Er is een nieuwe."}).status_code == 302


def test_a_draft_can_be_thrown_away(agency: Tenant, client_for: Callable[..., Client]) -> None:
    publisher = client_for(agency, Role.DEVELOPER)
    preview = publisher.post("/services/publish/", upload())["Location"]

    assert preview in publisher.get("/services/").text
    assert publisher.post(f"{preview}discard/").status_code == 302
    assert publisher.get(preview).status_code == 404


def test_throwing_a_draft_away_is_asked_first_and_a_published_one_leads_to_its_service(
    agency: Tenant, network: Tenant, client_for: Callable[..., Client]
) -> None:
    # given
    publisher = client_for(agency, Role.DEVELOPER)
    preview = publisher.post("/services/publish/", upload())["Location"]
    page = publisher.get(preview)

    # when
    service = publisher.post(preview, page.context["form"].initial)["Location"]

    # then
    assert 'popovertarget="discard"' in page.text
    assert "Dit kan je niet ongedaan maken." in page.text
    assert publisher.get(preview)["Location"] == service
    assert client_for(network, Role.DEVELOPER).get(preview).status_code == 404


def test_recorded_calls_become_examples_and_what_is_left_out_is_in_the_remarks(
    agency: Tenant, client_for: Callable[..., Client]
) -> None:
    advice = demo_contract("energieadvies.yaml")
    recording = SimpleUploadedFile("opname.har", har(entry(), entry("/bestaat/niet")))
    person = client_for(agency, Role.DEVELOPER)

    preview = person.post("/services/publish/", upload(advice.data, recording=recording), follow=True)

    assert "1 opgenomen oproep is nu een voorbeeld." in preview.text
    assert "GET /v1/bestaat/niet" in preview.text
    with tenant_scope(agency):
        assert "x-vlavirgem-recorded" in str(ServiceVersion.objects.get().document)


def test_a_recording_that_is_none_or_fits_nowhere_stores_nothing_and_says_why(
    agency: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(agency, Role.DEVELOPER)
    large = b" " * (CONTRACT_SIZE_LIMIT + 1)

    for data, why in ((b"<har/>", "geen JSON"), (har(entry("/nergens")), "zo geen pad"), (large, "opname.har is")):
        page = person.post("/services/publish/", upload(recording=SimpleUploadedFile("opname.har", data)))
        assert page.status_code == 422
        assert why in page.text
    with tenant_scope(agency):
        assert not Service.objects.exists()
    assert person.post("/services/publish/", upload()).status_code == 302
