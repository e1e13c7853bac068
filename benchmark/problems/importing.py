"""The sentences of everything that an import refuses or tells: of a whole file, of a column, of one cell."""

from __future__ import annotations

from collections.abc import Callable

from benchmark.problems.case import Case
from benchmark.text import t

Telling = dict[str, Callable[[Case], str]]

_FILES: Telling = {
    "file_too_large": lambda case: t(
        "The file has {size} MB; at most {most} MB are read. Split it into several files.",
        size=case["size"],
        most=case["most"],
    ),
    "file_empty": lambda case: t("{file} holds no figures. Choose the file that does.", file=case["file"]),
    "file_old_excel": lambda case: t(
        "{file} is in Excel's old format, or protected by a password. Open it in a spreadsheet and save it as XLSX "
        "without a password.",
        file=case["file"],
    ),
    "file_pdf": lambda case: t("{file} is a PDF. Export the table itself as CSV or XLSX.", file=case["file"]),
    "file_html": lambda case: t(
        "{file} is a web page, whatever its name ends in. Open it in a spreadsheet and save it as XLSX.",
        file=case["file"],
    ),
    "file_binary": lambda case: t(
        "{file} is no text and no workbook. Save the table as CSV or XLSX and choose that file.", file=case["file"]
    ),
    "file_zip": lambda case: t(
        "{file} is an archive, not a workbook. Unpack it and choose the CSV or XLSX file inside.", file=case["file"]
    ),
    "file_bomb": lambda case: t(
        "{file} unpacks to far more than a table of its size holds, so it was not opened. Save the table as CSV.",
        file=case["file"],
    ),
    "file_broken": lambda case: t(
        "{file} is damaged and cannot be read as a workbook. Open it in a spreadsheet and save it anew as XLSX.",
        file=case["file"],
    ),
    "file_encoding": lambda case: t(
        "The letters of {file} are in no encoding that is understood. Save it as CSV in UTF-8.", file=case["file"]
    ),
    "file_columns": lambda case: t(
        "Row {row} has {columns} columns; at most {most} are read. Keep the columns with figures.",
        row=case["row"],
        columns=case["columns"],
        most=case["most"],
    ),
    "file_rows": lambda case: t("The file has more than {most} rows. Split it into several files.", most=case["most"]),
    "file_quotes": lambda case: t(
        "In row {row}, or in one that begins there, a quotation mark is opened and not closed. Mend it, or save the table as XLSX.",
        row=case["row"],
    ),
    "file_long_cell": lambda case: t(
        "In row {row} a cell has more than {most} characters, perhaps because a quotation mark is not closed before it.",
        row=case["row"],
        most=case["most"],
    ),
}

_NUMBERS: Telling = {
    "not_a_number": lambda case: t(
        "{value} is no count. Write a whole number, or leave the cell empty.", value=case["value"]
    ),
    "negative": lambda case: t("{value} is negative, and a count is not. Is this a change?", value=case["value"]),
    "signed": lambda case: t(
        "{value} has a sign, so it looks like a change. A count as it stood is needed.", value=case["value"]
    ),
    "percent": lambda case: t("{value} is a percentage. A count is needed.", value=case["value"]),
    "not_whole": lambda case: t(
        "{value} is not whole, and counts are. If the sign between its digits parts thousands, say so for the column.",
        value=case["value"],
    ),
    "about": lambda case: t(
        "{value} is no figure but a bound or an estimate. Write the figure, or leave the cell empty.",
        value=case["value"],
    ),
    "scientific": lambda case: t(
        "{value} was shortened by a spreadsheet, and digits are lost. Format the column as a number and save it again.",
        value=case["value"],
    ),
    "too_many": lambda case: t("{value} is more than any network counts. Check the cell.", value=case["value"]),
    "other_style": lambda case: t(
        "{value} is written in another way than the rest of its column. Write it like the others.", value=case["value"]
    ),
}

_DATES: Telling = {
    "not_a_date": lambda case: t("{value} is no day. Write it as 2026-11-20.", value=case["value"]),
    "month_only": lambda case: t("{value} names no day. Write it as 2026-11-20.", value=case["value"]),
    "unknown_zone": lambda case: t(
        "The time zone of {value} is not understood. Write it as +01:00, or leave it out.", value=case["value"]
    ),
    "too_early": lambda case: t("{value} lies before there were such networks. Check the year.", value=case["value"]),
    "mixed_dates": lambda case: t(
        "{value} is text while other cells of the column are dates: a spreadsheet has turned day and month round in some. "
        "Save the file again from where it came, with days as 2026-11-20.",
        value=case["value"],
    ),
    "unclear_date": lambda case: t("{value} can be read in two ways.", value=case["value"]),
    "unclear_dates": lambda case: t(
        "Days such as {value} can be read in two ways, and no row decides. Say whether the day or the month stands first.",
        value=case["value"],
    ),
    "future": lambda case: t("{value} lies in the future. Check the day.", value=case["value"]),
}

