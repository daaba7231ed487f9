"""Each key once, in YAML and in JSON; merge keys may be overridden, that is what they are for."""

import json

import pytest
import yaml

from organizations.strict import each_key_once, load_yaml


@pytest.mark.parametrize(
    "text",
    ["a: 1\na: 1", "o:\n  - {a: 1, b: 2, 'a': 3}", '{"o": {"a": 1, "a": 2}}', "o: &x {a: 1, a: 2}"],
)
def test_a_key_that_stands_twice_is_refused_in_yaml(text):
    with pytest.raises(yaml.YAMLError, match="the key 'a' stands twice"):
        load_yaml(text)


def test_a_key_that_stands_twice_is_refused_in_json():
    with pytest.raises(ValueError, match="the key 'a' stands twice"):
        json.loads('{"o": [{"b": 1, "a": 1, "a": 2}]}', object_pairs_hook=each_key_once)


def test_the_same_key_in_different_objects_is_none_that_stands_twice():
    assert load_yaml("a: {a: 1}\nb: [{a: 1}, {a: 2}]") == {"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}
    assert json.loads('{"a": {"a": 1}}', object_pairs_hook=each_key_once) == {"a": {"a": 1}}


def test_what_is_merged_may_be_overridden():
    text = "base: &base {a: 1, b: 1}\nmore:\n  <<: *base\n  b: 2\n"
    assert load_yaml(text)["more"] == {"a": 1, "b": 2}


def test_the_first_of_several_merged_goes_before_the_others():
    text = "x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz: {<<: [*x, *y], c: 3}"
    assert load_yaml(text)["z"] == {"a": 1, "b": 2, "c": 3}


def test_what_was_merged_already_can_be_merged_and_read_again():
    text = "x: {<<: &y {<<: &z {a: 1}, a: 2}, b: 3}\ny: *y"
    assert load_yaml(text) == {"x": {"a": 2, "b": 3}, "y": {"a": 2}}


def test_json_keeps_what_its_escapes_say_beyond_the_first_plane():
    assert load_yaml(json.dumps({"a": "\U0001f600"})) == {"a": "\U0001f600"}
    assert load_yaml("{a: 1}") == {"a": 1}
