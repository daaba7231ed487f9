import unittest

from matrix import Matrix, zeros


class MatrixTest(unittest.TestCase):
    def test_zeros_has_independent_rows(self):
        matrix = zeros(2, 3)
        matrix.rows[0][1] = 5
        self.assertEqual(matrix.rows, [[0, 5, 0], [0, 0, 0]])

    def test_rows_are_copied(self):
        rows = [[1, 2], [3, 4]]
        matrix = Matrix(rows)
        rows[0][0] = 9
        self.assertEqual(matrix.rows, [[1, 2], [3, 4]])

    def test_ragged_rows(self):
        with self.assertRaises(ValueError):
            Matrix([[1, 2], [3]])

    def test_multiply_rectangular(self):
        product = Matrix([[1, 2, 3]]).multiply(Matrix([[1, 0], [0, 1], [2, 2]]))
        self.assertEqual(product, Matrix([[7, 8]]))
        self.assertEqual(Matrix([[2], [3]]).multiply(Matrix([[4, 5]])), Matrix([[8, 10], [12, 15]]))

    def test_multiply_needs_equal_inner_sizes(self):
        with self.assertRaises(ValueError):
            Matrix([[1, 2]]).multiply(Matrix([[1, 2]]))

    def test_transpose_rectangular(self):
        self.assertEqual(Matrix([[1, 2, 3], [4, 5, 6]]).transpose(), Matrix([[1, 4], [2, 5], [3, 6]]))

    def test_transpose_is_new(self):
        matrix = Matrix([[1]])
        matrix.transpose().rows[0][0] = 2
        self.assertEqual(matrix.rows, [[1]])


if __name__ == "__main__":
    unittest.main()
