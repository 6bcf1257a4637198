/* place.c: the places that a command line names, checked before anything is done there. */
#include "cli/place.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/file.h"
#include "base/output.h"
#include "bench/room.h"

char *place_room(const char *verb, const char *asked)
{
	struct reason why;
	char *place = room_place(asked, &why);

	if (!place)
		die(EXIT_USAGE, "%s: %s", verb, why.text);
	return place;
}

void place_check_rooms(const char *verb)
{
	struct reason why;
	char *parent = room_parent(&why);

	if (!parent)
		die(EXIT_USAGE, "%s: %s", verb, why.text);
	free(parent);
}

void place_check_output(const char *verb, const char *option, const char *path)
{
	struct reason why;

	if (path && output_check(path, &why) < 0)
		die(EXIT_USAGE, "%s: --%s: %s", verb, option, why.text);
}

bool place_copy(const char *verb, const struct run *run, const char *name,
		const char *path)
{
	char *from = path_format("%s/%s", run->directory, name);
	struct reason why;
	bool copied = !path || output_copy(from, path, &why) == 0;

	if (!copied)
		warn("%s: --json: %s", verb, why.text);
	free(from);
	return copied;
}
