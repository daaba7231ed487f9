"""Reading JSON and YAML without guessing: a key that stands twice is an error. Pure."""

from typing import Any

import yaml


def each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An `object_pairs_hook` for json. Raises ValueError."""
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML whose mappings have each key once; merged keys (<<) may be overridden."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = (key_node.tag, key_node.value) if _is_plain(key_node) else None
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands twice", key_node.start_mark
                )
            seen.add(key or object())
        return super().construct_mapping(node, deep=deep)


def _is_plain(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:merge"


def load_yaml(text: str) -> Any:
    """One YAML (or JSON) document. Raises yaml.YAMLError, with the line."""
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - it is a SafeLoader
