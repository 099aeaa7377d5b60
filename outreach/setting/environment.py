"""Puts variables in the place of `${NAME}` and `${NAME:-default}`, and refuses written secrets.

As in a shell, the default stands in for a variable that is unset or empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.setting.complaint import Complaints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.source import Complaint, Node

# Stands for a secret where nothing is sent, in a form that all of them may have.
UNSET = "unset:unset-unset-unset"
_SECRETS = frozenset(
    {
        "password",
        "token",
        "auth_token",
        "secret",
        "client_secret",
        "refresh_token",
        "api_key",
        "mailgun",
        "postmark",
        "sendgrid",
    }
)
# What maps names of the user's own has no secrets among its keys.
_MAPS = frozenset({"stages", "lifecycle", "fields"})
_SECRET_HEADER = re.compile(
    r"authorization|cookie|.*(?:token|secret|api-?key)", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^{}]*))?\}"
)
_BEGUN = re.compile(r"\$\{")
_IN_URL = re.compile(
    r"://[^/?#\s@:]*:[^/?#\s@]+@|[?&](?:password|passwd|token|secret)=[^&\s]",
    re.IGNORECASE,
)


def expanded(
    root: Node, env: Mapping[str, str], *, unarmed: bool = False
) -> tuple[Node, list[Complaint]]:
    """Return the tree with every variable in place, and complaints.

    They are missing-variable, bad-value for a reference that cannot be read, and
    literal-secret. What could not be filled in is refused. For who is `unarmed`, to look
    and not to send, a secret that is not there is but a warning.
    """
    expander = _Expander(env, unarmed)
    return expander.tree(root, ()), expander.complaints.found


@dataclass(slots=True)
class _Expander:
    env: Mapping[str, str]
    unarmed: bool
    complaints: Complaints = field(default_factory=Complaints)

    def tree(self, node: Node, path: tuple[str, ...]) -> Node:
        """Return the node with its variables in place; `path` are the keys that lead to it."""
        match node.kind:
            case "mapping":
                pairs = tuple(
                    (key, self.tree(value, (*path, key.value)))
                    for key, value in node.pairs
                )
                return replace(node, pairs=pairs)
            case "sequence":
                items = tuple(self.tree(item, path) for item in node.items)
                return replace(node, items=items)
            case "scalar":
                return node if node.is_null else self._scalar(node, path)

    def _scalar(self, node: Node, path: tuple[str, ...]) -> Node:
        if _is_written_secret(node.value, ("", "", *path)):
            message = (
                "a secret stands here for all to read: put it into the environment, "
                "write ${NAME}, and change it where it was used"
            )
            self.complaints.add(node, "literal-secret", message)
        if not _BEGUN.search(node.value):
            return node
        if _BEGUN.search(_REFERENCE.sub("", node.value)):
            message = "a ${ that cannot be read: write ${NAME} or ${NAME:-default}"
            return self._refused(node, "bad-value", message)
        missing = [
            match["name"]
            for match in _REFERENCE.finditer(node.value)
            if match["default"] is None and match["name"] not in self.env
        ]
        if missing:
            return self._lacking(node, missing, path)
        text = _REFERENCE.sub(self._value, node.value)
        return replace(node, value=text, quoted=True)

    def _lacking(self, node: Node, missing: list[str], path: tuple[str, ...]) -> Node:
        above, key = ("", "", *path)[-2:]
        if self.unarmed and key in _SECRETS and above not in _MAPS:
            for name in dict.fromkeys(missing):
                message = f"no variable {name}: set it where `outreach run` is started"
                self.complaints.add(node, "missing-variable", message, warning=True)
            return replace(node, value=UNSET, quoted=True)
        for name in dict.fromkeys(missing):
            message = f"no variable {name}: set it, or write ${{{name}:-default}}"
            self.complaints.add(node, "missing-variable", message)
        return replace(node, refused=True)

    def _value(self, match: re.Match[str]) -> str:
        return self.env.get(match["name"]) or match["default"] or ""

    def _refused(self, node: Node, code: str, message: str) -> Node:
        self.complaints.add(node, code, message)
        return replace(node, refused=True)


def _is_written_secret(text: str, path: tuple[str, ...]) -> bool:
    """Tell whether the file itself holds a secret, be it as a variable's default."""
    above, key = path[-2:]
    written = _REFERENCE.sub(lambda match: match["default"] or "", text)
    if "://" in written and _IN_URL.search(written):
        return True
    if above == "headers" and _SECRET_HEADER.match(key):
        # "Bearer ${TOKEN}" is fine: the word before it is no secret.
        defaults = [match["default"] for match in _REFERENCE.finditer(text)]
        return bool(written) and (not defaults or any(defaults))
    return key in _SECRETS and above not in _MAPS and bool(written)
