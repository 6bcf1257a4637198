/*
 * heaptrack_file.c: what heaptrack_interpret prints: a recording with names.
 *
 * A line each, all numbers hexadecimal (KDE heaptrack, format version 3; see its
 * interpret/heaptrack_interpret.cpp and analyze/accumulatedtracedata.cpp):
 *
 *	v VERSION FORMAT
 *	s LENGTH TEXT			the next string
 *	i ADDRESS MODULE [FUNCTION FILE LINE]...	the next instruction
 *	t IP PARENT			the next stack
 *	a SIZE TRACE			the next kind of allocation
 *	+ INFO, - INFO			an allocation, a free
 *	c MILLISECONDS, R PAGES		every 10 ms, and at exit
 *	# strings: N, # ips: N		(decimal) at the end
 */
#include "heaptrack_file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"

/* How far the end of the text has come. */
struct end {
	char kind, kind_before; /* of the last two lines that are no summary */
	bool strings, ips;	/* seen in the summary */
};

static int read_string(struct heaptrack_file *file, struct scan line)
{
	struct scan *strings;
	uint64_t length;

	if (!scan_hex(&line, &length) || length != scan_left(&line))
		return -1;
	strings =
		array_grow(file->strings, file->string_count, sizeof(*strings));
	if (!strings)
		return -1;
	file->strings = strings;
	strings[file->string_count++] = line;
	return 0;
}

/* Take a number that is at most MOST. */
static bool scan_index(struct scan *line, size_t most, uint32_t *index)
{
	uint64_t value;

	if (!scan_hex(line, &value) || value > most || value > UINT32_MAX)
		return false;
	*index = (uint32_t)value;
	return true;
}

/* "FUNCTION FILE LINE"; a function alone when the file is not known. */
static int read_frame(struct heaptrack_file *file, struct scan *line)
{
	struct heaptrack_frame frame = { 0 };
	struct heaptrack_frame *frames;
	uint32_t number = 0;

	if (!scan_index(line, file->string_count, &frame.function))
		return -1;
	if (scan_left(line) > 0 &&
	    (!scan_index(line, file->string_count, &frame.file) ||
	     !scan_index(line, INT32_MAX, &number)))
		return -1;
	frame.line = (int)number;
	frames = array_grow(file->frames, file->frame_count, sizeof(*frames));
	if (!frames || file->frame_count == UINT32_MAX)
		return -1;
	file->frames = frames;
	frames[file->frame_count++] = frame;
	return 0;
}

static int read_ip(struct heaptrack_file *file, struct scan line)
{
	struct heaptrack_ip ip = { .first = (uint32_t)file->frame_count };
	struct heaptrack_ip *ips;
	uint64_t address;

	if (!scan_hex(&line, &address) ||
	    !scan_index(&line, file->string_count, &ip.module))
		return -1;
	for (; scan_left(&line) > 0; ip.frames++)
		if (read_frame(file, &line) < 0)
			return -1;
	ips = array_grow(file->ips, file->ip_count, sizeof(*ips));
	if (!ips)
		return -1;
	file->ips = ips;
	ips[file->ip_count++] = ip;
	return 0;
}

static int read_trace(struct heaptrack_file *file, struct scan line)
{
	struct heaptrack_trace trace = { .depth = 1 };
	struct heaptrack_trace *traces;

	if (!scan_index(&line, file->ip_count, &trace.ip) || trace.ip == 0 ||
	    !scan_index(&line, file->trace_count, &trace.parent))
		return -1;
	if (trace.parent)
		trace.depth += file->traces[trace.parent - 1].depth;
	if (trace.depth > HEAPTRACK_DEPTH_MAX)
		return -1;
	traces = array_grow(file->traces, file->trace_count, sizeof(*traces));
	if (!traces)
		return -1;
	file->traces = traces;
	traces[file->trace_count++] = trace;
	return 0;
}

static int read_info(struct heaptrack_file *file, struct scan line)
{
	struct heaptrack_info info = { 0 };
	struct heaptrack_info *infos;

	if (!scan_hex(&line, &info.size) ||
	    !scan_index(&line, file->trace_count, &info.trace))
		return -1;
	infos = array_grow(file->infos, file->info_count, sizeof(*infos));
	if (!infos)
		return -1;
	file->infos = infos;
	infos[file->info_count++] = info;
	return 0;
}

static struct heaptrack_info *read_event(struct heaptrack_file *file,
					 struct scan *line)
{
	uint32_t index;

	if (!scan_index(line, UINT32_MAX, &index) || index >= file->info_count)
		return NULL;
	return &file->infos[index];
}

