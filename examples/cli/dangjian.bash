# SPDX-License-Identifier: Apache-2.0
# Completion for bash: commands, options, their values, and registers as folders or .json files.

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
    --by) echo 'sex age education status class' ;;
  esac
}

_dangjian_options ()
{
  local common='--format --on --lang --lenient --help --version'
  case $1 in
    tree) echo "$common --root --depth" ;;
    count) echo "$common --root --level --kind --by --distinct --basis --today" ;;
    alliances)
      echo "$common --components --bridges --isolated --shared --crossing --matrix --ties --seats --of --path"
      ;;
    *) echo "$common" ;;
  esac
}

# The first word that is neither an option nor the value of one.
_dangjian_command ()
{
  local i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --format | --on | --lang | --root | --depth | --level | --kind | --by | --basis | --today | --crossing | --matrix | --seats | --of) ((i++)) ;;
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
    --by)
      _dangjian_list --by "$current"
      compopt -o nospace
      return
      ;;
    --format)
      [[ $command != alliances ]] || current_formats=' dot geojson hif'
      mapfile -t COMPREPLY < <(compgen -W "$(_dangjian_values --format)$current_formats" -- "$current")
      return
      ;;
    --lang | --basis | --level | --kind | --crossing | --matrix)
      mapfile -t COMPREPLY < <(compgen -W "$(_dangjian_values "$previous")" -- "$current")
      return
      ;;
    --on | --today | --root | --depth | --seats | --of | --path) return ;;
  esac
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_dangjian_options "$command")" -- "$current")
  elif [[ -z $command || $command == help && $previous == help ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'convert check show tree count alliances help' -- "$current")
  else
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$current"; compgen -f -X '!*.json' -- "$current")
  fi
}

complete -F _dangjian dangjian
