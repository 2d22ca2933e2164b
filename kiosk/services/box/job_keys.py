"""The keys of print jobs, in memory only, so that a queued paper prints without another sign-in."""

import threading


class Held:
    """Keys of subjects by job id. Empty after a restart: then jobs of the desk wait for a sign-in."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, bytes, float]] = {}
        self._turn = threading.Lock()

    def add(self, job_id: str, subject: str, key: bytes, now_s: float) -> None:
        """Hold a job's key until it is printed; `now_s` is monotonic, in seconds."""
        with self._turn:
            self._keys[job_id] = (subject, key, now_s)

    def get(self, job_id: str) -> bytes | None:
        """The key of a job, None where none is held."""
        with self._turn:
            entry = self._keys.get(job_id)
        return entry[1] if entry else None

    def drop(self, job_id: str) -> None:
        """Drop the key of a job that is printed or cancelled."""
        with self._turn:
            self._keys.pop(job_id, None)

    def drop_subject(self, subject: str) -> None:
        """Drop the keys of a subject that is destroyed; its jobs can no longer be printed."""
        with self._turn:
            for job_id in [key for key, (owner, _, _) in self._keys.items() if owner == subject]:
                del self._keys[job_id]

    def drop_older(self, before_s: float) -> None:
        """Drop keys held since before `before_s` (monotonic): those jobs wait for a sign-in, as after a restart."""
        with self._turn:
            for job_id in [key for key, (_, _, since) in self._keys.items() if since < before_s]:
                del self._keys[job_id]

    def subjects(self) -> set[str]:
        """The subjects whose keys are held."""
        with self._turn:
            return {subject for subject, _, _ in self._keys.values()}
