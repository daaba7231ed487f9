"""Small dense matrices."""


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    @property
    def shape(self):
        """(height, width)"""
        return len(self.rows), len(self.rows[0]) if self.rows else 0

    def __eq__(self, other):
        return self.rows == other.rows

    def __repr__(self):
        return f"Matrix({self.rows})"

    def transpose(self):
        size = len(self.rows)
        return Matrix([[self.rows[j][i] for j in range(size)] for i in range(size)])

    def multiply(self, other):
        size = len(self.rows)
        product = zeros(size, size)
        for i in range(size):
            for j in range(size):
                for k in range(size):
                    product.rows[i][j] += self.rows[i][k] * other.rows[k][j]
        return product


def zeros(height, width):
    return Matrix([[0] * width] * height)
