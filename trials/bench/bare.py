"""The least that a page costs: bare Flask and Jinja that serve the same bytes with the same server settings.

`python -m trials.bench.bare FOLDER THREADS` prints its port and serves the templates of the folder until it is ended;
`values.json` there holds their variables.
"""

import json
import sys
from pathlib import Path

from cheroot.wsgi import Server
from flask import Flask, render_template


def template_of(html: str, values: dict[str, str]) -> str:
    """The page as a template that renders the same bytes: each value, wherever it occurs, is a variable."""
    source = html.replace("{", "{{ '{' }}")
    for name, value in values.items():
        source = source.replace(value, "{{ " + name + " }}")
    return source


def main() -> None:
    folder, threads = Path(sys.argv[1]), int(sys.argv[2])
    values = json.loads((folder / "values.json").read_text("utf-8"))
    app = Flask("bare", template_folder=str(folder), static_folder=None)

    @app.get("/<name>")
    def page(name: str) -> str:
        return render_template(f"{name}.html", **values[name])

    server = Server(("127.0.0.1", 0), app, numthreads=threads, server_name="bare")
    server.keep_alive_conn_limit = 100
    server.prepare()
    print(server.bind_addr[1], flush=True)
    server.serve()


if __name__ == "__main__":
    main()
