import unittest

from ledger.errors import Conflict, Gap
from ledger.replay import replay


def event(version, amount, kind="deposited", number=None):
    return {"id": number or f"e{version}", "version": version, "kind": kind, "amount": amount}


class ReplayTest(unittest.TestCase):
    def test_in_order(self):
        account = replay([event(1, 100), event(2, 30, "withdrawn")])
        self.assertEqual((account.balance, account.version), (70, 2))

    def test_double_events_count_once(self):
        self.assertEqual(replay([event(1, 100), event(1, 100), event(2, 1)]).balance, 101)

    def test_order_of_arrival_does_not_matter(self):
        events = [event(3, 1), event(1, 100), event(2, 10)]
        self.assertEqual(replay(events).version, 3)
        self.assertEqual([e["version"] for e in events], [3, 1, 2])

    def test_gap(self):
        with self.assertRaises(Gap) as caught:
            replay([event(1, 1), event(4, 1)])
        self.assertEqual(caught.exception.version, 2)

    def test_conflict(self):
        with self.assertRaises(Conflict) as caught:
            replay([event(1, 1), event(2, 1), event(2, 5, number="other")])
        self.assertEqual(caught.exception.version, 2)

    def test_goes_on_from_a_snapshot(self):
        events = [event(1, 100), event(2, 10), event(3, 1)]
        snapshot = replay(events[:2]).snapshot()
        self.assertEqual(snapshot, {"balance": 110, "version": 2})
        self.assertEqual(replay(events, snapshot).balance, 111)
        self.assertEqual(snapshot, {"balance": 110, "version": 2})

    def test_gap_after_a_snapshot(self):
        with self.assertRaises(Gap) as caught:
            replay([event(5, 1)], {"balance": 0, "version": 3})
        self.assertEqual(caught.exception.version, 4)

    def test_snapshot_is_independent(self):
        account = replay([event(1, 5)])
        snapshot = account.snapshot()
        account.apply(event(2, 5))
        self.assertEqual(snapshot["balance"], 5)


if __name__ == "__main__":
    unittest.main()
