"""PowerPoint files (.pptx): titles, paragraphs, tables and notes of each slide through python-pptx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from pptx import Presentation
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.shapes.placeholder import PlaceholderGraphicFrame

from extract.reading.document import Source
from extract.reading.formats.office import core_properties
from extract.reading.formats.transcript import Transcript


def read(data: bytes) -> Source:
    """Return the lines of a presentation, slide by slide, shapes from top to bottom."""
    presentation = Presentation(BytesIO(data))
    transcript = Transcript()
    slides = list(presentation.slides)
    for number, slide in enumerate(slides, 1):
        transcript.locate(f"slide {number}")
        title = slide.shapes.title
        if title is not None:
            transcript.add_paragraph(title.text_frame.text, heading=True)
        for shape in _in_order(slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                _add_shape(transcript, shape)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            transcript.add_paragraph(slide.notes_slide.notes_text_frame.text)
    return transcript.source(core_properties(presentation.core_properties), pages=len(slides))


def _in_order(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    """Yield shapes as a slide is read, those of a group where the group stands."""
    for shape in sorted(shapes, key=lambda one: (one.top or 0, one.left or 0)):
        if isinstance(shape, GroupShape):
            yield from _in_order(shape.shapes)
        else:
            yield shape


def _add_shape(transcript: Transcript, shape: BaseShape) -> None:
    if isinstance(shape, GraphicFrame | PlaceholderGraphicFrame) and shape.has_table:
        for row in shape.table.rows:
            transcript.add_row(["" if cell.is_spanned else cell.text_frame.text for cell in row.cells])
        transcript.blank()
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:  # type: ignore[attr-defined]
            transcript.add_paragraph(paragraph.text)
