"""How the notebooks draw: as SVG with its text as text, so that any browser shows the Chinese names in its own font."""

import warnings

import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib_inline.backend_inline import set_matplotlib_formats

CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", "SimHei")


def prepare() -> None:
    """Choose a Chinese font if there is one; without one the figure leaves the choice to the browser."""
    # Without a date the same figure is the same text.
    set_matplotlib_formats("svg", metadata={"Date": None})
    known = {font.name for font in font_manager.fontManager.ttflist}
    fonts = [name for name in CHINESE if name in known]
    plt.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "yinpu",
            "font.family": [*fonts, "DejaVu Sans"],
            "axes.unicode_minus": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "figure.figsize": (9, 5),
        }
    )
    warnings.filterwarnings("ignore", message="Glyph .* missing from")
