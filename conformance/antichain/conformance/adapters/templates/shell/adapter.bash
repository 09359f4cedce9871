#!/usr/bin/env bash
# The part to edit: how the library under test answers each request.

here=$(dirname "${BASH_SOURCE[0]}")
source "$here/counter.bash" # a stand-in: call your library in its place
source "$here/protocol.bash"

declare -A states messages # by the name of the replica or message; names are JSON texts with their quotes

# One function for each request, which answers it by ok, reject or failed. A request without a function is unsupported.
on_hello() {
  ok '{"protocol": 1, "name": "my-counter", "version": "0.1.0", "language": "bash", "kinds":
    {"g-counter": {"entries": true, "max": '"$MAX"', "overflow": "reject"}}}'
}

on_open() { # forgets everything
  states=() messages=()
  local name
  for name in "${replicas[@]}"; do states["$name"]=""; done
  ok null
}

on_increment() {
  whole_amount || return
  change counter_increment "${states["$replica"]}" "$replica" "$by"
}

on_value() {
  counter_value "${states["$replica"]}"
  ok "$REPLY"
}

on_send() { # a message is a copy: later updates of the replica must not change it
  messages["$message"]=${states["$replica"]}
  ok null
}

on_receive() {
  change counter_merge "${states["$replica"]}" "${messages["$message"]}"
}

on_entries() {
  local held=${states["$replica"]}
  held=${held//$'\t'/:}
  ok "{${held//$'\n'/,}}"
}

# Replace the state of the replica by the REPLY of a function, unless that refuses.
change() {
  local status=0
  "$@" || status=$?
  case $status in
    0) states["$replica"]=$REPLY; ok null ;;
    1) reject negative ;;
    2) reject overflow ;;
    *) failed "$1 ended with status $status" ;;
  esac
}

serve
