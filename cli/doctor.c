/* doctor.c: `tare doctor`: which profilers work here, why others do not, what is bad. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/advisory.h"
#include "base/die.h"
#include "base/json.h"
#include "cli/verb.h"
#include "profilers/spec.h"

struct options {
	bool json;
};

static const struct option_row rows[] = {
	{ .name = "json", .offset = offsetof(struct options, json),
	  .type = OPTION_FLAG, .help = "as JSON" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static void print_one(const struct profiler *profiler, int status,
		      const struct reason *why)
{
	printf("  %-16s ", profiler->label);
	if (status < 0)
		printf("does not, because %s\n", why->text);
	else
		printf("works        %s%s%s\n", profiler->summary,
		       profiler->unit ? "; " : "",
		       profiler->unit ? profiler->unit : "");
}

static struct json_object *one_json(const struct profiler *profiler, int status,
				    const struct reason *why)
{
	struct json_object *json = json_object_new_object();
	char kind[64];

	profiler_kind_name(profiler->kind, kind, sizeof(kind));
	json_set_text(json, "name", profiler->name);
	json_set_text(json, "label", profiler->label);
	json_set_bool(json, "works", status == 0);
	json_set_text(json, "because", status < 0 ? why->text : NULL);
	json_set_text(json, "kind", kind);
	json_set_text(json, "apply", profiler_apply_name(profiler->apply));
	json_set_text(json, "unit", profiler->unit);
	json_set_text(json, "package", profiler->package);
	json_set_text(json, "interpretation", profiler->interpretation);
	json_set_bool(json, "live", !profiler_why_not_live(profiler));
	json_set_text(json, "not_live_because",
		      profiler_why_not_live(profiler));
	return json;
}

/* What was found of all that were asked about. */
struct findings {
	struct json_object *all; /* NULL: printed instead */
	unsigned working, total;
};

static void examine(struct findings *findings, const struct profiler *profiler)
{
	struct reason why = { "" };
	int status = profiler_probe(profiler, &why);

	findings->total++;
	findings->working += status == 0;
	if (findings->all)
		json_object_array_add(findings->all,
				      one_json(profiler, status, &why));
	else
		print_one(profiler, status, &why);
}

static void examine_words(struct findings *findings, int count, char **words)
{
	for (int i = 0; i < count; i++) {
		struct reason why;
		const struct profiler *profiler = spec_find(words[i], &why);

		if (!profiler)
			die(EXIT_USAGE, "doctor: %s", why.text);
		examine(findings, profiler);
	}
}

/* On standard error, so that JSON stays JSON. */
static void warn_of_versions(void)
{
	for (const struct advisory *a = advisories; a->package; a++) {
		char *version = advisory_installed(a);

		if (version && advisory_applies(a, version) == 1)
			warn("doctor: %s %s is known to be bad, %s or a later "
			     "one is not: apt-get install --only-upgrade %s. %s",
			     a->package, version, a->fixed, a->package,
			     a->what);
		free(version);
	}
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	struct findings findings = { 0 };

	if (options->json)
		findings.all = json_object_new_array();
	examine_words(&findings, count, words);
	for (const struct profiler *const *p = profiler_begin();
	     !count && p < profiler_end(); p++)
		examine(&findings, *p);
	if (options->json)
		puts(json_object_to_json_string_ext(findings.all,
						    JSON_C_TO_STRING_PRETTY));
	else
		printf("%u of %u work here\n", findings.working,
		       findings.total);
	json_object_put(findings.all);
	warn_of_versions();
	return EXIT_OK;
}

static const struct verb doctor = {
	.name = "doctor",
	.usage = "[PROFILER[:SETTING=VALUE,...]...] [--json]",
	.summary = "say which profilers work here, and which packages are bad",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run,
};
REGISTER(verb, doctor);
