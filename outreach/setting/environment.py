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

SECRETS = frozenset({"password", "token", "secret"})

# What maps names of the user's own is no setting of ours.
_MAPS = frozenset({"stages", "lifecycle", "fields"})
_REFERENCE = re.compile(
    r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^{}]*))?\}"
)
_BEGUN = re.compile(r"\$\{")
_IN_URL = re.compile(
    r"://[^/?#\s@:]*:[^/?#\s@]+@|[?&](?:password|passwd|token|secret)=[^&\s]",
    re.IGNORECASE,
)


def expanded(root: Node, env: Mapping[str, str]) -> tuple[Node, list[Complaint]]:
    """Return the tree with every variable in place, and complaints.

    They are missing-variable, bad-value for a reference that cannot be read, and
    literal-secret. What could not be filled in is refused.
    """
    expander = _Expander(env)
    return expander.tree(root, ""), expander.complaints.found


@dataclass(slots=True)
class _Expander:
    env: Mapping[str, str]
    complaints: Complaints = field(default_factory=Complaints)

    def tree(self, node: Node, key: str) -> Node:
        """Return the node with its variables in place; `key` is what it stands under."""
        match node.kind:
            case "mapping":
                pairs = tuple(
                    (name, self._under(name, key, at)) for name, at in node.pairs
                )
                return replace(node, pairs=pairs)
            case "sequence":
                items = tuple(self.tree(item, key) for item in node.items)
                return replace(node, items=items)
            case "scalar":
                return self._scalar(node, key)

    def _under(self, name: Node, above: str, value: Node) -> Node:
        return self.tree(value, "" if above in _MAPS else name.value)

    def _scalar(self, node: Node, key: str) -> Node:
        self._judge_secret(node, key)
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
        for name in dict.fromkeys(missing):
            message = f"no variable {name}: set it, or write ${{{name}:-default}}"
            self.complaints.add(node, "missing-variable", message)
        if missing:
            return replace(node, refused=True)
        text = _REFERENCE.sub(self._value, node.value)
        return replace(node, value=text, quoted=True)

    def _value(self, match: re.Match[str]) -> str:
        return self.env.get(match["name"]) or match["default"] or ""

    def _judge_secret(self, node: Node, key: str) -> None:
        written = _REFERENCE.sub(lambda match: match["default"] or "", node.value)
        if (key in SECRETS and written) or (
            "://" in written and _IN_URL.search(written)
        ):
            message = (
                "a secret stands here for all to read: put it into the environment, "
                "write ${NAME}, and change it where it was used"
            )
            self.complaints.add(node, "literal-secret", message)

    def _refused(self, node: Node, code: str, message: str) -> Node:
        self.complaints.add(node, code, message)
        return replace(node, refused=True)
