#!/bin/sh
# install.sh VENV LOCK: make the virtual environment where it is missing and install a lock into it, then the house itself.
set -eu
venv=$1 lock=$2
if [ -z "${PYTHON:-}" ]; then
    echo "VlaVirGem needs Python 3.11 or newer and found none. Install python3 (on Debian: apt install python3 python3-venv), then run this again." >&2
    exit 1
fi
free=$(df -Pk . | awk 'NR == 2 { print $4 }')
if [ "$free" -lt 1500000 ]; then
    echo "Only $((free / 1024)) MB is free on this disk; the installation takes about 1500 MB. Free some space and run this again." >&2
    exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
    echo "Making $venv with $($PYTHON --version) ..."
    "$PYTHON" -m venv "$venv" || {
        echo "The virtual environment could not be made. On Debian and Ubuntu: apt install python3-venv" >&2
        rm -rf "$venv"
        exit 1
    }
fi
echo "Installing $(grep -c '^[a-z]' "$lock") packages from $lock (about a minute the first time) ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$lock" || {
    echo "The packages could not be installed. Is there a network, and a free gigabyte? Then run this again." >&2
    exit 1
}
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
