/* perf_lines.c: a perf.data file of any bytes is read, or refused with a reason. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "fuzz.h"
#include "profilers/perf_lines.h"

/* The reader opens a file: one without a name will do. */
FUZZ(perf_lines, "perf/*.data")
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	char *path = path_format("/proc/self/fd/%d", fd);
	struct evidence evidence;
	struct reason why = { "" };
	struct buf notes;

	check(fd >= 0 && write(fd, text, length) == (ssize_t)length);
	buf_init(&notes);
	evidence_init(&evidence);
	if (perf_lines_read(path, "/build/", &evidence, &notes, &why) == 0)
		fuzz_use(&evidence);
	else
		check(why.text[0]);
	evidence_release(&evidence);
	buf_release(&notes);
	free(path);
	close(fd);
}
