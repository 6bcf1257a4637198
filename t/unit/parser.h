/* parser.h: what every reader of a tool's output must stand. */
#ifndef TARE_PARSER_H
#define TARE_PARSER_H

#include <stddef.h>

#include "profilers/evidence.h"

/* As the readers are: -1 with WHY on anything that is not a whole output. */
struct parser {
	int (*parse)(const char *text, size_t length, struct evidence *evidence,
		     struct reason *why);
	const char *sample; /* t/golden/SAMPLE, of a real run */
	/* So many bytes of its end may be missing: a newline, a summary. */
	size_t spare;
};

/* Parse a copy that ends where TEXT does, so that a read past it is seen. */
int parser_run(const struct parser *parser, const char *text, size_t length,
	       struct evidence *evidence, struct reason *why);

/* t/golden/NAME.txt says what t/golden/NAME.json says. */
void parser_golden(const struct parser *parser, const char *name);

/* Every beginning of the sample, no text at all, and foreign ones: refused. */
void parser_refuses(const struct parser *parser);

/* Changed bytes are refused with a reason, or read as something sane. */
void parser_survives(const struct parser *parser, int rounds);

#endif
