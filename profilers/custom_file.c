/* custom_file.c: from a JSON file to the descriptor of a user's own tool. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/place.h"
#include "profilers/custom.h"
#include "profilers/custom_fields.h"

static int check_name(const char *name, struct reason *why)
{
	size_t good = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (*name < 'a' || *name > 'z' || name[good] || good > 32)
		return reason_set(why,
				  "name: small letters, digits and \"-\", at "
				  "most 32, the first a letter, expected, not "
				  "\"%.60s\"",
				  name);
	if (profiler_by_name(name))
		return reason_set(why, "name: there is a profiler \"%s\" "
				       "already",
				  name);
	return 0;
}

/* A flavour that some profiler has: those that are built. */
static int check_flavour(const char *flavour, struct reason *why)
{
	struct buf known;

	if (!flavour || strcmp(flavour, "plain") == 0)
		return 0;
	buf_init(&known);
	buf_adds(&known, "plain");
	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		if (!(*p)->flavour)
			continue;
		if (strcmp((*p)->flavour, flavour) == 0) {
			buf_release(&known);
			return 0;
		}
		buf_addf(&known, ", %s", (*p)->flavour);
	}
	reason_set(why, "flavour: one of %s expected, not \"%.60s\"",
		   known.text, flavour);
	buf_release(&known);
	return -1;
}

/* FIELD is needed, or of no use, with this way to apply the tool. */
static int check_goes(const char *field, bool there, enum profiler_apply apply,
		      enum profiler_apply with, struct reason *why)
{
	if (there == (apply == with))
		return 0;
	return reason_set(why, there ? "%s: goes with apply \"%s\" only" :
				       "%s: is missing, with apply \"%s\"",
			  field, profiler_apply_name(with));
}

static int check_apply(const struct profiler *p, struct reason *why)
{
	if (check_goes("wrap", p->wrap, p->apply, APPLY_WRAP, why) < 0 ||
	    check_goes("attach", p->attach, p->apply, APPLY_ATTACH, why) < 0 ||
	    check_goes("attached", p->attached, p->apply, APPLY_ATTACH, why) < 0)
		return -1;
	if (p->apply == APPLY_PRELOAD && !p->env)
		return reason_set(why, "env: is missing, with apply "
				       "\"preload\"");
	if (p->apply == APPLY_BUILD && !p->flavour)
		return reason_set(why, "flavour: is missing, with apply "
				       "\"build\"");
	for (const char *const *word = p->env; word && *word; word++)
		if (**word == '=' || !strchr(*word, '='))
			return reason_set(why,
					  "env[%td]: NAME=VALUE expected, not "
					  "\"%.60s\"",
					  word - p->env, *word);
	return 0;
}

static int check_words(const char *field, const char *const *words,
		       const struct place *places, struct reason *why)
{
	for (const char *const *word = words; word && *word; word++) {
		char *unknown = place_unknown(*word, places);

		if (!unknown)
			continue;
		reason_set(why,
			   "%s[%td]: {%.60s} is neither a setting nor one of "
			   "{out}, {binary}, and in attach {pid}, {functions}",
			   field, word - words, unknown);
		free(unknown);
		return -1;
	}
	return 0;
}

static int check_places(const struct profiler *p, struct reason *why)
{
	struct place places[SETTING_MAX + 5] = { { "out", "" },
						 { "binary", "" } };
	size_t count = 2;
	size_t in_attach;

	for (const struct option_row *row = p->settings; row && row->name; row++)
		places[count++].name = row->name;
	in_attach = count;
	if (check_words("env", p->env, places, why) < 0 ||
	    check_words("wrap", p->wrap, places, why) < 0)
		return -1;
	places[in_attach].name = "pid";
	places[in_attach + 1].name = "functions";
	return check_words("attach", p->attach, places, why);
}

/* Own forms, or the reader of a built-in profiler. */
static int set_reader(struct made *made, struct reason *why)
{
	static const char *const forms[] = {
		[CUSTOM_FOLDED] = "folded",
		[CUSTOM_EVIDENCE] = "evidence-json",
		[CUSTOM_PERF_SCRIPT] = "perf-script",
	};
	const char *read = json_text(made->custom.json, "read", NULL);
	const struct profiler *other;

	if (!read)
		return made->custom.convert || made->custom.files ?
			       reason_set(why, "read: is missing, with files or "
					       "convert") :
			       0;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (strcmp(forms[i], read) != 0)
			continue;
		made->profiler.read = custom_read;
		made->custom.form = (enum custom_form)i;
		if (!made->custom.files)
			return reason_set(why, "files: is missing, with read "
					       "\"%s\"",
					  read);
		return 0;
	}
	other = profiler_by_name(read);
	if (!other || !other->read || other->custom)
		return reason_set(why,
				  "read: folded, evidence-json, perf-script, or "
				  "a built-in profiler that has a reader "
				  "expected, not \"%.60s\"",
				  read);
	if (made->custom.convert || made->custom.files)
		return reason_set(why, "%s: does not go with read \"%s\", whose "
				       "files have names of their own",
				  made->custom.convert ? "convert" : "files",
				  read);
	made->profiler.read = other->read;
	if (!made->profiler.answers)
		made->profiler.answers = other->answers;
	return 0;
}

static int check_answers(struct made *made, struct reason *why)
{
	static const unsigned of_stacks = ANSWER_CPU_FUNCTION | ANSWER_STACKS;
	struct profiler *p = &made->profiler;

	if (p->read == custom_read && made->custom.form != CUSTOM_EVIDENCE) {
		if (!p->answers)
			p->answers = of_stacks;
		if (p->answers & ~of_stacks)
			return reason_set(why, "answers: stacks say "
					       "cpu-function and stacks only");
	}
	if (p->read && !p->answers)
		return reason_set(why, "answers: is missing, with read "
				       "\"evidence-json\"");
	if (p->read && !p->unit)
		return reason_set(why, "unit: is missing, with read");
	return 0;
}

static int complete(struct made *made, struct reason *why)
{
	struct profiler *p = &made->profiler;
	const char *stop = json_text(made->custom.json, "stop", "SIGINT");

	if (check_name(p->name, why) < 0 || check_apply(p, why) < 0 ||
	    check_flavour(p->flavour, why) < 0 || check_places(p, why) < 0 ||
	    set_reader(made, why) < 0 || check_answers(made, why) < 0)
		return -1;
	if (strcmp(stop, "SIGINT") != 0 && strcmp(stop, "SIGTERM") != 0)
		return reason_set(why, "stop: SIGINT or SIGTERM expected, not "
				       "\"%.60s\"",
				  stop);
	p->stop_signal = strcmp(stop, "SIGTERM") == 0 ? SIGTERM : 0;
	p->why_not_live = "a tool of one's own is read when it has ended";
	if (p->read && !p->interpretation)
		p->interpretation = "after the run, by tare";
	return 0;
}

struct profiler *custom_parse(struct json_object *json, struct reason *why)
{
	struct made *made = calloc(1, sizeof(*made));

	if (!made) {
		reason_set(why, "no memory for a profiler");
		json_object_put(json);
		return NULL;
	}
	made->custom.json = json;
	made->custom.scale = 1;
	made->profiler.custom = &made->custom;
	if (fields_read(made, why) == 0 && complete(made, why) == 0)
		return &made->profiler;
	custom_drop(&made->profiler);
	return NULL;
}

void custom_drop(struct profiler *profiler)
{
	struct made *made = (struct made *)profiler;

	fields_release(made);
	json_object_put(made->custom.json);
	free(made);
}
