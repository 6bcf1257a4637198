/* parser.c: what every reader of a tool's output must stand. */
#include "parser.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "golden.h"
#include "unit.h"

int parser_run(const struct parser *parser, const char *text, size_t length,
	       struct evidence *evidence, struct reason *why)
{
	char *copy = malloc(length ? length : 1);
	int status;

	assert_non_null(copy);
	memcpy(copy, text, length);
	evidence_init(evidence);
	why->text[0] = '\0';
	status = parser->parse(copy, length, evidence, why);
	free(copy);
	if (status < 0)
		assert_string_not_equal(why->text, "");
	return status;
}

void parser_golden(const struct parser *parser, const char *name)
{
	char *txt = path_format("%s.txt", name);
	char *json = path_format("%s.json", name);
	struct evidence evidence;
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read(txt, &text);
	if (parser_run(parser, text.text, text.len, &evidence, &why) < 0)
		fail_msg("%s: %s", name, why.text);
	evidence_sort(&evidence);
	golden_compare(json, &evidence);
	evidence_release(&evidence);
	buf_release(&text);
	free(json);
	free(txt);
}

static void refuse(const struct parser *parser, const char *text, size_t length)
{
	struct evidence evidence;
	struct reason why;

	if (parser_run(parser, text, length, &evidence, &why) == 0)
		fail_msg("%s: a text of %zu bytes is taken for a whole one",
			 parser->sample, length);
	evidence_release(&evidence);
}

void parser_refuses(const struct parser *parser)
{
	static const char *const foreign[] = {
		"\n", "\177ELF\2\1\1", "\211PNG\r\n\032\n", "{}", "[]", "0",
		"what is this\n",
		"Flat profile:\n\nEach sample counts as 0.01 seconds.\n",
		"v 10400 3\n", "# callgrind format\n", "{\"dhatFileVersion\":2}",
	};
	struct buf text;

	buf_init(&text);
	golden_read(parser->sample, &text);
	for (size_t length = 0; length + parser->spare < text.len; length++)
		refuse(parser, text.text, length);
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++)
		refuse(parser, foreign[i], strlen(foreign[i]));
	buf_release(&text);
}

void parser_survives(const struct parser *parser, int rounds)
{
	uint64_t random = 20261122;
	struct evidence evidence;
	struct reason why;
	struct buf text;

	buf_init(&text);
	for (int i = 0; i < rounds; i++) {
		/* Damage adds up for a while, then it starts afresh. */
		if (i % 16 == 0) {
			buf_clear(&text);
			golden_read(parser->sample, &text);
		}
		text.text[golden_random(&random) % text.len] =
			(char)golden_random(&random);
		parser_run(parser, text.text, text.len, &evidence, &why);
		evidence_release(&evidence);
	}
	buf_release(&text);
}
