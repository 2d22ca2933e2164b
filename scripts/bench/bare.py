"""What a page costs at least: bare Flask and Jinja, the same bytes, the same server settings, nothing else.

`python -m scripts.bench.bare TEMPLATE VALUES THREADS` prints its port and serves until it is ended. VALUES is a JSON
file of the variables of the template.
"""

import json
import sys
from pathlib import Path

from cheroot.wsgi import Server
from flask import Flask, render_template


def template_of(html: str, values: dict[str, str]) -> str:
    """The page as a template that makes the same bytes: each value wherever it stands is a variable, the rest is text."""
    source = html.replace("{", "{{ '{' }}")
    for name, value in values.items():
        source = source.replace(value, "{{ " + name + " }}")
    return source


def main() -> None:
    template, values, threads = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")), int(sys.argv[3])
    app = Flask("bare", template_folder=str(template.parent), static_folder=None)

    @app.get("/")
    def page() -> str:
        return render_template(template.name, **values)

    server = Server(("127.0.0.1", 0), app, numthreads=threads, server_name="bare")
    server.keep_alive_conn_limit = 100
    server.prepare()
    print(server.bind_addr[1], flush=True)
    server.serve()


if __name__ == "__main__":
    main()
