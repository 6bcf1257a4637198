/* variant.c: profilers with their settings filled in. */
#include "variant.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/place.h"

static char *detach(struct buf *buf)
{
	char *text = buf_detach(buf);

	if (!text)
		abort();
	return text;
}

/* A copy of the LENGTH bytes at TEXT. */
static char *copy(const char *text, size_t length)
{
	struct buf buf;

	buf_init(&buf);
	buf_add(&buf, text, length);
	return detach(&buf);
}

/* "freq (a number from 1 to 9, default 3), unwind (fp|dwarf, default fp)" */
static void list_settings(const struct option_row *rows, struct buf *out)
{
	for (const struct option_row *row = rows; row->name; row++) {
		char range[128];

		option_range(row, range, sizeof(range));
		buf_addf(out, "%s%s (%s, default %s)", row == rows ? "" : ", ",
			 row->name, range, row->fallback);
	}
}

/* WHY with the settings that there are. */
static int bad_setting(const struct profiler *base, const struct reason *what,
		       struct reason *why)
{
	struct buf list;

	buf_init(&list);
	list_settings(base->settings, &list);
	reason_set(why, "%s: %.200s; its settings: %.250s", base->name,
		   what->text, list.text);
	buf_release(&list);
	return -1;
}

static const char *setting_word(size_t i, const void *rows)
{
	return ((const struct option_row *)rows)[i].name;
}

static int unknown_setting(const struct profiler *base, const char *name,
			   struct reason *why)
{
	const char *near = nearest_word(name, setting_word, base->settings);
	struct reason what;

	reason_set(&what, "there is no setting \"%.60s\"%s%s%s", name,
		   near ? " (did you mean " : "", near ? near : "",
		   near ? "?)" : "");
	return bad_setting(base, &what, why);
}

/* "099" and "99" are one number, and one label. */
static char *canonical(const struct option_row *row, const char *text)
{
	struct buf buf;
	long number;

	if (row->type != OPTION_LONG || parse_long(text, &number) < 0)
		return copy(text, strlen(text));
	buf_init(&buf);
	buf_addf(&buf, "%ld", number);
	return detach(&buf);
}

static int give(struct profiler *variant, const char *name, const char *value,
		struct reason *why)
{
	const struct option_row *rows = variant->base->settings;
	struct reason what;
	size_t i = 0;

	while (rows[i].name && strcmp(rows[i].name, name) != 0)
		i++;
	if (!rows[i].name)
		return unknown_setting(variant->base, name, why);
	if (variant->set[i].given) {
		reason_set(&what, "%s is given twice", name);
		return bad_setting(variant->base, &what, why);
	}
	if (option_check(&rows[i], value, &what) < 0)
		return bad_setting(variant->base, &what, why);
	variant->set[i].value = canonical(&rows[i], value);
	variant->set[i].given = true;
	return 0;
}

/* One "freq=99". */
static int give_word(struct profiler *variant, const char *word, size_t length,
		     struct reason *why)
{
	const char *equals = memchr(word, '=', length);
	struct reason what;
	char *name, *value;
	int status;

	if (!equals || equals == word) {
		reason_set(&what, "SETTING=VALUE expected, not \"%.*s\"",
			   length > 60 ? 60 : (int)length, word);
		return bad_setting(variant->base, &what, why);
	}
	name = copy(word, (size_t)(equals - word));
	value = copy(equals + 1, length - (size_t)(equals - word) - 1);
	status = give(variant, name, value, why);
	free(name);
	free(value);
	return status;
}

static int set_all(struct profiler *variant, const char *settings,
		   struct reason *why)
{
	const struct option_row *rows = variant->base->settings;
	int status = 0;

	if (!rows && *settings)
		return reason_set(why, "%s has no settings, so not \"%.200s\"",
				  variant->name, settings);
	for (size_t i = 0; rows && rows[i].name; i++) {
		if (i == SETTING_MAX)
			return reason_set(why, "%s has too many settings",
					  variant->name);
		variant->set[i].name = rows[i].name;
		variant->set[i].value = rows[i].fallback;
	}
	while (*settings && status == 0) {
		size_t length = strcspn(settings, ",");

		status = give_word(variant, settings, length, why);
		settings += length + (settings[length] == ',');
	}
	return status;
}

static char *make_label(const struct profiler *variant)
{
	struct buf label;
	const char *between = ":";

	buf_init(&label);
	buf_adds(&label, variant->name);
	for (const struct setting *s = variant->set; s->name; s++) {
		if (!s->given)
			continue;
		buf_addf(&label, "%s%s=%s", between, s->name, s->value);
		between = ",";
	}
	return detach(&label);
}

static const char *fill(const char *text, const struct place *places)
{
	struct buf buf;

	if (!text)
		return NULL;
	buf_init(&buf);
	place_fill(&buf, text, places);
	return detach(&buf);
}

static const char *const *fill_words(const char *const *words,
				     const struct place *places)
{
	const char **filled;
	size_t count = 0;

	if (!words)
		return NULL;
	while (words[count])
		count++;
	filled = calloc(count + 1, sizeof(*filled));
	if (!filled)
		abort();
	for (size_t i = 0; i < count; i++)
		filled[i] = fill(words[i], places);
	return filled;
}

struct profiler *variant_make(const struct profiler *base,
			      const char *settings, struct reason *why)
{
	struct profiler *variant = malloc(sizeof(*variant));

	if (!variant)
		abort();
	*variant = *base;
	variant->base = base;
	if (set_all(variant, settings, why) < 0 ||
	    (variant->adapt && variant->adapt(variant, why) < 0)) {
		variant_drop(variant);
		return NULL;
	}
	variant->label = make_label(variant);
	return variant;
}

void variant_fill(struct profiler *variant)
{
	struct place places[SETTING_MAX + 1] = { { .name = NULL } };

	for (size_t i = 0; variant->set[i].name; i++)
		places[i] = (struct place){ variant->set[i].name,
					    variant->set[i].value };
	variant->summary = fill(variant->summary, places);
	variant->unit = fill(variant->unit, places);
	variant->env = fill_words(variant->env, places);
	variant->wrap = fill_words(variant->wrap, places);
	variant->attach = fill_words(variant->attach, places);
}

void variant_drop(struct profiler *variant)
{
	for (const struct setting *s = variant->set; s->name; s++)
		if (s->given)
			free((char *)(uintptr_t)s->value);
	free((char *)(uintptr_t)variant->label);
	free(variant);
}
