#!/bin/sh
# A browser for the tests in tests/e2e: Chromium of the system, else by apt as root, else Playwright's own, else none.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium with apt (once) ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 && exit 0
fi
echo "Installing Playwright's Chromium (once) ..."
"$PYTHON" -m playwright install chromium >/dev/null 2>&1 && exit 0
echo "There is no Chromium, and none could be installed: the tests in tests/e2e will be skipped."
