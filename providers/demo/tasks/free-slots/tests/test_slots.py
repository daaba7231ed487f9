import unittest

from planner.day import WorkingDay
from planner.slots import free_slots

DAY = WorkingDay(540, 1020)


class FreeSlotsTest(unittest.TestCase):
    def test_between_meetings(self):
        self.assertEqual(
            free_slots(DAY, [(720, 780), (600, 660)], 30), [(540, 600), (660, 720), (780, 1020)]
        )

    def test_short_gaps_are_left_out(self):
        self.assertEqual(free_slots(DAY, [(540, 600), (620, 1020)], 30), [])

    def test_overlapping_meetings(self):
        self.assertEqual(free_slots(DAY, [(540, 900), (600, 660)], 30), [(900, 1020)])

    def test_meetings_beyond_the_day(self):
        self.assertEqual(free_slots(DAY, [(480, 600), (960, 1100)], 30), [(600, 960)])

    def test_meetings_outside_the_day(self):
        self.assertEqual(free_slots(DAY, [(300, 400), (1100, 1200)], 30), [(540, 1020)])

    def test_free_day(self):
        self.assertEqual(free_slots(DAY, [], 30), [(540, 1020)])


class UtilisationTest(unittest.TestCase):
    def test_overlap_counts_once(self):
        self.assertAlmostEqual(DAY.utilisation([(540, 780), (600, 780)]), 0.5)

    def test_only_the_day_counts(self):
        self.assertAlmostEqual(DAY.utilisation([(0, 600), (1200, 1300)]), 0.125)

    def test_bounds(self):
        self.assertEqual(DAY.utilisation([]), 0)
        self.assertEqual(DAY.utilisation([(0, 1440)]), 1)


if __name__ == "__main__":
    unittest.main()
