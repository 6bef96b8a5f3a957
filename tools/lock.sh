#!/bin/sh
# Writes requirements.txt and requirements-dev.txt from pyproject.toml, one set of hashes for 3.11 to 3.13 on every system.
# No address of a registry goes into them: where packages come from is the business of the machine.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links "$@" pyproject.toml
}

compile "$@" --output-file requirements.txt
compile "$@" --constraint requirements.txt --extra dev --output-file requirements-dev.txt
