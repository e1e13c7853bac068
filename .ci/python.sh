#!/usr/bin/env bash
# Make a virtual environment with the newest Python from 3.11 on that this machine has. Usage: python.sh FOLDER
set -euo pipefail
folder=$1
for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
  if command -v "$name" >/dev/null 2>&1 &&
     "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1; then
    if ! "$name" -m venv "$folder" >/dev/null 2>&1; then
      echo "Python's venv module is missing. On Debian or Ubuntu install it with: apt install python3-venv" >&2
      exit 2
    fi
    exit 0
  fi
done
echo "This needs Python 3.11 or newer, and found none. Install it from python.org or your system's packages, then run the same command again." >&2
echo "If it is installed under another name: make PYTHON=/path/to/python3.12 run" >&2
exit 2
