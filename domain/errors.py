"""Every error that warraq raises on purpose.

* WarraqError
  - Unacceptable        the paper is at fault: quarantine (or review), never retry by itself
  - Unavailable         the world is at fault (disk full, database away): back off and retry
  - FixityMismatch      stored bytes no longer match their digest: stop, alarm, never overwrite
  - InvalidRequest      the caller asked for something that cannot be: say what to do instead
    · UnknownObject     no such scan, document, record or entry
  - MissingPart         a needed program, its data or a newer home is missing: say the command that mends it

An OSError of the world (`is_of_the_world`) is treated as Unavailable. Anything else is our own bug: it is
retried a few times, then quarantined with its traceback.
"""

from __future__ import annotations

import errno

from domain.messages import Message, Reason, message_of

# What the operating system says when a disk or share is full, read-only, slow or gone. Decoders, which speak in OSErrors too,
# mean the file; theirs carry no number or another one.
_OF_THE_WORLD = frozenset(
    (
        errno.EACCES,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EHOSTDOWN,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENODEV,
        errno.ENOENT,
        errno.ENOSPC,
        errno.ENOTCONN,
        errno.EROFS,
        errno.ESTALE,
        errno.ETIMEDOUT,
    )
)


def is_of_the_world(error: BaseException) -> bool:
    """Whether the operating system refused for a reason of its own that may pass: the paper is not at fault."""
    return isinstance(error, OSError) and error.errno in _OF_THE_WORLD


class WarraqError(Exception):
    """Base of every error raised on purpose; `message` is for people, in Arabic and English."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.en)
        self.message = message


class Unacceptable(WarraqError):
    """The paper itself cannot go further without a person.

    `reason` is the stable code; `detail` is technical, for the log and the archivist, without personal data.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(message_of(reason))
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.reason, self.detail))


class Unavailable(WarraqError):
    """A disk, a database or a share did not answer; the same step may succeed later."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            Message(
                ar=f"تعذّر الوصول إلى مورد لازم، وستعاد المحاولة: {detail}",
                en=f"not available now, will retry: {detail}",
            )
        )
        self.detail = detail

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.detail,))


class FixityMismatch(WarraqError):
    """Stored bytes do not match the digest under which they are kept."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            Message(
                ar=f"بايتات محفوظة لا تطابق بصمتها: {sha256}. أوقِفْ العمل وشغّل warraq verify ثم استعد من النسخة الاحتياطية",
                en=f"stored bytes do not match their digest: {sha256}. Stop, run `warraq verify`, restore from backup",
            )
        )
        self.sha256 = sha256

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.sha256,))


class InvalidRequest(WarraqError):
    """The caller's request cannot be carried out as given; the message says what to do instead."""

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.message,))


class UnknownObject(InvalidRequest):
    """There is no scan, document, record or register entry of that name."""


class MissingPart(WarraqError):
    """A program, its data or an upgrade is missing; `remedy` is the command that mends it."""

    def __init__(self, message: Message, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.message, self.remedy))
