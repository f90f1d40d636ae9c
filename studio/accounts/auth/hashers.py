"""Password hashing with limited memory use."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class StudioArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's 19 MiB: with Django's 100 MiB, a dozen simultaneous sign-ins take more than a gigabyte."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
