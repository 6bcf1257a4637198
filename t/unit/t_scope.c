/* t_scope.c: the files of tare.h are read right, or refused; and exact. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/proc.h"
#include "golden.h"
#include "include/tare.h"
#include "profilers/scope_file.h"
#include "scratch.h"
#include "unit.h"

static int parse(const struct buf *bytes, size_t length,
		 struct evidence *evidence, struct reason *why)
{
	/* A copy that ends where it should, so that a read past it is seen. */
	char *copy = malloc(length ? length : 1);
	int status;

	assert_non_null(copy);
	memcpy(copy, bytes->text, length);
	evidence_init(evidence);
	status = scope_file_parse(copy, length, evidence, why);
	free(copy);
	return status;
}

static void sample(struct buf *bytes)
{
	buf_init(bytes);
	golden_read("scope/sample.scope", bytes);
}

UNIT(scope_golden_sample)
{
	struct reason why = { "" };
	struct evidence e;
	struct buf bytes;

	sample(&bytes);
	if (parse(&bytes, bytes.len, &e, &why) < 0)
		fail_msg("%s", why.text);
	evidence_sort(&e);
	golden_compare("scope/sample.json", &e);
	/* fib(9) is called once from outside; even and odd call each other. */
	assert_true(evidence_calls(&e, "fib") == 109);
	assert_true(evidence_function(&e, "fib")->primitive == 1);
	assert_true(evidence_calls(&e, "is_even") == 6);
	assert_true(evidence_function(&e, "is_odd")->primitive == 1);
	assert_true(e.lost == 0);
	evidence_release(&e);
	buf_release(&bytes);
}

/* At every length that ends a part, and at many others. */
UNIT(scope_refuses_what_is_cut)
{
	struct evidence e;
	struct reason why;
	struct buf bytes;

	sample(&bytes);
	for (size_t length = 0; length < bytes.len;
	     length += length < 2048 ? 1 : 997) {
		/* What follows the last table's nodes is only room. */
		if (length >= bytes.len - 65536)
			break;
		if (parse(&bytes, length, &e, &why) == 0)
			fail_msg("taken: %zu bytes", length);
		evidence_release(&e);
	}
	parse(&bytes, 0, &e, &why);
	assert_non_null(strstr(why.text, "empty"));
	buf_release(&bytes);
}

