/* capture.c: the files that processes under a tool left behind. */
#include "capture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "profilers/symbols.h"

struct reading {
	const struct capture *capture;
	const struct capture_format *format;
	struct evidence *evidence;
	struct reason *why;
	size_t count; /* files used */
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int parse_text(struct reading *reading, const char *path,
		      const char *rest, const struct buf *text)
{
	struct reason detail = { "" };
	struct evidence one;
	int status;

	evidence_init(&one);
	status = reading->format->parse(reading->capture, path, rest, text,
					&one, &detail);
	if (one.processes == 0)
		one.processes = 1;
	if (status < 0)
		reason_set(reading->why, "%.200s cannot be used: %.280s", path,
			   detail.text);
	else if (status == 0 && evidence_merge(reading->evidence, &one) < 0)
		status = reason_set(reading->why, "no memory for evidence");
	evidence_release(&one);
	reading->count += status == 0;
	return status < 0 ? -1 : 0;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int take_file(const char *path, void *data)
{
	struct reading *reading = data;
	const char *name = base_name(path);
	size_t length = strlen(reading->format->prefix);
	struct buf text;
	int status = 0;

	if (strncmp(name, reading->format->prefix, length) != 0)
		return 0;
	buf_init(&text);
	if (!is_directory(path))
		status = file_read_plain(path, &text, reading->why);
	if (status == 0)
		status = parse_text(reading, path, name + length, &text);
	buf_release(&text);
	return status;
}

int capture_read(const struct capture *capture,
		 const struct capture_format *format, struct evidence *evidence,
		 struct reason *why)
{
	struct reading reading = {
		.capture = capture,
		.format = format,
		.evidence = evidence,
		.why = why,
	};

	reason_set(why, "cannot read the directory %s", capture->out);
	if (dir_each(capture->out, take_file, &reading) < 0)
		return -1;
	if (reading.count == 0)
		return reason_set(why, "no %s* in %s: %s", format->prefix,
				  capture->out, format->hint);
	return 0;
}

int capture_save(const struct capture *capture, const char *name,
		 const struct buf *text, struct reason *why)
{
	char *path = path_format("%s/%s", capture->text, name);
	int status;

	if (text->failed)
		status = reason_set(why, "no memory for %s", path);
	else
		status = file_write(path, text->text, text->len, why);
	free(path);
	return status;
}

int capture_keep(const struct capture *capture, const char *path,
		 const struct buf *text, struct reason *why)
{
	return capture_save(capture, base_name(path), text, why);
}

int capture_stats(const struct capture *capture, const char *name,
		  const struct evidence *evidence, struct reason *why)
{
	struct buf table;
	int status;

	buf_init(&table);
	evidence_print(evidence, &table);
	status = capture_save(capture, name, &table, why);
	buf_release(&table);
	return status;
}

int capture_sites(const struct capture *capture, const char *name,
		  const struct evidence *evidence, struct reason *why)
{
	struct buf table;
	int status;

	buf_init(&table);
	evidence_print_sites(evidence, &table);
	status = capture_save(capture, name, &table, why);
	buf_release(&table);
	return status;
}

static int add_places(struct evidence *evidence, const struct symbols *symbols)
{
	for (size_t i = 0; i < evidence->function_count; i++) {
		struct evidence_function *f = &evidence->functions[i];
		const char *file;

		if (f->file ||
		    symbols_function(symbols, f->name, &file, &f->line) < 0)
			continue;
		f->file = strdup(file);
		if (!f->file)
			return -1;
	}
	return 0;
}

int capture_places(const struct capture *capture, struct evidence *evidence,
		   struct reason *why)
{
	struct symbols *symbols = symbols_open(capture->binary, why);
	int status = symbols ? 0 : -1;

	if (symbols && add_places(evidence, symbols) < 0)
		status = reason_set(why, "no memory for evidence");
	symbols_close(symbols);
	return status;
}
