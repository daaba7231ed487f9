import unittest

from retrying.call import call_with_retries
from retrying.errors import Transient
from retrying.policy import Policy


class Flaky:
    """Raises the given errors, one a call, then returns "done"."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.calls = 0

    def __call__(self):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


class RetryTest(unittest.TestCase):
    def setUp(self):
        self.slept = []

    def call(self, function, **policy):
        return call_with_retries(function, Policy(**policy), sleep=self.slept.append)

    def test_delays_double_up_to_the_cap(self):
        self.assertEqual(list(Policy(attempts=5, base=2, cap=9).delays()), [2, 4, 8, 9])

    def test_first_success_needs_no_pause(self):
        self.assertEqual(self.call(Flaky()), "done")
        self.assertEqual(self.slept, [])

    def test_success_after_pauses(self):
        self.assertEqual(self.call(Flaky(Transient("a"), Transient("b"))), "done")
        self.assertEqual(self.slept, [1, 2])

    def test_no_pause_after_the_last_attempt(self):
        last = Transient("last")
        function = Flaky(Transient("a"), Transient("b"), last, Transient("never"))
        with self.assertRaises(Transient) as caught:
            self.call(function)
        self.assertIs(caught.exception, last)
        self.assertEqual((function.calls, self.slept), (3, [1, 2]))

    def test_other_errors_pass_at_once(self):
        function = Flaky(KeyError("x"))
        with self.assertRaises(KeyError):
            self.call(function)
        self.assertEqual((function.calls, self.slept), (1, []))

    def test_the_server_may_choose_the_pause(self):
        function = Flaky(Transient("a", retry_after=0), Transient("b", retry_after=99))
        self.call(function, cap=10)
        self.assertEqual(self.slept, [0, 10])

    def test_a_single_attempt(self):
        with self.assertRaises(Transient):
            self.call(Flaky(Transient("a")), attempts=1)
        self.assertEqual(self.slept, [])


if __name__ == "__main__":
    unittest.main()
