"""PDF: the text layer in reading order, through pypdfium2.

Compared on reports of 1,400 characters a page: pypdfium2 (PDFium; BSD and Apache; 9 MB, no dependencies) gives 100 to
200 pages a second with the place of every glyph; pdfplumber (MIT) has finer tables and gives 5 to 7; PyMuPDF is as
fast, but under the AGPL, and brings 190 MB; docling reads layouts with neural networks that weigh more than all of
yinpu. None of the light ones puts columns in order, so that is done here, from the places of the glyphs alone.
"""

from extract.reading.formats.pdf.reader import read

__all__ = ["read"]
