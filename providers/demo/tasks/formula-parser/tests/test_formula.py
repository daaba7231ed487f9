import unittest

from formula.parser import evaluate
from formula.tokens import FormulaError


class EvaluateTest(unittest.TestCase):
    def test_groups_from_the_left(self):
        self.assertEqual(evaluate("10 - 4 - 3"), 3)
        self.assertEqual(evaluate("8 / 4 / 2"), 1)
        self.assertEqual(evaluate("2 + 3 * 4 - 5"), 9)

    def test_parentheses(self):
        self.assertEqual(evaluate("10 - (4 - 3)"), 9)

    def test_unary_minus(self):
        self.assertEqual(evaluate("-2 * -3"), 6)
        self.assertEqual(evaluate("--4"), 4)
        self.assertEqual(evaluate("1 - -1"), 2)

    def test_powers(self):
        self.assertEqual(evaluate("2 ^ 3 ^ 2"), 512)
        self.assertEqual(evaluate("-2 ^ 2"), -4)
        self.assertEqual(evaluate("2 ^ -1"), 0.5)
        self.assertEqual(evaluate("2 * 3 ^ 2"), 18)

    def test_decimals(self):
        self.assertEqual(evaluate("0.5 + .25"), 0.75)

    def test_errors_tell_the_position(self):
        for text, message in (
            ("1 + x", "unexpected 'x' at 4"),
            ("1 +", "unexpected end at 3"),
            ("(1", "unexpected end at 2"),
            ("1 2", "unexpected '2' at 2"),
            (")", "unexpected ')' at 0"),
            ("2 * * 3", "unexpected '*' at 4"),
            ("", "unexpected end at 0"),
        ):
            with self.subTest(text=text), self.assertRaises(FormulaError) as caught:
                evaluate(text)
            self.assertEqual(str(caught.exception), message)


if __name__ == "__main__":
    unittest.main()
