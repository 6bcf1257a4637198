/* spec.c: profilers as they are named on the command line. */
#include "spec.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/nearest.h"
#include "profilers/catalog.h"
#include "profilers/variant.h"

static const char *profiler_word(size_t i, const void *data)
{
	const struct profiler *const *first = profiler_begin();

	(void)data;
	return first + i < profiler_end() ? first[i]->name : NULL;
}

static const struct profiler *unknown(const char *name, struct reason *why)
{
	const char *near = nearest_word(name, profiler_word, NULL);

	if (near)
		reason_set(why,
			   "there is no profiler \"%.80s\"; did you mean %s? "
			   "`tare list` shows them",
			   name, near);
	else
		reason_set(why,
			   "there is no profiler \"%.80s\"; `tare list` shows "
			   "them",
			   name);
	return NULL;
}

/* Of the descriptor BASE: one that there is, or a new one. */
static const struct profiler *find_variant(const struct profiler *base,
					   const char *settings,
					   struct reason *why)
{
	struct profiler *variant = variant_make(base, settings, why);
	const struct profiler *kept;

	if (!variant)
		return NULL;
	kept = catalog_variant(variant->label);
	if (kept) {
		variant_drop(variant);
		return kept;
	}
	variant_fill(variant);
	catalog_keep(variant);
	return variant;
}

const struct profiler *spec_find(const char *word, struct reason *why)
{
	size_t length = strcspn(word, ":");
	char *name = path_format("%.*s", (int)length, word);
	const struct profiler *known = profiler_by_name(name);

	if (!known)
		unknown(name, why);
	else if (word[length] == ':' && !word[length + 1])
		known = (reason_set(why, "no setting follows \"%.80s\"", word),
			 NULL);
	else if (word[length] == ':')
		known = find_variant(known->base, word + length + 1, why);
	free(name);
	return known;
}

/* "unwind=fp": no word of its own. */
static bool is_setting(const char *part)
{
	return part[strcspn(part, ":=,")] == '=';
}

char *spec_next(const char **list)
{
	const char *start = *list + strspn(*list, ",");
	const char *end = start + strcspn(start, ",");
	bool has_settings = memchr(start, ':', (size_t)(end - start)) != NULL;

	if (end == start)
		return NULL;
	while (has_settings && *end && is_setting(end + 1))
		end += 1 + strcspn(end + 1, ",");
	*list = end + (*end == ',');
	return path_format("%.*s", (int)(end - start), start);
}

static double value_of(const struct sweep *sweep, unsigned i)
{
	return strtod(profiler_setting(sweep->variants[i], sweep->setting),
		      NULL);
}

/* By insertion: choices, which are no numbers, stay in the order that they had. */
static void put_in_order(struct sweep *sweep)
{
	for (unsigned i = 1; i < sweep->count; i++) {
		for (unsigned j = i;
		     j > 0 && value_of(sweep, j - 1) > value_of(sweep, j); j--) {
			const struct profiler *lower = sweep->variants[j];

			sweep->variants[j] = sweep->variants[j - 1];
			sweep->variants[j - 1] = lower;
		}
	}
}

/* The value that starts at VALUE, of the setting that HEAD, "perf:freq=", ends in. */
static int add_value(struct sweep *sweep, const char *head, size_t head_length,
		     const char *value, struct reason *why)
{
	char *word = path_format("%.*s%.*s", (int)head_length, head,
				 (int)strcspn(value, ","), value);
	const struct profiler *variant = spec_find(word, why);
	int status = variant ? 0 : -1;

	for (unsigned i = 0; variant && i < sweep->count; i++)
		if (sweep->variants[i] == variant)
			status = reason_set(why, "%s is there twice",
					    variant->label);
	if (status == 0 && sweep->count == SWEEP_MAX)
		status = reason_set(why, "more than %d values", SWEEP_MAX);
	if (status == 0)
		sweep->variants[sweep->count++] = variant;
	free(word);
	return status;
}

/* The name of the setting that HEAD ends in, as the descriptor has it. */
static const char *swept_setting(const struct profiler *variant,
				 const char *head, size_t head_length)
{
	for (const struct setting *s = variant->set; s->name; s++) {
		size_t length = strlen(s->name);

		if (head_length > length + 1 &&
		    strncmp(head + head_length - length - 1, s->name,
			    length) == 0 &&
		    strchr(":,", head[head_length - length - 2]))
			return s->name;
	}
	return "";
}

int spec_sweep(const char *words, struct sweep *sweep, struct reason *why)
{
	const char *colon = strchr(words, ':');
	const char *equals = strrchr(words, '=');
	size_t head;

	*sweep = (struct sweep){ .count = 0 };
	if (!colon || !equals || equals < colon)
		return reason_set(why,
				  "PROFILER:SETTING=VALUE,VALUE,... expected, "
				  "not \"%.100s\"",
				  words);
	head = (size_t)(equals + 1 - words);
	for (const char *value = equals + 1;; value += strcspn(value, ",") + 1) {
		if (add_value(sweep, words, head, value, why) < 0)
			return -1;
		if (!strchr(value, ','))
			break;
	}
	if (sweep->count < 2)
		return reason_set(why, "\"%.100s\" has one value: a sweep "
				       "takes several",
				  words);
	sweep->setting = swept_setting(sweep->variants[0], words, head);
	put_in_order(sweep);
	return 0;
}
