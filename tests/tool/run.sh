#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh TOOL PART: asserts what the tool promises of organizations, people and alliances, and of every command.
# shellcheck source=tests/tool/assert.sh
. "$(dirname "$0")/assert.sh"

# ---- Figures ------------------------------------------------------------------------------------------------------

part_figures ()
{
  local everyone
  expect 0 count cases/beijing --format csv "${on[@]}"
  is "the city is one row" 1 "$(rows members)"
  everyone=$(sum members)
  is "members of Beijing" 18657 "$everyone"
  is "formal and probationary" "$everyone" $(($(sum formal) + $(sum probationary)))

  expect 0 count cases/beijing --level county --format csv "${on[@]}"
  is "districts" 16 "$(rows area)"
  is "members of the districts add up" "$everyone" "$(sum members)"
  expect 0 count cases/beijing --level township --format csv "${on[@]}"
  is "townships" 349 "$(rows area)"
  is "their classes" "221 107 15 6" \
    "$(times class subdistrict) $(times class town) $(times class township) $(times class quasi)"
  is "members of the townships add up" "$everyone" "$(sum members)"
  expect 0 count cases/beijing --level community --format csv "${on[@]}"
  is "communities" 7535 "$(rows area)"
  is "their classes" "3701 3774 60" "$(times class community) $(times class village) $(times class quasi)"
  expect 0 count cases/beijing --root 110105004 --level community --format csv "${on[@]}"
  is "communities of Sanlitun" 8 "$(rows area)"
  expect 0 count cases/beijing --level 县级 --format csv "${on[@]}"
  is "a level by its Chinese label" 16 "$(rows area)"
  figures_of_breakdowns "$everyone"
  figures_of_sanlitun
  figures_of_alliances
}

figures_of_breakdowns ()
{
  expect 0 count cases/beijing --by sex,age --format csv "${on[@]}"
  is "members by sex and age" "$1" "$(sum members)"
  is "two sexes, eight ages" 16 "$(rows members)"
  expect 0 count cases/beijing --level county --by status --format csv "${on[@]}"
  is "members by district and status" "$1" "$(sum members)"
  expect 0 count cases/beijing --by 性别 --format csv "${on[@]}"
  is "by sex, in Chinese" "$1" "$(sum members)"
  expect 0 count cases/beijing --distinct --format csv "${on[@]}"
  is "nobody takes part from outside" "$1" "$(sum people)"
  expect 0 count cases/beijing --level county --distinct --format csv "${on[@]}"
  checks=$((checks + 1))
  [ "$(sum people)" -gt "$1" ] || fail "people of districts, who take part in several, add up to more"
  local people
  people=$(sum people)
  expect 0 count cases/beijing --level county --outside --format csv "${on[@]}"
  is "members by district again" "$1" "$(sum members)"
  is "who is received is who counts twice" "$((people - $1))" "$(sum received)"
  expect 0 count cases/beijing --format csv --on 2012-01-01
  local then
  then=$(sum members)
  expect 0 count cases/beijing --format csv --on 2012-01-01 --level county --basis as-is --today 2024-08-26
  is "members of 2012 over the tree of 2024" "$then" "$(sum members)"
  expect 0 count cases/sanlitun --kind branch --format csv "${on[@]}"
  is "one row a branch" "$(grep -c ',branch,' cases/sanlitun/organization.csv)" "$(rows organization)"
}

figures_of_sanlitun ()
{
  local code
  expect 0 tree cases/sanlitun --format csv "${on[@]}"
  cp "$work/out" "$work/tree"
  is "organizations" 77 "$(rows organization)"
  for code in sd-changhong sd-yaxiu sd-gongti; do
    cp "$work/tree" "$work/out"
    rows_where organization $code >"$work/one"
    rows_where superior $code >"$work/below"
    cp "$work/one" "$work/out"
    is "$code" "committee 2 3" "$(column kind) $(column full_time) $(column enterprise)"
    cp "$work/below" "$work/out"
    is "its office and departments" "1 5" "$(times kind office) $(times kind department)"
  done
  cp "$work/tree" "$work/out"
  is "organizations of buildings" 19 "$(column organization | grep -c '^bo-')"
  is "the root comes first, at depth 0" 0 "$(column depth | head -1)"
  expect 0 count cases/sanlitun --level building --format csv "${on[@]}"
  is "buildings" 19 "$(rows area)"
  expect 0 count cases/sanlitun --level business_district --format csv "${on[@]}"
  is "business districts" 3 "$(rows area)"
  expect 0 tree cases/sanlitun --lang zh "${on[@]}"
  is "three committees in the drawing" 3 "$(grep -Ec '商圈党委 .* · 专职 2 · 企业 3$' "$work/out")"
}

