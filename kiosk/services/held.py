"""Keys of papers that are about to print, in memory only: what was queued prints without anyone being asked again."""

import threading


class Held:
    """Job id to the key of its subject. After a restart it is empty: jobs of the desk wait for a sign-in."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, bytes, float]] = {}
        self._turn = threading.Lock()

    def add(self, job_id: str, subject: str, key: bytes, now_s: float) -> None:
        """Hold a job's key until it is out; `now_s` is monotonic."""
        with self._turn:
            self._keys[job_id] = (subject, key, now_s)

    def get(self, job_id: str) -> bytes | None:
        """The key of a job, None where nobody has left it."""
        with self._turn:
            found = self._keys.get(job_id)
        return found[1] if found else None

    def drop(self, job_id: str) -> None:
        """The paper is out, or nobody wants it."""
        with self._turn:
            self._keys.pop(job_id, None)

    def drop_subject(self, subject: str) -> None:
        """The subject is destroyed: what is left to print of it never will be."""
        with self._turn:
            for job_id in [key for key, (held, _, _) in self._keys.items() if held == subject]:
                del self._keys[job_id]

    def drop_older(self, before_s: float) -> None:
        """Papers that have not come out since then wait for a sign-in, as after a restart."""
        with self._turn:
            for job_id in [key for key, (_, _, since) in self._keys.items() if since < before_s]:
                del self._keys[job_id]

    def subjects(self) -> set[str]:
        """What papers still wait for."""
        with self._turn:
            return {subject for subject, _, _ in self._keys.values()}