UNIT(scope_refuses_damage)
{
	struct evidence e;
	struct reason why;
	struct buf bytes;
	struct tare__head *head;
	struct tare__node *nodes;

	sample(&bytes);
	head = (struct tare__head *)(void *)bytes.text;
	nodes = tare__table_of(head, 0)->nodes;
#define SPOIL(place, value, word)                                              \
	do {                                                                   \
		__typeof__(place) before = (place);                            \
                                                                               \
		(place) = (value);                                             \
		assert_int_equal(parse(&bytes, bytes.len, &e, &why), -1);      \
		if (!strstr(why.text, word))                                   \
			fail_msg("%s: %s", #place, why.text);                  \
		evidence_release(&e);                                          \
		(place) = before;                                              \
	} while (0)
	SPOIL(head->magic[0], 'x', "no .scope file of tare.h");
	SPOIL(head->node_size, 64, "another version");
	SPOIL(head->record_size, 1, "another version");
	SPOIL(head->threads, 70000, "do not fit");
	SPOIL(head->sites, 60000, "do not fit");
	SPOIL(head->tables_at, UINT64_MAX, "do not fit");
	SPOIL(head->table_stride, 1, "do not fit");
	SPOIL(head->table_size, 8, "do not fit");
	SPOIL(head->head_size, head->head_size + 1, "do not fit");
	SPOIL(head->table_stride, head->table_stride + 4, "do not fit");
	SPOIL(head->ticks_per_s, 0, "no rate");
	SPOIL(head->cost[1].inside, (double)NAN, "no rate");
	SPOIL(head->state[1], TARE__TAKEN, "thread 1 is not in it");
	SPOIL(tare__table_of(head, 0)->used, 1000000, "nodes of");
	SPOIL(nodes[TARE__FIRST].parent, TARE__FIRST, "at node 2");
	SPOIL(nodes[TARE__FIRST].site, 1000, "at node 2");
	SPOIL(nodes[TARE__FIRST + 1].recursive, 2, "at node 3");
	/* No time since the last reset fits into 64 bits then. */
	SPOIL(nodes[TARE__FIRST].ticks_before, INT64_MIN, "at node 2");
	memset(tare__record_of(head, 0)->name, 'x', 112);
	SPOIL(head->pid, 1, "has no end");
	buf_release(&bytes);
}

/* Each node in the one before it: who follows them needs a stack as deep. */
UNIT(scope_refuses_what_is_deep)
{
	static const uint32_t depths[] = { 1024, 1025 };
	struct evidence e;
	struct reason why;
	struct buf bytes;
	struct tare__head *head;
	struct tare__table *table;

	/* With room for as many in the table of the first thread. */
	sample(&bytes);
	for (size_t i = 0; i <= depths[1]; i++)
		buf_add(&bytes, &(struct tare__node){ 0 },
			sizeof(struct tare__node));
	head = (struct tare__head *)(void *)bytes.text;
	head->table_size = (uint32_t)(bytes.len - head->tables_at);
	head->table_stride = head->table_size;
	for (uint32_t i = 1; i < head->threads; i++)
		head->state[i] = TARE__UNUSED;
	table = tare__table_of(head, 0);
	for (uint32_t i = 0; i < depths[1]; i++) {
		table->nodes[TARE__FIRST + i] = (struct tare__node){
			.parent = i ? TARE__FIRST + i - 1 : TARE__ROOT,
		};
	}
	for (size_t i = 0; i < 2; i++) {
		table->used = TARE__FIRST + depths[i];
		assert_int_equal(parse(&bytes, bytes.len, &e, &why),
				 i ? -1 : 0);
		evidence_release(&e);
	}
	assert_non_null(strstr(why.text, "node 1026 is more than 1024 deep"));
	buf_release(&bytes);
}

/* A line below the first is none; a time beyond 2^53 ns is that. */
UNIT(scope_bounds_what_a_damaged_file_says)
{
	struct reason why = { "" };
	int fd = memfd_create("damaged", MFD_CLOEXEC);
	char *path = path_format("/dev/fd/%d", fd);
	struct evidence e;
	struct buf bytes, out;
	struct tare__head *head;
	struct tare__record *record;

	sample(&bytes);
	head = (struct tare__head *)(void *)bytes.text;
	record = tare__record_of(head, 0);
	record->line = -7;
	head->ticks_per_s = 1;
	tare__table_of(head, 0)->nodes[TARE__FIRST].ticks = INT64_MAX / 2;
	assert_int_equal(parse(&bytes, bytes.len, &e, &why), 0);
	assert_int_equal(evidence_function(&e, record->name)->line, 0);
	evidence_release(&e);

	assert_int_equal(write(fd, bytes.text, bytes.len), bytes.len);
	buf_init(&out);
	assert_int_equal(scope_file_export((const char *const[]){ path }, 1,
					   ".speedscope.json", &out, &why),
			 0);
	assert_non_null(strstr(out.text, "\"weights\":[9007199254740992,"));
	buf_release(&out);
	free(path);
	close(fd);
	buf_release(&bytes);
}

/* Changed words are refused with a reason, or read as something sane. */
UNIT(scope_survives_damage)
{
	uint64_t seed = 88172645463325252u;
	struct evidence e;
	struct reason why;
	struct buf bytes;

	sample(&bytes);
	for (int round = 0; round < 3000; round++) {
		size_t at = golden_random(&seed) % 3 ?
				    golden_random(&seed) % 4096 :
				    65536 + golden_random(&seed) % 2048;
		char before = bytes.text[at];

		bytes.text[at] = (char)golden_random(&seed);
		why.text[0] = '\0';
		if (parse(&bytes, bytes.len, &e, &why) < 0)
			assert_true(why.text[0] != '\0');
		evidence_release(&e);
		bytes.text[at] = before;
	}
	buf_release(&bytes);
}

UNIT(scope_exports_add_files_up)
{
	static const char *const paths[] = { "t/golden/scope/sample.scope",
					     "t/golden/scope/sample.scope" };
	static const char *const bad[] = { "t/golden/scope/sample.json" };
	struct reason why;
	struct buf one, two;

	buf_init(&one);
	buf_init(&two);
	assert_int_equal(scope_file_export(paths, 1, ".txt", &one, &why), 0);
	assert_int_equal(scope_file_export(paths, 2, ".txt", &two, &why), 0);
	assert_non_null(strstr(one.text, "    109/1 "));
	assert_non_null(strstr(two.text, "    218/2 "));
	assert_int_equal(scope_file_export(bad, 1, ".txt", &one, &why), -1);
	assert_non_null(strstr(why.text, bad[0]));
	assert_int_equal(scope_file_export(paths, 0, ".txt", &one, &why), -1);
	assert_non_null(strstr(why.text, "no file"));
	buf_release(&one);
	buf_release(&two);
}

/* The program of the other tools' samples, with a scope in each function. */
static void build(const struct scratch *scratch)
{
	static const char script[] =
		"{ echo '#line 1 \"t/golden/sample.c\"'; "
		"sed 's/^{$/{ TARE_FN();/' t/golden/sample.c; } | "
		"gcc -O2 -include include/tare.h -x c - -o \"$0\"";
	const char *const argv[] = { "sh", "-c", script, scratch->binary,
				     NULL };
	struct reason why;

	if (proc_run(argv, NULL, &why) < 0)
		fail_msg("%s", why.text);
}

/* fib(n) makes 2 F(n + 1) - 1 calls: 21891 for 20, 177 for 10. */
UNIT(scope_is_exact_over_two_processes)
{
	static const char *const one[] = { "return", "20", "7", "300",
					   "5",	     "3",  "9", NULL };
	static const char *const two[] = { "kill", "10", "2", "40",
					   "1",	   "0",	 "0", NULL };
	const struct profiler *scope = profiler_by_name("scope");
	struct evidence e;
	struct scratch s;

	scratch_init(&s, NULL);
	build(&s);
	scratch_refuses(&s, scope, "no scopes.");
	assert_int_equal(scratch_run(&s, scope, one), 0);
	/* What has happened before a SIGKILL is there. */
	scratch_run(&s, scope, two);
	scratch_read(&s, scope, &e);
	assert_int_equal(e.processes, 2);
	assert_true(evidence_calls(&e, "fib") == 21891 + 177);
	assert_true(evidence_calls(&e, "is_even") == 4 + 2);
	assert_true(evidence_calls(&e, "is_odd") == 4 + 1);
	assert_true(evidence_calls(&e, "list_push") == 340);
	assert_true(evidence_calls(&e, "deep") == 10 + 1);
	assert_true(e.lost == 0);
	assert_string_equal(evidence_function(&e, "fib")->file,
			    "t/golden/sample.c");
	evidence_release(&e);
	scratch_spoil(&s, scope, "scopes.");
	scratch_release(&s);
}
