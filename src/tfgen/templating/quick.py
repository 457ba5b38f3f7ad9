"""The shipped templates as quickly as Jinja's code for them runs; what goes wrong is for Jinja itself to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jinja2 import meta
from jinja2.runtime import Context

from tfgen.templating.reading import Texts, attributes_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2 import Environment, Template

    from tfgen.cache.compiled import Reads

RENDERED_FIRST: Final = 24
"""How often a template is rendered before it is worth a look at what it reads."""

_KNOWN_NAMES: Final = frozenset({"view", "versions"})
"""What a partial may read for its text to follow from the view alone: variables around it would come in, too."""


class Quick:
    """An environment's templates without its detours.

    An attribute is looked up by Python alone: for one that is missing Jinja would go on looking, and then make an
    undefined value. Whatever is raised here, who calls has to render with the environment itself. What a partial
    writes for values that are the same is written once.
    """

    def __init__(self, environment: Environment, source: Callable[[str], str | None], reads: Reads) -> None:
        """`source` gives the text of a template; None for one that may not be read. `reads` is added to."""
        self._source = source
        self._reads = reads
        self._environment = environment.overlay()
        self._get_template = self._environment.get_template
        vars(self._environment).update(getattr=getattr, get_template=self._partial)
        self._compiled: dict[str, tuple[Callable[[Context], Iterator[str]], Context]] = {}
        self._partials: dict[str, Template] = {}
        self._times: dict[str, int] = {}
        self._texts: dict[str, Texts | None] = {}

    def text(self, name: str, view: object) -> str:
        """Render a template, or take the text that it made for a view that is the same to it."""
        texts = self._texts_of(name)
        return self._made(name, view) if texts is None else texts.text(view, lambda: self._made(name, view))

    def _texts_of(self, name: str, *, partial: bool = False) -> Texts | None:
        """Return what keeps the texts of a template; None where that is not worth while, or not yet."""
        if name not in self._texts:
            if name not in self._reads:
                times = self._times[name] = self._times.get(name, 0) + 1
                if times < RENDERED_FIRST:
                    return None
                self._reads[name] = None if partial and not self._reads_view_alone(name) else self._attributes(name)
            read = self._reads[name]
            self._texts[name] = Texts(read) if read is not None else None
        texts = self._texts[name]
        return texts if texts is not None and texts.is_of_use else None

    def _attributes(self, name: str) -> tuple[str, ...] | None:
        return attributes_read(self._environment, self._source, name)

    def _reads_view_alone(self, name: str) -> bool:
        text = self._source(name)
        return text is not None and meta.find_undeclared_variables(self._environment.parse(text)) <= _KNOWN_NAMES

    def _made(self, name: str, view: object) -> str:
        known = self._compiled.get(name)
        if known is None:
            template = self._get_template(name)
            context = Context(self._environment, dict(template.globals), name, template.blocks)
            known = self._compiled[name] = (template.root_render_func, context)
        render, context = known
        # As Template.render does it, but with one context for all texts: no shipped template leaves anything in it.
        context.parent["view"] = view
        return "".join(render(context))

    def _partial(self, name: str, parent: str | None = None, around: Any = None) -> Template:
        """Give a template that another one includes."""
        found = self._partials.get(name)
        if found is None:
            found = self._partials[name] = self._get_template(name, parent, around)
            render = found.root_render_func
            # Each inclusion makes a set of them: of a chain of maps that takes longer than many a partial.
            found.globals = dict(found.globals)

            def known(context: Context) -> Iterator[str]:
                texts = self._texts_of(name, partial=True)
                if texts is None:
                    yield from render(context)
                else:
                    yield texts.text(context.get("view"), lambda: "".join(render(context)))

            found.root_render_func = known
        return found
