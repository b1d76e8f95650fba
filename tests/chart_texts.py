"""What charts are looked at for: texts that touch one another or leave the sheet, counts of one whole on a page."""

import math
import re

from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.charts import Chart


def overlaps(chart: Chart) -> list[tuple[str, str]]:
    """Return every pair of visible texts that touch, and every text that leaves the sheet (paired with ``edge``)."""
    renderer = chart.canvas.get_renderer()
    chart.draw_without_rendering()
    unseen = _beyond_limits(chart)
    texts = [t for t in chart.findobj(Text) if t.get_visible() and t.get_text().strip() and id(t) not in unseen]
    boxes = [(t, t.get_window_extent(renderer)) for t in texts]
    touching = [
        (one.get_text(), other.get_text())
        for i, (one, box) in enumerate(boxes)
        for other, other_box in boxes[i + 1 :]
        if box.x0 < other_box.x1 and other_box.x0 < box.x1 and box.y0 + 1 < other_box.y1 and other_box.y0 + 1 < box.y1
        if not _parallel_and_apart(one, box, other, other_box)
    ]
    page = chart.bbox
    outside = [
        (t.get_text(), "edge")
        for t, b in boxes
        if b.x0 < page.x0 - 1 or b.x1 > page.x1 + 1 or b.y0 < page.y0 - 1 or b.y1 > page.y1 + 1
    ]
    return touching + outside


def downloads_of(shown: list[str], listed: int) -> list[str]:
    """Return the names of the tables behind the charts of a page, which counts countries of those `listed` alone."""
    html = "".join(shown)
    told = set(re.findall(r"\d+ of (\d+) countries", re.sub(r"<[^>]+>", " ", html)))
    assert told <= {str(listed)}, "one denominator on a page"
    names = re.findall(r'download="([^"]+)\.csv"', html)
    assert len(names) == len(set(names)) and len(html) > 1000
    return names


def _parallel_and_apart(one: Text, box: Bbox, other: Text, other_box: Bbox) -> bool:
    """Say whether two labels turned by the same angle run beside one another, although their boxes meet."""
    angle = math.radians(one.get_rotation())
    if not angle or one.get_rotation() != other.get_rotation():
        return False
    apart = (other_box.x0 - box.x0) * math.sin(angle) - (other_box.y0 - box.y0) * math.cos(angle)
    return abs(apart) >= float(one.get_fontsize())


def _beyond_limits(chart: Chart) -> set[int]:
    """Return the tick labels outside their axis' limits; matplotlib keeps them but does not draw them."""
    beyond: set[int] = set()
    for axes in chart.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not (low <= tick.get_loc() <= high and axis.get_visible()):
                    beyond |= {id(tick.label1), id(tick.label2)}
    return beyond
