# storm.bash: load that looks at every answer, and rows for the table of t/abuse/run.

# scaled FULL SHORT: the latter in the short form (ABUSE_SHORT).
scaled() {
	if [[ ${ABUSE_SHORT:-} ]]; then echo "$2"; else echo "$1"; fi
}

# row TARGET SEEN...: what the test that runs wanted, and what it saw.
row() {
	local target=$1
	shift
	echo "# row: $BATS_TEST_DESCRIPTION | $target | $*" >&3
	note "$BATS_TEST_DESCRIPTION: $*"
}

# wanted NAME QUERY: what a good answer has in it, computed without a server.
wanted() {
	# shellcheck disable=SC2086 # NAME=VALUE words
	"$APP" --run "$1" ${2//&/ } | jq -c '"\"result\":\(.result)"' | jq -r .
}

# targets [PREFIX]: the table for storm: every endpoint; `mixed`, which takes as long as
# many others, less often.
targets() {
	endpoint_targets "$@"
	for _ in 1 2 3 4 5; do
		endpoint_targets "$@" | grep -v /mixed
	done
}

# Light ones, and without the leaks of the yardstick, which are up to 4 MiB a worker.
endpoint_targets() {
	local name path query
	local -A queries=([fibonacci]="n=15" [primes]="limit=1000"
		[matrix]="size=8" [memory]="num_lists=2&list_size=200"
		[io]="count=1" [truth_alloc]="count=100&leaks=0"
		[truth_split]="steps=200" [truth_stack]="rounds=1000")
	while read -r name path; do
		query=${queries[$name]:-}
		printf '%s%s%s%s\t%s\n' "$base" "${1:-}" "$path" \
			"${query:+?$query}" "$(wanted "$name" "$query")"
	done < <(endpoints)
}

# storm OPTION...: its report in $storm.
storm() {
	storm=$("$HELPERS/storm" "$@" <"$scratch/targets")
}

# storm_begin OPTION...: in the background; storm_end waits for it. It ends with its test,
# also where that fails.
storm_begin() {
	setpriv --pdeathsig KILL "$HELPERS/storm" -l "$scratch/failures" "$@" \
		<"$scratch/targets" >"$scratch/storm" 3>&- &
	storming=$!
}

storm_end() {
	wait "$storming"
	storm=$(<"$scratch/storm")
}

# stormed MEMBER: a figure of the report.
stormed() {
	jq ".$1" <<<"$storm"
}

# workers [NAME]: "PID ENDPOINT" of all, or those of one endpoint.
workers() {
	local app=$TARE_ROOM/bin/plain/tare-app pid words
	for pid in $(processes_of "$TARE_ROOM" "^${TARE_APP:-$app} --only ${1:-}"); do
		words=$(command_line "$pid") || continue
		words=${words#*--only }
		echo "$pid ${words%% *}"
	done
}

# supervisor PID: the process above it.
supervisor() {
	sed -n 's/^PPid:\t//p' "/proc/$1/status"
}
