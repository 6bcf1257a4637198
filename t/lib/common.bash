# common.bash: what every bats file begins with: programs, scratch, conditions.
#
# t/run sets TARE, APP and HELPERS; without it they are those of build/.

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
: "${TARE:=$root/build/tare}" "${APP:=$root/build/plain/tare-app}"
: "${HELPERS:=$root/build/t}"
export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-120}

# A private directory, in $scratch: other users may pass through, not look.
# Short, since a unix socket's path may have 107 bytes.
make_scratch() {
	scratch=$(mktemp -d /tmp/tare-t.XXXXXX)
	chmod 711 "$scratch"
	export scratch
	export TARE_ROOM=$scratch/room TARE_PROFILES=$scratch/profiles
}

drop_scratch() {
	rm -rf -- "$scratch"
}

# fail TEXT...: end the test, saying why.
fail() {
	echo "$*" >&2
	return 1
}

# equal WANTED GOT [WHAT]
equal() {
	[[ $1 == "$2" ]] || fail "${3:-it}: wanted \"$1\", got \"$2\""
}

# has TEXT PART [WHAT]: PART occurs in TEXT.
has() {
	[[ $1 == *"$2"* ]] || fail "${3:-it}: no \"$2\" in \"$1\""
}

# A figure that the runner shows.
note() {
	echo "# note: $*" >&3
}

# poll SECONDS COMMAND...: until it succeeds; fails when time runs out.
poll() {
	local until=$((SECONDS + $1 + 1))
	shift
	until "$@"; do
		((SECONDS < until)) || return 1
		pause
	done
}

# pause [SECONDS]: a hundredth by default, without a process that could be left.
pause() {
	read -rt "${1:-0.01}" <> <(:) || true
}

# gone PID: it has ended, reaped or not.
gone() {
	local state
	read -r state < <(sed -n 's/^State:\t\(.\).*/\1/p' \
		"/proc/$1/status" 2>/dev/null) || return 0
	[[ $state == Z ]]
}

# command_line PID: its words, with spaces between them.
command_line() {
	tr '\0' ' ' <"/proc/$1/cmdline"
} 2>/dev/null

# processes_of DIRECTORY [REGEXP]: pids whose command line, directory or output is
# in it, of which the command line matches.
processes_of() {
	"$root/t/lib/processes" "$@"
}

# nothing_runs_in DIRECTORY
nothing_runs_in() {
	[[ -z $(processes_of "$1") ]]
}

# kill_nginx: the one of what measures in $TMPDIR, all of it.
kill_nginx() {
	local room
	room=$(echo "$TMPDIR"/tare.*)
	kill -KILL "$(<"$room/nginx.pid")"
	# Its worker would go on, and so would the bench; if that was not faster.
	processes_of "$TMPDIR" 'nginx: worker' | xargs -r kill -KILL || true
}

# names_of MEMBER: of every endpoint or profiler that there is.
names_of() {
	"$TARE" list --json | jq -r ".$1[].name"
}

# standard_profilers: those that `tare up` serves and `tare bench` weighs unasked.
standard_profilers() {
	"$TARE" list --json | jq -r '.profilers[] | select(.standard).name'
}
