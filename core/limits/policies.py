"""What may be done how often (API.md, “limits”): the one table."""

from dataclasses import dataclass
from enum import Enum


class Counted(Enum):
    """Whose meter a request runs on."""

    CALLER = "caller"  # the account, or without one the network
    NETWORK = "network"
    STRANGER = "stranger"  # the network of who has not signed in
    ADDRESS = "address"  # the e-mail address that was typed, known to us or not; signed in, the account's own
    TYPED = "typed"  # the address that was typed, also by who is signed in
    DEVICE = "device"  # a device that has signed in the typed account before


@dataclass(frozen=True)
class Policy:
    """At most `quota` requests at once, and as many again over `window` seconds.

    A worker process takes `block` of them at a time and spends them in memory (core.limits.blocks). Where it counts
    `only_done`, a request that is refused gets its share back: who mistypes five times has got no letter.
    """

    name: str
    quota: int
    window: int
    counted: Counted
    block: int = 1
    spares_known_devices: bool = False
    only_done: bool = False

    @property
    def interval(self) -> float:
        """Seconds after which one request more is allowed."""
        return self.window / self.quota


READS = Policy("reads", 600, 60, Counted.CALLER, block=20)
WRITES = Policy("writes", 60, 60, Counted.CALLER)
# By a municipal site's key: it serves many readers, and fetches everything anew each night.
SITE_READS = Policy("site-reads", 6000, 60, Counted.CALLER, block=20)
SITE_WRITES = Policy("site-writes", 600, 60, Counted.CALLER)
# The network's meter against trying many accounts, the account's against trying it from many networks. Strangers can
# use up both, so a device that has signed in before runs on neither: its own meter locks its owner out for no longer
# than they mistype themselves (core.accounts.devices).
SIGN_IN = (
    Policy("sign-in", 10, 60, Counted.NETWORK, spares_known_devices=True),
    Policy("sign-in-account", 10, 60, Counted.ADDRESS, spares_known_devices=True),
    Policy("sign-in-device", 10, 60, Counted.DEVICE),
)
# Of who is signed in and proves it once more: a meter of the account's own, which no stranger can use up.
PASSWORD = (Policy("password", 10, 60, Counted.CALLER),)
# Who comes this far knows the password: five codes at once, then one in three minutes.
SECOND_FACTOR = (
    Policy("second-factor", 5, 900, Counted.CALLER, spares_known_devices=True),
    Policy("second-factor-device", 5, 900, Counted.DEVICE),
)
# A workshop room shares one network; a mailbox is one person's.
MAIL = (
    Policy("mail", 60, 3600, Counted.NETWORK, only_done=True),
    Policy("mail-address", 5, 3600, Counted.ADDRESS, only_done=True),
)
# Photos for ideas, also without an account: thirty people in one room with five each.
PHOTOS = (Policy("photos", 150, 3600, Counted.CALLER),)
# Devices without account: a school class that turns push messages on in one network.
DEVICES = (Policy("devices", 60, 3600, Counted.NETWORK),)
# A letter to an address other than the account's own counts for that address, not for the account.
NEW_ADDRESS = (MAIL[0], Policy("mail-address", 5, 3600, Counted.TYPED, only_done=True))
# Who is signed in needs no letter to do the same: a workshop room where all do so uses up nothing.
GUEST_MAIL = (Policy("mail", 60, 3600, Counted.STRANGER, only_done=True), NEW_ADDRESS[1])
# A file with all there is takes as long as many lists.
EXPORTS = (Policy("exports", 120, 3600, Counted.NETWORK),)
