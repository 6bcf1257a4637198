/*
 * truth_alloc.c: a yardstick: known allocations: many at once, growing ones, aligned
 * ones, some that another thread frees, and some that are lost.
 *
 * One kind after another, each gone before the next begins, so that most is live
 * while one known function's blocks are. What is lost is bounded: a process that has
 * lost LEAKS_MOST blocks finds its oldest again and frees it, so that a service may
 * live long. Until then the lost ones are lost to every checker, by reachability as
 * well, since only their complement is kept.
 */
#include "workload.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>

enum {
	CHAIN_STEP = 64, /* bytes more with each realloc */
	ALIGNED_SIZE = 256,
	CROSSING_SIZE = 48,
	LEAK_SIZE = 40,
	LEAKS_MOST = 65536,
};

/* What every block begins with, to find the next; a block has 16 bytes or more. */
struct block {
	struct block *next;
};

static HOT struct block *alloc_block(size_t size, struct block *next)
{
	struct block *block;

	FRAME();
	block = malloc(size);
	if (block)
		block->next = next;
	return block;
}

static HOT struct block *alloc_aligned(struct block *next)
{
	void *block = NULL;

	FRAME();
	errno = posix_memalign(&block, ALIGNED_SIZE, ALIGNED_SIZE);
	if (errno)
		return NULL;
	((struct block *)block)->next = next;
	return block;
}

static HOT struct block *alloc_crossing(struct block *next)
{
	struct block *block;

	FRAME();
	block = malloc(CROSSING_SIZE);
	if (block)
		block->next = next;
	return block;
}

/* Returns the bytes of the block at its longest; 0 when memory ran out. */
static HOT size_t alloc_chain(long times)
{
	size_t size = CHAIN_STEP;
	char *block;

	FRAME();
	block = malloc(size);
	for (long i = 0; i < times && block; i++) {
		char *longer = realloc(block, size += CHAIN_STEP);

		if (!longer)
			free(block);
		block = longer;
	}
	free(block);
	return block ? size : 0;
}

static HOT long alloc_free(struct block *block)
{
	long count = 0;

	FRAME();
	while (block) {
		struct block *next = block->next;

		free(block);
		block = next;
		count++;
	}
	return count;
}

#ifdef __SANITIZE_ADDRESS__
/* Declared without const: gcc takes a const one for read, and malloc leaves it unset. */
void __lsan_ignore_object(void *block);
#else
static void __lsan_ignore_object(void *block)
{
	(void)block;
}
#endif

/* Lose a block. */
static HOT int alloc_leak(void)
{
	static uintptr_t lost[LEAKS_MOST];
	static unsigned at;
	void *block;

	FRAME();
	block = malloc(LEAK_SIZE);
	if (!block)
		return -1;
	__lsan_ignore_object(block);
	if (lost[at])
		free((void *)~lost[at]);
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): that is what it is for */
	lost[at] = ~(uintptr_t)block;
	at = (at + 1) % LEAKS_MOST;
	return 0;
}

/* Blocks on their way to the thread that frees them, and back how many. */
static struct {
	pthread_once_t once;
	int error; /* why there is no thread; or 0 */
	sem_t given, done;
	struct block *blocks;
	long freed;
} other = { .once = PTHREAD_ONCE_INIT };

static HOT long alloc_reap(struct block *blocks)
{
	FRAME();
	return alloc_free(blocks);
}

static void *reaper_thread(void *data)
{
	for (;;) {
		while (sem_wait(&other.given) < 0)
			;
		other.freed = alloc_reap(other.blocks);
		sem_post(&other.done);
	}
	return data;
}

