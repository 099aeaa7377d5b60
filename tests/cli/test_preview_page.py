"""The page of a preview, in a browser: it shows the mails, runs nothing and asks for nothing."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.cli.shell import Shell

EVIL = (
    "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
)
QUOTES = "\"'></bdi></style></iframe><script>document.title='run'</script>"
SEQUENCE = """\
senders: {email: [me]}
steps:
  - id: intro
    email: {subject: "For {{ first_name }}", body: hello/page.html}
  - id: looked
    wait_for: {event: link.clicked, within: 4 days}
    then:
      - id: warm
        email: {thread: intro, body: "سلام {{ first_name }}"}
"""
PAGE = """\
<p>Hello {{ first_name }} of {{ company }}</p>
<p><a href="https://acme.example/tour">tour</a> <img src="https://acme.example/a.png"></p>
<script>document.title = "run"; parent.document.title = "run"</script>
"""


@pytest.fixture
def written(outreach: Shell) -> Path:
    """Write a page of two leads, one of whom means ill."""
    (outreach.folder / "sequences" / "page.yaml").write_text(SEQUENCE)
    (outreach.folder / "templates" / "hello" / "page.html").write_text(PAGE)
    leads = outreach.folder / "evil.csv"
    with leads.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["email", "first_name", "company"])
        rows.writerow(["evil@x.example", EVIL, QUOTES])
        rows.writerow(["good@y.example", "Ada", "Engines"])
    page = outreach.folder / "page.html"
    outreach.tell("preview", "page", "--leads", leads, "--html", page)
    return page


@pytest.fixture
def browser(written: Path) -> Iterator[Browser]:
    """Start Debian's Chromium, once the page is there: it runs a loop of its own."""
    del written
    path = shutil.which("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        yield started
        started.close()


def _opened(browser: Browser, path: Path, *, width: int = 1200) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(path.as_uri())
    return page


def test_hostile_data_and_scripts_of_a_mail_do_not_run(
    browser: Browser, written: Path
) -> None:
    page = _opened(browser, written)
    fetched: list[str] = []
    page.on("response", lambda response: fetched.append(response.url))
    for summary in page.locator("details:not([open]) > summary").all():
        summary.click()
    assert page.title() == "page: what will be sent"
    assert page.locator("main script, main img").count() == 0
    assert page.evaluate("document.scripts.length") == 0
    shown = page.locator(".who").all_inner_texts()
    assert any(EVIL in each for each in shown)
    frames = [frame for frame in page.frames if frame != page.main_frame]
    assert {frame.url for frame in frames} == {"about:srcdoc"}
    assert fetched == []
    page.close()


def test_a_link_of_a_mail_leads_nowhere(browser: Browser, written: Path) -> None:
    page = _opened(browser, written)
    fetched: list[str] = []
    page.on("response", lambda response: fetched.append(response.url))
    page.locator("iframe:visible").first.scroll_into_view_if_needed()
    mail = page.frame_locator("iframe:visible")
    mail.locator("a", has_text="tour").click(no_wait_after=True)
    page.wait_for_function("document.readyState === 'complete'")
    assert fetched == []
    assert page.url == written.as_uri()
    assert [each.url for each in page.context.pages] == [written.as_uri()]
    page.close()


def test_paths_messages_and_parts_are_picked_without_a_script(
    browser: Browser, written: Path
) -> None:
    page = _opened(browser, written)
    lead = page.locator("details[open]")
    assert lead.locator(".row:visible").count() == 1
    lead.locator(".paths label", has_text="on link.clicked").click()
    assert lead.locator(".row:visible").count() == 2
    lead.locator(".row:visible").nth(1).click()
    assert lead.locator(".pane:visible h2").inner_text().startswith("Re: For ")
    lead.locator(".tabs:visible label", has_text="Headers").click()
    fields = lead.locator(".pane:visible dl dt").all_inner_texts()
    assert {"From", "To", "Subject", "Message-ID", "In-Reply-To"} <= set(fields)
    lead.locator(".tabs:visible label", has_text="Plain text").click()
    assert "سلام" in lead.locator(".pane:visible pre:visible").inner_text()
    page.close()


def test_a_phone_is_wide_enough(browser: Browser, written: Path) -> None:
    page = _opened(browser, written, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.close()


def test_the_page_is_one_file_that_names_no_other(
    written: Path,
) -> None:
    text = written.read_text("utf-8")
    head = text.partition("</head>")[0]
    assert "default-src 'none'" in head
    assert "<link" not in head
    assert "<script" not in text
    assert text.count("<iframe ") == text.count('<iframe sandbox="" ') == 4
