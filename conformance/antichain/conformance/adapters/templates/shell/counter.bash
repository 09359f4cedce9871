# A stand-in for the library under test: a g-counter that counts to 2^53 - 1.
# A state is a text with a line for each replica: its name, a tab, and its count. Each function leaves its result in REPLY.

readonly MAX=9007199254740991

# counter_value STATE: the total.
counter_value() {
  local name count
  REPLY=0
  while IFS=$'\t' read -r name count; do REPLY=$((REPLY + ${count:-0})); done <<<"$1"
}

# counter_increment STATE NAME BY: the new state; the status is 1 for a negative amount, 2 beyond MAX.
counter_increment() {
  local mine=0 name count
  (($3 >= 0)) || return 1
  while IFS=$'\t' read -r name count; do [[ $name != "$2" ]] || mine=$count; done <<<"$1"
  counter_merge "$1" "$2"$'\t'$((mine + $3))
}

# counter_merge STATE STATE: the larger of both counts of each replica; the status is 2 beyond MAX.
counter_merge() {
  local -A larger=()
  local name count merged=""
  while IFS=$'\t' read -r name count; do
    [[ -z $name || ${larger["$name"]:-0} -ge $count ]] || larger["$name"]=$count
  done <<<"$1"$'\n'"$2"
  for name in "${!larger[@]}"; do merged+=${merged:+$'\n'}$name$'\t'${larger["$name"]}; done
  counter_value "$merged"
  ((REPLY <= MAX)) || return 2
  REPLY=$merged
}
