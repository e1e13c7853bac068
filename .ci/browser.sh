#!/usr/bin/env bash
# Make sure there is a Chromium for the browser tests: one that is here, the system's package, or playwright's download.
# Usage: browser.sh PYTHON
set -uo pipefail
python=$1
present() { command -v chromium || command -v chromium-browser || command -v google-chrome || ls ~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome 2>/dev/null; }
if present >/dev/null; then exit 0; fi
log=$(mktemp)
if command -v apt-get >/dev/null; then
  as_root=""; [ "$(id -u)" = 0 ] || as_root="sudo -n"
  echo "Installing Chromium from the system's packages …"
  { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium; } >"$log" 2>&1
  if present >/dev/null; then exit 0; fi
fi
echo "Downloading a Chromium for the tests …"
"$python" -m playwright install --with-deps chromium >>"$log" 2>&1
if present >/dev/null; then exit 0; fi
tail -5 "$log" >&2
echo "No Chromium could be had. Install chromium or google-chrome from your system's packages, then run the same command again." >&2
exit 2
