"""What the process is told by signals: that a child has ended, or that it shall stop."""

import contextlib
import os
import select
import signal
from types import FrameType


class Signals:
    """Notes SIGINT, SIGTERM and SIGHUP and wakes who waits.

    The handlers raise nothing: an exception that falls into a finalizer is lost, and the wish to stop with it.
    """

    def __init__(self) -> None:
        self.stop = False
        self._ear, mouth = os.pipe()
        for end in (self._ear, mouth):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        for each in ASKING_TO_STOP:
            if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:  # nohup(1) switches it off
                signal.signal(each, self._note)

    def wait(self, seconds: float) -> None:
        """Return at the next signal, or when the seconds have passed."""
        select.select([self._ear], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self._ear, 4096)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.stop = True


ASKING_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def forget() -> None:
    """In a forked child: signals do again what they do by default."""
    signal.set_wakeup_fd(-1)
    for each in (*ASKING_TO_STOP, signal.SIGCHLD):
        signal.signal(each, signal.SIG_DFL)
