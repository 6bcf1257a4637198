/* sheet.c: a table of text, printed aligned, as Markdown, or as CSV. */
#include "sheet.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { TERMINAL_COLUMNS = 120 };

void sheet_init(struct sheet *sheet, unsigned columns)
{
	*sheet = (struct sheet){ .columns = columns };
}

void sheet_release(struct sheet *sheet)
{
	for (unsigned i = 0; i < sheet->rows * sheet->columns; i++)
		free(sheet->cells[i]);
	free(sheet->cells);
	sheet_init(sheet, sheet->columns);
}

void sheet_row(struct sheet *sheet)
{
	if (sheet->rows == sheet->room) {
		unsigned room = sheet->room ? 2 * sheet->room : 16;
		char **cells = realloc(sheet->cells, (size_t)room *
							     sheet->columns *
							     sizeof(*cells));

		if (!cells)
			abort();
		sheet->cells = cells;
		sheet->room = room;
	}
	memset(sheet->cells + (size_t)sheet->rows * sheet->columns, 0,
	       sheet->columns * sizeof(*sheet->cells));
	sheet->rows++;
}

void sheet_set(struct sheet *sheet, unsigned column, const char *format, ...)
{
	char **cell = &sheet->cells[(sheet->rows - 1) * sheet->columns + column];
	va_list args;

	free(*cell);
	va_start(args, format);
	if (vasprintf(cell, format, args) < 0)
		abort();
	va_end(args);
}

unsigned text_width(const char *text)
{
	unsigned width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

static const char *cell_text(const struct sheet *sheet, unsigned row,
			     unsigned column)
{
	const char *text = sheet->cells[row * sheet->columns + column];

	return text ? text : "";
}

static unsigned column_width(const struct sheet *sheet, unsigned column)
{
	unsigned most = 0;

	for (unsigned row = 0; row < sheet->rows; row++) {
		unsigned width = text_width(cell_text(sheet, row, column));

		if (width > most)
			most = width;
	}
	return most;
}

static void print_padded(const char *text, unsigned width, FILE *out)
{
	unsigned used = text_width(text);

	fputs(text, out);
	while (used++ < width)
		fputc(' ', out);
}

/* Between columns: less where they would not fit a terminal of 120. */
static const char *text_gap(const struct sheet *sheet)
{
	unsigned width = 2;

	for (unsigned column = 0; column < sheet->columns; column++)
		width += column_width(sheet, column) + (column ? 3 : 0);
	return width > TERMINAL_COLUMNS ? "  " : "   ";
}

static void print_text(const struct sheet *sheet, FILE *out)
{
	const char *gap = text_gap(sheet);

	for (unsigned row = 0; row < sheet->rows; row++) {
		unsigned last = sheet->columns;

		/* No trailing space. */
		while (last > 0 && !*cell_text(sheet, row, last - 1))
			last--;
		for (unsigned column = 0; column < last; column++) {
			fputs(column ? gap : "  ", out);
			print_padded(cell_text(sheet, row, column),
				     column + 1 < last ?
					     column_width(sheet, column) :
					     0,
				     out);
		}
		fputc('\n', out);
	}
	fputc('\n', out);
}

static void title_text(const char *title, FILE *out)
{
	fprintf(out, "%s\n", title);
}

/* What a tool says may look like a cell's end, or like HTML, which is not shown. */
static void put_markdown(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (strchr("\\|<", *text))
			fputc('\\', out);
		fputc(*text == '\n' ? ' ' : *text, out);
	}
}

static void print_markdown_row(const struct sheet *sheet, unsigned row,
			       FILE *out)
{
	fputc('|', out);
	for (unsigned column = 0; column < sheet->columns; column++) {
		fputc(' ', out);
		put_markdown(cell_text(sheet, row, column), out);
		fputs(" |", out);
	}
	fputc('\n', out);
}

static void print_markdown(const struct sheet *sheet, FILE *out)
{
	for (unsigned row = 0; row < sheet->rows; row++) {
		print_markdown_row(sheet, row, out);
		if (row > 0)
			continue;
		fputc('|', out);
		for (unsigned column = 0; column < sheet->columns; column++)
			fputs(column ? "---|" : ":--|", out);
		fputc('\n', out);
	}
	fputc('\n', out);
}

static void title_markdown(const char *title, FILE *out)
{
	fputs("**", out);
	put_markdown(title, out);
	fputs("**\n\n", out);
}

/* RFC 4180, with a line feed. */
static void print_csv(const struct sheet *sheet, FILE *out)
{
	for (unsigned row = 0; row < sheet->rows; row++) {
		for (unsigned column = 0; column < sheet->columns; column++) {
			const char *text = cell_text(sheet, row, column);
			int quote = strpbrk(text, ",\"\n") != NULL;

			if (column)
				fputc(',', out);
			if (quote)
				fputc('"', out);
			for (; *text; text++) {
				if (*text == '"')
					fputc('"', out);
				fputc(*text, out);
			}
			if (quote)
				fputc('"', out);
		}
		fputc('\n', out);
	}
}

static void title_csv(const char *title, FILE *out)
{
	(void)title;
	(void)out;
}

const struct sheet_format *sheet_format(const char *name)
{
	static const struct sheet_format formats[] = {
		{ "text", title_text, print_text },
		{ "md", title_markdown, print_markdown },
		{ "csv", title_csv, print_csv },
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}
