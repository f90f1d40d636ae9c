"""Both languages are complete: no untranslated or fuzzy entry, and no marked string missing from the catalog."""

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from tests.database import ROOT

GLOSSARY = ROOT / "docs/glossary.md"
CATALOG = ROOT / "studio/locale/zh_Hans/LC_MESSAGES/django.po"
MAKE = ["makemessages", "--locale", "zh_Hans", "--no-obsolete", "--no-location", "--no-wrap"]
IGNORED = (".*", "node_modules", "staticfiles", "tests", "bench", "data")


def entries(path: Path, *which: str) -> str:
    return subprocess.run(
        ["msgattrib", "--no-wrap", *which, str(path)], check=True, text=True, stdout=subprocess.PIPE
    ).stdout


@pytest.mark.parametrize("which", ["--untranslated", "--only-fuzzy"])
def test_every_entry_is_translated(which):
    assert entries(CATALOG, which) == ""


def test_the_catalog_holds_every_marked_string(tmp_path):
    for name in ("studio", "templates", "manage.py"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    ignore = [option for name in IGNORED for option in ("--ignore", name)]
    subprocess.run(
        [sys.executable, "manage.py", *MAKE, *ignore, "--verbosity", "0"],
        cwd=tmp_path,
        check=True,
    )
    assert entries(tmp_path / CATALOG.relative_to(ROOT), "--untranslated") == ""


def test_the_compiled_catalog_is_up_to_date(tmp_path):
    subprocess.run(["msgfmt", "--check-format", "-o", str(tmp_path / "a.mo"), str(CATALOG)], check=True)
    assert (tmp_path / "a.mo").read_bytes() == CATALOG.with_suffix(".mo").read_bytes()


def test_chinese_texts_and_plurals_are_found():
    with translation.override("zh-hans"):
        assert gettext("Watermark") == "水印"
        assert ngettext("%(count)d image", "%(count)d images", 2)


# ── The glossary ─────────────────────────────────────────────────────────────────────────────────────────


def chinese_texts() -> list[str]:
    """Every Chinese text, placeholders of numbers as digits and all others left out."""
    catalog = CATALOG.read_text().partition("\n\n")[2]
    texts = re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', catalog, re.MULTILINE)
    return [re.sub(r"%\(\w+\)s|\{\w+\}", "", re.sub(r"%\(\w+\)d", "9", text)) for text in texts]


def banned_words() -> list[str]:
    rows = re.findall(r"^\| (?!English|-).*\| (.+) \|$", GLOSSARY.read_text(), re.MULTILINE)
    return [word for row in rows for word in row.split("，")]


def test_the_chinese_catalog_keeps_to_the_glossary():
    assert len(banned_words()) > 15
    assert [text for text in chinese_texts() if any(word in text for word in banned_words())] == []


def test_chinese_has_a_space_beside_digits_and_latin_letters():
    unspaced = re.compile(r"[\u4e00-\u9fff][0-9A-Za-z]|[0-9A-Za-z][\u4e00-\u9fff]")
    label = "AI生成"  # the legal mark, drawn on images exactly so
    assert [text for text in chinese_texts() if unspaced.search(text.replace(label, ""))] == []


def test_chinese_dates_have_spaces_too():
    with translation.override("zh-hans"):
        assert date_format(date(2026, 11, 28)) == "2026 年 11 月 28 日"
