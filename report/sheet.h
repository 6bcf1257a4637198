/* sheet.h: a table of text, printed aligned, as Markdown, or as CSV. */
#ifndef TARE_SHEET_H
#define TARE_SHEET_H

#include <stdio.h>

struct sheet {
	unsigned columns;
	unsigned rows; /* the first one holds the headings */
	char **cells;  /* rows * columns, owned */
	unsigned room; /* rows allocated */
};

void sheet_init(struct sheet *sheet, unsigned columns);
void sheet_release(struct sheet *sheet);

/* Begin a row of empty cells. */
void sheet_row(struct sheet *sheet);

/* Set a cell of the last row. */
void sheet_set(struct sheet *sheet, unsigned column, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The ways to print a table: "text", "md", "csv". */
struct sheet_format {
	const char *name;
	void (*title)(const char *title, FILE *out);
	void (*print)(const struct sheet *sheet, FILE *out);
};

/* NULL when there is none of that name. */
const struct sheet_format *sheet_format(const char *name);

/* Columns that TEXT takes on a terminal: code points, not bytes. */
unsigned text_width(const char *text);

#endif
