import unittest

from bus.errors import HandlerErrors
from bus.events import EventBus


class EventBusTest(unittest.TestCase):
    def setUp(self):
        self.bus = EventBus()
        self.calls = []

    def note(self, text):
        return lambda payload: self.calls.append(text)

    def test_order_and_priority(self):
        for text, priority in (("a", 0), ("b", 0), ("first", 5), ("last", -1)):
            self.bus.subscribe("saved", self.note(text), priority=priority)
        self.assertEqual(self.bus.publish("saved"), 4)
        self.assertEqual(self.calls, ["first", "a", "b", "last"])

    def test_a_handler_may_end_itself(self):
        ends = []

        def once(payload):
            self.calls.append("once")
            ends[0]()

        ends.append(self.bus.subscribe("saved", once))
        self.bus.subscribe("saved", self.note("next"))
        self.bus.publish("saved")
        self.bus.publish("saved")
        self.assertEqual(self.calls, ["once", "next", "next"])

    def test_a_handler_may_end_a_later_one(self):
        ends = []
        self.bus.subscribe("saved", lambda payload: ends[0]())
        ends.append(self.bus.subscribe("saved", self.note("never")))
        self.assertEqual(self.bus.publish("saved"), 1)
        self.assertEqual(self.calls, [])

    def test_new_subscriptions_wait_for_the_next_event(self):
        self.bus.subscribe("saved", lambda payload: self.bus.subscribe("saved", self.note("new")))
        self.bus.publish("saved")
        self.assertEqual(self.calls, [])
        self.bus.publish("saved")
        self.assertEqual(self.calls, ["new"])

    def test_errors_are_collected(self):
        first, second = ValueError("1"), KeyError("2")

        def failing(error):
            def handler(payload):
                raise error

            return handler

        self.bus.subscribe("saved", failing(first))
        self.bus.subscribe("saved", self.note("still"))
        self.bus.subscribe("saved", failing(second))
        with self.assertRaises(HandlerErrors) as caught:
            self.bus.publish("saved")
        self.assertEqual(caught.exception.errors, [first, second])
        self.assertEqual(self.calls, ["still"])

    def test_subscriptions_are_independent(self):
        handler = self.note("x")
        end = self.bus.subscribe("saved", handler)
        self.bus.subscribe("saved", handler)
        end()
        end()
        self.assertEqual(self.bus.publish("saved"), 1)

    def test_nobody_listens(self):
        self.assertEqual(self.bus.publish("saved"), 0)


if __name__ == "__main__":
    unittest.main()
