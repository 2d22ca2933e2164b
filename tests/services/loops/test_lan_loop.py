"""The local network is served once there is a certificate, and no more once the box stops."""

import socket
import ssl

from kiosk.process import lan_addresses
from kiosk.process.lan_server import LanServer
from kiosk.services.box.box import Box
from kiosk.services.lan import certificate
from kiosk.services.lan.codes import Codes
from kiosk.services.lan.lan import Lan
from kiosk.services.loops.lan_loop import LanLoop
from tests.gallery.site.cast import Watch


def test_a_loop_serves_with_a_certificate_of_the_boxs_name_until_it_is_stopped(box: Box, watch: Watch) -> None:
    of = certificate.of_box(box, lan_addresses.of_this_machine())
    server = LanServer(lambda environ, start: start("204 No Content", []) or [], "127.0.0.1", 0, 2)
    lan = Lan(of, server.port, Codes(watch))
    loop = LanLoop(box, lan, server)
    loop.start()
    try:
        trusting = ssl.create_default_context(cadata=of.authority.certificate.decode())
        with (
            socket.create_connection(("127.0.0.1", server.port), timeout=10) as line,
            trusting.wrap_socket(line, server_hostname=lan.name) as talking,
        ):
            talking.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert talking.recv(100).startswith(b"HTTP/1.1 204")
    finally:
        loop.stop()
        loop.join(10)
    assert not loop.is_alive()
