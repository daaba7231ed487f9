import unittest

from transit.network import Network
from transit.planner import cheapest


def network(*connections):
    made = Network()
    for origin, destination, fare in connections:
        made.connect(origin, destination, fare)
    return made


class CheapestTest(unittest.TestCase):
    def test_fare_beats_changes(self):
        net = network(("a", "d", 10), ("a", "b", 2), ("b", "c", 3), ("c", "d", 4))
        self.assertEqual(cheapest(net, "a", "d"), (9, ["a", "b", "c", "d"]))

    def test_a_later_way_may_be_cheaper(self):
        net = network(("a", "b", 5), ("a", "c", 1), ("c", "b", 1), ("b", "d", 1))
        self.assertEqual(cheapest(net, "a", "d"), (3, ["a", "c", "b", "d"]))

    def test_fewer_stops_then_alphabet(self):
        net = network(("a", "b", 1), ("b", "d", 1), ("a", "c", 1), ("c", "d", 1))
        self.assertEqual(cheapest(net, "a", "d"), (2, ["a", "b", "d"]))
        net.connect("a", "d", 2)
        self.assertEqual(cheapest(net, "a", "d"), (2, ["a", "d"]))

    def test_free_rides(self):
        net = network(("a", "b", 0), ("b", "a", 0), ("b", "c", 0))
        self.assertEqual(cheapest(net, "a", "c"), (0, ["a", "b", "c"]))

    def test_negative_fare(self):
        with self.assertRaises(ValueError):
            cheapest(network(("a", "b", 1), ("b", "c", -1)), "a", "c")
        net = network(("a", "b", 1), ("x", "y", -1))
        self.assertEqual(cheapest(net, "a", "b"), (1, ["a", "b"]))

    def test_no_route(self):
        self.assertIsNone(cheapest(network(("a", "b", 1)), "b", "a"))

    def test_already_there(self):
        self.assertEqual(cheapest(network(), "a", "a"), (0, ["a"]))


if __name__ == "__main__":
    unittest.main()
