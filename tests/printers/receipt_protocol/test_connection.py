"""One job at a time on one line: who waits too long does not push in."""

import threading

from printers.receipt_protocol.receipt_carrier import reserve


def test_a_line_is_held_by_one() -> None:
    with reserve("here", 0) as first:
        with reserve("here", 0.01) as second, reserve("elsewhere", 0) as other:
            assert (first, second, other) == (True, False, True)
        with reserve("here", 0) as third:
            assert not third, "who did not get it does not give it back"
    with reserve("here", 0) as free:
        assert free


def test_who_waits_gets_it_in_time() -> None:
    seen: list[bool] = []

    def wait() -> None:
        with reserve("there", 10) as ours:
            seen.append(ours)

    thread = threading.Thread(target=wait)
    with reserve("there", 0):
        thread.start()
    thread.join(10)
    assert seen == [True]