figures_of_alliances ()
{
  local order
  expect 0 alliances cases/sanlitun --format csv "${on[@]}"
  is "alliances" "10 10 13" "$(column seats | xargs)"
  expect 0 alliances cases/sanlitun --components --format csv "${on[@]}"
  is "three parts" "13 10 10" "$(column bodies | xargs)"
  expect 0 alliances cases/sanlitun --seats gov-changhong --format csv "${on[@]}"
  is "one lead" 1 "$(times role lead)"
  for order in "cases/sanlitun --path sd-yaxiu e1245" "--path sd-yaxiu e1245 cases/sanlitun"; do
    # shellcheck disable=SC2086
    expect 0 alliances $order --format csv "${on[@]}"
    is "a way of one step: $order" "sd-yaxiu e1245" "$(column body | xargs)"
  done
  expect 0 alliances cases/sanlitun --format hif "${on[@]}"
  is "incidences" 33 "$(grep -c '^{"edge":.*"node":' "$work/out")"
  expect 0 alliances cases/sanlitun --format dot --lang zh "${on[@]}"
  has "roles as labels" 'label="牵头单位"'
  expect 0 alliances cases/sanlitun --format geojson "${on[@]}"
  has "GeoJSON" '^\{"type":"FeatureCollection",$'
}

# ---- The contract of the command line -----------------------------------------------------------------------------

part_contract ()
{
  expect 0 check cases/sanlitun "${on[@]}"
  expect 0 check cases/beijing "${on[@]}"
  expect 0 check cases/revisions "${on[@]}"
  expect 0 tree cases/sanlitun --root 110105004 --depth 1 "${on[@]}"
  has "what depth cuts off" '\(\+14\)'
  expect 0 tree --depth 0 --format csv cases/sanlitun "${on[@]}"
  is "depth 0 is the root alone" 1 "$(rows organization)"
  expect 0 --format csv "${on[@]}" tree cases/sanlitun --depth 1
  is "options before the command" "o11 o110105 ind-internet" "$(column organization | xargs)"
  expect 0 tree "${on[@]}" -- cases/sanlitun
  contract_of_show
  contract_of_refusals
}

contract_of_show ()
{
  expect 0 show cases/sanlitun sd-changhong --lang en "${on[@]}"
  has "name" '^中共北京市朝阳区三里屯街道长虹商圈委员会$'
  has "label of a code" 'primary Party committee'
  has "superior" 'o110105004 +中共北京市朝阳区三里屯街道工作委员会'
  has "members" 'members +107'
  has "posts" '^Posts · 6'
  expect 0 show cases/sanlitun sd-changhong --lang zh "${on[@]}"
  has "labels in Chinese" '^职务 · 6'
  expect 0 show cases/sanlitun sd-changhong --format csv "${on[@]}"
  is "posts in CSV" 6 "$(grep -c '^post.body,[0-9]*,person,' "$work/out")"
  has "counts in CSV" '^counts,0,members,107$'
  expect 0 show cases/sanlitun sd-changhong --format json "${on[@]}"
  has "counts in JSON" '"counts": \{.*"members": 107,'
  for code in 110105004 p0008 e0008 gov-changhong mech-changhong-1 fc-changhong; do
    expect 0 show cases/sanlitun "$code" "${on[@]}"
    has "$code is shown" "$code"
  done
  expect 2 show cases/sanlitun sd-changhong --on 2020-01-01 --lang en
  says "since when it exists" 'from 2023-02-15'
  one_line_on_stderr "show before it existed"
  expect 2 show cases/sanlitun nowhere
  one_line_on_stderr "show of no code"
}

