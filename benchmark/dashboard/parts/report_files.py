"""A report as a file: made when it is asked for, with its progress and a way to stop, then ready to be downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from benchmark.charts.labels import markdown_text
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import Refusal
from benchmark.reports.document import NothingToShow, build
from benchmark.reports.formats import FORMATS, TEMPLATE_MEGABYTES, ExportFailed, file_name, make
from benchmark.reports.wanted import Wanted
from benchmark.store import Store, StoreError
from benchmark.text import t
from benchmark.text.language import language
from benchmark.view import periods

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from benchmark.dashboard.frame import Frame

_MADE, _LOOKED_AT = "made-report", "template-looked-at"


@dataclass(frozen=True)
class _Made:
    """The file that this session made last."""

    of: tuple[object, ...]
    """What decides its content."""
    name: str
    mime: str
    data: bytes


def render(frame: Frame, wanted: Wanted) -> None:
    """Draw the choice of a format and the button; in a fragment, so that making a file draws nothing else anew."""

    @st.fragment
    def draw() -> None:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="report-files"):
            form = st.segmented_control(
                t("File"),
                list(FORMATS),
                default=next(iter(FORMATS)),
                required=True,
                format_func=lambda name: t(FORMATS[name].label),
                key="report-format",
            )
            template = _template(str(form))
            asked = st.button(t("Make the file"), key="make-report", type="primary", disabled=not wanted.report.items)
        today = periods.today(frame.panel.timezone)  # on which the days of a period hang
        of = (frame.store, frame.store.version, wanted, form, template and template.file_id, language.get(), today)
        if asked:
            _make(frame, wanted, str(form), template.getvalue() if template else None, of)
        made = st.session_state.get(_MADE)
        if isinstance(made, _Made) and made.of == of:
            st.download_button(
                t("Download {file}", file=made.name),
                data=made.data,
                file_name=made.name,
                mime=made.mime,
                on_click="ignore",
                key="download-report",
            )

    draw()


def _template(form: str) -> UploadedFile | None:
    """Let the reader choose a file whose look the slides take over; None for formats that take none."""
    templated = FORMATS[form].templated
    # drawn for every format, so that the choice is kept while another one is looked at
    with st.popover(t("Template"), key="report-template", disabled=not templated):
        st.caption(
            t(
                "Slides can take over the typefaces, colours and layouts of a PowerPoint file of your company. Its own slides are "
                "left out. The file is used for what you make here and stored nowhere."
            )
        )
        file = st.file_uploader(
            t("PowerPoint file"), type=["pptx"], key="report-template-file", max_upload_size=TEMPLATE_MEGABYTES
        )
        refused = _refused(file) if file is not None else None
        if refused is not None:
            st.error(markdown_text(sentence(refused)))
    return file if templated else None


def _refused(file: UploadedFile) -> Refusal | None:
    """Return why a file cannot serve as a template; looked at once a file."""
    known: tuple[str, Refusal | None] | None = st.session_state.get(_LOOKED_AT)
    if known is None or known[0] != file.file_id:
        from benchmark.reports.slides.template import opened  # noqa: PLC0415  a page without slides needs none of it

        refused = None
        try:
            opened(file.getvalue())
        except Refusal as refusal:
            refused = refusal
        known = (file.file_id, refused)
        st.session_state[_LOOKED_AT] = known
    return known[1]


def _make(frame: Frame, wanted: Wanted, form: str, template: bytes | None, of: tuple[object, ...]) -> None:
    """Make the file. A click on Stop begins the next run of this part, which ends this one at its next step."""
    st.session_state.pop(_MADE, None)
    with st.status(t("Making the file"), expanded=True) as status:
        bar = st.progress(0.0)
        st.button(t("Stop"), key="stop-report")

        def progress(done: int, total: int) -> None:
            bar.progress(done / (total + 1), t("{done} of {total} pages", done=done, total=total))

        def written(done: int, total: int) -> None:
            bar.progress(done / (total + 1), t("{done} of {total} pages and pictures", done=done, total=total))

        store: Store = frame.store
        try:
            document = build(store, wanted.report, demo=frame.demo, whole=wanted.whole, progress=progress)
            data = make(form, document, template, written)
        except (ExportFailed, NothingToShow, Refusal, StoreError) as error:
            status.update(label=t("The file was not made"), state="error")
            st.markdown(markdown_text(_why(error)))
            return
        bar.empty()
        status.update(label=t("The file is ready"), state="complete", expanded=False)
    name = file_name(document, form)
    st.session_state[_MADE] = _Made(of, name, FORMATS[form].mime, data)


def _why(error: Exception) -> str:
    if isinstance(error, Refusal):
        return sentence(error)
    if isinstance(error, StoreError):
        return store_sentence(error)
    return str(error) or t("There is nothing to report yet. Add a brand and collect first.")
