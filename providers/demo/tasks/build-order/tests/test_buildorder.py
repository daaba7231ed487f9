import unittest

from buildorder import CycleError, build_order


class BuildOrderTest(unittest.TestCase):
    def test_dependencies_first(self):
        self.assertEqual(build_order({"app": ["lib"], "lib": ["core"]}), ["core", "lib", "app"])

    def test_ready_targets_in_alphabetical_order(self):
        graph = {"a": ["z"], "b": [], "c": [], "d": ["b"]}
        self.assertEqual(build_order(graph), ["b", "c", "d", "z", "a"])

    def test_diamond(self):
        graph = {"top": ["left", "right"], "left": ["base"], "right": ["base"]}
        self.assertEqual(build_order(graph), ["base", "left", "right", "top"])

    def test_cycle(self):
        with self.assertRaises(CycleError) as caught:
            build_order({"x": ["b"], "a": ["c"], "c": ["b"], "b": ["a"]})
        self.assertEqual(caught.exception.cycle, ["a", "c", "b", "a"])

    def test_cycle_starts_with_its_own_first_target(self):
        with self.assertRaises(CycleError) as caught:
            build_order({"a": ["q"], "q": ["p"], "p": ["q"]})
        self.assertEqual(caught.exception.cycle, ["p", "q", "p"])

    def test_self_dependency(self):
        with self.assertRaises(CycleError) as caught:
            build_order({"a": ["a"]})
        self.assertEqual(caught.exception.cycle, ["a", "a"])

    def test_nothing_to_build(self):
        self.assertEqual(build_order({}), [])


if __name__ == "__main__":
    unittest.main()
