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
		for profiler in $(names_of profilers); do
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
	local method
	for method in POST PUT DELETE PATCH OPTIONS TRACE; do
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

# refused PATH QUERY NAME: a problem that names the parameter.
refused() {
	get "$1?$2"
	problem 400
	body_is --arg name "$3" '.parameter == $name and
		(.detail | contains($name))'
}

# refused_range PATH QUERY NAME MIN MAX: and its range.
refused_range() {
	refused "$1" "$2" "$3"
	body_is --argjson min "$4" --argjson max "$5" \
		'.minimum == $min and .maximum == $max'
}

# each_parameter FUNCTION: call it with PATH NAME MIN MAX, in every variant.
each_parameter() {
	local path name min max
	while read -r path name min max; do
		"$1" "$path" "$name" "$min" "$max"
		"$1" "/v/gprof$path" "$name" "$min" "$max"
	done < <(parameters)
}

check_unknown() {
	refused "$1" nope=1 nope
	refused "$1" "$2=$3&nope=1" nope
	refused "$1" "${2^^}=$3" "${2^^}"
}

@test "an unknown parameter is refused by its name" {
	each_parameter check_unknown
	refused /health n=1 n
	get "/health?%3Cb%3E=1"
	problem 400
	body_is '.parameter == "<b>"'
}

check_repeated() {
	refused_range "$1" "$2=$3&$2=$3" "$2" "$3" "$4"
	refused_range "$1" "$2=$3&&$2=$4" "$2" "$3" "$4"
}

@test "a repeated parameter is refused" {
	each_parameter check_repeated
}

check_number() {
	local value
	for value in x 1x x1 1e1 0x1 1.0 1,0 +1 -- -1- %201 1%20 1+ \
		%EF%BC%91 1%0A %C2%A0; do
		refused_range "$1" "$2=$value" "$2" "$3" "$4"
	done
}

@test "what is not a number is refused" {
	each_parameter check_number
}

check_empty() {
	refused_range "$1" "$2=" "$2" "$3" "$4"
	refused_range "$1" "$2" "$2" "$3" "$4"
}

@test "an empty parameter is refused" {
	each_parameter check_empty
}

check_overflow() {
	local value
	for value in 9223372036854775808 -9223372036854775809 \
		99999999999999999999999999 18446744073709551617; do
		refused_range "$1" "$2=$value" "$2" "$3" "$4"
		body_is --arg value "$value" '.got == $value'
	done
}

@test "a number that overflows is refused" {
	each_parameter check_overflow
}

check_range() {
	refused_range "$1" "$2=$(($3 - 1))" "$2" "$3" "$4"
	refused_range "$1" "$2=$(($4 + 1))" "$2" "$3" "$4"
	get "$1?$2=$3"
	equal 200 "$status" "$1?$2=$3"
	body_is --arg name "$2" --argjson min "$3" '.parameters[$name] == $min'
}

@test "below and above the range is refused, the least is taken" {
	each_parameter check_range
}

check_escape() {
	local value
	for value in % %4 %zz %1 1% %00 1%00 %01 1%7F; do
		refused_range "$1" "$2=$value" "$2" "$3" "$4"
	done
	# "%32" is a 2, in the name as in the value.
	get "$1?$2=$(printf %s "$3" | sed 's/./%3&/g')"
	[[ $3 == -* ]] || equal 200 "$status" "$1 escaped"
}

@test "a malformed escape or a control character is refused" {
	each_parameter check_escape
	get "/cpu/fibonacci?%=1"
	problem 400
	get "/cpu/fibonacci?%00n=1"
	problem 400
}

@test "an overlong parameter is refused" {
	local long
	long=$(head -c 500 /dev/zero | tr '\0' 1)
	get "/cpu/fibonacci?n=$long"
	problem 400
	body_is '.parameter == "n" and .minimum == 0'
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
