import unittest

from sizes import human_size, parse_size


class HumanSizeTest(unittest.TestCase):
    def test_bytes(self):
        self.assertEqual(human_size(0), "0 bytes")
        self.assertEqual(human_size(1), "1 byte")
        self.assertEqual(human_size(1023), "1023 bytes")

    def test_units(self):
        self.assertEqual(human_size(1024), "1.0 KiB")
        self.assertEqual(human_size(1536 * 1024), "1.5 MiB")
        self.assertEqual(human_size(5 * 1024**5), "5.0 PiB")
        self.assertEqual(human_size(3000 * 1024**5), "3000.0 PiB")

    def test_the_shown_number_is_below_1024(self):
        self.assertEqual(human_size(1024**2 - 1), "1.0 MiB")
        self.assertEqual(human_size(1024**4 - 1), "1.0 TiB")

    def test_just_below_the_border(self):
        self.assertEqual(human_size(int(1023.7 * 1024)), "1023.7 KiB")

    def test_negative(self):
        self.assertEqual(human_size(-1), "-1 byte")
        self.assertEqual(human_size(-2048), "-2.0 KiB")


class ParseSizeTest(unittest.TestCase):
    def test_reads_what_is_shown(self):
        for size in (0, 1, -1, 900, 2048, -2048, 5 * 1024**5):
            with self.subTest(size=size):
                self.assertEqual(parse_size(human_size(size)), size)


if __name__ == "__main__":
    unittest.main()
