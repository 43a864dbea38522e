"""spaCy components that find names: banks, units, products, programs and partners.

Each component adds labelled spans to `doc.spans["candidates"]`; `yinpu_select` settles the overlaps and leaves
`doc.spans["mentions"]`. A span's `label_` is the entity label and its `id_` the kind.
"""

from extract.mentions import banks, coined, coordinated, learned, organisations, quoted, select, short_names, units

__all__ = ["banks", "coined", "coordinated", "learned", "organisations", "quoted", "select", "short_names", "units"]
