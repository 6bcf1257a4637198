/* notes.c: footnotes: every distinct reason once, in the order of its first use. */
#include "notes.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Of so many digits on, a number is another one each time. */
enum { LONG_NUMBER = 4 };

/* TEXT with each such number as N; malloc'd. */
static char *make_general(const char *text)
{
	struct buf general;
	char *result;

	buf_init(&general);
	while (*text) {
		size_t digits = strspn(text, "0123456789");

		if (digits >= LONG_NUMBER)
			buf_adds(&general, "N");
		else
			buf_add(&general, text, digits ? digits : 1);
		text += digits ? digits : 1;
	}
	result = buf_detach(&general);
	if (!result)
		abort();
	return result;
}

unsigned notes_number(struct notes *notes, const char *text)
{
	char *general = make_general(text);
	char **more;

	for (unsigned i = 0; i < notes->count; i++) {
		if (strcmp(notes->texts[i], general) == 0) {
			free(general);
			return i + 1;
		}
	}
	more = realloc(notes->texts, (notes->count + 1) * sizeof(*more));
	if (!more)
		abort();
	notes->texts = more;
	notes->texts[notes->count++] = general;
	return notes->count;
}

void notes_release(struct notes *notes)
{
	for (unsigned i = 0; i < notes->count; i++)
		free(notes->texts[i]);
	free(notes->texts);
	*notes = (struct notes){ 0 };
}
