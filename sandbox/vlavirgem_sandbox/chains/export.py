"""A chain as the standard document that it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import yaml

from vlavirgem_sandbox.chains.models import Chain
from vlavirgem_sandbox.chains.services import require_steps
from vlavirgem_sandbox.contracts.model import JsonObject
from vlavirgem_sandbox.contracts.yaml_tree import read_yaml


@dataclass(frozen=True, kw_only=True)
class WrittenChain:
    """A file."""

    content: bytes
    content_type: str
    extension: str


def as_json(chain: Chain) -> WrittenChain:
    """The document as JSON. Raises Refusal (409) for a chain without steps, which is no Arazzo yet."""
    require_steps(chain)
    content = json.dumps(chain.document, ensure_ascii=False, indent=2).encode()
    return WrittenChain(content=content, content_type="application/json", extension=".json")


def as_yaml(chain: Chain) -> WrittenChain:
    """The document as YAML. Raises Refusal (409) for a chain without steps, which is no Arazzo yet."""
    require_steps(chain)
    content = yaml_text(chain.document).encode()
    return WrittenChain(content=content, content_type="application/yaml; charset=utf-8", extension=".yaml")


def yaml_text(document: JsonObject) -> str:
    """A description as text that people read."""
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


class _Dumper(yaml.SafeDumper):
    """PyYAML writes for readers of YAML 1.1; what 1.2 would read as another value goes between quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never an alias: a value that stands in two places is written twice."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if "\n" in text:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    is_read_alike = read_yaml(text)[0] == text
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_read_alike else '"')


_Dumper.add_representer(str, _text)
