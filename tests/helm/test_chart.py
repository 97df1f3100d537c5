"""The chart, rendered by Helm's own library and held against Kubernetes' own schemas. No binary, no cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from helm_python import Chart, HelmError, lint

CHART = Path(__file__).resolve().parents[2] / "helm" / "vlavirgem"
OLDEST, NEWEST = "1.28", "1.35"


def render(**values: Any) -> list[dict[str, Any]]:
    manifests = Chart.load(str(CHART)).render(values=values, name="town", namespace="default")
    texts = [text for name, text in manifests.items() if not name.endswith("NOTES.txt")]
    return [document for text in texts for document in yaml.safe_load_all(text) if document]


def of_kind(documents: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    [found] = [document for document in documents if document["kind"] == kind]
    return found


def environment(container: dict[str, Any]) -> set[str]:
    return {variable["name"] for variable in container["env"]}


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"ingress": {"enabled": False}, "networkPolicy": {"enabled": False}},
        {"database": {"withAdmin": True}},
        {"pruning": {"enabled": False}},
    ],
    ids=["defaults", "behind another ingress", "first installation", "logs kept for ever"],
)
def test_every_manifest_is_valid_kubernetes(values: dict[str, Any], version: str) -> None:
    documents = render(**values)
    assert len(documents) >= 5
    for document in documents:
        kubernetes_validate.validate(document, version, strict=True)


def test_the_chart_lints_clean() -> None:
    found = lint(str(CHART))
    assert found["total_charts_linted"] == 1
    assert found["errors"] == []


def test_web_pods_have_the_gates_login_only_and_the_migration_has_the_owners() -> None:
    documents = render()
    web = of_kind(documents, "Deployment")["spec"]["template"]["spec"]["containers"][0]
    migration = of_kind(documents, "Job")["spec"]["template"]["spec"]["containers"][0]
    assert "DATABASE_URL" in environment(web)
    assert not environment(web) & {"VLAVIRGEM_DATABASE_OWNER_URL", "VLAVIRGEM_DATABASE_ADMIN_URL"}
    assert "VLAVIRGEM_DATABASE_OWNER_URL" in environment(migration)
    assert "VLAVIRGEM_DATABASE_ADMIN_URL" not in environment(migration)


def test_the_superusers_login_is_only_there_when_asked_for() -> None:
    migration = of_kind(render(database={"withAdmin": True}), "Job")["spec"]["template"]["spec"]["containers"][0]
    assert "VLAVIRGEM_DATABASE_ADMIN_URL" in environment(migration)


def test_old_calls_are_cleared_by_a_job_with_the_owners_login_unless_switched_off() -> None:
    job = of_kind(
        render(pruning={"keepDays": 90}, **_without("reporting", "chains", "sending", "conformance", "evidence")),
        "CronJob",
    )["spec"]
    [pruning] = job["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert (job["schedule"], pruning["args"]) == ("0 4 * * 0", ["tryout", "prune"])
    assert "VLAVIRGEM_DATABASE_OWNER_URL" in environment(pruning)
    assert {"name": "VLAVIRGEM_CALLS_KEPT_DAYS", "value": "90"} in pruning["env"]
    without = render(**_without("pruning", "reporting", "chains", "sending", "conformance", "evidence"))
    assert "CronJob" not in {document["kind"] for document in without}


def test_publishers_are_told_each_night_with_the_gates_login_only() -> None:
    job = of_kind(render(**_without("pruning", "chains", "sending", "conformance", "evidence")), "CronJob")["spec"]
    [reporting] = job["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert (job["schedule"], reporting["args"]) == ("30 1 * * *", ["tryout", "report"])
    assert "DATABASE_URL" in environment(reporting)
    assert "VLAVIRGEM_DATABASE_OWNER_URL" not in environment(reporting)


def test_chains_that_are_due_are_run_each_hour_with_the_gates_login_only() -> None:
    job = of_kind(render(**_without("pruning", "reporting", "sending", "conformance", "evidence")), "CronJob")["spec"]
    [chains] = job["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert (job["schedule"], chains["args"]) == ("0 * * * *", ["chain", "run-due"])
    assert "DATABASE_URL" in environment(chains)
    assert "VLAVIRGEM_DATABASE_OWNER_URL" not in environment(chains)


def test_scheduled_messages_are_sent_every_five_minutes_with_the_gates_login_only() -> None:
    job = of_kind(render(**_without("pruning", "reporting", "chains", "conformance", "evidence")), "CronJob")["spec"]
    [sending] = job["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert (job["schedule"], sending["args"]) == ("*/5 * * * *", ["tryout", "send-due"])
    assert "DATABASE_URL" in environment(sending)
    assert "VLAVIRGEM_DATABASE_OWNER_URL" not in environment(sending)


def test_conformance_runs_that_wait_are_carried_out_every_ten_minutes_with_the_gates_login_only() -> None:
    job = of_kind(render(**_without("pruning", "reporting", "chains", "sending", "evidence")), "CronJob")["spec"]
    [conformance] = job["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert (job["schedule"], conformance["args"]) == ("*/10 * * * *", ["service", "conform-due"])
    assert "DATABASE_URL" in environment(conformance)
    assert "VLAVIRGEM_DATABASE_OWNER_URL" not in environment(conformance)


def test_checkpoints_are_signed_each_night_with_the_gates_login_only() -> None:
    job = of_kind(render(**_without("pruning", "reporting", "chains", "sending", "conformance")), "CronJob")["spec"]
    [signing] = job["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert (job["schedule"], signing["args"]) == ("15 2 * * *", ["evidence", "checkpoint"])
    assert "DATABASE_URL" in environment(signing)
    assert "VLAVIRGEM_DATABASE_OWNER_URL" not in environment(signing)


def _without(*jobs: str) -> dict[str, dict[str, bool]]:
    return {job: {"enabled": False} for job in jobs}


def test_the_web_pods_take_as_many_calls_a_day_as_the_values_say() -> None:
    def told(**values: Any) -> list[dict[str, Any]]:
        web: dict[str, Any] = of_kind(render(**values), "Deployment")["spec"]["template"]["spec"]["containers"][0]
        return list(web["env"])

    assert {"name": "VLAVIRGEM_TRYOUT_CALLS_A_DAY", "value": "50000"} in told()
    assert {"name": "VLAVIRGEM_TRYOUT_CALLS_A_DAY", "value": "2000000"} in told(tryouts={"callsADay": 2_000_000})


def test_the_pods_may_call_the_hosts_that_the_values_name_and_no_others() -> None:
    def told(**values: Any) -> list[dict[str, Any]]:
        web: dict[str, Any] = of_kind(render(**values), "Deployment")["spec"]["template"]["spec"]["containers"][0]
        return list(web["env"])

    named = told(outgoing={"hosts": ["api.example.be", "*.proef.be"], "insideHosts": ["acceptatie.intern:8080"]})

    assert {"name": "VLAVIRGEM_OUTGOING_HOSTS", "value": "api.example.be,*.proef.be"} in named
    assert {"name": "VLAVIRGEM_OUTGOING_INSIDE_HOSTS", "value": "acceptatie.intern:8080"} in named
    assert {"name": "VLAVIRGEM_OUTGOING_HOSTS", "value": ""} in told()


def test_every_variable_in_the_chart_is_a_setting_of_the_installation() -> None:
    from vlavirgem.settings.environment import Environment

    known = {"DATABASE_URL", *(f"VLAVIRGEM_{name.upper()}" for name in Environment.model_fields)}
    documents = render(database={"withAdmin": True})
    pods = [of_kind(documents, kind)["spec"] for kind in ("Deployment", "Job")]
    pods += [job["spec"]["jobTemplate"]["spec"] for job in documents if job["kind"] == "CronJob"]
    for pod in pods:
        assert environment(pod["template"]["spec"]["containers"][0]) <= known


def test_every_tenant_reaches_the_web_pods_through_one_wildcard_host() -> None:
    ingress = of_kind(render(baseDomain="proeftuin.example.org"), "Ingress")["spec"]
    assert [rule["host"] for rule in ingress["rules"]] == ["*.proeftuin.example.org"]
    assert ingress["tls"][0]["hosts"] == ["*.proeftuin.example.org"]


@pytest.mark.parametrize(
    "values",
    [
        {"baseDomain": "geen domein"},
        {"web": {"replicas": 0}},
        {"web": {"workers": "twee"}},
        {"pruning": {"schedule": "elke zondag"}},
        {"pruning": {"keepDays": 7}},
        {"reporting": {"schedule": "elke nacht"}},
        {"chains": {"schedule": "elk uur"}},
        {"databse": {"existingSecret": "typfout"}},
    ],
)
def test_wrong_values_are_refused_with_their_place(values: dict[str, Any]) -> None:
    with pytest.raises(HelmError) as refusal:
        render(**values)
    assert next(iter(values)) in str(refusal.value)
