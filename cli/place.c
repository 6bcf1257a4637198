/* place.c: the places that a command line names, checked before anything is done there. */
#include "cli/place.h"

#include <stdlib.h>

#include "base/die.h"
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
