"""PDF: the text layer in reading order, through pypdfium2.

Compared on reports of one and two columns: pypdfium2 (PDFium; BSD and Apache; 9 MB, no dependencies) gives every glyph
with its place; pdfplumber (MIT) has finer tables and takes a quarter of a second for a page; PyMuPDF is as fast, but
under the AGPL; docling reads layouts with neural networks that weigh more than all of yinpu. None of the light ones
puts columns in order, so that is done here, from the places of the glyphs alone.
"""

from extract.reading.formats.pdf.reader import read

__all__ = ["read"]
