#!/usr/bin/env bats
# live.bats: what profilers know of a running service, asked through nginx.
load ../lib/common
load ../lib/http
export BATS_TEST_TIMEOUT=300

# Twice 24 requests of 8 clients, so that both workers get some.
clients=8
each=3
requests=$((clients * each))
# So long that one worker alone cannot have had them all before the other woke up.
calls="/cpu/fibonacci?n=25"
cells="/memory?num_lists=2&list_size=500"

# path PROFILER: what it is asked to watch, and how the endpoint is called.
path() {
	case $1 in
	gprof | gperftools-cpu | scope) echo "$calls" fibonacci ;;
	*) echo "$cells" memory ;;
	esac
}

profilers=(gprof scope gperftools-heap gperftools-cpu jemalloc-heap)

# serve_and_ask NUMBER: requests to each, then what it knows, in PROFILER.NUMBER.
serve_and_ask() {
	local profiler query endpoint
	for profiler in "${profilers[@]}"; do
		read -r query endpoint < <(path "$profiler")
		"$HELPERS/fair" "$base/v/$profiler$query" $clients $each
		curl -sS --max-time 60 -o "$scratch/$profiler.$1" \
			"$base/v/$profiler/profiler/stats?endpoint=$endpoint"
	done
}

setup_file() {
	make_scratch
	up --profilers "none,$(IFS=, && echo "${profilers[*]}")" --host 0.0.0.0
	serve_and_ask 1 >"$scratch/fair"
	serve_and_ask 2 >>"$scratch/fair"
	for profiler in gprof gperftools-heap; do
		curl -sS --max-time 60 -o "$scratch/$profiler.text" \
			"$base/v/$profiler/profiler/stats?format=text"
	done
}

teardown_file() {
	drop_service
	drop_scratch
}

# truth ENDPOINT FUNCTION MEMBER [NAME=VALUE...]: of one request.
truth() {
	local endpoint=$1 function=$2 member=$3
	shift 3
	"$APP" --run "$endpoint" "$@" | jq --arg f "$function" --arg m "$member" \
		'.truth.functions[] | select(.function == $f)[$m]'
}

fib_calls() {
	truth fibonacci fib calls n=25
}

# All that gprof has seen.
gprof_calls() {
	echo $((2 * requests * $(fib_calls) + \
		$(cat "$scratch"/more.gprof 2>/dev/null | wc -l)))
}

cells_of() {
	truth memory cell_new "$1" num_lists=2 list_size=500
}

# asked FILE FILTER: it is true of what was told.
asked() {
	jq -e --argjson requests $requests --argjson calls "$(fib_calls)" \
		--argjson cells "$(cells_of allocations)" \
		--argjson bytes "$(cells_of bytes)" "$2" "$1" >/dev/null ||
		fail "not so: $2: $(head -c 2000 "$1")"
}

@test "every request was answered" {
	run grep -vc "requests=$requests failed=0 " "$scratch/fair"
	equal 0 "$output" "$(cat "$scratch/fair")"
}

