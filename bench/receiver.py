"""A mail server in a process of its own, that takes everything: `python -m bench.receiver` prints its port.

Once its input ends it prints as JSON how many mails it took, for how many recipients, and over how many connections.
"""

import json
import sys
from collections import Counter

from aiosmtpd.controller import Controller


class Taking:
    """Counts; of a mail it keeps its recipient and size."""

    def __init__(self):
        self.recipients, self.connections, self.bytes = Counter(), set(), 0

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.recipients.update(envelope.rcpt_tos)
        self.connections.add(session.peer)
        self.bytes += len(envelope.content)
        return "250 OK"


def main():
    taking = Taking()
    controller = Controller(taking, hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    print("ready", flush=True)
    sys.stdin.read()
    controller.stop()
    told = {"mails": taking.recipients.total(), "recipients": len(taking.recipients)}
    print(json.dumps(told | {"connections": len(taking.connections), "bytes": taking.bytes}))


if __name__ == "__main__":
    main()
