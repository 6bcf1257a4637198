/* t_advisory.c: which versions of which packages are known to be bad. */
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/advisory.h"

static bool is_bad(const char *package, const char *version)
{
	bool bad = false, known = false;

	for (const struct advisory *a = advisories; a->package; a++) {
		if (strcmp(a->package, package) != 0)
			continue;
		known = true;
		bad = bad || advisory_applies(a, version) == 1;
	}
	assert_true(known);
	return bad;
}

UNIT(advisory_knows_libfcgi)
{
	static const struct {
		const char *package, *version;
		bool bad;
	} rows[] = {
		{ "libfcgi0ldbl", "2.4.0-10", true },
		{ "libfcgi0ldbl", "2.4.2-2", true },
		{ "libfcgi0ldbl", "2.4.2-2+b1", true },
		{ "libfcgi0ldbl", "2.4.2-2+deb12u1", false },
		{ "libfcgi0ldbl", "2.4.2-2+deb12u2", false },
		{ "libfcgi0ldbl", "2.4.2-2.1", true },
		{ "libfcgi0ldbl", "2.4.4-1", true },
		{ "libfcgi0ldbl", "2.4.5-0.1", false },
		{ "libfcgi0t64", "2.4.2-2.1+b2", true },
		{ "libfcgi0t64", "2.4.5-0.1", false },
		{ "libfcgi0t64", "2.4.7-1", false },
		{ "nginx", "1.22.1-9+deb12u9", true },
		{ "nginx", "1.22.1-9+deb12u11", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (is_bad(rows[i].package, rows[i].version) != rows[i].bad)
			fail_msg("%s %s", rows[i].package, rows[i].version);
	}
}

UNIT(advisory_looks_at_what_is_installed)
{
	static const struct advisory here = { "dpkg", NULL, "0.1", "" };
	static const struct advisory nowhere = { "tare-nowhere", NULL, "1", "" };
	char *version = advisory_installed(&here);

	assert_non_null(version);
	assert_int_equal(advisory_applies(&here, version), 0);
	free(version);
	assert_null(advisory_installed(&nowhere));
}
