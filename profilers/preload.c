/* preload.c: whether a library can be preloaded. */
#include "preload.h"

#include <string.h>

#include "base/buf.h"
#include "base/proc.h"

int preload_probe(const char *library, const char *malloc_conf,
		  const char *package, struct reason *why)
{
	/* The loader goes on without what it does not find: ask what it said. */
	static const char script[] =
		"LD_PRELOAD=$0 MALLOC_CONF=$1 /bin/true 2>&1";
	const char *const argv[] = { "sh",    "-c",	   script,
				     library, malloc_conf, NULL };
	struct buf said;
	int status;

	buf_init(&said);
	status = proc_run(argv, &said, why);
	if (status == 0 && said.len > 0)
		status = reason_set(why, "%s cannot be used: %.*s: "
					 "apt-get install %s",
				    library,
				    (int)strcspn(said.text, "\n"), said.text,
				    package);
	buf_release(&said);
	return status;
}
