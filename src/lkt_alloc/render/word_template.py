"""Own Word templates with placeholders in them, filled in by docxtpl; the only room that knows it. The same input gives the same bytes."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate

from lkt_alloc.archive import timeless
from lkt_alloc.errors import CannotRun
from lkt_alloc.sentences import sentence
from lkt_alloc.templates import environment, guarded


def fill(raw: bytes, file: str, values: Mapping[str, Any]) -> bytes:
    """A Word document made from the template `raw`, known as `file`. Raises `CannotRun` when that cannot be done."""
    template = DocxTemplate(BytesIO(raw))
    try:
        template.init_docx()
    except Exception:  # whatever python-docx, zipfile and lxml make of a file that is something else
        remedy = sentence("Save it in Word or LibreOffice as .docx.")
        raise CannotRun(sentence("The template {file} is not a Word document.", file=file), remedy) from None
    stream = BytesIO()

    def made() -> None:
        properties = template.render_properties  # python-docx escapes these itself
        template.render_properties = lambda context, _: properties(context, environment(escape=False, lines=False))
        template.render(dict(values), environment(escape=True, lines=False), autoescape=True)
        template.save(stream)

    guarded(made, file, values)
    return timeless(stream.getvalue())
