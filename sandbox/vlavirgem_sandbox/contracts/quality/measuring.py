"""Holding a contract against the rules, whatever it is written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from vlavirgem_sandbox.contracts.asyncapi.asyncapi_contract import AsyncApiContract
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import Contract
from vlavirgem_sandbox.contracts.quality import graphql, messages, openapi, openapi_errors, openapi_examples, soap
from vlavirgem_sandbox.contracts.quality.rules import Finding, Measure, Rule, measured
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract

_OPENAPI: Final[dict[Rule, Callable[[CompiledContract], Iterable[Finding]]]] = {
    Rule.OPERATIONS_DESCRIBED: messages.described,
    Rule.PARAMETERS_DESCRIBED: openapi.parameters_described,
    Rule.FIELDS_DESCRIBED: openapi.fields_described,
    Rule.REQUEST_EXAMPLES: openapi_examples.request_examples,
    Rule.ANSWER_EXAMPLES: messages.examples,
    Rule.ERRORS_DESCRIBED: openapi_errors.errors_described,
    Rule.ERRORS_AS_PROBLEMS: openapi_errors.errors_as_problems,
    Rule.CONTACT: openapi.contact,
    Rule.LICENCE: openapi.licence,
    Rule.SPEAKING_NAMES: openapi.speaking_names,
    Rule.PAGING: openapi.paging,
    Rule.SECURITY: openapi.security,
}
_ASYNCAPI: Final[dict[Rule, Callable[[CompiledContract], Iterable[Finding]]]] = {
    Rule.OPERATIONS_DESCRIBED: messages.described,
    Rule.PARAMETERS_DESCRIBED: openapi.parameters_described,
    Rule.FIELDS_DESCRIBED: openapi.fields_described,
    Rule.REQUEST_EXAMPLES: openapi_examples.request_examples,
    Rule.ANSWER_EXAMPLES: messages.examples,
    Rule.CONTACT: openapi.contact,
    Rule.LICENCE: openapi.licence,
}
"""A channel knows no errors and no pages; who may use it is said of its server, which is not the try-out's."""
_SOAP: Final[dict[Rule, Callable[[SoapContract], Iterable[Finding]]]] = {
    Rule.OPERATIONS_DESCRIBED: soap.operations_described,
    Rule.FIELDS_DESCRIBED: soap.fields_described,
    Rule.REQUEST_EXAMPLES: soap.request_examples,
    Rule.ANSWER_EXAMPLES: soap.answer_examples,
    Rule.ERRORS_DESCRIBED: soap.faults_described,
    Rule.SPEAKING_NAMES: soap.speaking_names,
}
"""WSDL has no place of its own for the rest: contact, licence, paging, security."""
_GRAPHQL: Final[dict[Rule, Callable[[GraphQLContract], Iterable[Finding]]]] = {
    Rule.OPERATIONS_DESCRIBED: graphql.operations_described,
    Rule.PARAMETERS_DESCRIBED: graphql.parameters_described,
    Rule.FIELDS_DESCRIBED: graphql.fields_described,
    Rule.REQUEST_EXAMPLES: graphql.request_examples,
    Rule.ANSWER_EXAMPLES: graphql.answer_examples,
    Rule.SPEAKING_NAMES: graphql.speaking_names,
    Rule.PAGING: graphql.paging,
}
"""A schema has no place for contact, licence and security, and every error has one form."""


def measure(contract: Contract) -> tuple[Measure, ...]:
    """One measure for each rule, in their order."""
    served = compile_contract(contract.document, contract.digest)
    return tuple(measured(rule, _found(served, rule)) for rule in Rule)


def _found(served: object, rule: Rule) -> Iterable[Finding]:
    if isinstance(served, AsyncApiContract):
        found = _ASYNCAPI[rule](served) if rule in _ASYNCAPI else ()
        return (replace(each, place=served.origin_of(each.place)) for each in found)
    if isinstance(served, CompiledContract):
        return _OPENAPI[rule](served)
    if isinstance(served, GraphQLContract):
        return _GRAPHQL[rule](served) if rule in _GRAPHQL else ()
    if isinstance(served, SoapContract) and rule in _SOAP:
        return _SOAP[rule](served)
    return ()
