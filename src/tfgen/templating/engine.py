"""Templates to text with Jinja: the shipped ones freely, those of users in its sandbox."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from msgspec import Struct

from tfgen import hcl, markdown
from tfgen.errors import Location, TfgenError
from tfgen.templating.quick import Quick
from tfgen.templating.sandbox import LimitError, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from tfgen.templating.compiled import Compiled
    from tfgen.templating.sets import TemplateSet

_REMEMBERED = 1 << 14
"""Texts of which the encoded form is remembered: most stand in the files of every stack."""

_WRONG = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a template can do wrong; anything else is a mistake of tfgen's, and keeps its traceback."""


class Versions(Struct, frozen=True):
    """Versions that the generated Terraform works with.

    1.10 brought the S3 backend's `use_lockfile`; the provider is tried with 5.100, and 6 has nothing less.
    """

    terraform: str = ">= 1.10"
    aws: str = ">= 5.100, < 7.0"


class Engine:
    """Renders the templates of a set: a user's own in a sandbox, which takes 1.4 times as long.

    What is shipped and includes one of a user's own goes into the sandbox, too.
    """

    def __init__(self, templates: TemplateSet, code: Compiled | None = None) -> None:
        """`code` keeps the shipped templates' code, and what they read, from one render to the next."""
        self._templates = templates
        self._boxed = {template.path for template in templates.own}
        self._sandbox = Sandbox(**_options(templates, free=False)) if self._boxed else None
        self.environment = Environment(**_options(templates, free=True), bytecode_cache=code)  # noqa: S701 - every value goes through an encoder of its own; a test proves it
        for environment in filter(None, (self.environment, self._sandbox)):
            _furnish(environment)
        self._quick = Quick(self.environment, self._source, code.reads if code is not None else {})

    def render(self, name: str, path: str, view: object) -> str:
        """Render a template for a path of the output.

        Raises TfgenError, which names template, line, output path and agency, for what a template does wrong.
        """
        try:
            if name not in self._boxed:
                try:
                    return self._text(name, view)
                except _ForSandboxError:
                    self._boxed.add(name)
            assert self._sandbox is not None  # noqa: S101 - only a set with templates of a user's has any that go there
            return self._sandbox.bounded(self._sandbox.get_template(name).generate(view=view))
        except _WRONG as error:
            raise self._failure(error, name, path, view) from error

    def _text(self, name: str, view: object) -> str:
        try:
            return self._quick.text(name, view)
        except Exception:  # noqa: BLE001 - whatever it is, it happens again where Jinja tells the template's line
            return self.environment.get_template(name).render(view=view)

    def _source(self, name: str) -> str | None:
        template = self._templates.templates.get(name)
        return template.source if template is not None and not template.own else None

    def _failure(self, error: BaseException, name: str, path: str, view: object) -> TfgenError:
        place = self._place(error)
        error = _undefined_behind(error) or error
        named = place[0] if place else name
        line = f", line {place[1]}," if place else ""
        return TfgenError(
            f"template {named}{line} failed for {path}{_owner(path)}: {_sentence(error)}",
            self._hint(error, named, view),
            location=self._location(*place) if place else None,
            text=self._templates.templates[named].source if place else "",
        )

    def _location(self, name: str, line: int) -> Location:
        """Return where the text of a template's line stands."""
        template = self._templates.templates[name]
        text = "".join(template.source.splitlines()[line - 1 : line])
        start = len(text) - len(text.lstrip()) + 1
        return Location(str(template.file), line, start, line, len(text.rstrip()) + 1)

    def _place(self, error: BaseException) -> tuple[str, int] | None:
        """Find the innermost template and line that an error comes from."""
        if isinstance(error, TemplateSyntaxError):
            return (error.name, error.lineno) if error.name and error.name in self._templates.templates else None
        files = {str(template.file): name for name, template in self._templates.templates.items()}
        found = [(files[file], line) for file, line in _frames(error.__traceback__) if file in files]
        return found[-1] if found else None

    def _hint(self, error: BaseException, named: str, view: object) -> str:
        template = self._templates.templates.get(named)
        if template is None or not template.own:
            return "this is a mistake of tfgen's, or of a template of your own that this one includes: please report it"
        if isinstance(error, SecurityError):
            return "templates place values: what begins with an underscore, or changes a value, is out of their reach"
        if isinstance(error, LimitError | OverflowError | RecursionError):
            return "look for a loop, a macro or an include that has no end"
        if isinstance(error, UndefinedError) and isinstance(view, Struct):
            return f"`view` has {', '.join(name for name in dir(view) if not name.startswith('_'))}"
        shipped = named in self._templates.shipped
        return f"correct it{', or remove it to get the one that tfgen ships' if shipped else ''}"


class _ForSandboxError(Exception):
    """A shipped template includes one of a user's own."""


def _options(templates: TemplateSet, *, free: bool) -> dict[str, Any]:
    """Return what all environments have in common: strict, and without the web's escaping, which is not ours."""

    def load(name: str) -> tuple[str, str, None] | None:
        template = templates.templates.get(name)
        if template is not None and template.own and free:
            raise _ForSandboxError
        return (template.source, str(template.file), None) if template else None

    return {
        "loader": FunctionLoader(load),
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "autoescape": False,
    }


def _furnish(environment: Environment) -> None:
    environment.filters |= {
        "attributes": hcl.attributes,
        "code": lru_cache(_REMEMBERED)(markdown.code),
        "hcl": hcl.encode,
        "ident": hcl.identifier,
        "md": lru_cache(_REMEMBERED)(markdown.inline),
        "mermaid": lru_cache(_REMEMBERED)(markdown.mermaid),
    }
    environment.globals["versions"] = Versions()
    # The output is a function of the spec: nothing of it comes by chance.
    del environment.filters["random"], environment.globals["lipsum"]


def _undefined_behind(error: BaseException) -> TemplateError | None:
    """Return what an undefined value has to say where an encoder refused it, knowing nothing of Jinja."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    for value in traceback.tb_frame.f_locals.values() if traceback else ():
        if isinstance(value, Undefined):
            try:
                str(value)
            except TemplateError as undefined:
                return undefined
    return None


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


def _owner(path: str) -> str:
    """Say whose stack a path belongs to."""
    kind, _, rest = path.partition("/")
    environment, _, rest = rest.partition("/")
    owner, _, rest = rest.partition("/")
    if kind != "stacks" or not rest:
        return ""
    return f" ({'platform' if owner == 'platform' else f'agency {owner}'} in {environment})"


def _sentence(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "it includes or calls itself without end"
    if type(error) is TemplateNotFound:  # of several, none of which is there, Jinja speaks in a sentence
        return f"there is no template '{error.name}'"
    text = str(error.message if isinstance(error, TemplateSyntaxError) else error).strip().rstrip(".")
    return text or type(error).__name__
