"""The pages of a chain: what stands on them, who may do what, and a flow built by hand from nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.sandbox.chains.conftest import GivenClock, run_of
from vlavirgem_sandbox.chains.models import Chain, ChainState, RunState
from vlavirgem_sandbox.chains.services import ImportedFile, new_chain
from vlavirgem_sandbox.tryouts.calling import Wanted, call_tryout
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ClientFor = Callable[..., Client]


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_list_tells_what_a_chain_is_while_there_is_none(aalst: Tenant, client_for: ClientFor) -> None:
    # when
    page = client_for(aalst, Role.DEVELOPER).get(reverse("chains:list"))

    # then
    assert page.status_code == 200
    assert reverse("services:list") in text_of(page)


def test_list_takes_as_many_queries_for_two_chains_as_for_one(
    aalst: Tenant, chain: Chain, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    # given
    with tenant_scope(aalst):
        Chain.objects.create(name="Nog een", document=chain.document, workflow_id=chain.workflow_id)
    member = client_for(aalst, Role.MEMBER)

    # then
    with django_assert_max_num_queries(16):
        assert "Nog een" in text_of(member.get(reverse("chains:list")))


def test_file_becomes_a_chain_that_is_ready_to_run(
    aalst: Tenant, tryouts: dict[str, TryOut], demo_file: ImportedFile, client_for: ClientFor
) -> None:
    # given
    developer = client_for(aalst, Role.DEVELOPER)
    upload = SimpleUploadedFile(demo_file.filename, demo_file.data)

    # when
    answer = developer.post(reverse("chains:import"), {"file": upload, "name": "Onze keten"})

    # then
    with tenant_scope(aalst):
        chain = Chain.objects.get(name="Onze keten")
        assert chain.state == ChainState.ACTIVE
        assert set(chain.tryout_ids().values()) == {tryout.pk for tryout in tryouts.values()}
    assert answer.headers["Location"] == chain.get_absolute_url()


def test_file_for_which_there_is_no_tryout_asks_for_one(
    aalst: Tenant, demo_file: ImportedFile, client_for: ClientFor
) -> None:
    # given no try-outs
    developer = client_for(aalst, Role.DEVELOPER)

    # when
    answer = developer.post(
        reverse("chains:import"), {"file": SimpleUploadedFile("a.yaml", demo_file.data)}, follow=True
    )

    # then
    assert answer.request["PATH_INFO"].endswith("/tryouts/")
    with tenant_scope(aalst):
        assert Chain.objects.get().state == ChainState.DRAFT


def test_file_that_is_refused_is_shown_with_each_place(aalst: Tenant, client_for: ClientFor) -> None:
    # given
    wrong = b"arazzo: 1.0.1\ninfo: {title: x, version: '1'}\nsourceDescriptions: []\nworkflows: []\n"

    # when
    answer = client_for(aalst, Role.DEVELOPER).post(
        reverse("chains:import"), {"file": SimpleUploadedFile("x.yaml", wrong)}
    )

    # then
    assert answer.status_code == 422
    assert "/sourceDescriptions" in text_of(answer)
    assert "/workflows" in text_of(answer)
    with tenant_scope(aalst):
        assert not Chain.objects.exists()


def test_run_from_the_page_shows_each_step_and_its_call(
    aalst: Tenant, chain: Chain, tryouts: dict[str, TryOut], client_for: ClientFor
) -> None:
    # given
    member = client_for(aalst, Role.MEMBER)
    asked = member.get(reverse("chains:run_now", args=[chain.pk]))
    assert "Naam van de vereniging" in text_of(asked)

    # when
    given = {"input:naam": "Petanqueclub", "input:activiteit": "sport", "input:ontvanger": "TP-00042"}
    page = member.post(reverse("chains:run_now", args=[chain.pk]), given, follow=True)

    # then
    with tenant_scope(aalst):
        run = chain.runs.get()
        assert run.state == RunState.SUCCEEDED
        urls = [trace.call_url for trace in run.traces.all()]
    assert page.request["PATH_INFO"] == run.get_absolute_url()
    assert all(url in text_of(page) for url in urls)
    assert "<svg" in text_of(page)
    # and the call itself can be looked at, and leads back to the run
    assert f"{run.get_absolute_url()}#step-1" in text_of(member.get(urls[0]))
    # while one that a person makes leads to none
    by_hand = call_tryout(
        tenant=aalst,
        tryout_id=tryouts["Verenigingsregister"].pk,
        wanted=Wanted(operation="GET /verenigingen", given=[]),
        person="Medewerker",
        now=timezone.now(),
    )
    assert "#step-" not in text_of(member.get(by_hand.call_url))


def test_wrong_input_is_told_at_its_field(aalst: Tenant, chain: Chain, client_for: ClientFor) -> None:
    # when
    given = {"input:naam": "Petanqueclub", "input:ontvanger": "iemand"}
    page = client_for(aalst, Role.MEMBER).post(reverse("chains:run_now", args=[chain.pk]), given)

    # then
    assert page.status_code == 422
    assert page.context["form"].errors["input:ontvanger"]
    with tenant_scope(aalst):
        assert not chain.runs.exists()


def test_run_page_shows_where_it_broke(
    aalst: Tenant, chain: Chain, tryouts: dict[str, TryOut], clock: GivenClock, client_for: ClientFor
) -> None:
    # given a chain whose second service takes no calls
    with tenant_scope(aalst):
        TryOut.objects.filter(pk=tryouts["Energieadvies"].pk).update(state="paused")
        run = run_of(chain, aalst, clock)

    # when
    page = text_of(client_for(aalst, Role.READER).get(run.get_absolute_url()))

    # then
    assert run.broke_at == "premie"
    assert "chain__mark--broke" in page
    assert "$statusCode" in page
    assert "#step-4" in page


@pytest.mark.parametrize("name", ["chains:new", "chains:import"])
def test_only_who_manages_tryouts_makes_chains(aalst: Tenant, client_for: ClientFor, name: str) -> None:
    assert client_for(aalst, Role.READER).get(reverse(name)).status_code == 403
    assert client_for(aalst, Role.DEVELOPER).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["sources", "edit", "schedule", "issue_key", "inputs", "end", "undo"])
def test_only_who_manages_tryouts_changes_a_chain(
    aalst: Tenant, chain: Chain, client_for: ClientFor, name: str
) -> None:
    # given
    url = reverse(f"chains:{name}", args=[chain.pk])
    act = "post" if name in {"end", "undo"} else "get"

    # then
    assert getattr(client_for(aalst, Role.MEMBER), act)(url).status_code == 403
    assert getattr(client_for(aalst, Role.DEVELOPER), act)(url).status_code in {200, 302, 409}


def test_reader_sees_a_chain_and_cannot_run_it(aalst: Tenant, chain: Chain, client_for: ClientFor) -> None:
    # given
    reader, member = client_for(aalst, Role.READER), client_for(aalst, Role.MEMBER)
    url = reverse("chains:run_now", args=[chain.pk])

    # then
    assert reader.get(chain.get_absolute_url()).status_code == 200
    assert reader.get(url).status_code == 403
    assert member.get(url).status_code == 200


def test_chain_of_another_organisation_is_nowhere(
    aalst: Tenant, brugge: Tenant, chain: Chain, client_for: ClientFor
) -> None:
    assert client_for(brugge, Role.ADMINISTRATOR).get(chain.get_absolute_url()).status_code == 404
    assert client_for(aalst, Role.ADMINISTRATOR).get(chain.get_absolute_url()).status_code == 200


def test_tryouts_that_fit_are_chosen_beforehand_and_what_is_left_open_is_told(
    aalst: Tenant, chain: Chain, client_for: ClientFor, tryouts: dict[str, TryOut]
) -> None:
    # given a chain whose services have no try-out yet
    with tenant_scope(aalst):
        chain.sources.update(tryout=None)
    developer, url = client_for(aalst, Role.DEVELOPER), reverse("chains:sources", args=[chain.pk])

    # when
    form = developer.get(url).context["form"]
    suggested = {name: field.initial for name, field in form.fields.items()}
    partly = developer.post(url, suggested | {"source:energieadvies": ""}, follow=True)
    wholly = developer.post(url, suggested, follow=True)

    # then
    assert set(suggested.values()) == {str(tryout.pk) for tryout in tryouts.values()}
    assert "Nog zonder proefopstelling: energieadvies." in partly.text
    assert "De proefopstellingen zijn gekozen." in wholly.text


def test_chain_is_built_from_nothing_and_runs(
    aalst: Tenant, tryouts: dict[str, TryOut], client_for: ClientFor, clock: GivenClock
) -> None:
    # given a new chain with one input
    developer = client_for(aalst, Role.DEVELOPER)
    page = developer.post(reverse("chains:new"), {"name": "Opzoeken"}, follow=True)
    chain = page.context["chain"]
    assert chain.state == ChainState.DRAFT
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "naam", "form-0-kind": "string"}
    developer.post(reverse("chains:inputs", args=[chain.pk]), rows)

    # when two steps of two try-outs are added, the second with what the first gave
    register, delivery = tryouts["Verenigingsregister"], tryouts["Documentlevering"]
    first = {
        "step_id": "registreer",
        "header:VR-Initiator": "OVO002067",
        "body": '{"name": "$inputs.naam", "kind": "vzw", "seat": {"street": "A", "houseNumber": "1", '
        '"postalCode": "2800", "municipality": {"nisCode": "12025", "name": "Mechelen"}}}',
        "criteria": "$statusCode == 201",
        "outputs": "code = $response.body#/vCode",
    }
    second = {
        "step_id": "bevestig",
        "body": '{"title": "Code {$steps.registreer.outputs.code}", "documentType": "attest", "recipient": "TP-00042", '
        '"file": {"name": "a.pdf", "mediaType": "application/pdf", "sizeInBytes": 3}}',
        "criteria": "$statusCode == 201",
    }
    add = reverse("chains:add_step", args=[chain.pk])
    for tryout, key, values in (
        (register, "POST /verenigingen", first),
        (delivery, "POST /documenten", second),
    ):
        answer = developer.post(f"{add}?operation={tryout.pk}|{key}", values)
        assert answer.status_code == 302, answer.context["form"].errors

    # then it is valid Arazzo, and runs
    with tenant_scope(aalst):
        built = Chain.objects.get(pk=chain.pk)
        assert built.state == ChainState.ACTIVE
        run = run_of(built, aalst, clock, naam="Club")
        assert (run.state, run.reason) == (RunState.SUCCEEDED, "")


def test_step_is_moved_removed_and_put_back(aalst: Tenant, chain: Chain, client_for: ClientFor) -> None:
    # given
    developer = client_for(aalst, Role.DEVELOPER)

    def order() -> list[str]:
        with tenant_scope(aalst):
            document = Chain.objects.get(pk=chain.pk).document
        return [step["stepId"] for step in document["workflows"][0]["steps"]]

    before = order()

    # when, then
    developer.post(reverse("chains:move_step", args=[chain.pk, "nakijken"]), {"by": "1"})
    assert order()[2:4] == ["premie", "nakijken"]
    developer.post(reverse("chains:remove_step", args=[chain.pk, "premie"]))
    assert "premie" not in order()
    developer.post(reverse("chains:undo", args=[chain.pk]))
    assert sorted(order()) == sorted(before)


def test_step_that_others_rest_on_is_not_removed(aalst: Tenant, chain: Chain, client_for: ClientFor) -> None:
    # when
    answer = client_for(aalst, Role.DEVELOPER).post(reverse("chains:remove_step", args=[chain.pk, "registreer"]))

    # then
    assert answer.status_code == 422
    assert "De stap “registreer” kan nog niet weg" in answer.text
    assert "de stap “nakijken”" in answer.text
    assert f'href="{chain.get_absolute_url()}#steps"' in answer.text


def test_step_that_an_output_of_the_chain_reads_is_not_removed(
    aalst: Tenant, chain: Chain, client_for: ClientFor
) -> None:
    # when
    answer = client_for(aalst, Role.DEVELOPER).post(reverse("chains:remove_step", args=[chain.pk, "volg"]))

    # then
    assert answer.status_code == 422
    assert "de uitvoer “stand”" in answer.text
    assert f'href="{chain.get_absolute_url()}#steps"' in answer.text


def test_form_of_a_step_names_what_is_wrong_at_its_field(aalst: Tenant, chain: Chain, client_for: ClientFor) -> None:
    # given
    url = reverse("chains:change_step", args=[chain.pk, "bevestig"])
    values = {"step_id": "bevestig", "body": "{}", "criteria": "$statusCode ==", "outputs": "x = $response.header"}

    # when
    page = client_for(aalst, Role.DEVELOPER).post(url, values)

    # then
    assert page.status_code == 422
    assert {"criteria", "outputs"} <= page.context["form"].errors.keys()


def test_form_of_a_step_asks_for_what_the_contract_asks_for_and_names_a_wrong_reference_at_its_field(
    aalst: Tenant, chain: Chain, tryouts: dict[str, TryOut], client_for: ClientFor
) -> None:
    # given
    developer = client_for(aalst, Role.DEVELOPER)
    key = "POST /verenigingen"
    add = f"{reverse('chains:add_step', args=[chain.pk])}?operation={tryouts['Verenigingsregister'].pk}|{key}"
    values = {"step_id": "nog-een", "body": "{}", "criteria": "", "outputs": ""}

    # when
    without = developer.post(add, values)
    wrong = developer.post(add, values | {"header:VR-Initiator": "$steps.niets.outputs.code"})

    # then
    assert without.context["form"].errors.keys() == {"header:VR-Initiator"}
    assert wrong.context["form"].errors.keys() == {"header:VR-Initiator"}
    assert developer.post(add, values | {"header:VR-Initiator": "OVO002067"}).status_code == 302


def test_number_that_json_does_not_have_is_told_in_the_form(
    aalst: Tenant, chain: Chain, tryouts: dict[str, TryOut], client_for: ClientFor
) -> None:
    # given
    developer = client_for(aalst, Role.DEVELOPER)
    with tenant_scope(aalst):
        built = new_chain(actor=Actor.system(aalst), name="Opzoeken")
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "aantal", "form-0-kind": "number"}
    step = {"step_id": "bevestig", "body": '{"title": 1e999}', "criteria": "", "outputs": ""}
    add = f"{reverse('chains:add_step', args=[built.pk])}?operation={tryouts['Documentlevering'].pk}|POST /documenten"

    # then
    inputs = reverse("chains:inputs", args=[built.pk])
    assert developer.post(inputs, rows | {"form-0-default": "nan"}).status_code == 422
    assert developer.post(add, step).status_code == 422
    # and others are taken
    assert developer.post(inputs, rows | {"form-0-default": "1.5"}).status_code == 302
    assert developer.post(add, step | {"body": '{"title": 1e9}'}).status_code == 302
    with tenant_scope(aalst):
        [workflow] = Chain.objects.get(pk=built.pk).document["workflows"]
        assert workflow["inputs"]["properties"] == {"aantal": {"type": "number", "default": 1.5}}


def test_ended_chain_comes_back(aalst: Tenant, chain: Chain, client_for: ClientFor) -> None:
    # given
    developer = client_for(aalst, Role.DEVELOPER)

    # when
    developer.post(reverse("chains:end", args=[chain.pk]))

    # then
    with tenant_scope(aalst):
        assert Chain.objects.get(pk=chain.pk).state == ChainState.ENDED
    assert developer.post(reverse("chains:run_now", args=[chain.pk]), {"input:naam": "x"}).status_code in {409, 422}
    developer.post(reverse("chains:reopen", args=[chain.pk]))
    with tenant_scope(aalst):
        assert Chain.objects.get(pk=chain.pk).state == ChainState.ACTIVE


def test_one_click_fills_the_inputs_with_what_a_test_persona_of_a_service_has(
    aalst: Tenant, chain: Chain, client_for: ClientFor
) -> None:
    # given
    member = client_for(aalst, Role.MEMBER)
    page = reverse("chains:run_now", args=[chain.pk])
    plain = member.get(page)

    # when
    filled = member.get(page, {"source": "documentlevering", "persona": "emile"})
    elsewhere = member.get(page, {"source": "verenigingsregister", "persona": "emile"})

    # then the input that a step gives to “recipient” has that of the persona, and the others stay as they were
    assert filled.context["form"]["input:ontvanger"].value() == "TP-00107"
    assert filled.context["form"]["input:naam"].value() == "Petanqueclub De Zachte Landing"
    link = f'button--small" href="{page}?source=documentlevering&amp;persona=emile"'
    assert link in text_of(plain)
    assert link not in text_of(filled)
    for other in (plain, elsewhere):
        assert other.context["form"]["input:ontvanger"].value() == "TP-00042"
    # and no persona is offered of a service whose personas have nothing for the inputs
    assert [each.source for each in plain.context["offered"]] == ["documentlevering"]
