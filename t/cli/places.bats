#!/usr/bin/env bats
# places.bats: where rooms may be, and what is said of where they may not.
load ../lib/common
load ../lib/http

setup() {
	make_scratch
	mkdir -m 711 "$scratch/tmp"
}

teardown() {
	TARE_ROOM=$scratch drop_service
	drop_scratch
}

# refuses PART COMMAND...: exit 2 at once, one line that has PART, nothing left behind.
refuses() {
	local part=$1 code=0
	shift
	timeout 20 "$@" 3>&- >"$scratch/out" 2>"$scratch/err" || code=$?
	equal 2 "$code" "exit code of $* ($(<"$scratch/err"))"
	has "$(<"$scratch/err")" "$part" "$*"
	equal 1 "$(wc -l <"$scratch/err")" "lines"
	[[ ! -e $TARE_PROFILES ]] || fail "$*: it ran"
}

@test "a room that no configuration could name is refused by every verb, and why" {
	local verb bad
	for verb in "up --port 0" proxy "serve none" down "restart none" \
		"ping none"; do
		# shellcheck disable=SC2086 # words
		refuses "a room cannot have a space in its path" \
			"$TARE" $verb --room "$scratch/a b"
		# shellcheck disable=SC2086
		refuses "--room: it is empty" "$TARE" $verb --room ''
		# shellcheck disable=SC2086
		refuses "TARE_ROOM: a room cannot have a ; in" \
			env "TARE_ROOM=$scratch/a;b" "$TARE" $verb
	done
	for bad in ';' '{' '}' '"' "'" '$' '#' '=' '%' ',' "\\"; do
		refuses "cannot have a $bad in its path: name another" \
			"$TARE" up --port 0 --room "$scratch/a${bad}b"
	done
	refuses "a letter beyond ASCII" "$TARE" up --port 0 --room "$scratch/ü"
	refuses "a control character" "$TARE" up --room "$scratch/"$'a\nb'
	equal "err out tmp" "$(cd "$scratch" && echo *)"
}

@test "so is a TMPDIR, before anything is measured" {
	local verb
	mkdir "$scratch/tmp/a b"
	for verb in bench load torture verify; do
		refuses "$verb: TMPDIR: a room cannot have a space" \
			env "TMPDIR=$scratch/tmp/a b" "$TARE" "$verb"
	done
}

@test "a room may be named from here, as an option and as TARE_ROOM" {
	cd "$scratch"
	"$TARE" up --port 0 --profilers none --room near 3>&- >out ||
		fail "$(<out)"
	has "$(<out)" "sockets in $scratch/near;"
	"$TARE" ping none --room near
	cd tmp
	"$TARE" ping none --room ../near
	"$TARE" down --room ../near
	TARE_ROOM=close "$TARE" up --port 0 --profilers none 3>&- >out
	has "$(<out)" "sockets in $scratch/tmp/close;"
	TARE_ROOM=close "$TARE" down
}

@test "so may a TMPDIR; one that is not there is said, and no more than that" {
	local code=0
	cd "$scratch"
	TMPDIR=tmp "$TARE" bench --no-progress --quick --endpoints health \
		--blocks 1 --profilers gprof 3>&- >out 2>err || code=$?
	[[ $code == [03] ]] || fail "exit $code: $(<err)"
	equal "" "$(ls -A tmp)"
	code=0
	TMPDIR=none "$TARE" bench --no-progress --quick --endpoints health \
		--profilers gprof 3>&- >out 2>err || code=$?
	equal 1 "$code"
	has "$(<err)" "cannot make $scratch/none/tare."
	run grep "not pinned" err
	equal 1 "$status" "$output"
}

@test "a file that cannot be written is said before anything is measured" {
	local place
	: >"$scratch/file"
	for place in "$scratch/none/x" "$scratch/file/x" "$scratch" ''; do
		refuses "bench: --json" "$TARE" bench --json "$place"
		refuses "bench: --json" "$TARE" bench --load --json "$place"
		refuses "load: --json" "$TARE" load --json "$place"
		refuses "torture: --json" "$TARE" torture --json "$place"
		refuses "profile: --standalone" \
			"$TARE" profile memory --standalone "$place"
	done
}

@test "a file that cannot be written any more costs the copy, not what is shown" {
	local verb code
	for verb in "bench --quick --endpoints health --blocks 1" \
		"load --endpoints health --rounds 1 --seconds 0.1" \
		"torture --events calm --tries 1"; do
		mkdir "$scratch/gone"
		rm -rf "$TARE_PROFILES"
		(poll 60 test -e "$TARE_PROFILES/runs" &&
			rmdir "$scratch/gone") 3>&- &
		code=0
		# shellcheck disable=SC2086 # words
		"$TARE" $verb --profilers gprof --no-progress \
			--json "$scratch/gone/x.json" 3>&- >"$scratch/out" \
			2>"$scratch/err" || code=$?
		wait $!
		equal 1 "$code" "$verb: $(<"$scratch/err")"
		has "$(<"$scratch/err")" "--json: "
		has "$(<"$scratch/out")" gprof "$verb"
	done
}
