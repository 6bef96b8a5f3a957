#!/bin/sh
# Makes .venv ready: a fitting Python, the hashed requirements, and the project itself.
# `make` runs this when pyproject.toml or a requirements file changed. PYTHON=... names the interpreter.
set -eu
cd "$(dirname "$0")/.."
wanted="3.11, 3.12 or 3.13"

version_of() { # prints "3.12" for an interpreter of that version, and nothing when it cannot be run
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' </dev/null 2>/dev/null || true
}

fits() {
    case "$(version_of "$1")" in 3.11 | 3.12 | 3.13) return 0 ;; *) return 1 ;; esac
}

refuse() { # $1: what was asked for
    found=$(version_of "$1")
    if [ -n "$found" ]; then found="Python $found"; else found="nothing that runs as Python"; fi
    {
        echo "setup: expected Python $wanted, found $found at '$1'."
        echo "setup: name another interpreter, for example: make test PYTHON=/usr/bin/python3.12"
    } >&2
    exit 1
}

pick_python() { # the named one or none; unnamed, python3 first and then the versioned names
    if [ -n "${PYTHON:-}" ]; then
        fits "$PYTHON" || refuse "$PYTHON"
        echo "$PYTHON"
        return
    fi
    for name in python3 python3.13 python3.12 python3.11; do
        if fits "$name"; then echo "$name"; return; fi
    done
    refuse python3
}

make_venv() { # keeps a whole .venv whose Python is the picked one
    if [ -x .venv/bin/pip ] && [ "$(version_of .venv/bin/python)" = "$(version_of "$python")" ]; then return; fi
    rm -rf .venv
    "$python" -m venv .venv || {
        echo "setup: '$python -m venv' failed. On Debian and Ubuntu it needs the package python3-venv." >&2
        exit 1
    }
}

install_with_uv() {
    .venv/bin/python -m pip install --quiet --require-hashes -r requirements-uv.txt &&
        VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv pip sync --quiet --require-hashes --compile-bytecode requirements-dev.txt
}

install_with_pip() {
    echo "setup: uv could not be had; installing with pip, which takes about a minute longer." >&2
    .venv/bin/python -m pip install --quiet --require-hashes -r requirements-dev.txt
}

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
python=$(pick_python)
echo "setup: .venv with Python $(version_of "$python")" >&2
make_venv
install_with_uv || install_with_pip
# hatchling is in the lock, so the project is built from what is already there and nothing unhashed is fetched.
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
