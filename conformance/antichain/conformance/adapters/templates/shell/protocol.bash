# The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here.
# jq reads the requests; every name is kept as a JSON text with its quotes, since bash cannot keep every character.

exec 3>&1 1>&2 # whatever a command prints goes to standard error

ok() { # RESULT, as JSON
  printf '{"id":%s,"ok":%s}\n' "$id" "${1//$'\n'/ }" >&3
}

reject() { # CODE
  printf '{"id":%s,"reject":"%s"}\n' "$id" "$1" >&3
}

failed() { # TEXT
  printf '{"id":%s,"error":%s}\n' "$id" "$(jq -cnR --arg text "$1" '$text')" >&3
}

unsupported() {
  printf '{"id":%s,"unsupported":true}\n' "$id" >&3
}

# Check that the amount is a whole number within 2^53 - 1, or reject it; arithmetic of bash has no other numbers.
whole_amount() {
  if [[ ! $by =~ ^-?(0|[1-9][0-9]*)$ ]]; then
    reject not-an-integer
  elif ((${#by} <= 17 && by <= 9007199254740991 && by >= -9007199254740991)); then
    return 0
  elif [[ $by == -* ]]; then
    reject negative
  else
    reject overflow
  fi
  return 1
}

# Read the entries of a construct into the array `counts`: the count of each replica, by its name.
read_counts() {
  local pairs pair
  counts=()
  IFS=$'\x1f' read -ra pairs <<<"${entries#?}"
  for pair in "${pairs[@]}"; do counts["${pair%=*}"]=${pair##*=}; done
}

# Answer requests on standard input until `bye` or its end.
serve() {
  local id op replica message by delta entries names replicas
  local -A counts
  jq --unbuffered --null-input --raw-output '
    inputs
    | ([(.id, .op, .by // 1, .delta // false | tostring), (.replica, .message | tojson)]
       + ["=" + (.entries // {} | to_entries | map("\(.key | tojson)=\(.value)") | join("\u001f"))]
       + [.replicas // [] | map(tojson) | join("\u001f")]
       | join("\t")),
      if .op == "bye" then halt else empty end
  ' | while IFS=$'\t' read -r id op by delta replica message entries names; do
    IFS=$'\x1f' read -ra replicas <<<"$names"
    if [[ $op == bye ]]; then
      ok null
      return
    elif [[ $delta == true ]] || ! declare -F "on_$op" >/dev/null; then
      unsupported
    else
      "on_$op"
    fi
  done
}
