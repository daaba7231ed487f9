import unittest

from tables.render import render


class RenderTest(unittest.TestCase):
    def test_alignment(self):
        self.assertEqual(
            render(["name", "n"], [["apples", 3], ["figs", 120]]),
            "name      n\n------  ---\napples    3\nfigs    120",
        )

    def test_header_may_be_the_widest(self):
        self.assertEqual(render(["id", "amount"], [[1, 2.5]]), "id  amount\n--  ------\n 1    2.50")

    def test_none_does_not_decide(self):
        self.assertEqual(render(["price"], [[None], [7]]), "price\n-----\n    -\n    7")
        self.assertEqual(render(["price"], [[None]]), "price\n-----\n-")

    def test_bool_is_text(self):
        self.assertEqual(render(["ready?"], [[True]]), "ready?\n------\nTrue")

    def test_mixed_column_is_text(self):
        self.assertEqual(render(["value"], [[1], ["two"]]), "value\n-----\n1\ntwo")

    def test_no_rows(self):
        self.assertEqual(render(["a", "bc"], []), "a  bc\n-  --")


if __name__ == "__main__":
    unittest.main()
