"""Opens the store of objects that the hub's settings name."""

from pathlib import Path

from hub.objects.bucket import SCHEME, Bucket, credentials_of
from hub.objects.objects import Folder, Objects
from hub.settings import HubSettings
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong


def open_objects(settings: HubSettings) -> Objects:
    """The bucket that `files` names, or a folder; nothing is asked of either yet.

    Raises `Refused`: `bad-setting` for an address that is neither, or a key file that is not of two lines;
    `no-access`.
    """
    scheme, mark, rest = settings.files.partition("://")
    if not mark:
        return Folder(settings.files_folder)
    if scheme != SCHEME or not rest.strip("/"):
        raise Refused(Refusal.BAD_SETTING, name="KIOSK_HUB_FILES", value=settings.files)
    credentials = ("", "")
    if settings.files_key_file:
        path = Path(settings.files_key_file)
        with name_what_is_wrong(path):
            credentials = credentials_of(path.read_text("utf-8"))
    return Bucket(settings.files, settings.files_endpoint, settings.files_region, credentials)
