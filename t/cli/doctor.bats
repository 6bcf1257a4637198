#!/usr/bin/env bats
# doctor.bats: `tare doctor` warns of packages that are known to be bad.
bats_require_minimum_version 1.5.0
load ../lib/common

setup() {
	make_scratch
	mkdir -p "$scratch/dpkg/updates" "$scratch/dpkg/info"
}
teardown() { drop_scratch; }

# doctor VERSION: on a machine whose dpkg has this libfcgi, and nothing else.
doctor() {
	printf '%s\n' "Package: libfcgi0ldbl" "Status: install ok installed" \
		"Architecture: $(dpkg --print-architecture)" \
		"Maintainer: x <x@example.org>" "Version: $1" \
		"Description: x" "" >"$scratch/dpkg/status"
	run --separate-stderr env DPKG_ADMINDIR="$scratch/dpkg" \
		"$TARE" doctor --json
	equal 0 "$status" "exit code"
	jq -e 'length > 0' <<<"$output"
}

@test "a libfcgi that overflows is named, with the cure" {
	doctor 2.4.2-2
	has "$stderr" "libfcgi0ldbl 2.4.2-2 is known to be bad"
	has "$stderr" CVE-2025-23016
	has "$stderr" 2.4.2-2+deb12u1
	has "$stderr" "apt-get install"
}

@test "one that does not is not" {
	doctor 2.4.2-2+deb12u1
	equal "" "$stderr"
}
