"""What a peer can do wrong. Messages are Chinese: operators read them in lists of refused frames."""

from __future__ import annotations


class Rejected(ValueError):
    """Bytes or values that are not JT/T 808. ``clause`` cites the text they offend."""

    def __init__(self, reason: str, clause: str = "") -> None:
        self.reason = reason
        self.clause = clause
        super().__init__(f"{reason}（{clause}）" if clause else reason)


class BadFrame(Rejected):
    """The frame itself is wrong: escape, check code, header or length."""


class EncryptedFrame(BadFrame):
    """The body is encrypted (attribute bits 10-12); we hold no key for it."""


class BadBody(Rejected):
    """The frame is whole, but its body is not what the message's table says."""
