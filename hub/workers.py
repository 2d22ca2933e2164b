"""What gunicorn does around the hub's workers (`gunicorn --config python:hub.workers`)."""

from pathlib import Path

from hub import settings as hub_settings


def on_starting(_: object) -> None:
    """Before the first worker: empty the folder where workers count together, since a start begins at nothing.

    Files of workers that ended meanwhile stay: what they counted has happened. Only files of that kind are deleted.
    """
    folder = hub_settings.read().metrics_folder
    for counted in Path(folder).glob("*.db") if folder else ():
        counted.unlink(missing_ok=True)
