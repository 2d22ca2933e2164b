"""Each kind of store has the same few methods."""

from hub.objects.bucket import Bucket
from hub.objects.folder import Folder
from hub.objects.objects import Objects


def test_a_folder_and_a_bucket_are_asked_the_same() -> None:
    for kind in (Folder, Bucket):
        assert issubclass(kind, Objects) and not kind.__abstractmethods__
