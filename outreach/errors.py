"""What is refused, misconfigured or a bug. What the far side says is a value, never one of these.

OutreachError
├── ConfigError            the workspace or the environment cannot be used as it is
│   └── CheckFailed        complaints, each with its place, code and remedy
├── InputError             a file, row or argument that cannot be read
├── Refused                a request that would break a rule; carries a code
│   └── NotFound           no such lead, sequence, task, ...
├── RenderError            a template that cannot be rendered as it stands
│   ├── MissingData        it needs a field the lead does not have
│   └── BoundExceeded      it loops, grows or reaches beyond what is allowed
└── Unavailable            a service this program needs does not answer
    └── Unauthorized       it will not let us in before a person has acted
"""


class OutreachError(Exception):
    """The root: a fact and a remedy in one message."""


class ConfigError(OutreachError):
    """The workspace or the environment cannot be used as it is."""


class CheckFailed(ConfigError):
    """The workspace has complaints; `str()` prints them all, one a line."""


class InputError(OutreachError):
    """A file, row or argument cannot be read."""


class Refused(OutreachError):
    """The request would break a rule. `code` is stable, for machines."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotFound(Refused):
    """There is no such thing here."""

    def __init__(self, message: str) -> None:
        super().__init__("not_found", message)


class RenderError(OutreachError):
    """A template cannot be rendered as it stands."""


class MissingData(RenderError):
    """The template needs what this lead does not have: the `field`, where it is known."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class BoundExceeded(RenderError):
    """The template loops, grows or reaches beyond what is allowed."""


class Unavailable(OutreachError):
    """A service this program needs does not answer."""


class Unauthorized(Unavailable):
    """The service will not let us in, and will not before a person has acted."""
