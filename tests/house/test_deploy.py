"""What is deployed agrees with the program: variables, commands, ports, patience."""

from __future__ import annotations

import http.server
import json
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from outreach import __version__
from tests.cli.shell import typing
from tests.house.tree import ROOT
from tests.services_fixtures.needed import need_program

if TYPE_CHECKING:
    from pathlib import Path

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
# RFC 5321 4.5.3.2.6: the answer to the final dot may take ten minutes.
PATIENCE = 600
WORKER_PARTS = ("run", "worker")


def _loaded(path: Path) -> list[Any]:
    return [each for each in YAML(typ="safe").load_all(path.read_text()) if each]


def _example() -> set[str]:
    text = (DEPLOY / "env.example").read_text()
    return set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))


def _accepted(words: list[str]) -> bool:
    """Tell whether the command line knows these words; nothing is run."""
    return typing(*words, "--help").status == 0


def test_the_example_names_every_variable_of_a_new_workspace() -> None:
    asked: set[str] = set()
    for path in (ROOT / "outreach/cli/start").rglob("outreach.yaml*"):
        asked |= set(re.findall(r"\$\{([A-Z_]+)", path.read_text()))
    # NAME stands for any, in a comment.
    assert asked - _example() - {"NAME"} == set()


def test_the_example_names_no_variable_that_nobody_reads() -> None:
    texts = [DEPLOY / "compose.yaml", ROOT / "docs/howto/run-scaled.md"]
    texts += (ROOT / "outreach/cli/start").rglob("outreach.yaml*")
    read = {
        name
        for path in texts
        for name in re.findall(r"\$\{([A-Z_]+)", path.read_text())
    }
    assert _example() - read == set()


def test_compose_and_kubernetes_give_variables_that_the_example_names() -> None:
    (config,) = _loaded(DEPLOY / "kubernetes/config.yaml")
    (secret,) = _loaded(DEPLOY / "kubernetes/secret.example.yaml")
    given = set(config["data"]) | set(secret["stringData"])
    assert given - _example() - {"OUTREACH_WORKSPACE"} == set()


def test_every_command_that_is_started_exists() -> None:
    (compose,) = _loaded(DEPLOY / "compose.yaml")
    started = [
        [str(word) for word in service["command"]]
        for service in compose["services"].values()
        if "command" in service
    ]
    for path in MANIFESTS:
        for each in _loaded(path):
            spec = each.get("spec", {}).get("template", {}).get("spec", {})
            started += [box["args"] for box in spec.get("containers", ())]
    for path in UNITS:
        (line,) = re.findall(r"^ExecStart=\S+ (.+)$", path.read_text(), re.MULTILINE)
        started.append(line.replace("%i", "1").split())
    assert len(started) >= 11
    assert not _accepted([*started[0], "--nonsense"])
    assert [words for words in started if not _accepted(words)] == []


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_pods_are_confined_and_patient(path: Path) -> None:
    for each in _loaded(path):
        if each["kind"] not in ("Deployment", "Job"):
            continue
        spec = each["spec"]["template"]["spec"]
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["automountServiceAccountToken"] is False
        (box,) = spec["containers"]
        # kustomization.yaml renames all but the Job, which is applied by itself.
        registry = "registry.acme.example/" if each["kind"] == "Job" else ""
        assert box["image"] == f"{registry}outreach:{__version__}"
        assert box["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        grace = spec["terminationGracePeriodSeconds"]
        assert (grace > PATIENCE) is (box["args"][0] in WORKER_PARTS)
        if each["kind"] == "Deployment":
            asked = {
                name: box[name]["httpGet"]["path"] for name in box if "Probe" in name
            }
            assert asked == {
                "startupProbe": "/healthz",
                "livenessProbe": "/healthz",
                "readinessProbe": "/readyz",
            }


def test_the_list_of_manifests_is_whole() -> None:
    (listed,) = _loaded(DEPLOY / "kubernetes/kustomization.yaml")
    apart = {"kustomization.yaml", "secret.example.yaml", "migrate.yaml"}
    assert {path.name for path in MANIFESTS} - apart == set(listed["resources"])


def test_the_job_and_the_rest_run_one_image() -> None:
    (listed,) = _loaded(DEPLOY / "kubernetes/kustomization.yaml")
    (image,) = listed["images"]
    (job,) = _loaded(DEPLOY / "kubernetes/migrate.yaml")
    (box,) = job["spec"]["template"]["spec"]["containers"]
    assert box["image"] == f"{image['newName']}:{image['newTag']}"


def test_the_world_reaches_nothing_but_what_mails_and_callers_need() -> None:
    (ingress,) = _loaded(DEPLOY / "kubernetes/ingress.yaml")
    (rule,) = ingress["spec"]["rules"]
    assert [each["path"] for each in rule["http"]["paths"]] == [
        "/u/",
        "/c/",
        "/o/",
        "/events",
        "/hooks/",
    ]


def test_images_are_pinned_by_version_and_nothing_runs_as_root() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    images = re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    (compose,) = _loaded(DEPLOY / "compose.yaml")
    images += [
        each["image"]
        for each in compose["services"].values()
        if each["image"] != "outreach"
    ]
    assert [each for each in images if not re.search(r":\d+\.\d+", each)] == []
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["10001:10001"]


@pytest.mark.parametrize("status", [200, 503])
def test_the_image_s_health_check_asks_the_port(status: int) -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    (written,) = re.findall(
        r"^HEALTHCHECK.*\n\s+CMD (\[.*\])$", dockerfile, re.MULTILINE
    )
    words = json.loads(written)

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        asked = subprocess.run(
            [sys.executable, *words[1:]],
            env={"HEALTH_PORT": str(server.server_port)},
            capture_output=True,
            check=False,
        )
        server.shutdown()
        thread.join()
    assert (asked.returncode == 0) is (status == 200)


def _analyzer() -> Path:
    return need_program("systemd-analyze", package="systemd")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_are_sound_and_little_exposed(unit: Path, tmp_path: Path) -> None:
    exposed = subprocess.run(
        [_analyzer(), "security", "--offline=yes", "--threshold=15", unit],
        capture_output=True,
        check=False,
        text=True,
    )
    assert exposed.returncode == 0, exposed.stdout
    # The program does not lie there on this machine.
    text = re.sub(r"/opt/outreach/bin/outreach", sys.executable, unit.read_text())
    copy = tmp_path / unit.name.replace("@.", "@1.")
    copy.write_text(text)
    verified = subprocess.run(
        [_analyzer(), "verify", "--man=no", copy],
        capture_output=True,
        check=False,
        text=True,
    )
    told = [line for line in verified.stderr.splitlines() if unit.stem in line]
    assert told == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_that_send_are_given_time_to_end(unit: Path) -> None:
    text = unit.read_text()
    sends = re.search(r"ExecStart=\S+ (?:run|worker)", text) is not None
    assert ("TimeoutStopSec=11min" in text) is sends
