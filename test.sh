#!/usr/bin/env bash
# Runs every test of the project, installing what they need; the last line counts them: `N passed, N failed`.
# Needs cargo and python3 (with venv); Python packages go into .venv. `./test.sh NAME` runs only tests whose name holds NAME.
set -uo pipefail
cd "$(dirname "$0")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0

step() { # title, command...
  local title=$1
  shift
  echo "== $title"
  "$@" 2>&1 | tee -a "$log"
  local rc=${PIPESTATUS[0]}
  if [ "$rc" -ne 0 ]; then
    echo "-- $title: exit $rc"
    failed=$((failed + 1))
  fi
}

# Python packages that tests read outputs with; without a registry the tests that need them say so and are not run.
if [ ! -x .venv/bin/python ]; then
  python3 -m venv .venv && .venv/bin/pip install -q -r tests/requirements.txt || echo "note: no Python packages; tests that need them are left out"
fi

step "formatting" cargo fmt --all --check
step "lints" cargo clippy --workspace --all-targets --quiet -- -D warnings
step "Rust tests" cargo test --workspace --no-fail-fast -- "$@"
step "corpus" python3 training/corpus.py corpus/train corpus/test
step "frozen test part" sh -c 'cd corpus/test && sha256sum --quiet -c SHA256SUMS'
step "Python tests" .venv/bin/python -m unittest discover -s tests -p 'test_*.py' -v

# cargo prints `test result: ok. 5 passed; 0 failed; …` per binary, unittest `Ran 5 tests` and perhaps `FAILED (failures=1)`
awk -v steps="$failed" '
  /^test result:/ { for (i = 1; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1) } }
  /^Ran [0-9]+ tests?/ { p += $2 }
  /^FAILED \(/ { n = split($0, part, /[^0-9]+/); for (i = 1; i <= n; i++) if (part[i] != "") { p -= part[i]; f += part[i] } }
  END { if (f == 0) f = steps; printf "%d passed, %d failed\n", p, f; exit (f > 0 || steps > 0) }
' "$log"