# calls_so_far PROFILER: both times it was asked, exactly those of the requests.
calls_so_far() {
	local n
	for n in 1 2; do
		asked "$scratch/$1.$n" ".workers == 2 and .processes == 2 and
			.complete and .profiler == \"$1\" and
			(.functions[] | select(.function == \"fib\") |
			.ncalls == $n * \$requests * \$calls and
			.primitive == $n * \$requests)"
	done
}

@test "gprof tells every call so far, of both workers" {
	calls_so_far gprof
}

@test "tare.h tells every call so far, of both workers" {
	calls_so_far scope
}

@test "gperftools tells every allocation so far" {
	local n
	for n in 1 2; do
		asked "$scratch/gperftools-heap.$n" ".workers == 2 and
			([.sites[] | select(.function == \"cell_new\")] |
			(map(.allocations) | add) == $n * \$requests * \$cells and
			(map(.bytes) | add) == $n * \$requests * \$bytes)"
	done
}

@test "samplers tell their samples so far, and what they used" {
	local profiler
	for profiler in gperftools-cpu jemalloc-heap; do
		asked "$scratch/$profiler.1" '.workers == 2 and
			.sampling.samples >= 0 and .complete'
		jq -es '.[0].sampling.samples <= .[1].sampling.samples' \
			"$scratch/$profiler".[12] >/dev/null
	done
	asked "$scratch/gperftools-cpu.2" '.sampling.period == 0.01'
}

@test "when it was taken, and of which endpoint, is told" {
	local profiler
	for profiler in "${profilers[@]}"; do
		asked "$scratch/$profiler.1" '(.endpoints | length) == 1 and
			.endpoints[0].because == null and
			.endpoints[0].workers == 2 and .took_ns > 0 and
			(.taken_at | test("^20[0-9-]{8}T[0-9:]{8}\\.[0-9]{3}Z$"))'
	done
}

@test "as text it has the columns of cProfile" {
	local text=$scratch/gprof.text count
	count=$(endpoints | wc -l)
	grep -qE "^gprof: $((2 * count)) workers of $count endpoints, 20.*Z$" \
		"$text"
	grep -qE '^ +[0-9]+ function calls \([0-9]+ primitive calls\) in [0-9.]+ seconds$' \
		"$text"
	grep -qxF '   ncalls  tottime  percall  cumtime  percall filename:lineno(function)' \
		"$text"
	grep -qE "^ *$((2 * requests * $(fib_calls)))/$((2 * requests))( +[0-9.]+){4} workloads/fibonacci\.c:[0-9]+\(fib\)$" \
		"$text" || fail "$(<"$text")"
	grep -qE "^ +$((2 * requests * $(cells_of allocations))) .*\(cell_new\)$" \
		"$scratch/gperftools-heap.text"
}

@test "of all endpoints it is the sum, and each is there" {
	local count
	count=$(endpoints | wc -l)
	get /v/gprof/profiler/stats
	equal 200 "$status"
	equal application/json "$(header Content-Type)"
	body_is '(.endpoints | length) == '"$count"' and
		.workers == '"$((2 * count))"' and .processes == .workers and
		all(.endpoints[]; .workers == 2) and
		(.functions[] | select(.function == "fib").ncalls) ==
		([.endpoints[].functions[] | select(.function == "fib").ncalls]
		| add)'
}

@test "what nobody watches, and what is not known, is a problem" {
	get /profiler/stats
	problem 501
	body_is '.profiler == "none" and (.detail | contains("nothing watches"))
		and (.profilers | index("gprof"))'
	get /v/none/profiler/stats
	problem 501
	get "/v/gprof/profiler/stats?endpoint=nope"
	problem 400
	body_is '.got == "nope" and (.allowed | index("fibonacci"))'
	get "/v/gprof/profiler/stats?format=xml"
	problem 400
	has "$(curl -sS "$base/v/gprof/profiler/stats?format=text&endpoint=health")" \
		"gprof: 2 workers of 1 endpoint, 20"
	get "/v/gprof/profiler/stats?n=1"
	problem 400
	body_is '.parameter == "n" and (.type | endswith("parameter-unknown"))'
	get "/v/gprof/profiler/stats?format=text&format=text"
	problem 400
	body_is '.type | endswith("parameter-repeated")'
	get "/v/gprof/profiler/stats?endpoint=%zz"
	problem 400
	get /v/gprof/profiler/stats -X POST
	problem 405
	equal "GET, HEAD" "$(header Allow)"
	get "/v/gprof/profiler/stats?endpoint=health" --head
	equal 200 "$status"
	equal "" "$(sed '1,/^\r*$/d' <<<"$body")"
	get /v/nope/profiler/stats
	problem 404
}

@test "who asks again at once is answered, too" {
	# Each is answered by a process that then ends; one curl, one connection.
	local urls=() i
	for ((i = 0; i < 200; i++)); do
		urls+=("$base/v/gprof/profiler/stats?n=$i" -o /dev/null)
	done
	equal "    200 400" "$(curl -sS -w '%{http_code}\n' "${urls[@]}" | sort | uniq -c)"
}

# worker PROFILER: one that has served a request for fib(0), which makes one call.
worker() {
	get "/v/$1/cpu/fibonacci?n=0"
	echo more >>"$scratch/more.$1"
	jq .pid <<<"$body"
}

is_traced() {
	grep -q '^State:.t' "/proc/$1/status"
}

@test "a worker that is busy for long is said, and disturbs nothing" {
	local busy holder
	busy=$(worker gprof)
	# One that is merely stopped would be told to go on.
	"$HELPERS/hold" "$busy" 3>&- &
	holder=$!
	poll 10 is_traced "$busy"
	get "/v/gprof/profiler/stats?endpoint=fibonacci"
	kill "$holder"
	problem 503
	body_is --arg pid "$busy" '.detail | contains("worker " + $pid + " of fibonacci is busy")'
	get "/v/gprof/profiler/stats?endpoint=fibonacci"
	equal 200 "$status" "$body"
	body_is --argjson calls "$(gprof_calls)" \
		'.functions[] | select(.function == "fib").ncalls == $calls'
}

@test "a worker that was replaced is not counted, nor waited for" {
	local killed
	killed=$(worker gperftools-heap)
	kill -KILL "$killed"
	poll 10 gone "$killed"
	get "/v/gperftools-heap/profiler/stats?endpoint=fibonacci"
	equal 200 "$status" "$body"
	body_is '.workers == 2'
}

@test "several who ask at once are all answered" {
	local n pids=()
	for n in 1 2 3 4; do
		curl -sS --max-time 60 -o "$scratch/at-once.$n" \
			"$base/v/gprof/profiler/stats?endpoint=primes" &
		pids+=($!)
	done
	wait "${pids[@]}"
	for n in 1 2 3 4; do
		asked "$scratch/at-once.$n" '.workers == 2'
	done
}

# through_network PREFIX COMMAND: in it, get() asks from an address with this prefix,
# in a network of its own, where the host has the address before. Not by `ip netns exec`,
# which remounts / and cannot in a chroot.
through_network() {
	local name=tare$$ prefix=$1 last=$((4 * ($$ % 60) + 2)) code=0 inside
	ip netns add "$name"
	ip link add "$name" type veth peer name inside netns "$name"
	ip addr add "$prefix.$((last - 1))/30" dev "$name"
	ip link set "$name" up
	inside=(nsenter --net="/run/netns/$name")
	"${inside[@]}" ip addr add "$prefix.$last/30" dev inside
	"${inside[@]}" ip link set inside up
	base=http://$prefix.$((last - 1)):${base##*:}
	get() {
		status=$("${inside[@]}" curl -sS --max-time 20 \
			-o "$scratch/body" -D "$scratch/headers" \
			-w '%{http_code}' "$base$1")
		headers=$(tr -d '\r' <"$scratch/headers")
		body=$(cat "$scratch/body")
	}
	"$2" || code=$?
	ip link del "$name"
	ip netns del "$name"
	return $code
}

from_public() {
	get /v/gprof/health
	equal 200 "$status" health
	get /v/gprof/profiler/stats
	problem 403
	get /profiler/stats
	problem 403
	get /v/nope/profiler/stats
	problem 404
}

from_private() {
	get "/v/gprof/profiler/stats?endpoint=health"
	equal 200 "$status" "$body"
}

@test "only this machine and private networks are told" {
	through_network 198.51.100 from_public
	through_network 10.253.254 from_private
}

@test "after all that, the profiles at the end hold every request" {
	local profiler
	"$TARE" down >"$scratch/down"
	asked "$TARE_PROFILES/serve/gprof/fibonacci/evidence.json" \
		'.processes == 2 and (.functions[] | select(.function == "fib") |
		.ncalls == '"$(gprof_calls)"')'
	asked "$TARE_PROFILES/serve/scope/fibonacci/evidence.json" \
		'.processes == 2 and (.functions[] | select(.function == "fib") |
		.ncalls == 2 * $requests * $calls)'
	asked "$TARE_PROFILES/serve/gperftools-heap/memory/evidence.json" \
		'.processes == 2 and
		([.sites[] | select(.function == "cell_new").allocations]
		| add) == 2 * $requests * $cells'
	for profiler in gperftools-cpu jemalloc-heap; do
		asked "$TARE_PROFILES/serve/$profiler/memory/evidence.json" \
			'.processes == 2'
	done
}
