"""What a result was made from, as far as it is shown."""

from typing import Protocol

from lkt_alloc.language.sentences import Value


class Input(Protocol):
    """Something that was read: what it is called, and the SHA-256 of its bytes in hexadecimal digits.

    What comes with the program is called so that it cannot be taken for the user's.
    """

    @property
    def called(self) -> Value:
        """What it is called in a text: the name of a file without folders."""

    @property
    def sha256(self) -> str:
        """The fingerprint of its bytes."""