contract_of_refusals ()
{
  local arguments
  while read -r arguments; do
    # shellcheck disable=SC2086
    expect 2 $arguments
    one_line_on_stderr "$arguments"
  done <<'TEXT'

nonsense
tree
tree cases/sanlitun more
convert cases/sanlitun
tree --nonsense cases/sanlitun
tree -x cases/sanlitun
tree cases/sanlitun --by sex
tree cases/nowhere
check cases/nowhere
check README.md
tree cases/sanlitun --root nowhere
tree cases/sanlitun --depth -1
tree cases/sanlitun --depth many
tree cases/sanlitun --on 2023-02-30
tree cases/sanlitun --on
tree cases/sanlitun --format xml
tree cases/sanlitun --lang fr
count cases/sanlitun --level nonsense
count cases/sanlitun --kind nonsense
count cases/sanlitun --by sex,nonsense
count cases/sanlitun --level county --kind branch
count cases/sanlitun --by sex --distinct
count cases/sanlitun --outside
count cases/sanlitun --outside --level community --by sex
count cases/sanlitun --basis never
count cases/sanlitun --today 2024-01-01
count cases/sanlitun --basis as-is --today never
alliances cases/sanlitun --ties --shared
alliances cases/sanlitun --ties --format dot
alliances cases/sanlitun --crossing nonsense
alliances cases/sanlitun --seats sd-yaxiu
alliances cases/sanlitun --of nowhere
alliances cases/sanlitun --path sd-yaxiu
alliances cases/sanlitun --path sd-yaxiu nowhere
tree cases/sanlitun --format dot
list cases/sanlitun
list cases/sanlitun nonsense
list cases/sanlitun post --where role
list cases/sanlitun post --where nonsense=1
list cases/sanlitun post --scale 1/100
generate
generate never more
generate never --scale 0
generate never --scale 1/0
generate never --scale 1/20000
generate never --scale 1.01
generate never --scale nan
generate never --scale 1/100/2
generate never --seed -1
generate never --seed x
generate never --divisions cases/nowhere
generate never --divisions cases/sanlitun
TEXT
  is "nothing is written then" no "$([ -e never ] && echo yes || echo no)"
  expect 2 count cases/sanlitun --level nonsense
  says "the values that are allowed" 'county, township, community'
  expect 2 count cases/sanlitun --by ''
  one_line_on_stderr "count --by ''"
  expect 2 check cases/sanlitun/organization.csv --lang en
  says "the folder is wanted" 'give the folder'
  expect 0 count cases/sanlitun --level grid --on 2024-08-26 --lang en
  says "nothing to count" 'no area of that kind to count on 2024-08-26'
  expect 0 count cases/sanlitun --level grid --on 2024-08-26 --format csv
  is "CSV needs no sentence" "" "$(cat "$work/err")"
  expect 0 convert cases/sanlitun "$work/register.db"
  expect 2 convert cases/sanlitun "$work/register.db" --lang en
  says "a store is not written over" 'a store keeps history'
  expect 0 convert "$work/register.db" "$work/register"
  expect 0 convert cases/sanlitun "$work/direct"
  is "a store holds what the files do" "" "$(diff -r "$work/register" "$work/direct" 2>&1)"
  is "a store counts as its files do" "$("$tool" count cases/sanlitun --format csv)" "$("$tool" count "$work/register.db" --format csv)"
  if [ -w /dev/full ]; then
    "$tool" tree cases/sanlitun >/dev/full 2>"$work/err"
    is "a full disk" 2 $?
  fi
  "$tool" tree cases/beijing 2>"$work/err" | head -1 >/dev/null
  is "a reader that leaves" "" "$(cat "$work/err")"
}

# ---- Defects ------------------------------------------------------------------------------------------------------

# A sound register of three organizations and two members, for one defect at a time.
sound ()
{
  rm -rf "$work/reg"
  mkdir "$work/reg"
  cat >"$work/reg/organization.csv" <<'TEXT'
code,name,kind,since,until
a,甲党委,committee,2000-01-01,
b,乙支部,branch,2000-01-01,
c,丙支部,branch,2000-01-01,
TEXT
  cat >"$work/reg/subordination.csv" <<'TEXT'
organization,superior,since,until
b,a,2000-01-01,
c,a,2000-01-01,
TEXT
  cat >"$work/reg/person.csv" <<'TEXT'
code,name,sex,admitted
p1,张某,male,2001-07-01
p2,李某,female,2002-07-01
TEXT
  cat >"$work/reg/membership.csv" <<'TEXT'
person,organization,kind,since,until
p1,b,affiliation,2001-07-01,
p2,c,affiliation,2002-07-01,2010-01-01
p2,b,affiliation,2010-01-01,
TEXT
}

