"""Jinja without a way out: no attribute of Python, no global, no operator unmeasured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from outreach.adapters.templates.filter import (
    INNER_FILTERS,
    PUBLIC_FILTERS,
    PUBLIC_TESTS,
    STATE,
    attribute,
    operate,
    printed,
)
from outreach.adapters.templates.value import Authored, State
from outreach.errors import BoundExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2.lexer import Token, TokenStream

MARK_START = "\ue000"
MARK_END = "\ue001"
LINK_START = "\ue002"
MARKS = (MARK_START, MARK_END, LINK_START)
RESULT = "result"
MAX_TOKENS = 5_000

_ABSENT = object()


class Counted(Extension):
    """Stops the reading of a template that goes on and on, before it is understood."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens, so many at most. Raises BoundExceeded."""
        for number, token in enumerate(stream):
            if number > MAX_TOKENS:
                message = f"more than {MAX_TOKENS} words and signs: make it shorter"
                raise BoundExceeded(message)
            yield token


class LeadContext(Context):
    """Resolves the lead's fields as names of their own, when they are asked for."""

    def resolve_or_missing(self, key: str) -> Any:
        """Return the variable, else the lead's field, else Jinja's `missing`."""
        found = super().resolve_or_missing(key)
        if found is not missing:
            return found
        state: State = self.parent[STATE]
        return state.lead.get(key, missing)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment all templates are parsed, compiled and run in."""

    intercepted_binops: ClassVar[frozenset[str]] = frozenset(  # type: ignore[misc] # as Jinja documents it
        {"+", "-", "*", "/", "//", "%", "**"}
    )
    context_class = LeadContext

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined,
            finalize=_finalize,
            autoescape=False,
            extensions=(Counted,),
            optimized=False,
            cache_size=0,
        )
        self.globals = {}
        self.filters = {**PUBLIC_FILTERS, **INNER_FILTERS}
        self.tests = dict(PUBLIC_TESTS)

    def getattr(self, obj: object, attribute_name: str) -> Any:
        """Return a field of a record, a part of a date, and nothing else."""
        found = attribute(obj, attribute_name, _ABSENT)
        if found is _ABSENT:
            return self.undefined(obj=obj, name=attribute_name)
        return found

    def getitem(self, obj: object, argument: object) -> Any:
        """Return a field of a record or an item of a list."""
        found = attribute(obj, argument, _ABSENT)
        if found is _ABSENT:
            return self.undefined(obj=obj, name=str(argument)[:80])
        return found

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return `left operator right`, measured before it is made."""
        result = operate(operator, left, right)
        context.parent[STATE].weigh(result)
        return result

    def expression(self, text: str) -> nodes.Template:
        """Return a template that leaves the expression's value in the variable `result`."""
        parser = Parser(self, text, state="variable")
        value = parser.parse_expression()
        if not parser.stream.eos:
            found = parser.stream.current.value
            hint = ": equal is written ==" if found == "=" else ""
            parser.fail(f"unexpected {found!r}{hint}")
        target = nodes.Name(RESULT, "store", lineno=1)
        tree = nodes.Template([nodes.Assign(target, value, lineno=1)], lineno=1)
        tree.set_environment(self)
        return tree


# What parsing or compiling a hostile text may raise: Jinja's own, too long, too deep for
# Jinja or for Python's parser, digits beyond int()'s limit, a text that is not Unicode.
UNREADABLE = (
    BoundExceeded,
    TemplateError,
    RecursionError,
    MemoryError,
    SyntaxError,
    ValueError,
    OverflowError,
)


@pass_context
def _finalize(context: Context, value: object) -> str:
    return _written(context.parent[STATE], value)


def _written(state: State, value: object) -> str:
    text = printed(value)
    if state.write is not None:
        return state.write(text)
    if isinstance(value, Authored):
        return "".join(character for character in text if character not in MARKS)
    return f"{MARK_START}{state.hold(text)}{MARK_END}"
