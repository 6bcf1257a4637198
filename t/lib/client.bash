# client.bash: to ask `tare client` for its figures, and what is true of all of them.

# client PATH [OPTION...]: its JSON in $output, its exit code in $status.
client() {
	local path=$1
	shift
	run --separate-stderr "$TARE" client "$base$path" --json "$@"
}

# result FILTER: true of the last client's result.
result() {
	jq -e ".result | $1" <<<"$output" >/dev/null ||
		fail "not so: $1: $output $stderr"
}

# What every result has to add up to.
adds_up() {
	result '.sent == .replies + .unfinished + .failures.closed +
		.failures.timeout + .failures.malformed'
	result '.replies == ([.status[]] | add)'
	result '.latency_ns.count ==
		.status["2xx"] + .status["3xx"] + .failures.timeout'
	# A quantile of too few replies is null.
	result '.latency_ns | [.min, .p50, .p90, .max] | map(values) | . == sort'
}
