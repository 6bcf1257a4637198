#!/usr/bin/env bats
# variants.bats: every preloaded library is served by supervised workers, too.
load ../lib/common
load ../lib/http

setup() { make_scratch; }
teardown() {
	drop_service
	drop_scratch
}

@test "every preloaded library serves behind the supervisor" {
	local names name
	names=$("$TARE" list --json | jq -r '[.profilers[] |
		select(.apply == "preload").name] | join(",")')
	has "$names" gperftools-cpu
	up --profilers "$names"
	for name in ${names//,/ }; do
		get "/v/$name/health"
		equal 200 "$status" "$name"
		body_is --arg name "$name" '.profiler == $name'
	done
	"$TARE" down
	# One that profiles has left its data, not only answered.
	jq -e '.processes == 2' \
		"$TARE_PROFILES/serve/gperftools-cpu/health/evidence.json"
}