_ROWS: Telling = {
    "no_day": lambda _case: t("The row has no day. Fill it in, or take the row out."),
    "no_publication": lambda _case: t("The row says not when the post was published. Fill it in, or take the row out."),
    "no_name": lambda _case: t("The row says not whom it is about. Fill it in, or take the row out."),
    "unknown_source": lambda case: t(
        "There is no network {value}. There are: {known}.", value=case["value"], known=case["known"]
    ),
    "several_accounts": lambda case: t(
        "{value} has several accounts: {known}. Say which: by a column with accounts or networks, or for the whole file.",
        value=case["value"],
        known=case["known"],
    ),
    "brand_differs": lambda case: t("{value} belongs to {brand}, not to {other}.", value=case["value"], brand=case["brand"],
                                    other=case["other"]),
    "no_network": lambda case: t(
        "{value} has no account yet, and no network is named. Say which, by a column or for the whole file.", value=case["value"]
    ),
    "removed_account": lambda case: t(
        "{value} was removed. Add it again: its history comes back, and the file can be imported.", value=case["value"]
    ),
    "many_cells": lambda case: t(
        "The row has {cells} cells, and the header {columns}. Perhaps a sign inside a cell is taken for the separator: "
        "put such cells in quotation marks, or save the table as XLSX.",
        cells=case["cells"],
        columns=case["columns"],
    ),
    "differs": lambda case: t(
        "Row {other} says something else about the same account and time. Keep one of the two.", other=case["other"]
    ),
    "counted_early": lambda _case: t("The post was counted before it was published. Check the two days."),
    "bad_url": lambda case: t("{value} is no web address. Write it with https://, or leave the cell empty.", value=case["value"]),
    "bad_kind": lambda case: t("{value} is no format that is known. Use one of: {known}.", value=case["value"],
                               known=case["known"]),
    "bad_id": lambda case: t("{value} cannot be the id of a post: it has a space or is too long.", value=case["value"]),
}  # fmt: skip

_TABLES: Telling = {
    "no_figures": lambda case: t(
        "No column is understood as figures. The columns are: {columns}. Say what one is.", columns=case["columns"]
    ),
    "no_rows": lambda _case: t("There is no row below the header. Choose a file with figures."),
    "no_date_column": lambda _case: t(
        "No column and no line above the table tells the day. Say which column does, or the day of the whole file."
    ),
    "no_publication_column": lambda _case: t("No column tells when the posts were published. Say which one does."),
    "no_whom": lambda _case: t(
        "Nothing says whom the figures are about. Name the account, or the brand and its network, for the whole file."
    ),
    "whole_differs": lambda case: t(
        "The file names several accounts ({names}), so it cannot all be about {account}. Leave that column out if it is.",
        names=case["names"],
        account=case["account"],
    ),
    "unknown_names": lambda case: t(
        "{names}: not among the brands and accounts. Add them first, or correct the names; nothing was imported.",
        names=case["names"],
    ),
    "unknown_column_names": lambda case: t(
        "No brand or account is called {names}. Add them, correct the headers, or leave these columns out.",
        names=case["names"],
    ),
    "no_account_there": lambda case: t(
        "{brand} has no account on {network}. Add it by its link first; its history can then be imported.",
        brand=case["brand"],
        network=case.label("source"),
    ),
    "map_form": lambda case: t("{wish} says not what a column is. Write it as COLUMN=FIELD.", wish=case["wish"]),
    "map_column": lambda case: t(
        "There is no column {column}. The columns are: {columns}.", column=case["column"], columns=case["columns"]
    ),
    "map_field": lambda case: t(
        "A column cannot be {field}. It can be: {fields}, or - to leave it out.",
        field=case["field"],
        fields=case["fields"],
    ),
    "map_variant": lambda case: t(
        "{field} has no variant {variant}. It has: {variants}.",
        field=case["field"],
        variant=case["variant"],
        variants=case["variants"],
    ),
    "map_twice": lambda case: t(
        "{one} and {other} cannot both be {field}. Leave one of them out.",
        one=case["one"],
        other=case["other"],
        field=case["field"],
    ),
}

_NOTES: Telling = {
    "thousands": lambda case: t(
        "{value} is read as thousands, for half a follower is none. If it is meant otherwise, say so for the column.",
        value=case["value"],
    ),
    "left_out": lambda case: t("These columns are not used: {columns}.", columns=case["columns"]),
    "rounded": lambda case: t(
        "Shortened counts such as {value} are kept with the step in which the true one lies.", value=case["value"]
    ),
    "period_end": lambda case: t(
        "The file is about the days up to {day}; its followers are stored for that day.", day=case["day"]
    ),
    "repeated": lambda case: t("Rows that repeat another one word for word: {n}. They count once.", n=case["n"]),
    "nothing_told": lambda case: t("Rows without any figure: {n}. They are passed over.", n=case["n"]),
    "windows_letters": lambda _case: t(
        "The file is no UTF-8, so it was read in the letters of Windows (1252). Check names with accents in the preview."
    ),
    "kept": lambda case: t(
        "Rows whose figures the network itself has told, or somebody has typed in: {n}. These stay as they are.",
        n=case["n"],
    ),
    "new_account": lambda case: t(
        "{brand} gets an account on {network} that is filled by import only.",
        brand=case["brand"],
        network=case.label("source"),
    ),
    "no_kind": lambda case: t("Posts without a format: {n}. They count as {kind}.", n=case["n"], kind=case["kind"]),
    "new_brand": lambda case: t("{brand} is new here and is added as a brand.", brand=case["brand"]),
}

_ENTRY: Telling = {
    "entry_empty": lambda _case: t("Nothing was entered. Type at least one figure."),
    "entry_nothing_there": lambda _case: t("There is no entry of that day to take back."),
}

SENTENCES: Telling = {**_FILES, **_NUMBERS, **_DATES, **_ROWS, **_TABLES, **_NOTES, **_ENTRY}
