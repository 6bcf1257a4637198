/* scope.c: `tare scope`: what a program that includes tare.h has left, or has so far. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/file.h"
#include "base/output.h"
#include "base/units.h"
#include "cli/verb.h"
#include "profilers/evidence.h"
#include "profilers/scope_file.h"

struct options {
	const char *format;
	const char *out;
};

static const struct option_row rows[] = {
	{ .name = "format", .letter = 'f', .type = OPTION_CHOICE,
	  .offset = offsetof(struct options, format), .fallback = "table",
	  .choices = "table|json|folded|trace|speedscope|callgrind|pprof",
	  .value = "FORMAT", .help = "what to print" },
	{ .name = "output", .letter = 'o', .type = OPTION_STRING,
	  .offset = offsetof(struct options, out), .value = "FILE",
	  .help = "write there instead of to standard output" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

/* Which end of a name stands for a format in tare.h; NULL: evidence. */
static const char *suffix(const char *format)
{
	static const char *const table[][2] = {
		{ "folded", ".folded" },
		{ "trace", ".trace.json" },
		{ "speedscope", ".speedscope.json" },
		{ "callgrind", ".callgrind" },
		{ "pprof", ".pb" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (strcmp(table[i][0], format) == 0)
			return table[i][1];
	}
	return NULL;
}

static int add_file(const char *path, struct evidence *evidence,
		    struct reason *why)
{
	struct reason detail;
	struct evidence one;
	struct buf bytes;
	int status;

	buf_init(&bytes);
	evidence_init(&one);
	status = file_read(path, &bytes, why);
	if (status == 0 &&
	    scope_file_parse(bytes.text, bytes.len, &one, &detail) < 0)
		status = reason_set(why, "%.200s cannot be used: %.280s", path,
				    detail.text);
	if (status == 0 && evidence_merge(evidence, &one) < 0)
		status = reason_set(why, "no memory for evidence");
	evidence_release(&one);
	buf_release(&bytes);
	return status;
}

static void print_table(const struct evidence *evidence, struct buf *out)
{
	evidence_print(evidence, out);
	buf_addf(out, "\n   %u process%s; %s; %.0f calls dropped\n",
		 evidence->processes, plural(evidence->processes, "es"),
		 evidence->note, evidence->lost);
}

static int print_evidence(int count, char **words, bool json, struct buf *out,
			  struct reason *why)
{
	struct evidence evidence;
	int status = 0;

	evidence_init(&evidence);
	for (int i = 0; i < count && status == 0; i++)
		status = add_file(words[i], &evidence, why);
	evidence_sort(&evidence);
	if (status == 0 && json) {
		struct json_object *object = evidence_to_json(&evidence);

		buf_addf(out, "%s\n",
			 json_object_to_json_string_ext(
				 object, JSON_C_TO_STRING_PRETTY));
		json_object_put(object);
	} else if (status == 0) {
		print_table(&evidence, out);
	}
	evidence_release(&evidence);
	return status;
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	const char *end = suffix(options->format);
	struct reason why;
	struct buf out;
	int status;

	if (count == 0)
		die(EXIT_USAGE, "scope: no file is named: give those that "
				"tare.h wrote, as in scope PROGRAM.*.scope");
	buf_init(&out);
	if (end)
		status = scope_file_export((const char *const *)words,
					   (size_t)count, end, &out, &why);
	else
		status = print_evidence(count, words,
					strcmp(options->format, "json") == 0,
					&out, &why);
	if (status < 0)
		die(EXIT_USAGE, "scope: %s", why.text);
	if (output_write(options->out, &out, &why) < 0)
		die(EXIT_FAILED, "scope: %s", why.text);
	buf_release(&out);
	return 0;
}

static const struct verb scope = {
	.name = "scope",
	.usage = "FILE... [options]",
	.summary = "show what a program with tare.h has counted, or left",
	.rows = rows,
	.options_size = sizeof(struct options),
	.run = run,
};
REGISTER(verb, scope);
