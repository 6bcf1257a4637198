/* inspect.c: bytes on the service's socket, as anybody may send them. */
#include "base/inspect.h"
#include "fuzz.h"

/* What has once been judged is not judged otherwise when more comes. */
FUZZ(peek, "inspect/*.bin")
{
	const unsigned char *bytes = (const unsigned char *)text;
	enum inspection whole, part;

	if (length > INSPECT_MOST)
		length = INSPECT_MOST;
	whole = inspect(bytes, length);
	part = inspect(bytes, length / 2);
	check(part == INSPECT_PART || part == whole);
}
