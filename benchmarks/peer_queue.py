"""django-post-office's side of `benchmarks.peer`; runs in its own virtual environment.

    python peer_queue.py MAILS.json PORT FOLDER

Queues the mails in a SQLite database of its own, then times its command `send_queued_mail`
and prints the seconds, those of its processor time and how many were sent, as JSON.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from time import perf_counter, process_time

import django  # type: ignore[import-not-found] # its own environment's
from django.conf import settings  # type: ignore[import-not-found] # its own environment's

THREADS = 4


def configure(port: int, folder: Path, mails: int) -> None:
    """Set it up as its README says is fast: one batch, four threads, no log of each mail."""
    settings.configure(
        INSTALLED_APPS=["post_office"],
        USE_TZ=True,
        SECRET_KEY="benchmark",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "peer.db"),
                # As the other side's.
                "OPTIONS": {
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
                },
            }
        },
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        POST_OFFICE={
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
            "BATCH_SIZE": mails,
            "THREADS_PER_PROCESS": THREADS,
            "LOG_LEVEL": 0,
            "LOCK_FILE_NAME": str(folder / "peer.lock"),
        },
    )
    django.setup()
    logging.disable(logging.INFO)


def queue(mails: list[dict[str, object]]) -> None:
    """Put them in its queue, as its README says for many."""
    from post_office import mail  # type: ignore[import-not-found] # its own environment's  # noqa: PLC0415 - once it is set up

    for start in range(0, len(mails), 1000):
        mail.send_many(
            [
                {
                    "sender": each["from"],
                    "recipients": [each["to"]],
                    "subject": each["subject"],
                    "message": each["text"],
                    "html_message": each["html"],
                    "headers": each["headers"],
                }
                for each in mails[start : start + 1000]
            ]
        )


def main() -> None:
    """Queue, send, print."""
    mails = json.loads(Path(sys.argv[1]).read_text())
    folder = Path(sys.argv[3])
    configure(int(sys.argv[2]), folder, len(mails))
    from django.core.management import (  # type: ignore[import-not-found] # its own environment's  # noqa: PLC0415 - once it is set up
        call_command,
    )
    from post_office.models import (  # type: ignore[import-not-found] # its own environment's  # noqa: PLC0415 - once it is set up
        STATUS,
        Email,
    )

    call_command("migrate", verbosity=0)
    queue(mails)
    began, spent = perf_counter(), process_time()
    call_command("send_queued_mail", processes=1)
    line = {
        "seconds": perf_counter() - began,
        "processor": process_time() - spent,
        "sent": Email.objects.filter(status=STATUS.sent).count(),
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
