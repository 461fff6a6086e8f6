#!/usr/bin/env bash
# Runs every test of the project, installing what they need; the last line counts them: `N passed, N failed, N skipped`.
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

# Python packages that tests read outputs with; without a registry the tests that need them say so and are skipped.
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -c "import pandas, pyarrow, standardwebhooks, tokenizers" 2>/dev/null || .venv/bin/pip install -q -r tests/requirements.txt ||
  echo "note: no Python packages; tests that need them are skipped"

step "formatting" cargo fmt --all --check
step "lints" cargo clippy --workspace --all-targets --quiet -- -D warnings
step "Rust tests" cargo test --workspace --no-fail-fast -- "$@"
step "corpus" python3 training/corpus.py corpus/train corpus/test corpus/standoff
step "frozen test parts" sh -c 'for part in corpus/test corpus/standoff/test corpus/consistency crates/demarche-ledger/tests/copies crates/demarche-ledger/tests/incidents; do (cd "$part" && sha256sum --quiet -c SHA256SUMS) || exit 1; done'
step "Python tests" .venv/bin/python -m unittest discover -s tests -p 'test_*.py' -v

# cargo prints `test result: ok. 5 passed; 0 failed; 1 ignored; …` per binary, unittest `Ran 5 tests` and then `OK`, `OK (skipped=2)`
# or `FAILED (failures=1, errors=1, skipped=2)`; a test with several failing subtests counts each of them
awk -v steps="$failed" '
  /^test result:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1); if ($i ~ /^ignored/) s += $(i-1) } }
  /^Ran [0-9]+ tests?/ { ran = $2; p += ran }
  /^(OK|FAILED) \(/ {
    n = split($0, part, /[(), ]+/)
    for (i = 2; i <= n; i++) {
      if (split(part[i], kv, "=") < 2) continue
      if (kv[1] == "skipped") s += kv[2]; else f += kv[2]
      less = kv[2] < ran ? kv[2] : ran
      p -= less
      ran -= less
    }
  }
  END { if (f == 0) f = steps; printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (f > 0 || steps > 0) }
' "$log"
