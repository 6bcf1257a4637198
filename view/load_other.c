/* load_other.c: profiles that have no reader of their own below: heaptrack's, folded. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/file.h"
#include "base/proc.h"
#include "profilers/heaptrack_file.h"
#include "profilers/heaptrack_raw.h"
#include "profilers/heaptrack_sites.h"
#include "view/load.h"

enum { PIECE = 1 << 16 };

static int inflate_gzip(const struct buf *from, struct buf *to)
{
	z_stream stream = { .next_in = (unsigned char *)from->text };
	const unsigned char *end = stream.next_in + from->len;
	unsigned char piece[PIECE];
	int status = inflateInit2(&stream, 15 + 16);

	while (status == Z_OK) {
		size_t left = (size_t)(end - stream.next_in);

		stream.avail_in = left < UINT_MAX ? (unsigned)left : UINT_MAX;
		stream.next_out = piece;
		stream.avail_out = sizeof(piece);
		status = inflate(&stream, Z_NO_FLUSH);
		if (status == Z_OK || status == Z_STREAM_END)
			buf_add(to, piece, sizeof(piece) - stream.avail_out);
		/* A file is a series of members (RFC 1952, 2.2). */
		if (status == Z_STREAM_END && stream.next_in < end)
			status = inflateReset(&stream);
	}
	inflateEnd(&stream);
	return status == Z_STREAM_END && !to->failed ? 0 : -1;
}

static int inflate_zstd(const struct buf *from, struct buf *to)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer in = { from->text, from->len, 0 };
	unsigned char piece[PIECE];
	size_t left = 1;

	while (stream && in.pos < in.size) {
		ZSTD_outBuffer out = { piece, sizeof(piece), 0 };

		left = ZSTD_decompressStream(stream, &out, &in);
		if (ZSTD_isError(left))
			break;
		buf_add(to, piece, out.pos);
	}
	/* What it still holds when all is read. */
	while (stream && left != 0 && !ZSTD_isError(left)) {
		ZSTD_outBuffer out = { piece, sizeof(piece), 0 };
		size_t before = left;

		left = ZSTD_decompressStream(stream, &out, &in);
		if (!ZSTD_isError(left))
			buf_add(to, piece, out.pos);
		if (out.pos == 0 && left == before)
			break;
	}
	ZSTD_freeDStream(stream);
	return left == 0 && !to->failed ? 0 : -1;
}

int load_inflate(struct load *load, struct reason *why)
{
	static const char gzip[] = "\x1f\x8b", zstd[] = "\x28\xb5\x2f\xfd";
	const struct buf *from = &load->bytes;
	struct buf whole;
	int status;

	buf_init(&whole);
	if (from->len > 2 && memcmp(from->text, gzip, 2) == 0)
		status = inflate_gzip(from, &whole);
	else if (from->len > 4 && memcmp(from->text, zstd, 4) == 0)
		status = inflate_zstd(from, &whole);
	else
		return 0;
	if (status < 0) {
		buf_release(&whole);
		return reason_set(why, "its compressed bytes are cut short, "
				       "or damaged");
	}
	buf_release(&load->bytes);
	load->bytes = whole;
	return 0;
}

