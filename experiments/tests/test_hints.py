"""Whoever hints does not wait for the broker."""

import threading

from kombu.exceptions import OperationalError

from experiments.hints import Outbox
from experiments.tests.processes import wait_until


class Broker:
    """Takes hints once it is `there`; the first call says that it was asked."""

    def __init__(self):
        self.there, self.asked = threading.Event(), threading.Event()
        self.taken, self.fails = [], 0

    def send(self, stage, run_id):
        self.asked.set()
        assert self.there.wait(10)
        if self.fails:
            self.fails -= 1
            raise OperationalError
        self.taken.append(run_id)


def test_hints_wait_in_the_order_of_coming_and_once_each_while_the_broker_does_not_answer():
    broker = Broker()
    outbox = Outbox(broker.send)
    outbox.put("attempts", 1)
    assert broker.asked.wait(10)
    for run_id in (2, 3, 2, 1):
        outbox.put("attempts", run_id)
    broker.there.set()
    wait_until(lambda: broker.taken == [1, 2, 3, 1])


def test_what_waits_behind_a_hint_that_is_lost_is_lost_with_it_and_later_ones_are_sent():
    broker = Broker()
    broker.fails = 1
    outbox = Outbox(broker.send)
    outbox.put("attempts", 1)
    assert broker.asked.wait(10)
    outbox.put("attempts", 2)
    broker.there.set()
    wait_until(lambda: broker.fails == 0)
    wait_until(lambda: not any(thread.name == "hints" for thread in threading.enumerate()))
    outbox.put("attempts", 3)
    wait_until(lambda: broker.taken == [3])
