"""Templates and expressions: Jinja2's language, less what is unbounded, over a lead's data."""

from __future__ import annotations

import html as entity
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from outreach.adapters.templates import insight
from outreach.adapters.templates.comparison import unlike
from outreach.adapters.templates.filter import NOW_PARTS, STATE
from outreach.adapters.templates.grammar import (
    MAX_NODES,
    MAX_SOURCE,
    SPIN,
    Fault,
    Names,
    include_name,
    is_simple,
    walk,
)
from outreach.adapters.templates.reading import compiled, parsed, placed, read
from outreach.adapters.templates.running import truth, written
from outreach.adapters.templates.sandbox import Sandbox
from outreach.adapters.templates.value import Events, Person, Record, State, seen
from outreach.core.body import Body, text_of
from outreach.core.model import BUILT_IN_FIELDS, Lead
from outreach.errors import BoundExceeded, RenderError
from outreach.ports import Uses

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from jinja2 import Template

    from outreach.ports import TemplateProblem

_FILE_ENDINGS = (".md", ".txt", ".html")
_COMPILED = 512  # templates kept ready
_INCLUDING = 200  # characters that an include counts for, beside the file's own


class JinjaTemplates:
    """The Templates port over the files of one sequence version or workspace.

    `files` are under their names below templates/; `declared` are the lead's own fields.
    In `values` the key `lead` is a Lead or its values; `sender` (name, address), `sequence`
    (name) and `step` (id) are mappings, `unsubscribe_url` is text; for expressions `events`
    is a sequence of Event and `now` a datetime.
    """

    def __init__(self, files: Mapping[str, bytes], declared: Collection[str]) -> None:
        self._files = files
        # A lead that has no value for one has a blank, which the template may ask for.
        self._blanks = dict.fromkeys(declared, "")
        self._sandbox = Sandbox()
        self._names, self._expression_names = _names(declared)
        self._template = lru_cache(_COMPILED)(self._compile_template)
        self._expression = lru_cache(_COMPILED)(self._compile_expression)
        # Many sequences say the same.
        self._problems = lru_cache(_COMPILED)(self._find_problems)
        self._asked = lru_cache(_COMPILED)(self._find_asked)
        self._used = lru_cache(_COMPILED)(self._find_uses)

    def problems(self, text: str, *, html: bool = False) -> Sequence[TemplateProblem]:
        """Return what is wrong with a template; an included file is read for itself."""
        del html  # the language is the same in both
        return self._problems(text)

    def _find_problems(self, text: str) -> Sequence[TemplateProblem]:
        found = read(text, self._sandbox.parse, self._names)
        if isinstance(found, list):
            tree = parsed(text, self._sandbox.parse) if _of_names(found) else None
            faults = [*found, *(self._missing_includes(tree) if tree else ())]
            return placed(text, faults, "bad-template")
        missing = [
            *(self._missing_includes(found) if "include" in text else ()),
            *unlike(found, self._names.fields["lead"]),
        ]
        if not missing:
            missing = self._bound_faults(found)
        return placed(text, missing, "bad-template")

    def constant(self, expression: str) -> bool | None:
        """Tell whether an expression is true or false of everybody; None: it depends."""
        return self._asked(expression)[1]

    def uses(self, text: str, *, expression: bool = False) -> Uses:
        """Return which fields a text names, its includes too; none of one with problems."""
        return self._used(text, expression=expression)

    def _find_uses(self, text: str, *, expression: bool) -> Uses:
        if expression:
            found = read(text, self._sandbox.expression, self._expression_names)
            return self._uses(found, expression=True)
        files = (name for name in self.includes(text) if name in self._files)
        parts = [text, *map(self._file, files)]
        several = [
            self._uses(read(part, self._sandbox.parse, self._names)) for part in parts
        ]
        valued = frozenset().union(*(each.valued for each in several))
        present = frozenset().union(*(each.present for each in several))
        return Uses(present - valued, valued, any(each.beyond for each in several))

    def _uses(
        self, found: nodes.Template | list[Fault], *, expression: bool = False
    ) -> Uses:
        if isinstance(found, list):
            return Uses(frozenset(), frozenset())
        fields = self._names.fields["lead"]
        return insight.uses(found, fields, expression=expression)

    def expression_problems(self, text: str) -> Sequence[TemplateProblem]:
        """Return what is wrong with an expression."""
        return self._asked(text)[0]

    def _find_asked(self, text: str) -> tuple[Sequence[TemplateProblem], bool | None]:
        """Return what is wrong with an expression, and its value if that is constant."""
        found = read(text, self._sandbox.expression, self._expression_names)
        known = None
        if not isinstance(found, list):
            match found.body:
                case [nodes.Assign(node=value)]:
                    known = insight.constant(value)
            wrong = list(unlike(found, self._expression_names.fields["lead"]))
            found = wrong or self._bound_faults(found)
        return placed(text, found, "bad-expression"), known

    def includes(self, text: str) -> Sequence[str]:
        """Return the files a template includes, and those that they include, each once."""
        names: dict[str, None] = {}
        waiting = [text]
        while waiting:
            new = [name for name in self._named(waiting.pop(0)) if name not in names]
            names.update(dict.fromkeys(new))
            waiting += [self._file(name) for name in new if name in self._files]
        return list(names)

    def render(
        self, text: str, values: Mapping[str, object], *, dice: str, html: bool = False
    ) -> str:
        """Return the text filled in, values escaped where it is HTML."""
        write = entity.escape if html else str
        return self._rendered(text, State(self._lead(values), dice, write), values)

    def body(self, body: str, values: Mapping[str, object], *, dice: str) -> Body:
        """Return a message's renditions: `body` is a file's name or inline Markdown.

        A .md file and inline text make two parts of one Markdown source, .txt only text,
        .html HTML and the text drawn from it. Raises as `render` does, and RenderError for
        a message that says nothing.
        """
        made = self._renditions(body, values, dice)
        if not made.text.strip():
            message = "the body comes out empty: write what it says for this lead too"
            raise RenderError(message)
        return made

    def _renditions(self, body: str, values: Mapping[str, object], dice: str) -> Body:
        name = body.strip()
        is_file = "\n" not in name and name.endswith(_FILE_ENDINGS)
        source = self._file(name) if is_file else body
        if is_file and name.endswith(".txt"):
            return Body(self.render(source, values, dice=dice))
        if is_file and name.endswith(".html"):
            html = self.render(source, values, dice=dice, html=True)
            return Body(text_of(html), html)
        from outreach.adapters.templates import markdown  # noqa: PLC0415 - it takes a while

        state = State(self._lead(values), dice, None)
        return markdown.render(self._rendered(source, state, values), state.held)

    def holds(self, expression: str, values: Mapping[str, object]) -> bool:
        """Tell whether the expression is true of `values`."""
        state = State(self._lead(values), "", str)
        return truth(self._expression(expression), _scope(values, state))

    def _lead(self, values: Mapping[str, object]) -> Record:
        match values.get("lead"):
            case Record() as lead:
                return lead
            case Lead() as lead:
                return Person(lead, self._blanks)
            case Mapping() as lead:
                return Record({**self._blanks, **lead})
            case _:
                return Record(self._blanks)

    def _rendered(self, text: str, state: State, values: Mapping[str, object]) -> str:
        return written(self._template(text), _scope(values, state))

    def _compile_template(self, text: str) -> Template:
        return self._ready(read(text, self._sandbox.parse, self._names))

    def _compile_expression(self, text: str) -> Template:
        return self._ready(read(text, self._sandbox.expression, self._expression_names))

    def _ready(self, found: nodes.Template | list[Fault]) -> Template:
        if isinstance(found, list):
            refused = BoundExceeded if found[0].bound else RenderError
            raise refused(found[0].message)
        for missing in self._missing_includes(found):
            raise RenderError(missing.message)
        return self._compiled(found)

    def _compiled(self, tree: nodes.Template) -> Template:
        return compiled(self._sandbox, tree, self._included())

    def _included(self) -> Callable[[nodes.Include], Sequence[nodes.Node]]:
        """Return what reads the included files of one template, so much of them at most."""
        characters, parts = MAX_SOURCE, MAX_NODES

        def read_file(include: nodes.Include) -> Sequence[nodes.Node]:
            nonlocal characters, parts
            name = str(include_name(include))
            source = self._file(name)
            characters -= len(source) + _INCLUDING
            found: nodes.Template | list[Fault] = []
            if characters >= 0:
                found = read(source, self._sandbox.parse, self._names)
            if isinstance(found, nodes.Template):
                parts -= sum(1 for _ in walk(found))
            if characters < 0 or parts < 0:
                message = f'too much is included, up to "{name}": include less'
                raise BoundExceeded(message)
            if isinstance(found, list):
                refused = BoundExceeded if found[0].bound else RenderError
                raise refused(f"{name}: {found[0].message}")
            return found.body

        return read_file

    def _file(self, name: str) -> str:
        try:
            return self._files[name].decode("utf-8-sig")
        except KeyError as error:
            message = f'there is no template "{name}": add the file or correct its name'
            raise RenderError(message) from error
        except UnicodeDecodeError as error:
            message = f'the template "{name}" is not UTF-8: save it as UTF-8'
            raise RenderError(message) from error

    def _named(self, text: str) -> list[str]:
        if "include" not in text:
            return []
        found = read(text, self._sandbox.parse, self._names)
        if isinstance(found, list):
            return []
        named = (include_name(node) for node in found.find_all(nodes.Include))
        return [name for name in named if name is not None]

    def _missing_includes(self, tree: nodes.Template) -> list[Fault]:
        return [
            Fault(
                node.lineno,
                str(name),
                "missing-template",
                f'there is no template "{name}": add the file or correct its name',
            )
            for node in tree.find_all(nodes.Include)
            if (name := include_name(node)) not in self._files
        ]

    def _bound_faults(self, tree: nodes.Template) -> list[Fault]:
        if is_simple(tree):
            return []
        try:
            self._compiled(tree)
        except BoundExceeded as error:
            return [Fault(1, "include", "bad-template", str(error))]
        except RenderError:
            # An included file is checked, and complained of, for itself.
            return []
        return []


def _of_names(found: list[Fault]) -> bool:
    """Tell whether a text can be read but for what it names."""
    return all(fault.code == "undefined-variable" for fault in found)


def _names(declared: Collection[str]) -> tuple[Names, Names]:
    fields = frozenset((*BUILT_IN_FIELDS, *declared))
    shapes = {
        "lead": fields,
        "sender": frozenset({"name", "address"}),
        "sequence": frozenset({"name"}),
        "step": frozenset({"id"}),
    }
    plain = frozenset({*fields, *shapes, "unsubscribe_url", SPIN})
    reached = {"lead": fields, "events": frozenset[str](), "now": NOW_PARTS}
    expressions = Names(frozenset(reached), reached, inclusive=False)
    return Names(plain, shapes), expressions


def _scope(values: Mapping[str, object], state: State) -> dict[str, Any]:
    scope: dict[str, Any] = {
        name: seen(name, value) for name, value in values.items() if name != "lead"
    }
    if "events" in scope:
        scope["events"] = Events(scope["events"])
    scope["lead"] = state.lead
    scope[STATE] = state
    return scope
