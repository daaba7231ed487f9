import unittest

from jobqueue import JobQueue


def drain(queue):
    return [queue.pop()["name"] for _ in range(len(queue))]


def job(name):
    return {"name": name}


class JobQueueTest(unittest.TestCase):
    def setUp(self):
        self.queue = JobQueue()

    def test_priority_then_first_come(self):
        for name, priority in (("z", 0), ("urgent", 5), ("a", 0), ("m", 0)):
            self.queue.push(job(name), priority)
        self.assertEqual(drain(self.queue), ["urgent", "z", "a", "m"])

    def test_cancel(self):
        first = self.queue.push(job("first"))
        self.queue.push(job("second"))
        self.assertTrue(self.queue.cancel(first))
        self.assertFalse(self.queue.cancel(first))
        self.assertEqual(len(self.queue), 1)
        self.assertEqual(drain(self.queue), ["second"])

    def test_cancel_after_pop(self):
        ticket = self.queue.push(job("a"))
        self.queue.pop()
        self.assertFalse(self.queue.cancel(ticket))

    def test_same_job_twice(self):
        same = job("same")
        tickets = {self.queue.push(same), self.queue.push(same)}
        self.assertEqual(len(tickets), 2)
        self.assertEqual(drain(self.queue), ["same", "same"])

    def test_reprioritise(self):
        tickets = {name: self.queue.push(job(name), 3) for name in "abc"}
        self.queue.reprioritise(tickets["a"], 1)
        self.queue.reprioritise(tickets["c"], 9)
        self.assertEqual(drain(self.queue), ["c", "b", "a"])

    def test_reprioritised_back_keeps_its_place(self):
        tickets = {name: self.queue.push(job(name)) for name in "ab"}
        self.queue.reprioritise(tickets["a"], -1)
        self.queue.reprioritise(tickets["a"], 0)
        self.assertEqual(drain(self.queue), ["a", "b"])
        self.assertEqual(len(self.queue), 0)

    def test_gone_jobs_cannot_move(self):
        ticket = self.queue.push(job("a"))
        self.queue.cancel(ticket)
        with self.assertRaises(KeyError):
            self.queue.reprioritise(ticket, 1)

    def test_empty(self):
        with self.assertRaises(IndexError):
            self.queue.pop()


if __name__ == "__main__":
    unittest.main()