# defect RULE PLACE: check finds it there and nothing is loaded
defect ()
{
  expect 1 check "$work/reg" --lang en
  has "$1" "$2 +must +$1"
  expect 1 check "$work/reg" --format csv
  has "$1 in CSV" '^must,'
  expect 1 check "$work/reg" --format json
  has "$1 in JSON" '"severity": ?"must"'
  expect 2 tree "$work/reg"
  is "nothing is answered" "" "$(cat "$work/out")"
  expect 2 convert "$work/reg" "$work/never"
  checks=$((checks + 1))
  [ ! -e "$work/never" ] || fail "something was written"
  expect 0 tree "$work/reg" --lenient
  says "what lenient leaves out is said" 'lenient'
}

part_defects ()
{
  sound
  expect 0 check "$work/reg" --rules none
  has "nothing found" '^no findings in [0-9]+ rows$'
  mkdir "$work/one"
  printf 'code,name,kind\na,甲党委,committee\n' >"$work/one/ORGANIZATION.CSV"
  expect 0 check "$work/one" --lang en --rules none
  has "one row, of a table in capitals" '^no findings in 1 row$'
  sed -i 's/,2010-01-01$/,2010-01-02/' "$work/reg/membership.csv"
  defect affiliation-one 'membership.csv:4:[0-9]+'
  expect 2 tree "$work/reg" --lang en
  says "the citation in one language" '[^·] \(Party Constitution art 8\)$'
  says "the total" '^1 finding \(1 must\)$'
  expect 2 tree "$work/reg" --lang zh
  says "the same in Chinese" '（党章第八条）$'
  says "the total in Chinese" '^问题 1 处（必须改正 1 处）$'
  sound
  sed -i 's/^b,a,/b,b,/' "$work/reg/subordination.csv"
  defect tree-acyclic 'subordination.csv:2:[0-9]+'
  sound
  sed -i 's/^b,a,.*/b,a,2000-01-01,2015-01-01\nb,c,2015-01-01,2016-01-01\nb,a,2016-01-01,/; s/^c,a,.*/c,a,2000-01-01,2015-06-01\nc,b,2015-06-01,2015-07-01\nc,a,2015-07-01,/' \
    "$work/reg/subordination.csv"
  defect tree-acyclic 'subordination.csv:[36]:[0-9]+'
  sound
  sed -i 's/^c,a,/c,nowhere,/' "$work/reg/subordination.csv"
  defect reference 'subordination.csv:3:2'
  sound
  printf 'b,乙支部之二,branch,2005-01-01,\n' >>"$work/reg/organization.csv"
  defect code-unique 'organization.csv:5:1'
  sound
  sed -i 's/^p1,张某,male,2001-07-01/p1,张某,male,2023-02-30/' "$work/reg/person.csv"
  defect date 'person.csv:2:4'
  sound
  printf 'p3,"王某,male' >>"$work/reg/person.csv"
  defect file-cut 'person.csv:4:[0-9]+'
  encodings
}

encodings ()
{
  sound
  expect 0 convert "$work/reg" "$work/utf8"
  mkdir "$work/gb"
  (cd "$work/reg" && for f in *.csv; do iconv -f UTF-8 -t GB18030 "$f" | sed 's/$/\r/' >"../gb/$f"; done)
  sed -i 's/^code,name,kind/代码,党组织名称,组织类别/' "$work/reg/organization.csv"
  iconv -f UTF-8 -t GB18030 "$work/reg/organization.csv" >"$work/gb/党组织.csv"
  rm "$work/gb/organization.csv"
  expect 0 convert "$work/gb" "$work/from-gb"
  checks=$((checks + 1))
  diff -r "$work/utf8" "$work/from-gb" >"$work/diff" || fail "GB18030, CRLF and Chinese headers: $(head -3 "$work/diff")"
  sound
  printf 'd,"\033[31m红",branch,2000-01-01,\n' >>"$work/reg/organization.csv"
  expect 0 tree "$work/reg"
  hasnt "an escape from the data" "$(printf '\033')"
}

