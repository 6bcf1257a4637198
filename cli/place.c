/* place.c: the places that a command line names, checked before anything is done there. */
#include "cli/place.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/die.h"
#include "base/draft.h"
#include "bench/room.h"

char *place_room(const char *verb, const char *asked)
{
	struct reason why;
	char *place = asked ? room_place(asked, &why) : room_usual_path(&why);

	if (!place)
		die(EXIT_USAGE, "%s: %s%s", verb, asked ? "--room: " : "",
		    why.text);
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
	struct draft draft;
	struct reason why;
	struct stat st;

	if (!path)
		return;
	if (!*path)
		die(EXIT_USAGE, "%s: --%s takes a file to write, and names none",
		    verb, option);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		die(EXIT_USAGE,
		    "%s: --%s takes a file to write, and %s is a directory",
		    verb, option, path);
	if (draft_open(&draft, path, &why) < 0)
		die(EXIT_USAGE, "%s: --%s: %s", verb, option, why.text);
	draft_drop(&draft);
}
