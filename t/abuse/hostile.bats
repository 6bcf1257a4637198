#!/usr/bin/env bats
# hostile.bats: what nobody should send, to nginx and to the service's own socket.
load ../lib/common
load ../lib/http
load ../lib/storm
export BATS_TEST_TIMEOUT=500

setup() {
	make_scratch
}

teardown() {
	[[ -z ${worker:-} ]] || kill -KILL "$worker" 2>/dev/null || true
	drop_service
	drop_scratch
}

@test "hostile HTTP" {
	local before said code=0
	up --profilers none
	before=$(workers | sort)
	parameters >"$scratch/parameters"
	said=$("$HELPERS/hostile" "${base##*:}" "$(scaled 100000 4000)" \
		20261122 <"$scratch/parameters" 2>"$scratch/err") || code=$?
	row "every wrong request is told so, as a problem of 4xx" \
		"$(jq -r '"\(.requests) sent, \(.otherwise) answered " +
			"otherwise; \(del(.requests, .otherwise))"' \
			<<<"$said" | tr -d '"{}')"
	equal 0 "$code" "$(<"$scratch/err")"
	equal "$before" "$(workers | sort)" workers
	get /health
	equal 200 "$status"
}

@test "hostile FastCGI" {
	local said code=0 app=$scratch/tare-app
	# Other users may run it from there.
	cp "$root/build/asan/tare-app" "$app"
	export ASAN_OPTIONS=exitcode=99:allocator_may_return_null=1
	export UBSAN_OPTIONS=print_stacktrace=1
	spawn-fcgi -n -s "$scratch/app.sock" -- "$app" 3>&- \
		>"$scratch/log" 2>&1 &
	worker=$!
	poll 10 test -S "$scratch/app.sock"
	said=$("$HELPERS/records" "$scratch/app.sock" "$(scaled 50000 2000)" \
		20261122 2>"$scratch/err") || code=$?
	equal 0 "$code" "$(<"$scratch/err") $(tail -n 40 "$scratch/log")"
	kill -TERM "$worker"
	wait "$worker" || code=$?
	worker=
	row "records with every field malformed, under ASan and UBSan" \
		"$(jq -r '"\(.connections) connections, \(.silent) of them " +
			"closed without a word"' <<<"$said"), 0 reports"
	equal 0 "$code" "$(head -n 40 "$scratch/log")"
	equal "" "$(<"$scratch/log")" "what it said"
}
