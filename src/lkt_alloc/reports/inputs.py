"""What a result was made from, as far as it is shown."""

from typing import Protocol


class Input(Protocol):
    """A file that was read: its name without folders, and the SHA-256 of its bytes in hexadecimal digits."""

    @property
    def name(self) -> str:
        """The name of the file, without folders."""

    @property
    def sha256(self) -> str:
        """The fingerprint of its bytes."""
