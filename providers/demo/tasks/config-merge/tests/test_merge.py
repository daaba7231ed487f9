import unittest

from settings.layers import DEFAULTS, load
from settings.merge import merge


class MergeTest(unittest.TestCase):
    def test_deep(self):
        merged = merge({"a": {"b": {"c": 1, "d": 2}}}, {"a": {"b": {"d": 3}}})
        self.assertEqual(merged, {"a": {"b": {"c": 1, "d": 3}}})

    def test_lists_are_replaced(self):
        self.assertEqual(merge({"a": [1, 2]}, {"a": [3]}), {"a": [3]})

    def test_a_dictionary_replaces_a_plain_value(self):
        self.assertEqual(merge({"a": 1}, {"a": {"b": 2}}), {"a": {"b": 2}})

    def test_none_removes(self):
        self.assertEqual(merge({"a": {"b": 1, "c": 2}}, {"a": {"b": None}, "x": None}), {"a": {"c": 2}})

    def test_none_in_a_new_dictionary(self):
        self.assertEqual(merge({}, {"a": {"b": None, "c": 1}}), {"a": {"c": 1}})

    def test_nothing_is_shared(self):
        defaults, override = {"a": {"b": [1]}}, {"c": [2], "d": {"e": [3]}}
        merged = merge(defaults, override)
        merged["a"]["b"].append(9)
        merged["c"].append(9)
        merged["d"]["e"].append(9)
        self.assertEqual(defaults, {"a": {"b": [1]}})
        self.assertEqual(override, {"c": [2], "d": {"e": [3]}})


class LoadTest(unittest.TestCase):
    def test_customers_do_not_meet(self):
        first = load({"limits": {"burst": {"size": 99}}})
        second = load({"theme": "dark"})
        self.assertEqual(first["limits"], {"requests": 100, "burst": {"size": 99, "seconds": 1}})
        self.assertEqual(second["limits"]["burst"]["size"], 10)
        self.assertEqual(DEFAULTS["limits"]["burst"]["size"], 10)


if __name__ == "__main__":
    unittest.main()
