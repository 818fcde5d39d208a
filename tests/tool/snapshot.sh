#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# snapshot.sh TOOL PART: every command answers from a snapshot as from the register that it was made of.
# shellcheck source=tests/tool/assert.sh
. "$(dirname "$0")/assert.sh"

# same ARGUMENT...: the command's answers from the folder and from the snapshot are the same bytes. @ stands for the register.
same ()
{
  "$tool" "${@/@/cases/sanlitun}" >"$work/of-folder" 2>"$work/err"
  expect $? "${@/@/$work/s.djv}"
  checks=$((checks + 1))
  cmp -s "$work/of-folder" "$work/out" || fail "not the same: $*"
}

part_answers ()
{
  expect 0 convert cases/sanlitun "$work/s.djv" "${on[@]}"
  for command in count tree alliances coverage duties match facilities; do
    same "$command" @ --format csv "${on[@]}"
    same "$command" @ --format csv --on 2020-01-01
  done
  same show @ 110105004 "${on[@]}"
  same list @ post --format json "${on[@]}"
  same check @ "${on[@]}"
  same check @ --by rule --format csv --on 2020-01-01
  same count @ --format csv --on 2020-01-01 --basis as-is --today 2024-08-26
  "$tool" tree cases/sanlitun "${on[@]}" >"$work/of-folder"
  for trust in '' --trust; do
    expect 0 tree "$work/s.djv" $trust
    is "its own day is what it answers of${trust:+ with $trust}" "" "$(cmp "$work/of-folder" "$work/out" 2>&1)"
  done
}

part_files ()
{
  expect 0 convert cases/lines "$work/l.djv" --on 2024-08-26
  expect 0 convert "$work/l.djv" "$work/back"
  is "the same files" "" "$(diff -rq cases/lines "$work/back" | grep -F .csv)"
  expect 0 convert "$work/l.djv" "$work/again.djv"
  is "the same snapshot" "" "$(cmp "$work/l.djv" "$work/again.djv" 2>&1)"
  expect 0 convert "$work/l.djv" "$work/l.djv" --on 2020-01-01
  expect 0 count "$work/l.djv" --format csv
  expect 2 convert cases/lines "$work/none/l.djv"
  one_line_on_stderr "a folder that does not exist"
}

part_refusals ()
{
  expect 2 tree "$work/none.djv"
  one_line_on_stderr "no such file"
  printf 'code,name\n' >"$work/text.djv"
  expect 2 tree "$work/text.djv"
  one_line_on_stderr "another kind of file"
  says "what it is not" 'text\.djv.*no snapshot'
  mkfifo "$work/pipe.djv"
  expect 2 tree "$work/pipe.djv"
  one_line_on_stderr "a pipe, which is not waited for"
  expect 0 convert cases/lines "$work/l.djv" "${on[@]}"
  expect 0 tree "$work/l.djv" --lenient
  says "an option that is of no use" '--lenient is of no use'
  expect 0 tree cases/lines --trust "${on[@]}"
  says "an option of snapshots" '--trust is of use for snapshots only'
  head -c 20000 "$work/l.djv" >"$work/cut.djv"
  expect 2 tree "$work/cut.djv"
  one_line_on_stderr "a file cut short"
  cp "$work/l.djv" "$work/bad.djv"
  printf '\377' | dd of="$work/bad.djv" bs=1 seek=30000 conv=notrunc status=none
  expect 2 tree "$work/bad.djv"
  one_line_on_stderr "a byte that is another"
  says "which column" 'bad\.djv: .*Column [a-z.]+ of the snapshot is damaged'
  expect 2 tree "$work/bad.djv" --lang zh
  says "in Chinese" '快照文件的列 [a-z.]+ 已损坏'
}

run_part
