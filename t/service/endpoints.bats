#!/usr/bin/env bats
# endpoints.bats: what every endpoint of every variant answers through nginx.
load ../lib/common
load ../lib/http

setup_file() {
	make_scratch
	up
}

teardown_file() {
	drop_service
	drop_scratch
}

# each_url FUNCTION: call it with the PATH and NAME of every endpoint and variant.
each_url() {
	local name path profiler
	while read -r name path; do
		"$1" "$path" "$name" none
		for profiler in $(standard_profilers); do
			"$1" "/v/$profiler$path" "$name" "$profiler"
		done
	done < <(endpoints)
}

check_answer() {
	get "$1"
	equal 200 "$status" "$1"
	equal application/json "$(header Content-Type)" "$1"
	has "$(header Server-Timing)" "wall;dur=" "$1"
	has "$(header Server-Timing)" "cpu;dur=" "$1"
	body_is --arg name "$2" --arg profiler "$3" '
		.endpoint == $name and .profiler == $profiler and
		(.result | length > 0) and
		(.parameters | type == "object") and
		.timing.wall_ns > 0 and .timing.cpu_ns > 0 and
		(.truth.functions | length > 0) and
		.truth.allocations >= 0 and .truth.bytes >= 0'
}

@test "every endpoint of every variant answers with result and truth" {
	each_url check_answer
}

check_head() {
	local name
	get "$1" --head
	equal 200 "$status" "$1"
	equal "" "$(sed '1,/^$/d' "$scratch/headers")" "body of HEAD $1"
	names_in_head=$(sed -n 's/:.*//p' <<<"$headers" | sort)
	get "$1"
	equal "$names_in_head" "$(sed -n 's/:.*//p' <<<"$headers" | sort)" "$1"
}

@test "HEAD has the headers of GET and no body" {
	each_url check_head
}

@test "HEAD sends no byte of a body" {
	get /health --request HEAD --http1.0 --ignore-content-length
	equal 200 "$status"
	equal "" "$body"
}

check_method() {
	local method methods=(POST)
	[[ $1 != /health ]] || methods=(POST PUT DELETE PATCH OPTIONS TRACE X)
	for method in "${methods[@]}"; do
		get "$1" -X "$method"
		problem 405
		equal "GET, HEAD" "$(header Allow)" "$method $1"
	done
}

@test "other methods get 405 with Allow" {
	each_url check_method
}

@test "a body with the request does no harm" {
	local i
	for i in 1 2 3 4; do
		head -c 10000 /dev/zero >"$scratch/upload"
		get /health --data-binary "@$scratch/upload"
		problem 405
		get /health --data-binary "@$scratch/upload" -X GET
		equal 200 "$status"
		get /health
		equal 200 "$status"
	done
	head -c 100000 /dev/zero >"$scratch/upload"
	get /health --data-binary "@$scratch/upload"
	problem 413
}

@test "an unknown path gets 404" {
	local path
	for path in / /nope /cpu /cpu/ /cpu/fibonacci/ /cpu/fibonacci/x \
		/v/ /v/none /v/none/ /v/nope/health /v/none/nope \
		/health%00 /HEALTH '/v/none/v/none/health'; do
		get "$path" --path-as-is
		[[ $status == 400 && $path == *%00 ]] || problem 404
	done
}

@test "a path that needs tidying finds its endpoint" {
	local path
	for path in //health /./health /cpu/../health /%68ealth; do
		get "$path" --path-as-is
		equal 200 "$status" "$path"
		body_is '.endpoint == "health"'
	done
}

@test "an overlong request line gets 414, a bad header 400" {
	get "/health?$(head -c 9000 /dev/zero | tr '\0' x)"
	problem 414
	get /health -H 'Host:'
	[[ $status == 400 || $status == 200 ]]
}

# refused: lines "PATH QUERY NAME [MIN MAX]" on standard input, each of which gets
# a 400 that names the parameter, and its range. One curl and one jq for all.
refused() {
	local path query name min max
	while read -r path query name min max; do
		printf 'url = "%s%s?%s"\n' "$base" "$path" "$query" >&3
		printf '%s\t%s\t%s\t%s\n' "$path?$query" "$name" "$min" "$max"
	done 3>"$scratch/urls" >"$scratch/wanted"
	[[ -s $scratch/urls ]] || fail "nothing to ask"
	# A body is a line; what curl writes after it is another.
	curl -gsS --max-time 60 -K "$scratch/urls" \
		-w '%{http_code} %{content_type}\n' >"$scratch/got"
	paste - - <"$scratch/got" | paste "$scratch/wanted" - | jq -Rr '
		split("\t") as [$url, $name, $min, $max, $body, $reply] |
		($body | try fromjson catch {}) as $problem |
		select(($reply == "400 application/problem+json" and
			$problem.status == 400 and
			$problem.parameter == $name and
			($problem.detail | contains($name)) and
			($min == "" or ($problem.minimum == ($min | tonumber)
				and $problem.maximum == ($max | tonumber)))
			) | not) |
		"\($url): \($reply) \($body)"' >"$scratch/wrong"
	[[ ! -s $scratch/wrong ]] || fail "$(<"$scratch/wrong")"
	equal "$(wc -l <"$scratch/urls")" "$(($(wc -l <"$scratch/got") / 2))" replies
}

