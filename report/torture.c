/* torture.c: the lifecycle matrix for people. */
#include "torture.h"

#include <string.h>

#include "base/json.h"
#include "report/notes.h"
#include "report/sheet.h"

/* Profilers beside each other on a terminal; Markdown has them all. */
enum { ACROSS_TEXT = 5, ACROSS_ANY = 1000 };

static const char legend[] =
	"kept: all there, and right. wrong: there, not right, and nothing says "
	"so. lost: gone,\nand nothing says so. said: lost or not right, and "
	"something says so. harmed: the service\ndid what it does not do "
	"unwatched. n/a: cannot happen. ?: there was no time.\n\n";

/* The profilers are the cells of the first event. */
static size_t count_arms(struct json_object *torture)
{
	size_t events = json_length(json_get(torture, "events"));

	return events ? json_length(json_get(torture, "cells")) / events : 0;
}

static struct json_object *cell_of(struct json_object *torture, size_t event,
				   size_t arm)
{
	return json_at(json_get(torture, "cells"),
		       event * count_arms(torture) + arm);
}

/* The reason of the first try that gives one; "" when none does. */
static const char *reason_of(struct json_object *cell)
{
	struct json_object *tries = json_get(cell, "tries");
	const char *reason = "";

	for (size_t i = 0; i < json_length(tries) && !*reason; i++)
		reason = json_text(json_at(tries, i), "because", "");
	return reason;
}

static void set_cell(struct sheet *sheet, unsigned column,
		     struct json_object *cell, struct notes *notes)
{
	const char *verdict = json_text(cell, "verdict", "?");
	const char *reason = reason_of(cell);

	if (*reason)
		sheet_set(sheet, column, "%s [%u]", verdict,
			  notes_number(notes, reason));
	else
		sheet_set(sheet, column, "%s", verdict);
}

/* All events under the profilers [FROM, TO). */
static void print_part(struct json_object *torture, size_t from, size_t to,
		       const struct sheet_format *format, struct notes *notes,
		       FILE *out)
{
	struct json_object *rows = json_get(torture, "events");
	struct sheet sheet;

	sheet_init(&sheet, (unsigned)(to - from) + 1);
	sheet_row(&sheet);
	sheet_set(&sheet, 0, "event");
	for (size_t a = from; a < to; a++)
		sheet_set(&sheet, (unsigned)(a - from) + 1, "%s",
			  json_text(cell_of(torture, 0, a), "arm", "?"));
	for (size_t e = 0; e < json_length(rows); e++) {
		sheet_row(&sheet);
		sheet_set(&sheet, 0, "%s",
			  json_text(json_at(rows, e), "name", "?"));
		for (size_t a = from; a < to; a++)
			set_cell(&sheet, (unsigned)(a - from) + 1,
				 cell_of(torture, e, a), notes);
	}
	format->print(&sheet, out);
	sheet_release(&sheet);
}

static void print_list(const struct sheet_format *format, const char *title,
		       const struct sheet *sheet, FILE *out)
{
	format->title(title, out);
	format->print(sheet, out);
}

static void print_events(struct json_object *torture,
			 const struct sheet_format *format, FILE *out)
{
	struct json_object *rows = json_get(torture, "events");
	struct sheet sheet;

	sheet_init(&sheet, 3);
	sheet_row(&sheet);
	sheet_set(&sheet, 0, "event");
	sheet_set(&sheet, 1, "what happens");
	sheet_set(&sheet, 2, "unwatched");
	for (size_t e = 0; e < json_length(rows); e++) {
		struct json_object *row = json_at(rows, e);

		sheet_row(&sheet);
		sheet_set(&sheet, 0, "%s", json_text(row, "name", "?"));
		sheet_set(&sheet, 1, "%s", json_text(row, "title", "?"));
		sheet_set(&sheet, 2, "%s", json_text(row, "unwatched", "?"));
	}
	print_list(format, "The events, and how the service ends without a "
			   "profiler",
		   &sheet, out);
	sheet_release(&sheet);
}

static void print_notes(const struct notes *notes,
			const struct sheet_format *format, FILE *out)
{
	struct sheet sheet;

	if (notes->count == 0)
		return;
	sheet_init(&sheet, 2);
	sheet_row(&sheet);
	sheet_set(&sheet, 0, "note");
	sheet_set(&sheet, 1, "reason");
	for (unsigned i = 0; i < notes->count; i++) {
		sheet_row(&sheet);
		sheet_set(&sheet, 0, "[%u]", i + 1);
		sheet_set(&sheet, 1, "%s", notes->texts[i]);
	}
	print_list(format, "Why", &sheet, out);
	sheet_release(&sheet);
}

/* Cells whose tries do not agree. */
static unsigned count_unsteady(struct json_object *torture)
{
	struct json_object *cells = json_get(torture, "cells");
	unsigned count = 0;

	for (size_t i = 0; i < json_length(cells); i++)
		count += strchr(json_text(json_at(cells, i), "verdict", ""),
				'|') != NULL;
	return count;
}

static void print_head(struct json_object *torture, FILE *out)
{
	struct json_object *machine = json_get(torture, "machine");
	unsigned unsteady = count_unsteady(torture);
	size_t events = json_length(json_get(torture, "events"));
	double count = json_get_number(torture, "tries", 0);
	char tries[32] = "once";

	if (count != 1)
		snprintf(tries, sizeof(tries), "%.0f times", count);
	fprintf(out,
		"%zu events x %zu profilers, each cell tried %s in %.0f s%s; ",
		events, count_arms(torture), tries,
		json_get_number(torture, "elapsed_s", 0),
		json_object_get_boolean(json_get(torture, "complete")) ?
			"" :
			", INCOMPLETE");
	if (unsteady)
		fprintf(out, "%u cells with verdicts that differ.\n", unsteady);
	else
		fprintf(out, "all tries of a cell agree.\n");
	fprintf(out, "%s, kernel %s.\n\n",
		json_text(machine, "distribution", "?"),
		json_text(machine, "kernel", "?"));
}

int torture_print(struct json_object *torture, const char *format, FILE *out,
		  struct reason *why)
{
	const struct sheet_format *how = sheet_format(format);
	size_t arms = count_arms(torture);
	size_t across = strcmp(format, "text") == 0 ? ACROSS_TEXT : ACROSS_ANY;
	struct notes notes = { 0 };

	if (strcmp(format, "json") == 0) {
		fprintf(out, "%s\n",
			json_object_to_json_string_ext(
				torture, JSON_C_TO_STRING_PRETTY));
		return 0;
	}
	if (!how)
		return reason_set(why, "there is no format \"%s\"", format);
	print_head(torture, out);
	fputs(legend, out);
	for (size_t from = 0; from < arms; from += across)
		print_part(torture, from,
			   from + across < arms ? from + across : arms, how,
			   &notes, out);
	print_notes(&notes, how, out);
	print_events(torture, how, out);
	notes_release(&notes);
	return 0;
}

bool torture_trusted(struct json_object *torture)
{
	for (size_t a = 0; a < count_arms(torture); a++) {
		const char *verdict =
			json_text(cell_of(torture, 0, a), "verdict", "?");

		if (strcmp(verdict, "kept") != 0 && strcmp(verdict, "n/a") != 0)
			return false;
	}
	return true;
}
