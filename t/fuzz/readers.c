/* readers.c: every reader that turns a tool's output into evidence, a row each. */
#include "fuzz.h"
#include "profilers/bpftrace_file.h"
#include "profilers/callgrind_file.h"
#include "profilers/cpuprofile.h"
#include "profilers/custom.h"
#include "profilers/dhat_file.h"
#include "profilers/gprof_text.h"
#include "profilers/heapprofile.h"
#include "profilers/heaptrack_file.h"
#include "profilers/heaptrack_sites.h"
#include "profilers/jeprof_file.h"
#include "profilers/massif_file.h"
#include "profilers/perf_script.h"
#include "profilers/scope_file.h"
#include "profilers/strace_text.h"
#include "profilers/uftrace_text.h"

/* Where the programs of the samples were compiled. */
#define ROOT "/build/"

/* A refusal says why; what is taken can be worked with. */
#define READER(reader, samples, call)                                          \
	FUZZ(reader, samples)                                                  \
	{                                                                      \
		struct evidence evidence;                                      \
		struct reason why = { "" };                                    \
                                                                               \
		evidence_init(&evidence);                                      \
		if ((call) == 0)                                               \
			fuzz_use(&evidence);                              \
		else                                                           \
			check(why.text[0]);                                    \
		evidence_release(&evidence);                                   \
	}

static int read_uftrace(const char *text, size_t length,
			struct evidence *evidence, struct reason *why)
{
	double calls;

	return uftrace_text_parse(text, length, evidence, &calls, why);
}

static int read_heaptrack(const char *text, size_t length,
			  struct evidence *evidence, struct reason *why)
{
	struct heaptrack_file file;
	int status = heaptrack_file_read(&file, text, length, false, why);

	if (status == 0)
		status = heaptrack_sites(&file, ROOT "sample", ROOT, evidence,
					 why);
	heaptrack_file_release(&file);
	return status;
}

READER(bpftrace, "bpftrace/*.txt",
       bpftrace_parse(text, length, &evidence, &why))
READER(callgrind, "callgrind/*.txt",
       callgrind_parse(text, length, ROOT, &evidence, &why))
READER(cpuprofile, "gperftools/*.prof",
       cpuprofile_parse(text, length, false, &evidence, &why))
READER(dhat, "dhat/*.txt",
       dhat_parse(text, length, ROOT, length % 16, &evidence, &why))
READER(folded, "folded/*.txt",
       custom_folded(text, length, 2, &evidence, &why))
READER(gprof, "gprof/*.txt", gprof_text_parse(text, length, &evidence, &why))
READER(heapprofile, "gperftools/*.txt",
       heapprofile_parse(text, length, ROOT, false, &evidence, &why))
READER(heaptrack, "heaptrack/*.txt",
       read_heaptrack(text, length, &evidence, &why))
READER(jeprof, "jemalloc/*.txt",
       jeprof_parse(text, length, ROOT, false, &evidence, &why))
READER(massif, "massif/*.txt",
       massif_parse(text, length, ROOT, &evidence, &why))
READER(perf_script, "perf/*.txt",
       perf_script_parse(text, length, &evidence, &why))
READER(scope, "scope/*.scope",
       scope_file_parse(text, length, &evidence, &why))
READER(strace, "strace/*.txt",
       strace_text_parse(text, length, &evidence, &why))
READER(uftrace, "uftrace/*.txt", read_uftrace(text, length, &evidence, &why))