static int read_allocation(struct heaptrack_file *file, struct scan line)
{
	struct heaptrack_info *info = read_event(file, &line);

	if (!info)
		return -1;
	info->count++;
	info->live++;
	file->newest = (uint32_t)(info - file->infos) + 1;
	file->bytes += info->size;
	file->events++;
	if (file->bytes > file->peak_bytes) {
		file->peak_bytes = file->bytes;
		file->peak_event = file->events;
	}
	return 0;
}

static int read_free(struct heaptrack_file *file, struct scan line)
{
	struct heaptrack_info *info = read_event(file, &line);

	if (!info || info->live == 0)
		return -1;
	info->live--;
	if (file->newest == (uint32_t)(info - file->infos) + 1)
		info->temporary++;
	file->newest = 0;
	file->bytes -= info->size;
	file->events++;
	return 0;
}

/* "# NAME: COUNT" must say how many there were. */
static int read_summary(const struct heaptrack_file *file, struct scan line,
			struct end *end)
{
	double count;

	if (scan_starts(&line, "# strings: ")) {
		line.at += strlen("# strings: ");
		end->strings = scan_number(&line, &count) &&
			       count == (double)file->string_count;
		return end->strings ? 0 : -1;
	}
	if (scan_starts(&line, "# ips: ")) {
		line.at += strlen("# ips: ");
		end->ips = scan_number(&line, &count) &&
			   count == (double)file->ip_count;
		return end->ips ? 0 : -1;
	}
	return 0;
}

static int read_line(struct heaptrack_file *file, struct scan line,
		     struct end *end)
{
	char kind = line.at < line.end ? *line.at : '#';

	if (kind == '#')
		return read_summary(file, line, end);
	end->kind_before = end->kind;
	end->kind = kind;
	line.at += scan_left(&line) < 2 ? scan_left(&line) : 2;
	switch (kind) {
	case '+':
		return read_allocation(file, line);
	case '-':
		return read_free(file, line);
	case 's':
		return read_string(file, line);
	case 'i':
		return read_ip(file, line);
	case 't':
		return read_trace(file, line);
	case 'a':
		return read_info(file, line);
	default:
		/* Of no use here: time, size, command line, suppressions. */
		return kind && strchr("cRvXIAS", kind) ? 0 : -1;
	}
}

/* Again through the events up to the peak, to learn what was live then. */
static void count_peak(struct heaptrack_file *file, struct scan text)
{
	uint64_t event = 0;
	struct scan line;

	while (event < file->peak_event && scan_line(&text, &line)) {
		bool more = scan_starts(&line, "+ ");
		struct heaptrack_info *info;

		if (!more && !scan_starts(&line, "- "))
			continue;
		line.at += 2;
		info = read_event(file, &line);
		if (info)
			info->peak += more ? 1 : UINT64_MAX;
		event++;
	}
}

static int check_start(struct scan text, struct reason *why)
{
	uint64_t version, format;
	struct scan line;

	if (!scan_line(&text, &line))
		return reason_set(why, "heaptrack_interpret printed nothing");
	if (!scan_starts(&line, "v "))
		return reason_set(why, "this is no recording of heaptrack");
	line.at += 2;
	if (!scan_hex(&line, &version) || !scan_hex(&line, &format) ||
	    format != 3)
		return reason_set(why, "this is no recording in version 3 of "
				       "heaptrack's format");
	if (text.end[-1] != '\n')
		return reason_set(why, "the recording is cut short: it ends in "
				       "the middle of a line");
	return 0;
}

int heaptrack_file_read(struct heaptrack_file *file, const char *text,
			size_t length, bool live, struct reason *why)
{
	const struct scan whole = scan_text(text, length);
	struct scan rest = whole;
	struct end end = { 0 };
	struct scan line;
	size_t number = 0;

	*file = (struct heaptrack_file){ 0 };
	if (check_start(whole, why) < 0)
		return -1;
	while (scan_line(&rest, &line)) {
		number++;
		if (read_line(file, line, &end) < 0)
			return reason_set(why,
					  "the recording is damaged at line "
					  "%zu (or there is no memory)",
					  number);
	}
	if (!end.strings || !end.ips ||
	    (!live && (end.kind_before != 'c' || end.kind != 'R')))
		return reason_set(why, "the recording is cut short: it ends "
				       "before the program's exit");
	count_peak(file, whole);
	return 0;
}

void heaptrack_file_release(struct heaptrack_file *file)
{
	free(file->strings);
	free(file->frames);
	free(file->ips);
	free(file->traces);
	free(file->infos);
	*file = (struct heaptrack_file){ 0 };
}
