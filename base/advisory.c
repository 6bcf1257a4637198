/* advisory.c: Debian packages of which some versions are known to be bad. */
#include "advisory.h"

#include <string.h>

#include "base/proc.h"

#define LIBFCGI                                                                \
	"CVE-2025-23016: lengths that the peer claims overflow, and the heap " \
	"is overwritten. tare's sockets are private to its services and "      \
	"nginx; keep them so"

/*
 * Sources: changelogs of the Debian packages; FastCGI-Archives/fcgi2, pull request 74,
 * which is in 2.4.5. Debian 12 has the fix in 2.4.2-2+deb12u1; 2.4.2-2.1 is the
 * library before it, rebuilt for 64-bit time, which changed its package's name.
 */
const struct advisory advisories[] = {
	{ "libfcgi0ldbl", NULL, "2.4.2-2+deb12u1", LIBFCGI },
	{ "libfcgi0ldbl", "2.4.2-2.1", "2.4.5", LIBFCGI },
	{ "libfcgi0t64", NULL, "2.4.5", LIBFCGI },
	{ "nginx", NULL, "1.22.1-9+deb12u10",
	  "CVE-2026-42533: a map with a regular expression overflows a buffer. "
	  "conf/nginx.conf has none; keep it so" },
	{ .package = NULL }
};

static int compare(const char *version, const char *relation, const char *other)
{
	const char *const argv[] = { "dpkg",   "--compare-versions",
				     version,  relation,
				     other,    NULL };
	struct reason why;

	return proc_run(argv, NULL, &why) == 0;
}

int advisory_applies(const struct advisory *advisory, const char *version)
{
	if (!proc_in_path("dpkg"))
		return -1;
	if (advisory->from && !compare(version, "ge", advisory->from))
		return 0;
	return compare(version, "lt", advisory->fixed);
}

char *advisory_installed(const struct advisory *advisory)
{
	const char *const argv[] = { "dpkg-query", "-W",
				     "-f=${db:Status-Status} ${Version}",
				     advisory->package, NULL };
	static const char installed[] = "installed ";
	struct reason why;
	struct buf text;
	char *version = NULL;

	buf_init(&text);
	if (proc_run(argv, &text, &why) == 0 &&
	    strncmp(text.text, installed, strlen(installed)) == 0)
		version = strdup(text.text + strlen(installed));
	buf_release(&text);
	return version;
}
