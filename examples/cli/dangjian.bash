# SPDX-License-Identifier: Apache-2.0
# Completion for bash: commands, options, their values, and registers as folders, .json files, stores or snapshots.

_dangjian_values ()
{
  case $1 in
    --format) echo 'table csv json' ;;
    --lang) echo 'zh en' ;;
    --basis) echo 'as-was as-is' ;;
    --level | --crossing | --matrix)
      echo 'nation province prefecture county township community grid building courtyard business_district park block zone'
      ;;
    --kind)
      echo 'local_committee working_committee leading_group committee general_branch branch group household office department'
      ;;
    --by) echo 'sex age education status class kind industry rule organization' ;;
    --rules) echo 'national practice none' ;;
    --farthest) echo 'building community subdistrict district beyond' ;;
    --order) echo 'assignment line area lead community subdistrict' ;;
    --flow) echo "all category route body $(_dangjian_values --level)" ;;
  esac
}

_dangjian_options ()
{
  local common='--format --on --lang --lenient --trust --help --version'
  case $1 in
    check) echo "$common --rules --rule --explain --by --kind --root --since" ;;
    rules) echo "$common --rules --rule --explain --parameters --columns" ;;
    list) echo "$common --where" ;;
    tree) echo "$common --root --depth" ;;
    count) echo "$common --root --level --kind --by --distinct --outside --basis --today" ;;
    alliances)
      echo "$common --components --bridges --isolated --shared --crossing --matrix --ties --seats --of --path"
      ;;
    coverage) echo "$common --level --by --of --blind --on-paper --propose" ;;
    duties)
      echo "$common --of --who --matter --order --overlaps --gaps --lint --overdue --cadence --bodies --flow"
      ;;
    match) echo "$common --category --farthest --unmatched --guides" ;;
    facilities) echo "$common --service --near --count --far" ;;
    report) echo "$common --html --root" ;;
    generate) echo "$common --scale --seed --divisions" ;;
    diff) echo "$common --since --rows" ;;
    import) echo "$common --replace --preview --author --reason" ;;
    undo) echo "$common --preview --author --reason" ;;
    *) echo "$common" ;;
  esac
}

# The first word that is neither an option nor the value of one.
_dangjian_command ()
{
  local i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --format | --on | --lang | --root | --depth | --level | --kind | --by | --basis | --today | --crossing | --matrix | --seats | --of | \
        --where | --who | --matter | --order | --flow | --category | --farthest | --guides | --service | --near | --count | --far | --html | --scale | --seed | --divisions | --rules | --rule | --explain | --since | --author | --reason) ((i++)) ;;
      --path) ((i += 2)) ;;
      -*) ;;
      *)
        echo "${COMP_WORDS[i]}"
        return
        ;;
    esac
  done
}

# A list with commas between: what stands before the last comma is kept.
_dangjian_list ()
{
  local before='' word
  [[ $2 != *,* ]] || before=${2%,*},
  for word in $(_dangjian_values "$1"); do
    [[ ,$before != *,$word,* && $before$word == "$2"* ]] && COMPREPLY+=("$before$word")
  done
}

_dangjian ()
{
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command current_formats=''
  command=$(_dangjian_command)
  COMPREPLY=()
  case $previous in
    --by | --order | --rules)
      _dangjian_list "$previous" "$current"
      compopt -o nospace
      return
      ;;
    --format)
      [[ $command != alliances ]] || current_formats=' dot geojson hif'
      mapfile -t COMPREPLY < <(compgen -W "$(_dangjian_values --format)$current_formats" -- "$current")
      return
      ;;
    --lang | --basis | --level | --kind | --crossing | --matrix | --farthest | --flow)
      mapfile -t COMPREPLY < <(compgen -W "$(_dangjian_values "$previous")" -- "$current")
      return
      ;;
    --divisions)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return
      ;;
    --scale)
      mapfile -t COMPREPLY < <(compgen -W '1/10000 1/1000 1/100 1/10 1' -- "$current")
      return
      ;;
    --html)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    --on | --today | --root | --depth | --seats | --of | --path | --where | --who | --matter | --category | --guides | --service | --near | --count | --far | --seed | --rule | --explain | --since | --author | --reason) return ;;
  esac
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_dangjian_options "$command")" -- "$current")
  elif [[ -z $command || $command == help && $previous == help ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'convert check rules show list tree count alliances coverage duties match facilities report log diff import export undo verify generate help' -- "$current")
  else
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$current"; compgen -f -X '!*.json' -- "$current"
      compgen -f -X '!*.djv' -- "$current"; compgen -f -X '!*.db' -- "$current")
  fi
}

complete -F _dangjian dangjian
