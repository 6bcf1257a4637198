#!/usr/bin/env bats
# slow.bats: tools that take their time, asked while they watch; one at a time.
load ../lib/common
load ../lib/http
export BATS_TEST_TIMEOUT=250

clients=8
each=3
requests=$((clients * each))

setup() {
	make_scratch
}

teardown() {
	drop_service
	drop_scratch
}

# serve QUERY: requests.
serve() {
	local said
	said=$("$HELPERS/fair" "$base/v/$profiler$1" $clients $each)
	has "$said" "requests=$requests failed=0 "
}

# truth ENDPOINT FUNCTION MEMBER [NAME=VALUE...]: of one request.
truth() {
	local endpoint=$1 function=$2 member=$3
	shift 3
	"$APP" --run "$endpoint" "$@" | jq --arg f "$function" --arg m "$member" \
		'.truth.functions[] | select(.function == $f)[$m]'
}

# exact QUERY ENDPOINT SUM WANTED: live, live again and at the end, SUM is a multiple.
exact() {
	local n
	up --profilers "$profiler"
	for n in 1 2; do
		serve "$1"
		get "/v/$profiler/profiler/stats?endpoint=$2"
		equal 200 "$status" "$body"
		body_is '.workers == 2 and .processes == 2 and .complete'
		equal $((n * requests * $4)) "$(jq "$3" <<<"$body")" "live, $n"
	done
	"$TARE" down >"$scratch/down"
	equal $((2 * requests * $4)) \
		"$(jq "$3" "$TARE_PROFILES/serve/$profiler/$2/evidence.json")" \
		"at the end"
}

@test "callgrind tells every call so far" {
	profiler=callgrind
	exact "/cpu/fibonacci?n=10" fibonacci \
		'.functions[] | select(.function == "fib").ncalls' \
		"$(truth fibonacci fib calls n=10)"
}

@test "heaptrack tells every allocation so far" {
	profiler=heaptrack
	exact "/memory?num_lists=2&list_size=500" memory \
		'[.sites[] | select(.function == "cell_new").allocations] | add' \
		"$(truth memory cell_new allocations num_lists=2 list_size=500)"
}

@test "dhat tells every allocation so far" {
	profiler=dhat
	exact "/memory?num_lists=2&list_size=50" memory \
		'[.sites[] | select(.function == "cell_new").allocations] | add' \
		"$(truth memory cell_new allocations num_lists=2 list_size=50)"
}

@test "massif tells the peak so far, and uftrace and strace why they cannot" {
	profiler=massif
	up --profilers massif,uftrace,strace
	serve "/memory?num_lists=2&list_size=5000"
	get "/v/massif/profiler/stats?endpoint=memory&format=text"
	equal 200 "$status" "$body"
	grep -qE '^massif: 2 workers of 1 endpoint\b' <<<"$body"
	get "/v/massif/profiler/stats?endpoint=memory"
	# Each worker had all the cells of a request live at once.
	body_is --argjson bytes \
		"$(truth memory cell_new bytes num_lists=2 list_size=5000)" \
		'.totals.peak_bytes >= $bytes * 2 and .processes == 2'
	for profiler in uftrace strace; do
		get "/v/$profiler/profiler/stats"
		problem 501
		body_is --arg p $profiler '.profiler == $p and
			(.detail | contains("cannot say what it knows"))'
	done
	"$TARE" down >"$scratch/down"
	jq -e '.processes == 2' \
		"$TARE_PROFILES/serve/massif/memory/evidence.json"
}
