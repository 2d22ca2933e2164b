"""One job at a time on one line: who waits too long does not push in."""

import threading

from printers.receipt_protocol.receipt_carrier import reserve_printer


def test_a_line_is_held_by_one() -> None:
    with reserve_printer("here", 0) as first:
        with reserve_printer("here", 0.01) as second, reserve_printer("elsewhere", 0) as other:
            assert (first, second, other) == (True, False, True)
        with reserve_printer("here", 0) as third:
            assert not third, "who did not get it does not give it back"
    with reserve_printer("here", 0) as free:
        assert free


def test_who_waits_gets_it_in_time() -> None:
    seen: list[bool] = []

    def wait() -> None:
        with reserve_printer("there", 10) as ours:
            seen.append(ours)

    thread = threading.Thread(target=wait)
    with reserve_printer("there", 0):
        thread.start()
    thread.join(10)
    assert seen == [True]
