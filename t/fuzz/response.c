/* response.c: HTTP replies: the outcome is the same however they are cut. */
#include "client/response.h"

#include <stdlib.h>
#include <string.h>

#include "client/get.h"
#include "fuzz.h"

/* Feed TEXT in pieces of STEP bytes; returns what was used of it. */
static size_t feed(struct response *response, const char *text, size_t length,
		   size_t step, enum response_progress *progress)
{
	size_t at = 0;

	response_init(response);
	*progress = RESPONSE_MORE;
	while (*progress == RESPONSE_MORE && at < length) {
		size_t count = length - at < step ? length - at : step;
		size_t used = 0;

		*progress = response_feed(response, text + at, count, &used);
		check(used <= count);
		check(used == count || *progress != RESPONSE_MORE);
		at += used;
	}
	if (*progress == RESPONSE_MORE)
		*progress = response_close(response);
	check(*progress != RESPONSE_MORE);
	check(*progress != RESPONSE_BAD || response->wrong);
	return at;
}

FUZZ(response, "response/*.txt")
{
	static const size_t steps[] = { 1, 7, 4096 };
	struct response whole, cut;
	enum response_progress progress, other;
	size_t used = feed(&whole, text, length, length ? length : 1,
			   &progress);

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		size_t again = feed(&cut, text, length, steps[i], &other);

		check(other == progress);
		if (progress != RESPONSE_DONE)
			continue;
		check(again == used && cut.status == whole.status);
		check(cut.keep == whole.keep && cut.body == whole.body);
	}
}

FUZZ(url, "url/*.txt")
{
	char *url = strndup(text, length);
	struct reason why = { "" };
	char *request;

	check(url);
	request = get_text(url, &why);
	/* Nothing of it may become a line of its own. */
	check(request ? strncmp(request, "GET ", 4) == 0 : why.text[0]);
	free(request);
	free(url);
}
