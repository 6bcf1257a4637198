/* load.c: a profile of any kind, read into evidence. */
#include "view/load.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "profilers/callgrind_file.h"
#include "profilers/cpuprofile.h"
#include "profilers/dhat_file.h"
#include "profilers/gmon_lines.h"
#include "profilers/heapprofile.h"
#include "profilers/jeprof_file.h"
#include "profilers/massif_file.h"
#include "profilers/perf_lines.h"

/* File names stay as they are: which directory is the program's is not known. */
#define ROOT ""

static int load_perf(struct load *load, struct reason *why)
{
	return perf_lines_read(load->path, ROOT, load->evidence, load->notes,
			       why);
}

static int load_gmon(struct load *load, struct reason *why)
{
	if (!load->program)
		return reason_set(why, "it needs the program that wrote it: "
				       "tare view gmon.out PROGRAM");
	return gmon_lines_read(load->bytes.text, load->bytes.len,
			       load->program, ROOT, load->evidence,
			       load->notes, why);
}

static int load_callgrind(struct load *load, struct reason *why)
{
	return callgrind_parse(load->bytes.text, load->bytes.len, ROOT,
			       load->evidence, why);
}

static int load_dhat(struct load *load, struct reason *why)
{
	return dhat_parse(load->bytes.text, load->bytes.len, ROOT, 0,
			  load->evidence, why);
}

static int load_massif(struct load *load, struct reason *why)
{
	return massif_parse(load->bytes.text, load->bytes.len, ROOT,
			    load->evidence, why);
}

static int load_cpuprofile(struct load *load, struct reason *why)
{
	return cpuprofile_parse(load->bytes.text, load->bytes.len, true,
				load->evidence, why);
}

static int load_heapprofile(struct load *load, struct reason *why)
{
	return heapprofile_parse(load->bytes.text, load->bytes.len, ROOT, true,
				 load->evidence, why);
}

static int load_jeprof(struct load *load, struct reason *why)
{
	return jeprof_parse(load->bytes.text, load->bytes.len, ROOT, true,
			    load->evidence, why);
}

static int load_evidence(struct load *load, struct reason *why)
{
	struct json_object *json = json_parse(load->bytes.text,
					      load->bytes.len, "it", why);
	int status = -1;

	if (json && !json_get(json, "functions"))
		reason_set(why, "it is no evidence.json");
	else if (json)
		status = evidence_from_json(load->evidence, json, why);
	json_object_put(json);
	return status;
}

/* How a file of each kind begins; the first that fits. */
static const struct format {
	const char *profiler;
	const char *magic;
	size_t length;
	const char *also; /* somewhere in its first 4 KiB; NULL: nothing */
	int (*load)(struct load *load, struct reason *why);
} formats[] = {
	{ "perf", "PERFILE2", 8, NULL, load_perf },
	{ "perf", "2ELIFREP", 8, NULL, load_perf },
	{ "gprof", "gmon", 4, NULL, load_gmon },
	{ "callgrind", "# callgrind format", 18, NULL, load_callgrind },
	{ "dhat", "{\"dhatFileVersion\"", 18, NULL, load_dhat },
	{ "massif", "desc:", 5, NULL, load_massif },
	{ "gperftools-cpu", "\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0", 16, NULL,
	  load_cpuprofile },
	{ "gperftools-heap", "heap profile:", 13, NULL, load_heapprofile },
	{ "jemalloc-heap", "heap_v2/", 8, NULL, load_jeprof },
	{ "heaptrack", "v ", 2, NULL, load_heaptrack },
	{ "evidence", "{", 1, "\"functions\"", load_evidence },
	{ "evidence", "{", 1, "\"unit\"", load_evidence },
	{ "folded stacks", "", 0, ";", load_folded },
};

static bool fits(const struct format *format, const struct buf *bytes)
{
	size_t head = bytes->len < 4096 ? bytes->len : 4096;

	return bytes->len >= format->length &&
	       memcmp(bytes->text, format->magic, format->length) == 0 &&
	       (!format->also || memmem(bytes->text, head, format->also,
					strlen(format->also)));
}

static const struct format *recognise(const struct buf *bytes)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (fits(&formats[i], bytes))
			return &formats[i];
	return NULL;
}

/* A perf.data file may be larger than memory: its reader opens it again. */
static int read_bytes(struct load *load, struct reason *why)
{
	char head[8] = "";
	struct stat st;
	int fd = open(load->path, O_RDONLY | O_CLOEXEC);
	ssize_t count;

	if (fd < 0 || fstat(fd, &st) < 0) {
		if (fd >= 0)
			close(fd);
		return reason_set(why, "%s", strerror(errno));
	}
	count = pread(fd, head, sizeof(head), 0);
	close(fd);
	if (S_ISDIR(st.st_mode))
		return reason_set(why, "it is a directory");
	if (count == 8 && (memcmp(head, "PERFILE2", 8) == 0 ||
			   memcmp(head, "2ELIFREP", 8) == 0)) {
		buf_add(&load->bytes, head, sizeof(head));
		return 0;
	}
	if (file_read(load->path, &load->bytes, why) < 0)
		return -1;
	return load_inflate(load, why);
}

static int load_bytes(struct load *load, struct reason *why)
{
	const struct format *format;

	if (read_bytes(load, why) < 0)
		return -1;
	if (load->bytes.len == 0)
		return reason_set(why, "it is empty: the program was killed, "
				       "still runs, or the disk is full");
	format = recognise(&load->bytes);
	if (!format)
		return reason_set(why, "it is no profile that tare knows "
				       "(perf.data, gmon.out, callgrind.out, "
				       "heaptrack, dhat, massif, gperftools, "
				       "jemalloc, folded stacks, "
				       "evidence.json)");
	load->profiler = format->profiler;
	return format->load(load, why);
}

int load_file(const char *path, const char *program, struct evidence *evidence,
	      const char **profiler, struct buf *notes, struct reason *why)
{
	struct load load = { .path = path,
			     .program = program,
			     .evidence = evidence,
			     .notes = notes };
	struct reason detail = { "" };
	int status;

	buf_init(&load.bytes);
	status = load_bytes(&load, &detail);
	if (status < 0)
		reason_set(why, "%.200s cannot be used: %.280s", path,
			   detail.text);
	buf_release(&load.bytes);
	*profiler = load.profiler;
	return status;
}
