"""Log lines reach standard error, whatever became of the one there was at boot."""

from __future__ import annotations

import io
from contextlib import redirect_stderr

from outreach import log


def test_a_line_is_written_to_the_standard_error_of_the_moment() -> None:
    first, second = io.StringIO(), io.StringIO()
    logger = log.get_logger("part")
    with redirect_stderr(first):
        log.configure()
        logger.info("one")
    first.close()
    with redirect_stderr(second):
        logger.info("two")
    assert "two" in second.getvalue()
