#!/usr/bin/env bats
# foreign.bats: tare.h in a program that somebody else wrote: zopfli, from Debian's
# source package. It is C, needs nothing to build, runs for a second, and gcov knows
# how often each of its functions is called.
#
# Fetched with lists of its own, since a machine need not have deb-src entries.
load lib
export BATS_TEST_TIMEOUT=300

setup_file() {
	make_scratch
	fetch_source
}

teardown_file() {
	drop_scratch
}

# The archive that the machine uses already, for sources.
fetch_source() {
	local dir=$scratch/apt options uri suite
	suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
	read -r uri _ < <(apt-get indextargets --format '$(SITE) $(RELEASE)' \
		'Created-By: Packages' | grep " $suite\$" | head -n 1)
	mkdir -p "$dir"/{parts,lists/partial}
	printf '%s\n' "Types: deb-src" "URIs: ${uri:?names no archive of Debian: /etc/apt/sources.list.d}" \
		"Suites: $suite" "Components: main" \
		"Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg" \
		>"$dir/parts/source.sources"
	options=(-q -o "Dir::Etc::SourceList=/dev/null"
		-o "Dir::Etc::SourceParts=$dir/parts" -o "APT::Sandbox::User=root"
		-o "Dir::State::Lists=$dir/lists" -o "Dir::Cache=$dir")
	mkdir -p "$dir/archives/partial"
	(cd "$dir" && timeout 100 apt-get "${options[@]}" update &&
		timeout 60 apt-get "${options[@]}" source --download-only zopfli) \
		>"$dir/log" 2>&1 3>&- || fail "$(tail -n 5 "$dir/log")"
	mkdir "$scratch/zopfli"
	tar -xf "$dir"/zopfli_*.orig.tar.gz -C "$scratch/zopfli" --strip-components 1
}

# A scope in every function whose head is one line.
instrument() {
	cp -r "$scratch/zopfli" "$scratch/with"
	sed -i '/^[A-Za-z].*) {$/s/$/ TARE_FN();/' "$scratch"/with/src/zopfli/*.c
}

@test "zopfli: the same output, and the calls that gcov counts" {
	local name lines
	instrument
	cd "$scratch"
	# Each file in a process of its own, two at a time.
	mkdir objects covered
	printf '%s\0' with/src/zopfli/*.c | xargs -0 -P 2 -I FILE sh -c \
		'gcc -O1 -w -include "$0" -D_GNU_SOURCE -c "$1" \
			-o "objects/$(basename "$1").o"' \
		"$root/include/tare.h" FILE
	gcc objects/*.o -lm -o counted
	(cd covered && gcc -O0 -w --coverage ../zopfli/src/zopfli/*.c -lm \
		-o known)
	head -c 40000 "$root/include/tare.h" >text
	TARE_OUT=$scratch/out.txt ./counted -c text >one
	covered/known -c text >two
	cmp one two
	# gcov says "function NAME called N returned ..." for each function.
	(cd covered && gcov -b -w -- *.gcda >/dev/null 2>&1 && cat -- *.gcov) |
		awk '$1 == "function" { print $2, $4 }' >truth
	lines=0
	while read -r name; do
		equal "$(awk -v n="$name" '$1 == n { sum += $2 } END { print sum }' \
			truth)" "$(calls out.txt "$name" | cut -d/ -f1 |
				awk '{ sum += $1 } END { print sum }')" "$name"
		lines=$((lines + 1))
	done < <(sed -n 's/.*:[0-9]*(\(.*\))$/\1/p' out.txt | sort -u)
	((lines >= 20)) || fail "only $lines functions"
	# Nothing takes longer than main, which is from begin to end.
	awk -v all="$(column out.txt main 4)" '/with\/src/ && $4 > all + 0.001 {
		exit 1 }' out.txt
	note "$lines functions of zopfli, each with gcov's count"
}
