/* t_place.c: words in braces and what they stand for. */
#include <stdlib.h>

#include "base/place.h"
#include "unit.h"

static const struct place places[] = { { "out", "/tmp/x" },
				       { "pid", NULL },
				       { .name = NULL } };

static void expect(const char *text, const char *wanted)
{
	struct buf buf;

	buf_init(&buf);
	place_fill(&buf, text, places);
	assert_string_equal(buf.text, wanted);
	buf_release(&buf);
}

UNIT(places_are_filled)
{
	expect("{out}/a.{out}", "/tmp/x/a./tmp/x");
	expect("{pid} {other} {out", "{pid} {other} {out");
	expect("{ out } {} {{out}}", "{ out } {} {/tmp/x}");
	expect("", "");
}

UNIT(unknown_places_are_found)
{
	char *word;

	assert_null(place_unknown("{out} {pid} { freq } {a b} {", places));
	word = place_unknown("{out} {freq}", places);
	assert_string_equal(word, "freq");
	free(word);
}
