"""What a web page says of itself: title, date, publisher, address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborHTMLParser

from extract.reading.metadata import read_date

_TITLES = ("og:title", "twitter:title", "articletitle", "title")
_DATES = (
    "article:published_time", "og:published_time", "og:release_date", "pubdate", "publishdate", "publish_date",
    "publish-date", "pub_date", "date", "dc.date", "dcterms.created", "weibo:article:create_at", "firstpublishedtime",
)  # fmt: skip
_PUBLISHERS = (
    "contentsource",
    "source",
    "og:site_name",
    "article:publisher",
    "publisher",
    "application-name",
    "sitename",
)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S{4,2000}) -->")
_SOURCE = re.compile(r"(?:文章)?来源 ?[：:] ?([^\s|　:：]{2,20})")
_SITE = re.compile(r"\s*(?:[-_|—–]+\s*[^-_|—–]{2,20})+$")


def page_metadata(page: LexborHTMLParser, source: str, near: Sequence[str]) -> dict[str, str]:
    """Return the title, date, publisher and address of a page, those that it tells.

    Parameters
    ----------
    page
        The page.
    source
        Its markup.
    near
        The short blocks around the headline of its article, where sites print date and source.
    """
    told: dict[str, str] = {}
    for tag in page.css("meta"):
        attributes = tag.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        told[name.casefold()] = (attributes.get("content") or "").strip()
    printed = "\n".join(near)
    linked = [data for script in page.css('script[type="application/ld+json"]') for data in _linked_data(script.text())]
    saved = _SAVED_FROM.search(source[:4096])
    canonical = page.css_first("link[rel=canonical]")
    time = page.css_first("time[datetime]")
    source_named = _SOURCE.search(printed)
    found = {
        "title": _first(*(told.get(name) for name in _TITLES), *(data.get("headline") for data in linked))
        or _heading(page),
        "date": _first(
            *(told.get(name) for name in _DATES),
            *(data.get("datePublished") for data in linked),
            time.attributes.get("datetime") if time else None,
            printed if read_date(printed) else None,
        ),
        "publisher": _first(source_named[1] if source_named else None, *(told.get(name) for name in _PUBLISHERS)),
        "url": _first(
            canonical.attributes.get("href") if canonical else None, told.get("og:url"), saved[1] if saved else None
        ),
    }
    date = read_date(found["date"]) if found["date"] else None
    return {key: value for key, value in {**found, "date": date}.items() if value}


def _first(*values: object) -> str | None:
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), None)


def _heading(page: LexborHTMLParser) -> str | None:
    """Return the only first heading, else the page's title without the name of the site."""
    headings = [" ".join(node.text().split()) for node in page.css("h1")]
    if len([text for text in headings if text]) == 1:
        return next(text for text in headings if text)
    title = page.css_first("title")
    text = " ".join(title.text().split()) if title else ""
    return _SITE.sub("", text) or text or None


def _linked_data(text: str) -> Iterable[dict[str, object]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return [one for one in (data if isinstance(data, list) else [data]) if isinstance(one, dict)]
