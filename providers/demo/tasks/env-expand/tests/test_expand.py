import unittest

from expand import expand


class ExpandTest(unittest.TestCase):
    def test_value(self):
        self.assertEqual(expand("${A}/${B}", {"A": "x", "B": "y"}), "x/y")

    def test_default_for_missing_and_empty(self):
        self.assertEqual(expand("${A:-one two}", {}), "one two")
        self.assertEqual(expand("${A:-x}", {"A": ""}), "x")
        self.assertEqual(expand("${A:-x}", {"A": "v"}), "v")
        self.assertEqual(expand("[${A:-}]", {}), "[]")

    def test_empty_value_without_default(self):
        self.assertEqual(expand("[${A}]", {"A": ""}), "[]")

    def test_literal_dollar(self):
        self.assertEqual(expand("$${A} costs $$5", {"A": "x"}), "${A} costs $5")
        self.assertEqual(expand("$$${A}", {"A": "x"}), "$x")

    def test_values_are_not_expanded_again(self):
        self.assertEqual(expand("${A}", {"A": "${B} $$", "B": "y"}), "${B} $$")

    def test_missing(self):
        with self.assertRaises(KeyError) as caught:
            expand("${NOPE}", {"A": "x"})
        self.assertEqual(caught.exception.args, ("NOPE",))

    def test_lone_dollar(self):
        self.assertEqual(expand("5$ or $A", {"A": "x"}), "5$ or $A")


if __name__ == "__main__":
    unittest.main()
