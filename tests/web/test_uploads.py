"""What people send stays in memory, whatever its size, and only where files are asked for."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cheroot.wsgi import Server
from flask import Flask, request

from kiosk.web.request_state import Request, takes_files

FIVE_MB = 5_000_000


def unnamed_files() -> list[str]:
    """Files of this process that have no name any more: what a search of the folders does not see."""
    results = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = os.readlink(descriptor)
        except FileNotFoundError:
            continue
        if "(deleted)" in target or target.startswith(("/tmp", "/var/tmp")):
            results.append(target)
    return results


@pytest.fixture
def app() -> Flask:
    """Two views: one takes files, one forms."""
    app = Flask("uploads")
    app.request_class = Request
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 1_000_000

    @app.post("/file")
    @takes_files(FIVE_MB)
    def file() -> dict[str, object]:
        before = unnamed_files()
        sent = request.files["file"]
        return {
            "kind": type(sent.stream).__name__,
            "size": len(sent.stream.read()),
            "words": request.form["words"],
            "unnamed": [item for item in (*before, *unnamed_files()) if item not in app.config["THERE"]],
        }

    @app.post("/form")
    def form() -> str:
        return request.form["words"]

    app.config["THERE"] = unnamed_files()
    return app


HEAD = (
    b'--b\r\nContent-Disposition: form-data; name="words"\r\n\r\nBonjour\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
)
TAIL = b"\r\n--b--\r\n"


def sent(path: str, app: Flask, size: int) -> tuple[int, object]:
    """The body is written here: Flask's own client would make a file of the disk."""
    body = HEAD + b"x" * size + TAIL
    answer = app.test_client().post(path, data=body, content_type="multipart/form-data; boundary=b")
    return answer.status_code, answer.json


def test_five_megabytes_are_read_without_a_file_of_the_disk(app: Flask) -> None:
    status, found = sent("/file", app, FIVE_MB)
    assert status == 200
    assert found == {"kind": "BytesIO", "size": FIVE_MB, "words": "Bonjour", "unnamed": []}


def test_the_way_flask_does_it_would_be_seen(app: Flask) -> None:
    from flask import Request as FlaskRequest

    app.request_class = FlaskRequest
    app.config["MAX_CONTENT_LENGTH"] = 10_000_000
    result = sent("/file", app, FIVE_MB)[1]
    assert isinstance(result, dict) and result["unnamed"] and result["kind"] != "BytesIO"


def test_more_than_the_view_takes_is_refused_before_it_is_read(app: Flask) -> None:
    assert sent("/file", app, FIVE_MB + 300_000)[0] == 413


def test_a_view_that_takes_forms_takes_no_large_file(app: Flask) -> None:
    assert sent("/form", app, 900_000)[0] == 200
    assert sent("/form", app, 1_100_000)[0] == 413


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    server = Server(("127.0.0.1", 0), app, numthreads=2)
    server.prepare()
    threading.Thread(target=server.serve, daemon=True).start()
    yield server.bind_addr[1]
    server.stop()


def test_no_unnamed_file_is_open_while_the_real_server_receives(port: int) -> None:
    there = unnamed_files()
    length = len(HEAD) + FIVE_MB + len(TAIL)
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(
            b"POST /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Content-Length: %d\r\n\r\n" % length + HEAD
        )
        for _ in range(50):
            line.sendall(b"x" * (FIVE_MB // 50))
            assert [file for file in unnamed_files() if file not in there] == []
        line.sendall(TAIL)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert b'"unnamed":[]' in answer and b'"size":5000000' in answer
