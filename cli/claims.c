/* claims.c: `tare claims`: what is claimed of profilers, held against a run. */
#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "base/json.h"
#include "cli/verb.h"
#include "report/claims.h"
#include "report/report.h"
#include "report/sheet.h"

struct options {
	const char *format;
};

static const struct option_row rows[] = {
	{ .name = "format", .letter = 'f',
	  .offset = offsetof(struct options, format), .type = OPTION_CHOICE,
	  .value = "FORMAT", .fallback = "text", .choices = "text|md|csv|json",
	  .help = "how to print it" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static void print_json(struct json_object *run, const struct facts *facts,
		       size_t count)
{
	struct json_object *list = json_object_new_array();

	for (const struct claim *claim = claims; claim->name; claim++) {
		struct json_object *json = json_object_new_object();
		struct claim_result result;

		claim->check(run, facts, count, &result);
		json_set_text(json, "claim", claim->name);
		json_set_text(json, "text", claim->text);
		json_set_text(json, "source", claim->source);
		json_set_text(json, "test", claim->test);
		json_set_text(json, "verdict",
			      claim_verdict_name(result.verdict));
		json_set_text(json, "figure", result.figure.text);
		json_object_array_add(list, json);
	}
	puts(json_object_to_json_string_ext(list, JSON_C_TO_STRING_PRETTY));
	json_object_put(list);
}

static int run_claims(void *data, int count, char **words)
{
	const struct options *options = data;
	const struct sheet_format *format = sheet_format(options->format);
	struct facts facts[FACTS_MAX];
	struct reason why;
	struct json_object *run;
	size_t arms;
	int code;

	if (count > 1)
		die(EXIT_USAGE, "claims: one run at a time, not \"%s\" too",
		    words[1]);
	run = report_open(count ? words[0] : NULL, profiles_directory(), &why);
	if (!run)
		die(EXIT_USAGE, "claims: %s", why.text);
	arms = facts_make(run, facts);
	if (strcmp(options->format, "text") == 0)
		claims_list(run, facts, arms, stdout);
	else if (format)
		claims_print(run, facts, arms, format, stdout);
	else
		print_json(run, facts, arms);
	code = report_trusted(run) ? EXIT_OK : EXIT_UNTRUSTED;
	json_object_put(run);
	return code;
}

static const struct verb claims_verb = {
	.name = "claims",
	.usage = "[RUN] [options]",
	.summary = "published claims about profilers: held, not held, or unknown",
	.rows = rows,
	.options_size = sizeof(struct options),
	.run = run_claims,
};
REGISTER(verb, claims_verb);
