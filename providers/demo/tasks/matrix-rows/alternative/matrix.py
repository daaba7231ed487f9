"""Small dense matrices."""


class Matrix:
    def __init__(self, rows):
        self.rows = [list(row) for row in rows]
        if any(len(row) != len(self.rows[0]) for row in self.rows):
            raise ValueError("the rows differ in length")

    @property
    def shape(self):
        """(height, width)"""
        return len(self.rows), len(self.rows[0]) if self.rows else 0

    def __eq__(self, other):
        return self.rows == other.rows

    def __repr__(self):
        return f"Matrix({self.rows})"

    def transpose(self):
        height, width = self.shape
        return Matrix([[self.rows[j][i] for j in range(height)] for i in range(width)])

    def multiply(self, other):
        height, inner = self.shape
        other_height, width = other.shape
        if inner != other_height:
            raise ValueError("the inner sizes differ")
        product = zeros(height, width)
        for i in range(height):
            for j in range(width):
                for k in range(inner):
                    product.rows[i][j] += self.rows[i][k] * other.rows[k][j]
        return product


def zeros(height, width):
    return Matrix([[0] * width] * height)