/* For as long as the process lives; signals are for the thread that serves. */
static void start_reaper_thread(void)
{
	sigset_t all, before;
	pthread_t thread;

	sigfillset(&all);
	sem_init(&other.given, 0, 0);
	sem_init(&other.done, 0, 0);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	other.error = pthread_create(&thread, NULL, reaper_thread, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (other.error == 0)
		pthread_detach(thread);
}

/* Let another thread free BLOCKS; by ourselves, and -1, when there is none. */
static HOT long alloc_hand_over(struct block *blocks)
{
	FRAME();
	pthread_once(&other.once, start_reaper_thread);
	if (other.error) {
		alloc_free(blocks);
		errno = other.error;
		return -1;
	}
	other.blocks = blocks;
	sem_post(&other.given);
	while (sem_wait(&other.done) < 0)
		;
	return other.freed;
}

enum { COUNT, SIZE, CHAIN, ALIGNED, CROSSING, LEAKS };

static HOT long alloc_blocks(long count, size_t size)
{
	struct block *blocks = NULL;

	FRAME();
	for (long i = 0; i < count; i++) {
		struct block *block = alloc_block(size, blocks);

		if (!block)
			break;
		blocks = block;
	}
	return alloc_free(blocks);
}

static HOT long alloc_aligned_blocks(long count)
{
	struct block *blocks = NULL;

	FRAME();
	for (long i = 0; i < count; i++) {
		struct block *block = alloc_aligned(blocks);

		if (!block)
			break;
		blocks = block;
	}
	return alloc_free(blocks);
}

static HOT long alloc_crossing_blocks(long count)
{
	struct block *blocks = NULL;

	FRAME();
	for (long i = 0; i < count; i++) {
		struct block *block = alloc_crossing(blocks);

		if (!block)
			break;
		blocks = block;
	}
	return alloc_hand_over(blocks);
}

static HOT int truth_alloc_run(const long *args, struct result *result)
{
	FRAME();
	if (alloc_blocks(args[COUNT], (size_t)args[SIZE]) != args[COUNT] ||
	    alloc_chain(args[CHAIN]) == 0 ||
	    alloc_aligned_blocks(args[ALIGNED]) != args[ALIGNED] ||
	    alloc_crossing_blocks(args[CROSSING]) != args[CROSSING])
		return -1;
	for (long i = 0; i < args[LEAKS]; i++) {
		if (alloc_leak() < 0)
			return -1;
	}
	result_add(result, "freed",
		   1 + args[COUNT] + args[ALIGNED] + args[CROSSING]);
	result_add(result, "lost", args[LEAKS]);
	return 0;
}

/* CALLS of FUNCTION, a block of SIZE by each. */
static struct truth_row *add_blocks(struct truth *truth, const char *function,
				    uint64_t calls, uint64_t size)
{
	truth_add(truth, function, calls, calls, calls * size);
	return truth_row(truth, function);
}

/* BYTES are live at once in ROW; only the first of the greatest counts. */
static void set_peak(struct truth *truth, struct truth_row *row,
		     uint64_t bytes)
{
	if (bytes <= truth->peak_bytes)
		return;
	for (unsigned i = 0; i < truth->count; i++)
		truth->row[i].peak_bytes = 0;
	truth->peak_bytes = row->peak_bytes = bytes;
}

/* A chain of n reallocs asks for 1 + 2 + ... + (n + 1) steps of 64 bytes. */
static void add_chain(struct truth *truth, uint64_t n)
{
	struct truth_row *row = truth_row(truth, "alloc_chain");

	truth_add(truth, "alloc_chain", 1, n + 1,
		  CHAIN_STEP * (n + 1) * (n + 2) / 2);
	row->growth = CHAIN_STEP;
	set_peak(truth, row, CHAIN_STEP * (n + 1));
}

static void truth_alloc_truth(const long *args, struct truth *truth)
{
	uint64_t count = (uint64_t)args[COUNT], size = (uint64_t)args[SIZE];
	uint64_t aligned = (uint64_t)args[ALIGNED];
	uint64_t crossing = (uint64_t)args[CROSSING];
	uint64_t leaks = (uint64_t)args[LEAKS];
	struct truth_row *row;

	truth_add(truth, "truth_alloc_run", 1, 0, 0);
	truth_add(truth, "alloc_blocks", 1, 0, 0);
	row = add_blocks(truth, "alloc_block", count, size);
	set_peak(truth, row, count * size);
	add_chain(truth, (uint64_t)args[CHAIN]);
	truth_add(truth, "alloc_aligned_blocks", 1, 0, 0);
	row = add_blocks(truth, "alloc_aligned", aligned, ALIGNED_SIZE);
	set_peak(truth, row, aligned * ALIGNED_SIZE);
	truth_add(truth, "alloc_crossing_blocks", 1, 0, 0);
	row = add_blocks(truth, "alloc_crossing", crossing, CROSSING_SIZE);
	set_peak(truth, row, crossing * CROSSING_SIZE);
	truth_add(truth, "alloc_hand_over", 1, 0, 0);
	truth_add(truth, "alloc_reap", 1, 0, 0);
	truth_add(truth, "alloc_free", 3, 0, 0);
	row = add_blocks(truth, "alloc_leak", leaks, LEAK_SIZE);
	row->leaks = leaks;
	row->leaked_bytes = leaks * LEAK_SIZE;
	truth->leaks_most = LEAKS_MOST;
}

static const struct param truth_alloc_params[] = {
	[COUNT] = { "count", 0, 10000, 1000, "blocks that live at once" },
	[SIZE] = { "size", 16, 4096, 1024, "bytes of each" },
	[CHAIN] = { "chain", 0, 1000, 10, "reallocs of one block, by 64 bytes" },
	[ALIGNED] = { "aligned", 0, 1000, 10, "blocks aligned to 256 bytes" },
	[CROSSING] = { "crossing", 0, 10000, 100,
		       "blocks of 48 bytes that another thread frees" },
	[LEAKS] = { "leaks", 0, 1000, 3, "blocks of 40 bytes that are lost" },
	{ .name = NULL },
};

static const struct known truth_alloc_known[] = {
	{ { 0, 16, 0, 0, 0, 0 }, "freed", 1 },
	{ { 0, 16, 0, 0, 0, 0 }, "lost", 0 },
	{ { 1000, 1024, 10, 10, 100, 3 }, "freed", 1111 },
	{ { 1000, 1024, 10, 10, 100, 3 }, "lost", 3 },
	{ .result = NULL },
};

static const struct workload truth_alloc = {
	.name = "truth_alloc",
	.path = "/truth/alloc",
	.summary = "yardstick: known allocations, leaks and peak",
	.params = truth_alloc_params,
	.known = truth_alloc_known,
	.yardstick = true,
	.run = truth_alloc_run,
	.truth = truth_alloc_truth,
};
REGISTER(workload, truth_alloc);
