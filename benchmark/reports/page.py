"""A report as one web page that needs nothing else: interactive charts, their figures, definitions and sources; fit to print.

Everything stands in the file: plotly's script, the typeface, the figures. A policy in its head forbids every request, so that
whoever opens it tells nobody.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from pathlib import Path

from benchmark.cards.context import network_label
from benchmark.charts import font, web
from benchmark.charts.card import Card
from benchmark.charts.labels import html_text, plain
from benchmark.charts.theme import FONT, LIGHT
from benchmark.reports.document import Definition, Document, Sheet
from benchmark.reports.figures_table import figures_table
from benchmark.text import t
from benchmark.text.format import day_range
from benchmark.text.language import language

_HERE = Path(__file__).parent
_CARDS = _HERE.parent / "dashboard" / "cards.css"
"""One look for the tables and tiles of pages and reports."""
_COLOURS = ("surface", "text", "muted", "grid", "border", "accent", "better", "worse")


def page(document: Document) -> bytes:
    """Return the page."""
    scripts = (web.script(), (_HERE / "page.js").read_text(encoding="utf-8"))
    body = "".join(
        (
            _cover(document),
            *(_sheet(sheet, number) for number, sheet in enumerate(document.sheets, 1)),
            _definitions(document),
            f'<script type="application/json" id="settings">{web.settings()}</script>',
            *(f"<script>{script}</script>" for script in scripts),
        )
    )
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">'
        f"<title>{_bare(document.name)}</title><style>{_style(document)}</style>"
    )
    code = html.escape(language.get(), quote=True)
    return f'<!DOCTYPE html><html lang="{code}"><head>{head}</head><body>{body}</body></html>\n'.encode()


def _policy(scripts: tuple[str, ...]) -> str:
    """Return what the page may do: run its own scripts, show what is inside it, and ask nobody for anything."""
    allowed = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _style(document: Document) -> str:
    variables = "".join(f"--cb-{name}:{getattr(LIGHT, name)};" for name in _COLOURS)
    sheets = "".join(path.read_text(encoding="utf-8") for path in (_CARDS, _HERE / "page.css"))
    foot = f"font:9px {FONT}, sans-serif;color:{LIGHT.muted};"
    left = _css_text(f"{plain(document.name, 80)} · {_version(document)}")
    pages = (
        f"@page{{@bottom-left{{content:{left};{foot}}}"
        f"@bottom-right{{content:counter(page) ' / ' counter(pages);{foot}}}}}"
    )
    return f":root{{--page:{LIGHT.background};{variables}}}{font.style()}{sheets}{pages}"


def _css_text(text: str) -> str:
    """Return a text as a string of a style sheet: every sign that could end it stands as its number."""
    return "'" + re.sub(r"[^\w .,:·–-]", lambda found: f"\\{ord(found.group(0)):x} ", text) + "'"


def _cover(document: Document) -> str:
    badge = f'<p class="badge">{_text(t("Demo data"))}</p>' if document.demo else ""
    days = " · ".join(day_range(*span) for span in document.periods[:4])
    about = " · ".join(part for part in (plain(document.panel), days) if part)
    lines = "".join(
        f'<li><a href="#page-{number}">{_text(sheet.title)}</a>{_network(sheet)}</li>'
        for number, sheet in enumerate(document.sheets, 1)
    )
    return (
        f'<header class="cover">{badge}<h1>{_text(document.name)}</h1><p class="about">{_text(about)}</p>'
        f'<p class="about">{_text(_made(document))}</p><div class="body list"><ol class="contents">{lines}</ol></div></header>'
    )


def _network(sheet: Sheet) -> str:
    """Return the network that a page is about, where its title does not say it: every network has the same charts."""
    label = network_label(sheet.item.network) if sheet.item.network else ""
    return f" <span>· {_text(label)}</span>" if label and label not in sheet.title else ""


def _made(document: Document) -> str:
    if document.version.observed_at is None:
        return t("Made on {time} UTC. No figure was observed yet.", time=document.made_at)
    return t(
        "Made on {time} UTC. The latest figure was observed on {observed} UTC.",
        time=document.made_at,
        observed=document.version.observed_at,
    )


def _version(document: Document) -> str:
    return t("Data version {version}", version=document.version.id)


def _sheet(sheet: Sheet, number: int) -> str:
    title = f"<h2>{_text(sheet.title)}</h2>"
    if sheet.card is None:
        return (
            f'<section class="sheet words" id="page-{number}">{title}<p class="words">{_text(sheet.note)}</p></section>'
        )
    card = sheet.card
    own = sheet.title != plain(card.finding, 400)
    parts = (
        title,
        _line("finding", card.finding) if own else "",
        _line("definition", card.definition),
        _line("note", sheet.note),
        _line("state", card.message) if card.state in ("stale", "failed") else "",
        f'<div class="body">{_body(card, number)}</div>',
        _line("footer", card.footer),
        _more(card),
    )
    return f'<section class="sheet" id="page-{number}">{"".join(parts)}</section>'


def _line(kind: str, text: str) -> str:
    return f'<p class="{kind}">{_text(text)}</p>' if text else ""


def _body(card: Card, number: int) -> str:
    if card.state == "empty":
        return _line("empty", card.message)
    if card.html:
        return card.html
    if card.figure is None:
        return "" if card.table is None else figures_table(card.table, card.finding)
    name, data = f"figure-{number}", web.figure_data(card.figure)
    height = int(card.figure.layout.height or 360)
    return (
        f'<div class="chart" role="img" aria-label="{_bare(card.finding)}" data-figure="{name}" style="height:{height}px">'
        f'</div><script type="application/json" id="{name}">{data}</script>'
    )


def _more(card: Card) -> str:
    """Return what a reader may open: the figures behind the chart, and how they are computed."""
    parts = []
    if card.table is not None and card.state != "empty" and (card.figure is not None or card.html):
        parts.append((t("Figures"), figures_table(card.table, card.finding)))
    if card.method:
        paragraphs = "".join(f"<p>{_text(part)}</p>" for part in card.method.split("\n\n") if part)
        parts.append((t("How it is computed"), paragraphs))
    return "".join(f"<details><summary>{_text(label)}</summary>{inside}</details>" for label, inside in parts)


def _definitions(document: Document) -> str:
    words = "".join(_definition(each) for each in document.definitions)
    sources = "".join(_source(each) for each in document.sources)
    parts = (
        f"<h2>{_text(t('Definitions'))}</h2><dl>{words}</dl>" if words else "",
        f"<h2>{_text(t('Sources'))}</h2><dl>{sources}</dl>" if sources else "",
    )
    version = f"{_version(document)}. {_made(document)}"
    inside = f'<div class="body list">{"".join(parts)}</div><p class="version">{_text(version)}</p>'
    return f'<section class="sheet definitions">{inside}</section>'


def _definition(each: Definition) -> str:
    name = f"<dt>{_text(each.name)}</dt>" if each.name else ""
    return f"<div>{name}<dd>{_text(each.text)}</dd></div>"


def _source(each: Definition) -> str:
    address = _bare(each.text)
    link = f'<a href="{address}" rel="noreferrer noopener" target="_blank">{address}</a>'
    return f"<div><dt>{_text(each.name)}</dt><dd>{link if each.text.startswith('https://') else address}</dd></div>"


def _text(text: str) -> str:
    return html_text(text, 2000)


def _bare(text: str) -> str:
    """Return text for a place that holds no elements: an attribute, the title."""
    return html.escape(plain(text, 400))
