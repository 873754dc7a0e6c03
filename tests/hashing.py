"""Password hashers for tests: a quick one, and one that counts."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickHasher(Argon2PasswordHasher):
    """Argon2 with its smallest cost."""

    time_cost, memory_cost, parallelism = 1, 8, 1


class CountingHasher(QuickHasher):
    """The same number of hashes is the same time; `runs` counts encoding and verifying alike."""

    runs = 0

    def encode(self, password, salt):
        CountingHasher.runs += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        CountingHasher.runs += 1
        return super().verify(password, encoded)

    @classmethod
    def counted(cls, act):
        """How many hashes `act` takes, whatever it answers."""
        before = cls.runs
        try:
            act()
        except Exception as refusal:  # noqa: BLE001 - the refusal is the other half of the answer
            return cls.runs - before, type(refusal).__name__
        return cls.runs - before, None
