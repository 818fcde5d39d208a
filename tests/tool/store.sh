#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# store.sh TOOL PART: a store is made, edited by way of files, looked back on and put right, as its users do it.
# With DANGJIAN_TEST_POSTGRESQL, the address of a database, it is in a schema there, which psql (PSQL) makes.
# shellcheck source=tests/tool/assert.sh
. "$(dirname "$0")/assert.sh"
store=$work/s.db
if [ -n "${DANGJIAN_TEST_POSTGRESQL:-}" ]; then
  "$PSQL" -qXc "CREATE SCHEMA tool_$$" "$DANGJIAN_TEST_POSTGRESQL" || exit 1
  store="$DANGJIAN_TEST_POSTGRESQL&options=-csearch_path%3Dtool_$$"
fi

# change_row SQL: changes rows past the library; fails where there is no program to do it.
change_row ()
{
  if [ -n "${DANGJIAN_TEST_POSTGRESQL:-}" ]; then "$PSQL" -qXc "$1" "$store"; return; fi
  command -v sqlite3 >/dev/null && sqlite3 "$store" "$1"
}

# A store of the case, its files in $work/files, and a second commit: a name, and a seat that is no more.
make_store ()
{
  expect 0 convert cases/sanlitun "$store"
  expect 0 export "$store" "$work/files"
  sed -i '2s/,[^,]*/,新名/' "$work/files/organization.csv"
  sed -i 3d "$work/files/seat.csv"
  expect 0 import "$store" "$work/files" --replace --author 组织科 --reason 核对
  has "what was done" '^commit 2$'
}

part_history ()
{
  make_store
  expect 0 log "$store" --format csv
  is "commits" 2 "$(rows number)"
  is "who" 组织科 "$(column author | tail -1)"
  is "why" 核对 "$(column reason | tail -1)"
  is "rows edited" 2 "$(column edits | tail -1)"
  expect 0 log "$store" 2 --format csv
  is "one cell was set" "organization name" "$(rows_where edit set | sed 1d | cut -d, -f1,5 | tr , ' ')"
  is "one row went" seat "$(rows_where edit drop | sed 1d | cut -d, -f1 | sort -u)"

  expect 0 diff "$store@1" "$store" --format csv "${on[@]}"
  is "what became of them" "renamed seat_given_up" "$(column event | tr '\n' ' ' | sed 's/ $//')"
  cp "$work/out" "$work/forward"
  expect 0 diff "$store" "$store@1" --format csv "${on[@]}"
  is "and the other way round" "renamed seat_taken" "$(column event | tr '\n' ' ' | sed 's/ $//')"
  expect 0 diff cases/sanlitun "$store" --format csv "${on[@]}"
  is "beside the files that it was made of" "" "$(cmp "$work/forward" "$work/out" 2>&1)"
  expect 0 diff "$store@1" cases/sanlitun --rows
  is "the first commit is those files" "no difference" "$(cat "$work/out")"
  expect 0 export "$store@1" "$work/first"
  is "to the byte" "" "$(diff -rq cases/sanlitun "$work/first" | grep -F .csv)"

  expect 0 undo "$store" 2 --preview --format csv
  is "what undoing would do" "changed added" "$(column difference | tr '\n' ' ' | sed 's/ $//')"
  expect 0 log "$store" --format csv
  is "a preview is no commit" 2 "$(rows number)"
  expect 0 undo "$store" 2 --reason 误录
  has "a new commit" '^commit 3$'
  expect 0 log "$store" --format csv
  has "why it was undone" '^3,.*undo 2 .*: 误录,2,'
  expect 0 diff "$store@1" "$store" --rows --format csv
  is "all is as it was" 0 "$(rows table)"
  expect 2 undo "$store" 2
  says "a later commit has edited the same rows" 'conflict'
  expect 0 verify "$store"
  has "three commits" 'commits: 3'
  hash=$(grep -o '[0-9a-f]\{64\}' "$work/out")
  expect 0 verify "$store" --format csv
  is "the hash of the last one" "$hash" "$(column hash)"

  expect 0 diff cases/transition --since 2023-03-31 --on 2023-04-30 --format csv
  is "four areas were set up" 4 "$(rows_where table area | grep -c ^founded)"
  is "on that day" 2023-04-01 "$(column day | sort -u)"
}

part_import ()
{
  make_store
  for replace in '' --replace; do
    expect 0 import "$store" "$work/files" $replace
    is "nothing to do${replace:+ with $replace}" "nothing to change" "$(cat "$work/out")"
  done
  expect 0 import "$store" "$work/files" --format csv
  is "nothing in CSV" 0 "$(rows table)"

  mkdir "$work/some"
  printf 'code,name,kind,superior\nnew-1,新支部,branch,o11\n' >"$work/some/organization.csv"
  expect 0 import "$store" "$work/some" --preview
  has "how many rows of a table" '^organization +added 1, removed 0, changed 0$'
  has "and which" '^subordination +new-1 > o11 +added$'
  expect 0 import "$store" "$work/some" --preview --format csv
  is "as rows" "organization subordination" "$(column table | tr '\n' ' ' | sed 's/ $//')"
  expect 0 import "$store" "$work/some"
  has "the number of the commit" '^commit 3$'
  expect 0 list "$store" organization --format csv "${on[@]}"
  is "new rows come last" new-1 "$(column code | tail -1)"
  is "nothing else went" 78 "$(rows code)"
  expect 0 log "$store" --format csv
  is "it says where from" "import some" "$(column reason | tail -1)"
  checks=$((checks + 1))
  [ -n "$(column author | tail -1)" ] || fail "the user is the author"

  printf '代码,党组织名称,组织类别\nnew-1,改名支部,党支部\n' >"$work/some/organization.csv"
  expect 0 import "$store" "$work/some" --reason renamed
  expect 0 diff "$store@3" "$store" --format csv "${on[@]}"
  is "columns that are not there stay" "renamed" "$(column event)"
  printf '{"organization":[{"code":"new-1","name":"JSON","kind":"branch"}]}' >"$work/some.json"
  expect 0 import "$store" "$work/some.json"
  printf 'code,name,kind\n' >"$work/some/organisation.csv"
  expect 0 import "$store" "$work/some" --preview
  says "files that are no table are not passed over in silence" 'organisation: There is no such table'
  expect 0 verify "$store"
}

