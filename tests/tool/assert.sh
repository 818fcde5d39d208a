# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the scripts beside it share: SCRIPT TOOL PART runs one part of them at the top of the tree; every assertion that fails is printed.
set -uo pipefail
tool=$(realpath -- "$1")
part=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
on=(--on 2024-08-26)
commands=(convert check show list tree count alliances coverage duties match facilities report log diff import export undo verify generate)
failures=0
checks=0
unset NO_COLOR LANGUAGE COLUMNS LINES PAGER

# ---- Asserting ----------------------------------------------------------------------------------------------------

fail ()
{
  failures=$((failures + 1))
  printf 'FAILED line %s: %s\n' "${BASH_LINENO[1]}" "$*"
}

# is WHAT EXPECTED ACTUAL
is ()
{
  checks=$((checks + 1))
  [ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
}

# has WHAT EXTENDED_REGEX: the last output has it; hasnt: it has not
has ()
{
  checks=$((checks + 1))
  grep -Eq -- "$2" "$work/out" || fail "$1: no match of '$2' in: $(head -c 600 "$work/out")"
}

hasnt ()
{
  checks=$((checks + 1))
  ! grep -Eq -- "$2" "$work/out" || fail "$1: there is a match of '$2'"
}

says ()
{
  checks=$((checks + 1))
  grep -Eq -- "$2" "$work/err" || fail "$1: no match of '$2' on stderr: $(head -c 600 "$work/err")"
}

# expect STATUS ARGUMENT...: runs the tool; output in $work/out and $work/err
expect ()
{
  local status=$1 got
  shift
  "$tool" "$@" >"$work/out" 2>"$work/err" </dev/null
  got=$?
  checks=$((checks + 1))
  [ "$got" = "$status" ] || fail "status of '$*': expected $status, got $got: $(head -c 600 "$work/err")"
}

one_line_on_stderr ()
{
  is "lines on stderr of: $1" 1 "$(wc -l <"$work/err")"
  is "output of: $1" "" "$(cat "$work/out")"
}

# column NAME: the cells of a column of the last CSV
column () { awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { print $c }' "$work/out"; }
rows () { column "$1" | wc -l; }
sum () { column "$1" | awk '{ s += $1 } END { print s + 0 }'; }
times () { column "$1" | grep -cx -- "$2"; }

# rows_where COLUMN VALUE: the lines of the last CSV with that value
rows_where ()
{
  awk -F, -v name="$1" -v value="$2" \
    'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; print; next } $c == value' "$work/out"
}

# The part that was asked for, and the status of the script.
run_part ()
{
  "part_$part"
  echo "$part: $checks checks, $failures failed"
  [ "$failures" = 0 ]
}
