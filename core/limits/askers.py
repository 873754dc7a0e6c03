"""Who asks, as far as limits care: from which account, network or device, and for which address."""

from dataclasses import dataclass

from core.limits.policies import Counted, Policy


@dataclass(frozen=True, kw_only=True)
class Asker:
    """`account` and `address` are those of who is signed in, `typed` is the address in the request, `device` the id of
    a device that is known to belong to the typed address; empty where there is none.
    """

    network: str
    account: str = ""
    address: str = ""
    typed: str = ""
    device: str = ""

    def subject(self, policy: Policy) -> tuple[str, str] | None:
        """Whose meter the policy runs on; None where it does not apply."""
        if self.device and policy.spares_known_devices:
            return None
        match policy.counted:
            case Counted.NETWORK:
                found = "network", self.network
            case Counted.STRANGER:
                found = "network", "" if self.account else self.network
            case Counted.CALLER:
                found = ("account", self.account) if self.account else ("network", self.network)
            case Counted.ADDRESS:
                found = "address", self.address or self.typed
            case Counted.TYPED:
                found = "address", self.typed
            case Counted.DEVICE:
                found = "device", self.device
        return found if found[1] else None
