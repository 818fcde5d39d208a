#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# structures.sh TOOL PART: asserts what the tool promises of duties, coverage, places, matching and the report.
# shellcheck source=tests/tool/assert.sh
. "$(dirname "$0")/assert.sh"

# ---- Answers ------------------------------------------------------------------------------------------------------

part_answers ()
{
  expect 0 list cases/sanlitun post --where role=first_secretary --format csv "${on[@]}"
  is "first secretaries" 3 "$(rows person)"
  expect 0 list cases/sanlitun 职务 --where 职务名称=first_secretary,until= --format csv "${on[@]}"
  is "the same by labels" 3 "$(rows person)"
  expect 0 list cases/sanlitun post --where role=first_secretary --format csv --on 2020-01-01
  is "none before the election" 0 "$(rows person)"
  answers_of_duties
  answers_of_coverage
  answers_of_match
  answers_of_places
}

answers_of_duties ()
{
  expect 0 duties cases/lines --who u-yunqi --format csv "${on[@]}"
  is "three bodies and their steps" "o-internet line o-association line o110108022 area" \
    "$(awk -F, 'NR > 1 { print $3, $6 }' "$work/out" | xargs)"
  has "by the organization of the unit's own" '^u-yunqi,,o-internet,.*u-yunqi > [^,]* > o-internet'
  expect 0 duties cases/lines --who u-yunqi --matter internet_party_building --format csv --on 2025-03-01
  is "one, once the boundary is a list" "o-internet" "$(column body | xargs)"
  expect 0 duties cases/lines --who u-yunqi --order area --format csv "${on[@]}"
  is "another order of resort" "o110108022" "$(column body | xargs)"
  expect 0 duties cases/lines --who u-yunqi --lang zh "${on[@]}"
  has "a reason in Chinese" '按条线指导其党组织'
  hasnt "no reason in English" 'guides by line'
  expect 0 duties cases/sanlitun --of sd-gongti-safety --format csv "${on[@]}"
  is "it is assigned to all of them" sd-gongti-safety "$(column body | sort -u)"
  expect 0 duties cases/sanlitun --lint --lang en "${on[@]}"
  has "two accountable bodies" 'duty-accountable +need-yaxiu-16: '
  has "how many" '^22 findings \(0 must\)$'
  expect 0 duties cases/sanlitun --flow all --format csv "${on[@]}"
  is "needs" 90 "$(column needs)"
}

answers_of_coverage ()
{
  expect 0 coverage cases/sanlitun --format csv "${on[@]}"
  has "manners" '^,,4812,6,114,4099,0,243,239,111,4219,4701,'
  expect 0 coverage cases/sanlitun --level building --format csv "${on[@]}"
  is "buildings add up" "4812 111" "$(sum units) $(sum none)"
  expect 0 coverage cases/sanlitun --by kind --format csv "${on[@]}"
  is "kinds add up" "4812 111" "$(sum units) $(sum none)"
  expect 0 coverage cases/sanlitun --by 行业 --format csv "${on[@]}"
  is "industries add up" "4812 111" "$(sum units) $(sum none)"
  expect 0 coverage cases/sanlitun --blind --format csv "${on[@]}"
  is "blind spots" 111 "$(rows unit)"
  expect 0 coverage cases/sanlitun --propose --format csv "${on[@]}"
  is "no branch of more than five units" "" "$(column units | awk '$1 > 5')"
}

answers_of_match ()
{
  expect 0 match cases/sanlitun --category 停车 --format csv "${on[@]}"
  is "parking places" 160 "$(sum quantity)"
  expect 0 match cases/sanlitun --farthest building --format csv "${on[@]}"
  is "nothing from farther" building "$(column nearness | sort -u)"
  expect 0 match cases/sanlitun --unmatched --format csv "${on[@]}"
  has "a reason" ',no_resource$'
  expect 0 match cases/borders --guides guide --format csv "${on[@]}"
  is "one row an enterprise" 24 "$(rows need)"
}

answers_of_places ()
{
  expect 0 facilities cases/sanlitun --near 116.45,39.935 --count 2 --format csv "${on[@]}"
  is "two of them" 2 "$(rows facility)"
  is "the nearest first" "$(column metres | xargs)" "$(column metres | sort -n | xargs)"
  expect 0 facilities cases/sanlitun --far 500 --service 组织生活 --format csv "${on[@]}"
  is "communities without" 110105004034 "$(column area)"
  expect 0 facilities cases/sanlitun --far 1e6 --format csv "${on[@]}"
  is "none in a thousand kilometres" 0 "$(rows area)"
}

