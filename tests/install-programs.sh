#!/bin/sh
# The tests look at pages in a real browser and recalculate workbooks in LibreOffice: install the two from Debian if absent.
set -eu
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v localc >/dev/null || missing="$missing libreoffice-calc"
if [ -n "$missing" ]; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    echo "installing$missing"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 # the names are meant to be split
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