part_refusals ()
{
  make_store
  mkdir "$work/bad"
  printf 'code,name,kind,superior\nb-1,甲,branch,nosuch\n' >"$work/bad/organization.csv"
  expect 1 import "$store" "$work/bad" --preview
  says "it could not be committed" 'nosuch'
  expect 2 import "$store" "$work/bad"
  says "what is wrong" 'must +reference +b-1'
  printf 'code,name,kind\nb-1,甲,nosuch\n' >"$work/bad/organization.csv"
  expect 2 import "$store" "$work/bad"
  says "with file, line and field" 'bad/organization\.csv:2:3 +must'
  expect 2 import "$store" "$work/none"
  one_line_on_stderr "files that are not there"
  expect 2 import "$work/none.db" "$work/files"
  one_line_on_stderr "a store that is not there"
  says "what is missing" 'none\.db: no such file'
  for arguments in "log $store@1" "verify $store@1" "undo $store@1 1" "import $store@1 $work/files"; do
    # shellcheck disable=SC2086 # several words
    expect 2 $arguments
    one_line_on_stderr "a store as of a commit"
    says "what it takes" 'takes the store itself'
  done
  expect 2 export "$store" "$work/other.db@1"
  one_line_on_stderr "nobody writes to a commit"
  checks=$((checks + 1))
  [ ! -e "$work/other.db@1" ] || fail "no folder of such a name is made"
  checks=$((checks + 1))
  [ ! -e "$work/none.db" ] || fail "importing makes no store"
  expect 0 log "$store" --format csv
  is "no commit of all this" 2 "$(rows number)"

  expect 2 log cases/sanlitun
  one_line_on_stderr "a folder has no log"
  expect 2 log "$store" 9
  one_line_on_stderr "no such commit"
  expect 2 log "$store" two
  one_line_on_stderr "no number"
  expect 2 undo "$store" 0
  one_line_on_stderr "no number of a commit"
  expect 2 count "$store@9"
  one_line_on_stderr "a commit that is still to come"
  expect 2 diff "$store"
  one_line_on_stderr "one register on one day"
  expect 2 diff "$store" --since yesterday
  one_line_on_stderr "no day"
  expect 2 diff "$store@1" "$store" --rows --since 2020-01-01
  one_line_on_stderr "a day of rows of whatever day"
  expect 2 diff "$store" "$store" "$store"
  one_line_on_stderr "three of them"
  expect 2 diff "$store" "$store" --preview
  one_line_on_stderr "an option of other commands"

  # One bit of the rows, which the log does not know of; then a row that no commit would have let in.
  if change_row "UPDATE organization SET name = 'X' WHERE id = 5"; then
    expect 1 verify "$store"
    is "nothing is told as sound" "" "$(cat "$work/out")"
    change_row "UPDATE organization SET since = 'never' WHERE id = 5"
    expect 1 verify "$store"
    says "which row" ':5:[0-9]+ +must +date'
  fi
}

# Every command takes a store, and one as of a commit; sentences are in both languages.
part_words ()
{
  make_store
  for command in count tree alliances coverage duties match facilities; do
    expect 0 "$command" cases/sanlitun --format csv "${on[@]}"
    cp "$work/out" "$work/of-folder"
    expect 0 "$command" "$store@1" --format csv "${on[@]}"
    is "$command of the first commit" "" "$(cmp "$work/of-folder" "$work/out" 2>&1)"
    expect 0 "$command" "$store" --format csv "${on[@]}"
  done
  expect 0 show "$store" o11 "${on[@]}"
  has "the new name" 新名
  expect 0 show "$store@1" o11 "${on[@]}"
  hasnt "the old name" 新名
  expect 0 diff "$store@1" "$store" --lang zh "${on[@]}"
  has "labels in Chinese" '更名 .*党组织名称：.* → 新名'
  expect 0 import "$store" "$work/files" --lang zh
  is "in Chinese" "没有需要变动的内容" "$(cat "$work/out")"
  expect 0 verify "$store" --lang zh
  has "in Chinese" '^完好：.*提交 2 次'
  expect 0 log "$store" 1 --lang zh
  has "rows that came in bulk" '成批载入 +.*[0-9]+ 行'
  expect 2 undo "$store" 9 --lang zh
  says "in Chinese" '没有第 9 次提交'
}

run_part