# ---- Conversion ---------------------------------------------------------------------------------------------------

part_generate ()
{
  local nation=$work/nation
  expect 0 generate "$nation" --scale 1/10000 --seed 7
  is "generate is silent for scripts" "" "$(cat "$work/out")"
  says "where areas are from" '^dangjian: areas from .*divisions$'
  expect 0 check "$nation" --rules none
  expect 0 count "$nation" --on 2024-12-31 --format csv
  is "members" 10027 "$(sum members)"
  expect 0 count "$nation" --on 2024-12-31 --by sex --format csv
  is "women" 3099 "$(rows_where sex female | tail -1 | grep -o '[0-9]*$')"
  expect 0 list "$nation" organization --on 2024-12-31 --format csv
  is "kinds" "31 33 461" "$(times kind committee) $(times kind general_branch) $(times kind branch)"
  expect 0 generate "$work/again.json" --scale 0.0001 --seed 7
  expect 0 convert "$work/again.json" "$work/again"
  is "the same bytes again" "" "$(diff -r "$nation" "$work/again")"
  expect 0 generate "$work/other" --scale 1/10000 --seed 8
  is "other bytes with another seed" different "$(diff -rq "$nation" "$work/other" >/dev/null || echo different)"
  generate_elsewhere "$nation"
}

# Divisions are found beside the program, wherever its tree is put; where there are none, areas are made up.
generate_elsewhere ()
{
  local tree=$work/tree
  mkdir "$work/alone" && cp "$tool" "$work/alone"
  (cd "$work" && alone/dangjian generate made-up --scale 1/10000 --lang en) >"$work/out" 2>"$work/err"
  is "status without divisions" 0 $?
  says "areas are made up" 'areas are made up$'
  expect 0 check "$work/made-up" --rules none
  (cd "$work" && alone/dangjian generate made-up --scale 1/10000 --lang zh) 2>"$work/err"
  says "in Chinese" '区划为编造$'
  mkdir -p "$tree/bin" "$tree/share/dangjian" && cp "$tool" "$tree/bin" && cp -r data/divisions "$tree/share/dangjian"
  (cd "$work" && tree/bin/dangjian generate moved --scale 1/10000 --seed 7) >"$work/out" 2>"$work/err"
  is "status in a tree of its own" 0 $?
  says "its own divisions" "^dangjian: areas from $(realpath "$tree")/bin/\.\./share/dangjian/divisions$"
  is "the same divisions give the same bytes" "" "$(diff -r "$1" "$work/moved")"
  expect 0 generate "$work/named" --scale 1/10000 --seed 7 --divisions "$tree/share/dangjian/divisions"
  is "and so they do by name" "" "$(diff -r "$1" "$work/named")"
}