/* A nameless file of BYTES, to be read from its beginning; -1 with errno. */
static int file_of(const struct buf *bytes)
{
	int fd = memfd_create("tare", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	if (file_put(fd, bytes->text, bytes->len) < 0) {
		close(fd);
		return -1;
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* The library's own recording has addresses only. */
static int interpret(struct load *load, char **program, struct reason *why)
{
	static const char *const argv[] = {
		"/usr/lib/heaptrack/libexec/heaptrack_interpret", NULL
	};
	static const char *const env[] = { "DEBUGINFOD_URLS=", NULL };
	struct proc_start start = { .argv = argv, .env = env };
	struct buf text;
	int status;

	if (heaptrack_raw_check(load->bytes.text, load->bytes.len, false,
				program, why) < 0)
		return -1;
	/* Not the file itself: heaptrack --record-only compresses it. */
	start.stdin_fd = file_of(&load->bytes);
	if (start.stdin_fd < 0)
		return reason_errno(why, "no memory to interpret it");
	buf_init(&text);
	status = proc_run_start(&start, &text, why);
	close(start.stdin_fd);
	buf_release(&load->bytes);
	load->bytes = text;
	return status;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What follows "X ": the command line. Malloc'd; NULL: there is none. */
static char *command_of(const struct buf *text)
{
	const char *at = memmem(text->text, text->len, "\nX ", 3);

	return at ? strndup(at + 3, strcspn(at + 3, " \n")) : NULL;
}

/* TEXT, malloc'd, when it is a path whose last part is that of COMMAND; or NULL. */
static char *take_path(const struct scan *text, const char *command)
{
	char *path = memchr(text->at, '/', scan_left(text)) ? scan_copy(text) :
							      NULL;

	if (path && strcmp(base_name(path), base_name(command)) == 0)
		return path;
	free(path);
	return NULL;
}

/*
 * The path of the module that COMMAND started. One that has allocated nothing is among
 * the strings all the same: modules are, before all else.
 */
static char *find_program(const struct heaptrack_file *file,
			  const char *command)
{
	char *path = NULL;

	for (size_t i = 0; i < file->ip_count && !path; i++) {
		uint32_t module = file->ips[i].module;

		if (module)
			path = take_path(&file->strings[module - 1], command);
	}
	for (size_t i = 0; i < file->string_count && !path; i++)
		path = take_path(&file->strings[i], command);
	return path;
}

static int add_sites(struct load *load, char *program, struct reason *why)
{
	struct heaptrack_file file;
	char *command = program ? NULL : command_of(&load->bytes);
	char *found = NULL;
	int status = heaptrack_file_read(&file, load->bytes.text,
					 load->bytes.len, false, why);

	if (status == 0 && load->program)
		found = find_program(&file, load->program);
	else if (status == 0 && !program && command)
		found = find_program(&file, command);
	if (status == 0 && !program && !found)
		status = reason_set(why, "it does not say which program ran: "
					 "name it after the file");
	if (status == 0)
		status = heaptrack_sites(&file, found ? found : program, "",
					 load->evidence, why);
	heaptrack_file_release(&file);
	free(command);
	free(found);
	return status;
}

int load_heaptrack(struct load *load, struct reason *why)
{
	bool raw = memmem(load->bytes.text, load->bytes.len, "\nx ", 3);
	char *program = NULL;
	int status = raw ? interpret(load, &program, why) : 0;

	if (status == 0)
		status = add_sites(load, program, why);
	free(program);
	return status;
}

/* FRAMES, outermost first, each with the time of all that it calls; once a stack. */
static int add_frames(struct evidence *evidence, char *frames, double weight)
{
	char *start = frames;

	for (char *end; start; start = end ? end + 1 : NULL) {
		struct evidence_function *f;
		char *again;

		end = strchr(start, ';');
		if (end)
			*end = '\0';
		f = evidence_function(evidence, start);
		if (!f)
			return -1;
		evidence_add(&f->self, end ? 0 : weight);
		/* The same name further out has it already. */
		again = memmem(frames, (size_t)(start - frames), start,
			       strlen(start) + 1);
		while (again && again > frames && again[-1] != '\0')
			again = memmem(again + 1, (size_t)(start - again - 1),
				       start, strlen(start) + 1);
		evidence_add(&f->total, again ? 0 : weight);
	}
	return 0;
}

static int add_stack(struct evidence *evidence, struct scan line)
{
	const char *space = memrchr(line.at, ' ', scan_left(&line));
	struct scan number = { space ? space + 1 : line.end, line.end };
	struct scan text = { line.at, space };
	char *frames;
	double weight;
	int status;

	if (!space || space == line.at || !scan_number(&number, &weight) ||
	    memchr(line.at, '\0', scan_left(&line)))
		return -1;
	frames = scan_copy(&text);
	status = frames ? add_frames(evidence, frames, weight) : -1;
	free(frames);
	return status;
}

int load_folded(struct load *load, struct reason *why)
{
	struct scan text = scan_text(load->bytes.text, load->bytes.len);
	struct scan line;
	size_t number = 0;

	while (scan_line(&text, &line)) {
		number++;
		if (scan_left(&line) > 0 &&
		    add_stack(load->evidence, line) < 0)
			return reason_set(why, "line %zu is no folded stack "
					       "(\"main;f;g 12\")",
					  number);
	}
	buf_adds(load->notes, "folded stacks have no lines: functions only\n");
	return evidence_set_unit(load->evidence, "samples");
}
