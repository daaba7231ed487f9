import unittest
from datetime import date

from delivery.calendar import Calendar
from delivery.due import due_date, working_days

FRIDAY = date(2024, 3, 15)
SATURDAY = date(2024, 3, 16)
MONDAY = date(2024, 3, 18)
TUESDAY = date(2024, 3, 19)


class DueDateTest(unittest.TestCase):
    def test_over_the_weekend(self):
        self.assertEqual(due_date(FRIDAY, 1, Calendar([])), MONDAY)

    def test_over_a_holiday(self):
        self.assertEqual(due_date(FRIDAY, 1, Calendar([MONDAY])), TUESDAY)

    def test_from_a_day_off(self):
        self.assertEqual(due_date(SATURDAY, 1, Calendar([])), MONDAY)
        self.assertEqual(due_date(SATURDAY, 2, Calendar([])), TUESDAY)

    def test_zero_days(self):
        self.assertEqual(due_date(FRIDAY, 0, Calendar([])), FRIDAY)
        self.assertEqual(due_date(SATURDAY, 0, Calendar([MONDAY])), TUESDAY)

    def test_negative_days(self):
        with self.assertRaises(ValueError):
            due_date(FRIDAY, -1, Calendar([]))


class WorkingDaysTest(unittest.TestCase):
    def test_both_ends_count(self):
        self.assertEqual(working_days(FRIDAY, TUESDAY, Calendar([])), 3)
        self.assertEqual(working_days(FRIDAY, TUESDAY, Calendar([MONDAY])), 2)

    def test_days_off_only(self):
        self.assertEqual(working_days(SATURDAY, SATURDAY, Calendar([])), 0)

    def test_wrong_way_round(self):
        self.assertEqual(working_days(TUESDAY, FRIDAY, Calendar([])), 0)


if __name__ == "__main__":
    unittest.main()
