#!/bin/sh
# Sets up what is missing on this machine: Python with venv, Tesseract 5 with its Vietnamese data,
# a virtual environment in .venv with the exact packages of constraints.txt.
#   setup.sh run     what `kehoach run` needs
#   setup.sh dev     also what the tests need; without a browser, those that need one are skipped
# Exits with 5, after naming the command for an administrator, where something is missing that only
# root can install. `make` calls this once; it leaves a stamp in .venv and is not called again.
set -eu
cd "$(dirname "$0")"
what=${1:?usage: setup.sh run|dev}

python=
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$name
            return
        fi
    done
    return 1
}

# `venv` alone is importable on Debian without python3-venv; what is missing then is ensurepip.
has_venv() { find_python && "$python" -c 'import venv, ensurepip' 2>/dev/null; }
has_tesseract() { tesseract --version 2>/dev/null | head -n 1 | grep -q '^tesseract v\{0,1\}[5-9]'; }
has_vietnamese() { tesseract --list-langs 2>/dev/null | grep -qx vie; }
# Liberation 1.x lacks some Vietnamese letters.
has_fonts() {
    find /usr/share/fonts /usr/local/share/fonts -name LiberationSerif-Regular.ttf \
        -exec grep -aq 'Version [2-9]' {} \; -print 2>/dev/null | grep -q .
}
# What is version 2 under a name of its own in Debian 12 took over the plain name later.
fonts_package() {
    apt-cache policy fonts-liberation 2>/dev/null | grep -q 'Candidate: 1:2' && echo fonts-liberation || echo fonts-liberation2
}

missing() {
    has_venv || echo python3 python3-venv
    has_tesseract || echo tesseract-ocr
    has_vietnamese || echo tesseract-ocr-vie
    [ "$what" = run ] || has_fonts || fonts_package
}

has_browser() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null && return
    done
    return 1
}
has_atomic() { ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1'; }
apt_install() {
    # shellcheck disable=SC2086 # several packages
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends $1 >/dev/null
}

if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    as_root=no
fi
command -v apt-get >/dev/null || as_root=no

packages=$(missing | tr '\n' ' ')
if [ -n "$packages" ]; then
    if [ "$as_root" = no ]; then
        echo "setup: this machine lacks: $packages" >&2
        echo "setup: ask an administrator for: sudo apt-get update && sudo apt-get install --yes $packages" >&2
        echo "setup: then run make again (exit status 5)" >&2
        exit 5
    fi
    # Lists that are missing or old name packages that are not there; one broken list need not matter.
    $as_root apt-get update -qq >&2 || true
    packages=$(missing | tr '\n' ' ')
    echo "setup: installing $packages" >&2
    apt_install "$packages"
    packages=$(missing | tr '\n' ' ')
    if [ -n "$packages" ]; then
        echo "setup: still missing after apt-get install: $packages (Debian 12, Ubuntu 24.04 or later is needed)" >&2
        exit 5
    fi
fi

# A browser is for tests only, and large: without it they go on, and tell what they left out.
# What steers it, Playwright's Node.js, needs a library that not every machine has.
if [ "$what" = dev ] && ! { has_browser && has_atomic; }; then
    [ "$as_root" = no ] || $as_root apt-get update -qq >&2 || true
    # Ubuntu has it as a snap only.
    if [ "$as_root" != no ] && apt-cache policy chromium 2>/dev/null | grep -q 'Candidate: [0-9]'; then
        echo "setup: installing chromium, for the tests" >&2
        apt_install "$(has_browser || echo chromium) libatomic1" || true
    fi
    { has_browser && has_atomic; } || echo "setup: without a browser some tests are skipped; to enable them: sudo apt-get install --yes chromium libatomic1" >&2
fi

# An environment of a Python that was upgraded away is of no use.
.venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    find_python
    "$python" -m venv --clear .venv
}
extra=
[ "$what" = run ] || extra='[dev]'
echo "setup: installing the packages of constraints.txt into .venv (a minute or two)" >&2
.venv/bin/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt --editable ".$extra" >&2
touch .venv/ready-run ".venv/ready-$what"  # what the tests need includes what a run needs
