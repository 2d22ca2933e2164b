"""A box is found in the local network under its name, until it takes the announcement back."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from kiosk.process.announcing import KIND, Announcer
from printers.discovery import nearby

HERE = ("127.0.0.1",)


ASKS = 5
"""How often the network is asked at most: a loaded machine answers late."""


def names_around() -> list[tuple[str, int]]:
    return [(service.name, service.port) for service in nearby.find_services((KIND,), HERE)]


def is_found() -> bool:
    return any(("parvis-1a2b", 8643) in names_around() for _ in range(ASKS))


def test_a_box_is_found_by_its_name_and_then_no_more() -> None:
    announcer = Announcer("parvis-1a2b.local", 8643)
    announcer.announce(HERE)
    try:
        announcer.announce(HERE)  # the same again says nothing new
        assert is_found()
    finally:
        announcer.stop()
    assert ("parvis-1a2b", 8643) not in names_around()


def test_a_program_that_runs_an_event_loop_announces_the_box_too() -> None:
    async def announced() -> bool:
        announcer = Announcer("parvis-1a2b.local", 8643)
        announcer.announce(HERE)
        try:
            return is_found()
        finally:
            announcer.stop()

    # A thread of its own: a browser that another test left open runs an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, announced()).result()