# each_parameter COMMAND...: call it with PATH NAME MIN MAX, in two variants.
each_parameter() {
	local path name min max
	while read -r path name min max; do
		"$@" "$path" "$name" "$min" "$max"
		"$@" "/v/gprof$path" "$name" "$min" "$max"
	done < <(parameters)
}

# with VALUES... -- PATH NAME MIN MAX: a line of refused() for each value.
with() {
	local values=() value
	while [[ $1 != -- ]]; do
		values+=("$1")
		shift
	done
	for value in "${values[@]}"; do
		echo "$2 $3=$value $3 $4 $5"
	done
}

unknown() {
	echo "$1 nope=1 nope"
	echo "$1 $2=$3&nope=1 nope"
	echo "$1 ${2^^}=$3 ${2^^}"
}

@test "an unknown parameter is refused by its name" {
	refused < <(each_parameter unknown)
	refused <<<"/health n=1 n"
	refused <<<"/health %3Cb%3E=1 <b>"
}

repeated() {
	echo "$1 $2=$3&$2=$3 $2 $3 $4"
	echo "$1 $2=$3&&$2=$4 $2 $3 $4"
}

@test "a repeated parameter is refused" {
	refused < <(each_parameter repeated)
}

@test "what is not a number is refused" {
	refused < <(each_parameter with x 1x x1 1e1 0x1 1.0 1,0 +1 - -1- \
		%201 1%20 1+ %EF%BC%91 1%0A %C2%A0 %FF --)
}

empty() {
	echo "$1 $2= $2 $3 $4"
	echo "$1 $2 $2 $3 $4"
}

@test "an empty parameter is refused" {
	refused < <(each_parameter empty)
}

@test "a number that overflows is refused, and shown as it came" {
	refused < <(each_parameter with 9223372036854775808 \
		-9223372036854775809 99999999999999999999999999 \
		18446744073709551617 --)
	get /cpu/fibonacci?n=18446744073709551617
	body_is '.got == "18446744073709551617"'
}

outside() {
	echo "$1 $2=$(($3 - 1)) $2 $3 $4"
	echo "$1 $2=$(($4 + 1)) $2 $3 $4"
}

least_is_taken() {
	get "$1?$2=$3"
	equal 200 "$status" "$1?$2=$3"
	body_is --arg name "$2" --argjson min "$3" '.parameters[$name] == $min'
}

@test "below and above the range is refused, the least is taken" {
	refused < <(each_parameter outside)
	each_parameter least_is_taken
}

# "%32" is a 2, in the name as in the value.
escaped_is_taken() {
	get "$1?$(printf %s "$2" | od -An -tx1 | tr -d '\n' | tr ' ' %)=$(
		printf %s "$3" | od -An -tx1 | tr -d '\n' | tr ' ' %)"
	equal 200 "$status" "$1 escaped"
	body_is --arg name "$2" --argjson min "$3" '.parameters[$name] == $min'
}

@test "a malformed escape or a control character is refused" {
	refused < <(each_parameter with % %4 %zz %1 1% %00 1%00 %01 1%7F --)
	get "/cpu/fibonacci?%=1"
	problem 400
	get "/cpu/fibonacci?%00n=1"
	problem 400
}

@test "an escaped parameter is taken" {
	each_parameter escaped_is_taken
}

@test "an overlong parameter is refused" {
	local long
	long=$(head -c 500 /dev/zero | tr '\0' 1)
	refused <<<"/cpu/fibonacci n=$long n 0 40"
	get "/cpu/fibonacci?$long=1"
	problem 400
}

@test "empty pairs between ampersands are nothing" {
	get "/cpu/fibonacci?&&n=10&&"
	equal 200 "$status"
	body_is '.result.value == 55'
}

@test "no header of a client reaches the service" {
	get /health -H 'Proxy: http://127.0.0.1:1' -H 'X-Profiler: x' \
		-H "Long: $(head -c 4000 /dev/zero | tr '\0' x)"
	equal 200 "$status"
}

@test "what was served is what the log would want to say: nothing" {
	run grep -rhE 'Sanitizer|runtime error|Assertion|abort' \
		"$TARE_ROOM/log"
	equal 1 "$status" "$output"
}
