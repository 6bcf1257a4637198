/* t_report.c: what a run looks like on a terminal, as a whole and table by table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "report/cells.h"
#include "report/report.h"
#include "report/sheet.h"
#include "unit.h"

static const char *const titles[] = {
	"Latency through nginx",
	"CPU time of the service",
	"What each profiler reported",
	"Peak memory;",
	"Times of the tool",
};
static const char *const names[] = { "latency", "cpu", "reported", "resources",
				     "times" };

static struct json_object *read_golden(const char *name)
{
	struct json_object *run;
	struct buf text;

	buf_init(&text);
	golden_read(name, &text);
	run = json_tokener_parse(text.text);
	assert_non_null(run);
	buf_release(&text);
	return run;
}

static struct json_object *read_run(void)
{
	return read_golden("run/run.json");
}

/* The text of the whole report, or of TABLE; to be freed. */
static char *print_run(struct json_object *run, const char *table)
{
	struct reason why = { .text = "" };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(table ? report_table(run, table, "text", out, &why) :
				 report_print(run, "text", out, &why),
			 0);
	fclose(out);
	return text;
}

UNIT(a_report_has_every_table)
{
	struct json_object *run = read_run();
	char *text = print_run(run, NULL);

	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++)
		assert_non_null(strstr(text, titles[i]));
	free(text);
	json_object_put(run);
}

UNIT(a_table_alone_is_no_other)
{
	struct json_object *run = read_run();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *text = print_run(run, names[i]);

		for (size_t k = 0; k < sizeof(titles) / sizeof(*titles); k++)
			assert_int_equal(strstr(text, titles[k]) != NULL,
					 i == k);
		free(text);
	}
	json_object_put(run);
}

/* What --help offers is there; a baseline only in a run against one. */
UNIT(every_table_that_is_named_is_printed)
{
	struct json_object *run = read_golden("run/run-accuracy.json");
	char tables[] = REPORT_TABLES;
	char *rest = NULL;

	for (char *name = strtok_r(tables, "|", &rest); name;
	     name = strtok_r(NULL, "|", &rest)) {
		char *text = print_run(run, name);

		assert_int_equal(*text == '\0', strcmp(name, "baseline") == 0);
		free(text);
	}
	json_object_put(run);
}

static void expect_cell(void (*cell)(struct json_object *, char *, size_t),
			const char *json, const char *wanted)
{
	struct json_object *object = json_tokener_parse(json);
	char text[256];

	assert_non_null(object);
	cell(object, text, sizeof(text));
	assert_string_equal(text, wanted);
	json_object_put(object);
}

/* What is written is said by request and by minute; what writes nothing has neither. */
UNIT(a_cell_says_what_is_written)
{
	expect_cell(cells_resources,
		    "{\"resources\":{\"max_rss_bytes\":4194304,"
		    "\"written_bytes\":2048,"
		    "\"written_bytes_per_min\":3145728}}",
		    "4 MiB; 2 KiB, 3 MiB/min");
	expect_cell(cells_resources,
		    "{\"resources\":{\"max_rss_bytes\":4194304,"
		    "\"written_bytes\":0,\"written_bytes_per_min\":0}}",
		    "4 MiB; -");
	expect_cell(cells_resources, "{}", "-; -");
}

UNIT(a_cell_says_how_long_a_tool_takes)
{
	expect_cell(cells_times,
		    "{\"resources\":{\"start\":6e6,\"attach\":4.5e6,"
		    "\"stop\":8e5},\"check\":{\"read\":2e9}}",
		    "6 ms + 4.50 ms, 800 us, 2 s");
	expect_cell(cells_times,
		    "{\"resources\":{\"start\":6e6,\"attach\":0,\"stop\":8e5}}",
		    "6 ms, 800 us, -");
}

/* As jemalloc begins what it says. */
UNIT(no_text_of_a_cell_is_markdown_or_markup)
{
	const struct sheet_format *format = sheet_format("md");
	char *text = NULL;
	struct sheet sheet;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	sheet_init(&sheet, 1);
	sheet_row(&sheet);
	sheet_set(&sheet, 0, "it says");
	sheet_row(&sheet);
	sheet_set(&sheet, 0, "<jemalloc>: a|b\n\\<");
	format->title("<b>", out);
	format->print(&sheet, out);
	fclose(out);
	assert_string_equal(text, "**\\<b>**\n\n"
				  "| it says |\n|:--|\n"
				  "| \\<jemalloc>: a\\|b \\\\\\< |\n\n");
	sheet_release(&sheet);
	free(text);
}

/* Of a table of three columns that are WIDE each. */
static size_t width_of(unsigned wide)
{
	struct sheet sheet;
	char *text;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	sheet_init(&sheet, 3);
	sheet_row(&sheet);
	for (unsigned column = 0; column < 3; column++)
		sheet_set(&sheet, column, "%*s", (int)wide, "x");
	sheet_format("text")->print(&sheet, out);
	sheet_release(&sheet);
	fclose(out);
	length = strcspn(text, "\n");
	free(text);
	return length;
}

UNIT(a_table_of_a_little_over_120_columns_fits)
{
	assert_int_equal(width_of(37), 2 + 3 * 37 + 2 * 3);
	assert_int_equal(width_of(38), 2 + 3 * 38 + 2 * 2);
}
