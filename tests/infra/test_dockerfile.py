"""The parts of the container setup that can be checked without a container engine."""

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.database import ROOT


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as (instruction, arguments), with continued lines joined and without comments."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def copied() -> list[str]:
    """The paths that are copied from the project."""
    found = [arguments for name, arguments in instructions() if name == "COPY" and "--from" not in arguments]
    return [source for arguments in found for source in arguments.split()[:-1]]


def commands() -> list[list[str]]:
    """The commands that the image and the services run."""
    found = [json.loads(arguments) for name, arguments in instructions() if name == "CMD"]
    found += [
        json.loads(arguments.partition("CMD ")[2])
        for name, arguments in instructions()
        if name == "HEALTHCHECK"
    ]
    return found + [service["command"] for service in services().values() if "command" in service]


def services() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return loaded


def is_in_build_context(source: str) -> bool:
    """Docker's rule for .dockerignore: the last pattern that matches decides."""
    included = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        if line and not line.startswith("#") and fnmatch(source, pattern):
            included = line.startswith("!")
    return included


@pytest.mark.parametrize("source", copied())
def test_copied_paths_exist_and_are_in_the_build_context(source: str) -> None:
    assert (ROOT / source).exists()
    assert is_in_build_context(source)


@pytest.mark.parametrize(
    "source", [".git", ".venv", "data", "data/secret_key", "staticfiles", "tests", "compose.yaml"]
)
def test_other_paths_are_not_in_the_build_context(source: str) -> None:
    assert not is_in_build_context(source)


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_exists(command: list[str]) -> None:
    assert command[0] == "python"
    if command[1] == "-m":
        assert find_spec(command[2])
    else:
        assert command[1] == "manage.py"
        assert command[2] in get_commands()


def test_every_stage_that_is_copied_from_exists() -> None:
    stages = [
        arguments.split(" AS ")[1]
        for name, arguments in instructions()
        if name == "FROM" and " AS " in arguments
    ]
    for name, arguments in instructions():
        if name == "COPY" and "--from" in arguments:
            assert re.search(r"--from=(\w+)", arguments)[1] in stages


def test_the_process_is_not_root() -> None:
    last_stage = instructions()[max(i for i, (name, _) in enumerate(instructions()) if name == "FROM") :]
    users = [arguments for name, arguments in last_stage if name == "USER"]
    assert users == ["studio"]
    assert [name for name, _ in last_stage].index("USER") < [name for name, _ in last_stage].index("CMD")


def base_images() -> dict[str, str]:
    """The images that everything is built on, by the argument that names them."""
    found = [arguments.partition("=") for name, arguments in instructions() if name == "ARG"]
    return {name: image for name, _equals, image in found}


def test_the_image_runs_the_python_that_we_develop_with() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    assert base_images()["PYTHON_IMAGE"].startswith(f"python:{version}.")


def test_base_images_are_full_versions_that_an_operator_can_replace_by_digests() -> None:
    found = yaml.safe_load((ROOT / "compose.yaml").read_text())
    configured = {
        **found["x-studio"]["build"]["args"],
        "POSTGRES_IMAGE": found["services"]["postgres"]["image"],
    }
    for name, image in base_images().items():
        assert configured[name] == f"${{{name}:-{image}}}"
    for name, value in configured.items():
        assert re.fullmatch(rf"\$\{{{name}:-\w+:\d+\.\d+(\.\d+)?-[\w-]+\}}", value)


def test_every_service_has_a_memory_limit() -> None:
    for name, service in services().items():
        assert re.search(r"\b\d+[mg]\b", service["mem_limit"]), name


def test_images_have_no_registry_host_and_no_secret_is_built_in() -> None:
    for name, arguments in instructions():
        if name == "FROM":
            assert re.fullmatch(r"\$\{(NODE|PYTHON)_IMAGE\}( AS \w+)?", arguments)
        if name in ("ENV", "ARG"):
            assert not re.search(r"KEY|SECRET|PASSWORD|TOKEN", arguments)
    assert "://" not in (ROOT / "Dockerfile").read_text()


def test_the_services_are_consistent() -> None:
    found = yaml.safe_load((ROOT / "compose.yaml").read_text())
    for service in services().values():
        assert set(service.get("depends_on", {})) <= set(services())
        assert {volume.partition(":")[0] for volume in service.get("volumes", [])} <= set(found["volumes"])
    settings = (ROOT / "studio" / "settings.py").read_text()
    for name in found["x-studio"]["environment"]:
        assert f'"{name}"' in settings


def test_the_copied_paths_are_enough_to_run(tmp_path: Path) -> None:
    for source in copied():
        target = tmp_path / source
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, target)
        else:
            shutil.copy(ROOT / source, target)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    for command in (["check"], ["collectstatic", "--no-input", "--dry-run", "--verbosity=0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=tmp_path, env=os.environ, check=True)
