"""The real hub, which says when asked what it still holds: `python -m trials.canary.held_hub FOLDER PORT PLACE`."""

import sys
from pathlib import Path

from cheroot.wsgi import Server

from hub.server import serve
from hub.settings import HubSettings
from trials.canary.held import tell_held


def _say_address(server: Server) -> None:
    print("http://{}:{}".format(*server.bind_addr[:2]), flush=True)


if __name__ == "__main__":
    data, port, place = sys.argv[1:]
    tell_held(Path(place))
    serve(HubSettings(data=Path(data), take_back_minutes=0), port=int(port), ready=_say_address)
