"""Reading JSON and YAML without guessing: a key that stands twice is an error. Pure."""

import json
from collections import Counter
from typing import Any

import yaml

MERGE = "tag:yaml.org,2002:merge"


def each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An `object_pairs_hook` for json. Raises ValueError."""
    found = dict(pairs)
    if len(found) != len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML whose mappings have each key once; merged keys (<<) may be overridden."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Keys are compared as written: merging, which may come before, adds some again."""
        node: yaml.MappingNode = super().compose_mapping_node(anchor)
        seen = set()
        for key_node, _ in node.value:
            key = _identity(key_node)
            if key in seen and key_node.tag != MERGE:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return node

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """What is overridden goes at once: merges of merges would grow without bound."""
        super().flatten_mapping(node)
        node.value = list({_identity(pair[0]): pair for pair in node.value}.values())


def _identity(key: yaml.Node) -> Any:
    return (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else id(key)


def load_yaml(text: str) -> Any:
    """One YAML or JSON document. Raises yaml.YAMLError, with the line."""
    if text.lstrip().startswith("{"):  # YAML reads JSON's escapes differently beyond U+FFFF
        try:
            return json.loads(text, object_pairs_hook=each_key_once)
        except json.JSONDecodeError:
            pass  # a YAML mapping in braces
        except ValueError as fault:
            raise yaml.YAMLError(str(fault)) from None
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - it is a SafeLoader
