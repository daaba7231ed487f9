import unittest

from access.check import Access
from access.roles import Role


class AccessTest(unittest.TestCase):
    def may(self, permission, *roles, names=None):
        return Access(roles).may(names or [roles[0].name], permission)

    def test_several_levels(self):
        chief = Role("chief", parents=("editor",))
        editor = Role("editor", grants=("edit",), parents=("author",))
        author = Role("author", grants=("write",))
        self.assertTrue(self.may("write", chief, editor, author))
        self.assertFalse(self.may("delete", chief, editor, author))
        self.assertFalse(self.may("edit", author, editor))

    def test_cycles(self):
        one = Role("one", parents=("two",))
        two = Role("two", grants=("read",), parents=("one",))
        self.assertTrue(self.may("read", one, two))
        self.assertFalse(self.may("write", one, two))

    def test_deny_beats_ancestors_and_itself(self):
        child = Role("child", denies=("write",), parents=("parent",))
        parent = Role("parent", grants=("write",))
        self.assertFalse(self.may("write", child, parent))
        self.assertFalse(self.may("x", Role("both", grants=("x",), denies=("x",))))

    def test_the_nearer_role_wins(self):
        child = Role("child", grants=("write",), parents=("parent",))
        parent = Role("parent", denies=("write",))
        self.assertTrue(self.may("write", child, parent))

    def test_deny_wins_at_the_same_distance(self):
        child = Role("child", parents=("yes", "no"))
        yes, no = Role("yes", grants=("write",)), Role("no", denies=("write",))
        self.assertFalse(self.may("write", child, yes, no))

    def test_the_shortest_distance_counts(self):
        top = Role("top", parents=("a", "b"))
        a = Role("a", parents=("far",))
        b = Role("b", grants=("write",))
        far = Role("far", denies=("write",), parents=("b",))
        self.assertTrue(self.may("write", top, a, b, far))

    def test_patterns(self):
        role = Role("role", grants=("article.*",), denies=("article.delete",))
        self.assertTrue(self.may("article.edit", role))
        self.assertFalse(self.may("article.delete", role))
        self.assertFalse(self.may("articles.edit", role))
        self.assertTrue(self.may("anything", Role("root", grants=("*",))))

    def test_several_roles(self):
        no, yes = Role("no", denies=("write",)), Role("yes", grants=("write",))
        self.assertTrue(self.may("write", no, yes, names=["no", "yes"]))

    def test_unknown_roles(self):
        self.assertFalse(self.may("write", Role("a", parents=("gone",)), names=["nobody", "a"]))


if __name__ == "__main__":
    unittest.main()
