"""The pages, in the order of the navigation. A page is a title, a sentence of what it answers, and a render function."""

from __future__ import annotations

from benchmark.dashboard.parts.page import Page
from benchmark.dashboard.views import audience, brand, content, data, engagement, overview, publishing, report
from benchmark.text import words

PAGES = (
    Page("overview", words("Overview"), words("Where your brand stands, and what moved."), overview.render),
    Page("audience", words("Audience"), words("Who is bigger, and who is growing."), audience.render),
    Page(
        "publishing", words("Publishing"), words("Who posts how much, in which formats, and when."), publishing.render
    ),
    Page(
        "engagement",
        words("Engagement"),
        words("Whose posts get more reactions, and how sure that is."),
        engagement.render,
    ),
    Page(
        "content", words("Content"), words("What was posted, what worked, and what it has in common."), content.render
    ),
    Page("brand", words("Brand"), words("One brand in depth, next to any other."), brand.render),
    Page(
        "report",
        words("Report"),
        words("Charts and words put together, as a file for the next meeting."),
        report.render,
    ),
    Page("data", words("Data"), words("What is collected, how fresh it is, and what needs attention."), data.render),
)