# ---- The contract of the command line -----------------------------------------------------------------------------

part_refusals ()
{
  local arguments
  while read -r arguments; do
    # shellcheck disable=SC2086
    expect 2 $arguments
    one_line_on_stderr "$arguments"
  done <<'TEXT'
duties cases/sanlitun --who nowhere
duties cases/sanlitun --of nowhere
duties cases/sanlitun --order x --gaps
duties cases/sanlitun --order area,area --gaps
duties cases/sanlitun --matter x
duties cases/sanlitun --bodies
duties cases/sanlitun --flow nonsense
duties cases/sanlitun --gaps --lint
coverage cases/sanlitun --level community --by kind
coverage cases/sanlitun --by sex
coverage cases/sanlitun --blind --propose
coverage cases/sanlitun --of nobody
coverage cases/sanlitun --blind --by kind
facilities cases/sanlitun --near 181,2
facilities cases/sanlitun --near 1
facilities cases/sanlitun --count 3
facilities cases/sanlitun --far nan
facilities cases/sanlitun --far -1
match cases/borders --guides nope
match cases/borders --guides guide --category a
match cases/borders --unmatched --guides guide
match cases/borders --farthest x
report cases/sanlitun
report cases/sanlitun --html /nowhere/page.html
report cases/nowhere --html page.html
report cases/sanlitun --root nowhere --html page.html
TEXT
}

# ---- Defects of structures ----------------------------------------------------------------------------------------

# Each is told with file, line and field, nothing is answered, and its fellows are told too.
part_defects ()
{
  mkdir "$work/reg"
  printf 'code,name,kind\no,甲党委,committee\n' >"$work/reg/organization.csv"
  printf 'code,name,kind\na,甲联盟,alliance\n' >"$work/reg/alliance.csv"
  printf 'alliance,body,role\na,o,lead\na,nobody,member\n' >"$work/reg/seat.csv"
  printf 'code,name,kind,owner\nl,需求清单,need,o\n' >"$work/reg/checklist.csv"
  printf 'code,checklist,title,quantity\ni,l,会议室,-3\n' >"$work/reg/item.csv"
  printf 'code,name,lon,lat\nf,服务站,116,91\n' >"$work/reg/facility.csv"
  expect 1 check "$work/reg" --lang en
  has "a seat of an unknown body" 'seat.csv:3:2 +must +reference '
  has "a need with negative quantity" 'item.csv:2:4 +must +range '
  has "a facility at latitude 91" 'facility.csv:2:4 +must +range '
  has "these and no others" '^3 findings \(3 must\)'
  for command in "duties" "coverage" "match" "facilities" "report --html $work/page.html"; do
    # shellcheck disable=SC2086
    expect 2 ${command%% *} "$work/reg" ${command#"${command%% *}"}
    is "nothing is answered by $command" "" "$(cat "$work/out")"
  done
  is "no page" "" "$(ls "$work" | grep page)"
}

# ---- The report ---------------------------------------------------------------------------------------------------

part_report ()
{
  local page=$work/page.html
  expect 0 report cases/sanlitun --html "$page" --lang en "${on[@]}"
  is "nothing on standard output" "" "$(cat "$work/out")"
  cp "$page" "$work/out"
  has "its language" '^<html lang="en">$'
  has "whom it is about" '<h1>中共北京市朝阳区三里屯街道工作委员会</h1>'
  for section in tree coverage alliances duties cadence needs overdue facilities open; do
    has "section $section" "^<section id=\"$section\">$"
  done
  hasnt "nothing is fetched" 'https?://|<script|<link|<img|url\('
  expect 0 report cases/sanlitun --html "$page" --lang zh --root sd-gongti "${on[@]}"
  cp "$page" "$work/out"
  has "a root" '<h1>中共北京市朝阳区三里屯街道工体商圈委员会</h1>'
  mkdir "$work/reg"
  printf 'code,name,kind\no,"<script>alert(1)</script> & ""x""",committee\n' >"$work/reg/organization.csv"
  expect 0 report "$work/reg" --html "$page"
  cp "$page" "$work/out"
  hasnt "names are text, whatever they are" '<script'
  has "and shown as they are" '&lt;script&gt;alert\(1\)&lt;/script&gt; &amp; &quot;x&quot;'
  rm "$work/reg/organization.csv"
  printf 'code,name,kind\n' >"$work/reg/organization.csv"
  expect 0 report "$work/reg" --html "$page"
}

run_part