part_convert ()
{
  local name case
  for case in cases/*/; do
    name=$(basename "$case")
    expect 0 convert "$case" "$work/$name.json"
    is "convert is silent for scripts" "" "$(cat "$work/out")"
    expect 0 convert "$work/$name.json" "$work/$name"
    expect 0 convert "$work/$name" "$work/$name.again.json"
    checks=$((checks + 2))
    cmp -s "$work/$name.json" "$work/$name.again.json" || fail "$name: JSON to CSV to JSON"
    for file in "$case"*.csv; do
      cmp -s "$file" "$work/$name/$(basename "$file")" || fail "$file: CSV to JSON to CSV"
    done
    is "$name: number of files" "$(find "$case" -name '*.csv' | wc -l)" "$(find "$work/$name" -name '*.csv' | wc -l)"
  done
}

# ---- Words --------------------------------------------------------------------------------------------------------

part_words ()
{
  local command
  expect 0 --help --lang en
  has "help in English" '^Usage: dangjian COMMAND'
  expect 0 --help --lang zh
  has "help in Chinese" '^用法：dangjian 命令'
  expect 0 -h --lang=zh
  expect 0 --version
  has "version" '^dangjian [0-9]+\.[0-9]+\.[0-9]+$'
  for command in "${commands[@]}"; do
    expect 0 "$command" --help --lang en
    has "$command" "^Usage: dangjian $command "
    has "$command has an example" "^  dangjian $command (cases/|nation|sanlitun\.db)"
    expect 0 help "$command" --lang zh
    has "$command" "^用法：dangjian $command "
  done
  words_of_locale
  words_of_the_page
}

words_of_locale ()
{
  is "locale" "党组织" "$(LC_ALL=zh_CN.UTF-8 "$tool" tree cases/sanlitun --depth 0 | awk 'NR == 1 { print $1 }')"
  is "option over locale" "Organization" \
    "$(LC_ALL=zh_CN.UTF-8 "$tool" tree cases/sanlitun --depth 0 --lang en | awk 'NR == 1 { print $1 }')"
  is "Chinese arguments in the C locale" 0 "$(LC_ALL=C "$tool" count cases/sanlitun --level 楼宇 >/dev/null 2>&1; echo $?)"
  expect 2 tree cases/nowhere --lang zh
  says "an error in Chinese" '[^ -~]'
  expect 2 tree cases/sanlitun --nonsense --lang zh
  says "an unknown option in Chinese" '没有选项 --nonsense'
}

# The texts that people read are those that the tool knows.
words_of_the_page ()
{
  local page option command
  for page in examples/cli/dangjian.1 examples/cli/dangjian.zh_CN.1 examples/cli/dangjian.bash; do
    for option in format on lang lenient trust help version root depth level kind by distinct outside basis today \
      components bridges isolated shared crossing matrix ties seats of path where blind on-paper propose who matter order \
      overlaps gaps lint overdue cadence bodies flow category farthest unmatched guides service near count far html; do
      checks=$((checks + 1))
      grep -Eq -- "(--|\\\\-\\\\-)${option//-/\\\\?-}\\b" "$page" || fail "$page does not know --$option"
    done
    for command in "${commands[@]}"; do
      checks=$((checks + 1))
      grep -q -- "$command" "$page" || fail "$page does not know $command"
    done
  done
  words_of_the_readme README.md C.UTF-8
  words_of_the_readme README.zh-CN.md zh_CN.UTF-8
}

# block FILE KIND: the lines of the first ```KIND block
block () { awk -v fence="^\`\`\`$2\$" '$0 ~ fence && !done { on = 1; next } /^```$/ { if (on) done = 1; on = 0 } on' "$1"; }

# What a README shows is what the program is, and what the tool says.
words_of_the_readme ()
{
  local line
  checks=$((checks + 2))
  tail -n +2 examples/readme.c >"$work/program"
  block "$1" c | diff "$work/program" - >"$work/diff" || fail "$1 differs from examples/readme.c: $(head -3 "$work/diff")"
  block "$1" console >"$work/shown"
  grep '^\$ dangjian ' "$work/shown" >"$work/commands"
  while IFS= read -r line; do
    printf '%s\n' "$line"
    # shellcheck disable=SC2086
    LC_ALL=$2 "$tool" ${line#\$ dangjian } 2>&1 </dev/null
  done <"$work/commands" >"$work/said"
  diff "$work/shown" "$work/said" >"$work/diff" || fail "$1 differs from what the tool says: $(head -6 "$work/diff")"
  is "$1 shows something" 1 "$(($(wc -l <"$work/shown") > 15))"
}

# ---- Rules --------------------------------------------------------------------------------------------------------

# A register of 8 branches, of which the first 6 are silenced, and a further column with a cell that nobody can read.
make_ruled ()
{
  mkdir "$work/ruled"
  printf 'code,name,kind\no,甲委员会,committee\n' >"$work/ruled/organization.csv"
  printf 'organization,superior\n' >"$work/ruled/subordination.csv"
  for i in 1 2 3 4 5 6 7 8; do
    printf 'b%s,第%s支部,branch\n' "$i" "$i" >>"$work/ruled/organization.csv"
    printf 'b%s,o\n' "$i" >>"$work/ruled/subordination.csv"
  done
  printf 'code,host,kind,date,due\na,b1,members_meeting,2020-01-01,many\n' >"$work/ruled/activity.csv"
  cat >"$work/ruled.json" <<'TEXT'
{ "instruments": { "i": { "zh": "甲", "en": "A" } },
  "columns": { "activity": { "due": { "type": "int", "zh": "应到会人数", "en": "those due" } } },
  "rules": [ { "id": "r", "subject": "organization", "when": { "kind": "branch" }, "then": { "kind": "group" },
               "severity": "should", "instrument": "i", "confirmed": "L",
               "title": { "zh": "题", "en": "Title" }, "message": { "zh": "错", "en": "wrong" } } ],
  "silences": [ { "rule": "r", "under": "b1", "reason": "x" }, { "rule": "r", "under": "b2", "reason": "x" },
                { "rule": "r", "under": "b3", "reason": "x" }, { "rule": "r", "under": "b4", "reason": "x" },
                { "rule": "r", "under": "b5", "reason": "x" }, { "rule": "r", "under": "b6", "reason": "x" } ] }
TEXT
}

# CSV has the same columns whatever was asked for, and all rows; silenced ones of one rule only, as a table
rules_in_one_table ()
{
  local header options
  header=severity,rule,table,row,file,line,column,subject,message_zh,message_en,citation,found,bound,organization,silenced
  for options in "" "--rule r" "--root b7" "--rule r --root b1"; do
    # shellcheck disable=SC2086
    expect 0 check "$work/ruled" --rules "$work/ruled.json" --format csv $options
    is "columns with '$options'" "$header" "$(head -1 "$work/out")"
  done
  has "of one rule those that are silenced, too" ',b1,x$'
  is "nothing else" 2 "$(wc -l <"$work/out")"
  expect 0 check "$work/ruled" --rules "$work/ruled.json" --format csv
  is "all that is not silenced" 4 "$(wc -l <"$work/out")"
  has "the organization of a finding" '^should,r,organization,7,.*,b7,$'
  printf 'code,name,kind,area\n' >"$work/ruled/organization.csv"
  for i in $(seq 1200); do printf 'b%s,第%s支部,branch,\n' "$i" "$i"; done >>"$work/ruled/organization.csv"
  rm "$work/ruled/subordination.csv"
  expect 0 check "$work/ruled" --rules "$work/ruled.json" --format csv
  is "none is left out" $((1200 - 6 + 1 + 1)) "$(grep -c '^s' "$work/out")"
  rm -r "$work/ruled"
  make_ruled
}

# Options that say nothing beside others are refused, not left unheard.
rules_in_vain ()
{
  local options
  for options in "--kind branch" "--kind branch --by rule" "--rule r --by rule" "--root b1 --by rule" "--rule r --explain r" \
    "--root b1 --explain r" "--root b1 --since 2020-01-01" "--rules none --by rule" "--rules none --rule r"; do
    # shellcheck disable=SC2086
    expect 2 check "$work/ruled" --rules "$work/ruled.json" $options --lang en
    is "'$options' is refused" 1 "$(grep -c '^dangjian: --[a-z]* has a\? \?n\?o\? \?meaning' "$work/err")"
  done
  expect 0 check "$work/ruled" --rules "$work/ruled.json" --rule r --by organization --kind committee --format csv
  has "one rule by organization" '^o,甲委员会,0,2,0,2,6$'
  expect 0 check "$work/ruled" --rules "$work/ruled.json" --by organization --lang zh
  has "severities as they are called elsewhere" ' 必须  一般应当  提示 '
}

part_rules ()
{
  make_ruled
  expect 0 check "$work/ruled" --rules "$work/ruled.json" --lang en
  has "what is not silenced" '^ +b7 .*: wrong$'
  hasnt "what is silenced" '^ +b1 .*wrong'
  has "a cell that cannot be read" '^should  rule-column .*: 1$'
  has "both are counted" '^findings: 3, silenced: 6$'
  expect 0 check "$work/ruled" --rules "$work/ruled.json" --lang en --root b6
  has "silenced ones are no findings of a subtree" '^findings: 0, silenced: 1$'
  expect 0 check "$work/ruled" --rules "$work/ruled.json" --lang en --rule r
  has "of one rule all are shown" '^ +b1 .*wrong \(silenced: x\)$'
  sed -i 's/"en": "A" }/"en": "A", "from": "2020-01-01" }/' "$work/ruled.json"
  expect 0 check "$work/ruled" --rules "$work/ruled.json" --lang en --on 2019-12-31
  has "a rule that is not in force is not asked" '^rules asked: 0 of 1 '
  expect 0 rules --rules "$work/ruled.json" --explain r --lang zh
  has "severity in Chinese" '^r · 一般应当$'
  expect 0 rules --rules "" --lang en
  has "no set is the default one" '^br-max50 '
  rules_in_one_table
  rules_in_vain
  printf '{ "rules": 1 }' >"$work/defect.json"
  expect 2 check "$work/ruled" --rules "$work/defect.json" --lang en
  is "no complaint of the library itself" "" "$(grep CRITICAL "$work/err" "$work/out")"
}

# ---- Terminals ----------------------------------------------------------------------------------------------------

# on_terminal COLUMNS ARGUMENT...: what a terminal of that width is sent, without carriage returns
on_terminal ()
{
  local columns=$1
  shift
  script -qec "stty cols $columns rows 1000; env PAGER=cat TERM=xterm $(printf '%q ' "$tool" "$@") 2>/dev/null" /dev/null </dev/null |
    tr -d '\r' >"$work/out"
}

part_terminal ()
{
  # Without /dev/pts, as in a bare chroot, there is no terminal to be had.
  script -qec true /dev/null </dev/null >/dev/null 2>&1 || { echo "skipped: no pseudo-terminal"; exit 77; }
  local columns lang
  export NO_COLOR=1
  for columns in 40 80 120; do
    for lang in zh en; do
      for words in "tree cases/sanlitun" "count cases/beijing --level county" "show cases/sanlitun sd-changhong" \
        "show cases/sanlitun p0008" "--help" "count --help"; do
        # shellcheck disable=SC2086
        on_terminal $columns $words --lang $lang
        checks=$((checks + 1))
        [ "$(wc -L <"$work/out")" -le $columns ] || [ "$columns ${words#count }" = "40 --help" ] ||
          fail "$words in $columns columns: $(wc -L <"$work/out") wide"
        hasnt "colour in spite of NO_COLOR" "$(printf '\033')"
      done
    done
  done
  terminal_ids
  unset NO_COLOR
  on_terminal 80 tree cases/sanlitun
  has "colour on a terminal" "$(printf '\033')\\[1m"
  on_terminal 80 tree cases/sanlitun --format csv
  hasnt "colour in CSV" "$(printf '\033')"
  expect 0 tree cases/sanlitun
  hasnt "colour in a file" "$(printf '\033')"
  terminal_pager
}

# What is given back to another command stands whole in tables of 80 columns, and nothing stands out of them.
terminal_ids ()
{
  local lang id words
  for lang in zh en; do
    for words in "check cases/sanlitun --by rule" "rules"; do
      # shellcheck disable=SC2086
      on_terminal 80 $words --lang $lang
      for id in pc-org-kinds-approved br-group-required; do
        has "$id by $words" "^$id "
      done
      hasnt "$words is cut" '…'
      checks=$((checks + 1))
      [ "$(wc -L <"$work/out")" -le 80 ] || fail "$words in 80 columns: $(wc -L <"$work/out") wide"
    done
    for words in "check cases/sanlitun --by organization --kind committee" "check cases/sanlitun --since 2020-01-01" \
      "rules --parameters" "rules --columns"; do
      # shellcheck disable=SC2086
      on_terminal 80 $words --lang $lang
      checks=$((checks + 1))
      [ "$(wc -L <"$work/out")" -le 80 ] || fail "$words in 80 columns: $(wc -L <"$work/out") wide"
      hasnt "an id of $words is cut" '^[a-z0-9_-]*…'
    done
  done
}

terminal_pager ()
{
  printf '#!/bin/sh\necho PAGED\ncat\n' >"$work/pager"
  chmod +x "$work/pager"
  local run="env TERM=xterm PAGER=$work/pager $tool tree cases/sanlitun"
  script -qec "stty cols 80 rows 20; $run" /dev/null </dev/null >"$work/out"
  has "longer than the screen" '^PAGED'
  script -qec "stty cols 80 rows 500; $run" /dev/null </dev/null >"$work/out"
  hasnt "shorter than the screen" '^PAGED'
  script -qec "stty cols 80 rows 20; $run --format csv" /dev/null </dev/null >"$work/out"
  hasnt "CSV is not paged" '^PAGED'
  printf '#!/bin/sh\nhead -1 >/dev/null\n' >"$work/pager"
  script -qec "stty cols 80 rows 20; $run --root o11; echo status \$?" /dev/null </dev/null >"$work/out"
  has "leaving the pager early" '^status 0'
}

run_part
