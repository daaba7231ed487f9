import unittest

from orders.order import Order
from orders.workflow import InvalidTransition


def order(*events, total_cents=5000, approved=False):
    made = Order(total_cents, approved=approved)
    for event in events:
        made.apply(event)
    return made


class OrderTest(unittest.TestCase):
    def test_the_whole_life(self):
        done = order("pay", "ship", "deliver", "return")
        self.assertEqual(done.status, "returned")
        self.assertEqual(done.history[:2], [("pay", "paid"), ("ship", "shipped")])

    def test_impossible_events(self):
        for events, event in (
            ((), "ship"),
            (("pay",), "pay"),
            (("cancel",), "pay"),
            (("pay", "ship"), "cancel"),
            ((), "explode"),
        ):
            with self.subTest(event=event), self.assertRaises(InvalidTransition):
                order(*events).apply(event)

    def test_refused_event_changes_nothing(self):
        shipped = order("pay", "ship")
        with self.assertRaises(InvalidTransition) as caught:
            shipped.apply("cancel")
        self.assertEqual(shipped.status, "shipped")
        self.assertEqual(len(shipped.history), 2)
        self.assertIn("shipped", str(caught.exception))
        self.assertIn("cancel", str(caught.exception))

    def test_large_order_needs_approval(self):
        large = order("pay", total_cents=100_001)
        with self.assertRaises(InvalidTransition):
            large.apply("ship")
        self.assertEqual((large.status, len(large.history)), ("paid", 1))
        large.approved = True
        self.assertEqual(large.apply("ship"), "shipped")

    def test_approval_starts_above_the_limit(self):
        self.assertEqual(order("pay", total_cents=100_000).apply("ship"), "shipped")

    def test_allowed_events(self):
        self.assertEqual(order().allowed_events(), ["cancel", "pay"])
        self.assertEqual(order("pay", total_cents=200_000).allowed_events(), ["cancel"])
        self.assertEqual(order("cancel").allowed_events(), [])


if __name__ == "__main__":
    unittest.main()
