"""How tests are dealt to several processes: what shares one running service goes to one process, all else to any."""

from xdist.scheduler import LoadScopeScheduling

SHARING = ("tests/system/", "tests/stories/")


class ByService(LoadScopeScheduling):  # type: ignore[misc]  # xdist is untyped
    """The folders that share a service are one piece of work each, dealt first, since they last longest.

    xdist's own groups (`--dist loadgroup`) are silently none with pytest 9.2: pytest-dev/pytest-xdist, issue 1386.
    """

    def _split_scope(self, nodeid):
        return next((folder for folder in SHARING if nodeid.startswith(folder)), nodeid)
