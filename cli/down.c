/* down.c: `tare down`: ends what `tare up` started, and keeps its profiles. */
#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/file.h"
#include "bench/room.h"
#include "cli/crew.h"
#include "cli/place.h"
#include "cli/verb.h"

struct options {
	const char *room;
};

static const struct option_row rows[] = {
	{ .name = "room", .offset = offsetof(struct options, room),
	  .type = OPTION_STRING, .value = "DIR",
	  .help = "that of `tare up`; one per user by default" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	char *room = place_room("down", options->room);
	int up, left;

	if (count)
		die(EXIT_USAGE, "down: unexpected \"%s\"; see --help",
		    words[0]);
	up = crew_count(room);
	left = crew_dismiss(room);
	if (left)
		die(EXIT_FAILED, "down: %d processes do not end; see %s/*.lock",
		    left, room);
	if (up)
		printf("down: %d processes ended; profiles are in %s/serve\n",
		       up, profiles_directory());
	else
		puts("down: nothing was up");
	if (room_exists(room))
		room_remove(room);
	free(room);
	return EXIT_OK;
}

static const struct verb down = {
	.name = "down",
	.usage = "[options]",
	.summary = "stop what `tare up` started, and save its profiles",
	.rows = rows,
	.options_size = sizeof(struct options),
	.run = run,
};
REGISTER(verb, down);
