"""The sentence of everything that keeps a report from being scheduled, sent or shared. See `benchmark.reports`."""

from __future__ import annotations

from collections.abc import Callable

from benchmark.problems.case import Case
from benchmark.text import t

SENTENCES: dict[str, Callable[[Case], str]] = {
    "unknown_schedule": lambda case: t(
        "There is no schedule {name} any more. Look at the list of those there are.", name=case["name"]
    ),
    "bad_rhythm": lambda _case: t(
        "A report is sent every day, week or month, at an hour from 0 to 23, on a weekday from 1 (Monday) to 7 or a day from 1 to "
        "31. Check these."
    ),
    "bad_format": lambda case: t(
        "{format} is no kind of file here. Use one of: {formats}.", format=case["format"], formats=case["formats"]
    ),
    "bad_language": lambda case: t(
        "{language} is no language here. Use one of: {languages}.",
        language=case["language"],
        languages=case["languages"],
    ),
    "bad_period": lambda case: t(
        "{period} is no period here. Use one of: {periods}.", period=case["period"], periods=case["periods"]
    ),
    "bad_recipient": lambda case: t(
        "{address} is no mail address. Write one such as team@brand.example.", address=case["address"]
    ),
    "too_many_recipients": lambda case: t(
        "A report goes to at most {most} addresses. Use an address of your mail server that stands for a group.",
        most=case["most"],
    ),
    "bad_folder": lambda case: t(
        "{folder} cannot be a folder for reports. Name one below the reports folder, such as weekly or team/weekly.",
        folder=case["folder"],
    ),
    "nowhere_to_send": lambda _case: t("Nobody would get this report. Name at least one recipient or a folder."),
    "report_empty": lambda _case: t(
        "There was nothing to report on: the panel is gone, or nobody is in it. Choose another panel, or add accounts to it."
    ),
    "report_failed": lambda case: (
        t("The report could not be made. {reason}", reason=case["reason"])
        if case["reason"]
        else t("The report could not be made. Try to download it on the Report page, and look at the server's log.")
    ),
    "interrupted": lambda _case: t(
        "The program was stopped while it sent this report. It is sent again once the dashboard runs."
    ),
    "folder_full": lambda case: t(
        "There is no room for the report in {folder}. Free some space there.", folder=case["folder"]
    ),
    "folder_unusable": lambda case: t(
        "The report could not be put into {folder}: {reason}. Check that folder and BENCHMARK_REPORTS_DIR.",
        folder=case["folder"],
        reason=case["reason"],
    ),
    "file_too_large": lambda case: t(
        "The file has {size} MB, and a mail carries at most {most}. Take pages out of the report, choose another kind of file, "
        "send it to a folder, or raise BENCHMARK_SMTP_MAX_MB.",
        size=case["size"],
        most=case["most"],
    ),
    "mail_not_set": lambda _case: t(
        "No mail server is set, so no report can be mailed. Set BENCHMARK_SMTP_HOST and BENCHMARK_SMTP_FROM and start the "
        "dashboard again."
    ),
    "mail_unreachable": lambda case: t(
        "The mail server {host} did not answer on port {port}, or broke off. Check BENCHMARK_SMTP_HOST, BENCHMARK_SMTP_PORT and "
        "BENCHMARK_SMTP_SECURITY.",
        host=case["host"],
        port=case["port"],
    ),
    "mail_no_tls": lambda case: t(
        "The mail server {host} offers no encryption on port {port}. Use the port where it does, set BENCHMARK_SMTP_SECURITY "
        "to tls, or to none for a server on this machine.",
        host=case["host"],
        port=case["port"],
    ),
    "mail_certificate": lambda case: t(
        "The certificate of the mail server {host} is not valid for it. Let BENCHMARK_SMTP_HOST be the name in its certificate, or "
        "make its authority known to this machine.",
        host=case["host"],
    ),
    "mail_tls": lambda case: t(
        "No encrypted connection to the mail server {host} came about on port {port}. Check BENCHMARK_SMTP_SECURITY: it is "
        "{security} now.",
        host=case["host"],
        port=case["port"],
        security=case["security"],
    ),
    "mail_login": lambda _case: t(
        "The mail server refused the login: check BENCHMARK_SMTP_USER and BENCHMARK_SMTP_PASSWORD."
    ),
    "mail_no_login": lambda case: t(
        "The mail server {host} knows no login that this program speaks. Leave BENCHMARK_SMTP_USER empty if it needs none, or use "
        "its port for sending.",
        host=case["host"],
    ),
    "mail_sender": lambda case: t(
        "The mail server does not take mail from {sender}. Set BENCHMARK_SMTP_FROM to an address of this login.",
        sender=case["sender"],
    ),
    "mail_recipients": lambda case: t(
        "The mail server took none of these addresses: {addresses}. Check their spelling.", addresses=case["addresses"]
    ),
    "mail_recipients_some": lambda case: t(
        "It was sent, but the mail server did not take these addresses: {addresses}. Check their spelling.",
        addresses=case["addresses"],
    ),
    "mail_too_large": lambda case: t(
        "The file is too large for the mail server {host}. Take pages out of the report, choose another kind of file, or send it "
        "to a folder.",
        host=case["host"],
    ),
    "mail_refused": lambda case: t(
        "The mail server {host} did not take the mail (answer {number}). Ask whoever runs it what this answer means.",
        host=case["host"],
        number=case["number"],
    ),
    "unknown_share": lambda case: t(
        "There is no link {name} any more. Look at the list of those there are.", name=case["name"]
    ),
    "bad_share_days": lambda case: t("A link holds for 1 to {most} days. Choose a number between.", most=case["most"]),
    "share_too_long": lambda case: t(
        "Statistics of {networks} may be kept for {most} days, so a frozen report may stand for no longer. "
        "Choose at most {most} days.",
        networks=case["networks"],
        most=case["most"],
    ),
    "share_full": lambda case: t(
        "There is no room for the frozen report in {folder}. Free some space there.", folder=case["folder"]
    ),
}
