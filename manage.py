#!/usr/bin/env python
"""The studio's command line: `manage.py up` starts everything, `manage.py help` lists the rest."""

import os
import sys


def main() -> None:
    if tuple(sys.version_info) < (3, 12):
        sys.exit(
            f"The studio needs Python 3.12 or newer; this is {sys.version_info[0]}.{sys.version_info[1]}."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from environs import EnvError

    from studio.infra.deploy import data_dir

    try:
        if sys.argv[1:2] in (["up"], ["sandbox"], ["restore"]) and not os.environ.get("SECRET_KEY"):
            # The settings refuse to load without a key, and these have to work on a fresh clone.
            data_dir.create_secret_key(data_dir.location())
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EnvError, data_dir.DataFolderError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
