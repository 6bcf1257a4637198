/*
 * tare.h: cProfile for C and C++: copy this file into your project.
 *
 *	#include "tare.h"
 *
 *	int parse(const char *text)
 *	{
 *		TARE_FN();			// this function
 *		for (...) {
 *			TARE_SCOPE("token");	// the rest of this block
 *			...
 *
 * and when the program ends it says, on stderr or where TARE_OUT says:
 *
 *	   ncalls  tottime  percall  cumtime  percall filename:lineno(function)
 *	1028457/1    0.004    0.000    0.004    0.004 demo.c:4(fib)
 *	        1    0.000    0.000    0.004    0.004 demo.c:10(main)
 *
 * ncalls is total/primitive where they differ: a recursive call is not primitive,
 * and cumtime counts the time of a recursion once. tottime is without callees.
 *
 * IN A PROGRAM
 *	TARE_FN();		first in a function: its calls and its time
 *	TARE_SCOPE("name");	from here to the end of the block. In a switch,
 *				give the case braces of its own.
 *	TARE_REGION("name");	under a profiler that can focus (see below), what
 *				it sees; otherwise one branch
 *	tare_report(FILE *)	print the table now
 *	tare_save(path)		write a file now; its name says in which form
 *	tare_reset()		begin again from zero
 *	-DTARE_OFF		nothing of all this is compiled
 *	-DTARE_NODES=N, -DTARE_SITES=N, -DTARE_THREADS=N, -DTARE_DEPTH=N
 *				room: distinct chains of calls of a thread, scopes
 *				of the program, threads alive at a time, scopes
 *				open in a thread. What finds none is counted as
 *				dropped, and shown.
 * The two that return an int give 0, or -1 and a line on stderr.
 *
 * IN THE ENVIRONMENT, but not of a set-uid program
 *	TARE=0|count|time	off; calls only; calls and time (the default)
 *	TARE_OUT=PATH		where to write at exit; "%p" is the process. By the
 *				end of the name:
 *				  .scope		the raw data, for `tare scope`
 *				  .folded		stacks, for flame graphs
 *				  .trace.json		Chrome trace events
 *				  .speedscope.json	speedscope
 *				  .callgrind		callgrind_annotate, KCachegrind
 *				  .pb			pprof
 *				  anything else		the table
 *	TARE_TOP=N		that many rows; 0: all
 *	TARE_SORT=tottime|cumtime|ncalls|name
 *	TARE_SLOW_MS=N		keep the timeline of the slowest calls, from N ms,
 *				of each outermost scope: PATH.slow.json at exit
 *	TARE_PERF_CTL, TARE_PERF_ACK
 *				the fifos of perf record --control fifo:CTL,ACK
 *
 * WHAT IT COSTS. Two reads of the time-stamp counter, and little besides: no lock,
 * no allocation, no system call. It measures its own cost when it starts, takes it
 * off every figure, and prints what is left. Where the counter is not invariant
 * (CPUID 0x80000007, EDX bit 8; or no x86), it reads CLOCK_MONOTONIC.
 *
 * WHAT IS LEFT BEHIND. Counts are kept in a file that is mapped: beside TARE_OUT,
 * or in /dev/shm; it is removed once the report is written. After SIGKILL it is
 * still there, whole: `tare scope FILE...`. A forked child has a file of its own
 * as soon as it enters a scope; ".PID" is put into its name if "%p" is not.
 *
 * longjmp, pthread_exit and exit may leave scopes: calls are counted on entry, and
 * a scope whose place on the stack is gone is taken off at the next entry. (One that
 * begins in that very place counts as called by it, until the next outer scope ends.) In a signal handler
 * scopes are safe, but one that interrupts an entry may lose a count. Coroutines
 * must not switch inside a scope.
 *
 * COPIES. All files of one program, or of one shared library, share one table: the
 * cold functions and the state are weak, so that the linker keeps one of each, and
 * hidden, so that two libraries never meet: each has its own table, and its own
 * file, and its own report. (Dead copies go with -ffunction-sections and
 * -Wl,--gc-sections; C++ drops them anyway.) The hot path is inline.
 *
 * C11 or C++17, gcc or clang, Linux; glibc before 2.34 wants -pthread.
 */
#ifndef TARE_H
#define TARE_H

#include <stdio.h>

#ifdef TARE_OFF

#define TARE_FN() ((void)0)
#define TARE_SCOPE(name) ((void)0)
#define TARE_REGION(name) ((void)0)

static inline int tare_report(FILE *out)
{
	(void)out;
	return 0;
}

static inline int tare_save(const char *path)
{
	(void)path;
	return 0;
}

static inline void tare_reset(void)
{
}

#else

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* --- what compilers and libraries differ in ------------------------------- */

/* One of each in a program or library, and none seen from outside. */
#define TARE__ONE __attribute__((weak, visibility("hidden")))
#ifdef __cplusplus
#define TARE__COLD inline __attribute__((visibility("hidden"), noinline, cold))
#else
#define TARE__COLD TARE__ONE __attribute__((noinline, cold))
#endif
#define TARE__HOT static inline __attribute__((always_inline))
#define TARE__RARELY(x) __builtin_expect(!!(x), 0)
#define TARE__PRINTF(f, a) __attribute__((format(printf, f, a)))

/* One thread writes and others may look: whole words, in no order. */
#define TARE__GET(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define TARE__PUT(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

/*
 * The same for sums. On x86-64 one instruction: half the cost, and a signal between
 * load and store loses nothing. ThreadSanitizer sees none of it, so not there.
 */
#if defined(__SANITIZE_THREAD__)
#define TARE__TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TARE__TSAN 1
#endif
#endif
#if defined(__x86_64__) && !defined(TARE__TSAN)
#define TARE__ADD(x, v) __asm__("addq %1, %0" : "+m"(x) : "er"(v))
#else
#define TARE__ADD(x, v) TARE__PUT(x, TARE__GET(x) + (v))
#endif

/* AddressSanitizer may move variables off the stack: then a function has one mark. */
#if defined(__SANITIZE_ADDRESS__)
#define TARE__ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TARE__ASAN 1
#endif
#endif
#ifdef TARE__ASAN
#define TARE__MARK(mark) ((void)&(mark), (uintptr_t)__builtin_frame_address(0))
#define TARE__MARKS_DIFFER 0
#else
#define TARE__MARK(mark) ((uintptr_t)&(mark))
#define TARE__MARKS_DIFFER 1
#endif

/*
 * The thread pointer that is read on every entry: at a place that is known when a
 * program is linked; in a library, without a call where that is possible. (musl
 * cannot load a library with this model at run time.)
 */
#if !defined(__PIC__) || defined(__PIE__)
#define TARE__TLS __attribute__((tls_model("local-exec")))
#elif defined(__GLIBC__)
#define TARE__TLS __attribute__((tls_model("initial-exec")))
#else
#define TARE__TLS
#endif

/*
 * With -std=c11 the C library hides these; they are there all the same. Under
 * other names they cannot clash with a declaration that comes later.
 */
#ifndef CLOCK_MONOTONIC
#define TARE__CLOCK 1
#if defined(__USE_TIME_BITS64) && __TIMESIZE == 32
int tare__clock_gettime(int, struct timespec *) __asm__("__clock_gettime64");
#else
int tare__clock_gettime(int, struct timespec *) __asm__("clock_gettime");
#endif
#else
#define TARE__CLOCK CLOCK_MONOTONIC
#define tare__clock_gettime clock_gettime
#endif
#ifdef MAP_ANONYMOUS
#define TARE__ANONYMOUS MAP_ANONYMOUS
#else
#define TARE__ANONYMOUS 0x20
#endif
#if defined(__GLIBC__) && !defined(__USE_XOPEN2K)
#ifdef __USE_FILE_OFFSET64
int tare__fallocate(int, off_t, off_t) __asm__("posix_fallocate64");
#else
int tare__fallocate(int, off_t, off_t) __asm__("posix_fallocate");
#endif
#else
#define tare__fallocate posix_fallocate
#endif
ssize_t tare__readlink(const char *, char *, size_t) __asm__("readlink");
FILE *tare__fdopen(int, const char *) __asm__("fdopen");
unsigned long tare__getauxval(unsigned long) __asm__("getauxval");
struct tare__altstack {
	void *start;
	int flags; /* 1: it is in use */
	size_t size;
};
int tare__sigaltstack(const void *, struct tare__altstack *)
	__asm__("sigaltstack");
void *tare__dlsym(void *, const char *) __asm__("dlsym")
	__attribute__((weak));

/* --- room ------------------------------------------------------------------ */

#ifndef TARE_NODES
#define TARE_NODES 2048
#endif
#ifndef TARE_SITES
#define TARE_SITES 512
#endif
#ifndef TARE_THREADS
#define TARE_THREADS 256
#endif
#ifndef TARE_DEPTH
#define TARE_DEPTH 131072
#endif

enum {
	TARE__HASH = 8192, /* entries of a thread's cache of calls */
	TARE__PROBES = 8,
	TARE__PAGE = 65536, /* no page is larger */
};

/* --- the file: fixed layout, in the byte order of the machine --------------- */

/* Aligned as on 64 bits, and so read and written in one. */
typedef int64_t tare__i64 __attribute__((aligned(8)));
typedef uint64_t tare__u64 __attribute__((aligned(8)));
typedef double tare__f64 __attribute__((aligned(8)));

enum tare__mode {
	TARE__TSC = 0,	/* time by the time-stamp counter */
	TARE__COUNT = 1,
	TARE__CLOCKED = 2, /* time by CLOCK_MONOTONIC */
	TARE__SLOW = 4,	   /* bit: and a timeline */
};

/* A scope in the source; names that are too long lose their beginning. */
struct tare__record {
	char name[112];
	char file[136];
	int32_t line;
	uint32_t ready; /* written whole */
};

struct tare__site {
	const char *name, *file;
	int line;
};

/* Where a site leads to; the lowest bit says that only the call is counted. */
struct tare__lead {
	const struct tare__site *site;
	uintptr_t to;
};

/*
 * What was called, by what: a node of the tree of calls. A recursive call is filed
 * under the innermost function of its stack that runs for the first time, so that
 * the tree stays as small as the set of functions, however deep the stack; the
 * time of what is below a node that is not recursive is then its cumulative time,
 * once. (A calling context tree: Ammons, Ball and Larus, PLDI 1997, whose
 * recursive calls go back to the ancestor itself, which loses that property.)
 *
 * `ticks` is from entry to exit, callees included; of a recursive call without the
 * recursive calls that it makes. A function that calls itself is not timed again:
 * its outermost call has the time already. What a node needs itself is what its
 * children do not.
 */
struct tare__node {
	tare__i64 ticks;
	tare__u64 calls;
	tare__i64 ticks_before; /* what was there at the last reset */
	tare__u64 calls_before;
	uint32_t site;	/* index of a record */
	uint32_t parent; /* index of a node, less than its own */
	uint32_t first, next; /* child and sibling; 0: none */
	uint32_t base; /* the innermost that runs for the first time */
	uint32_t recursive;
	tare__u64 unused;

	/* Of the process alone. */
	union {
		struct tare__lead step[2];
		char room[32]; /* of 32 bits and of 64 */
	};
};

enum { TARE__ROOT = 0, TARE__LOST = 1, TARE__FIRST = 2 };

/* One thread's, or that of several which came one after the other. */
struct tare__table {
	uint32_t used; /* nodes */
	uint32_t unused[15];
	struct tare__node nodes[TARE_NODES];
};

enum tare__kind { TARE__PLAIN, TARE__AGAIN, TARE__MUTUAL, TARE__KINDS };

/* What a call costs, in ticks: in its own figure, and in its caller's. */
struct tare__cost {
	tare__f64 inside, outside;
};

struct tare__head {
	char magic[8]; /* written last */
	uint32_t head_size, record_size, table_size, node_size;
	uint32_t sites, threads; /* room */
	uint32_t site_count, table_count; /* may be more than there is room */
	tare__u64 tables_at, table_stride; /* bytes, from the start */
	uint32_t pid, mode, done, unused;
	tare__f64 ticks_per_s;
	struct tare__cost cost[TARE__KINDS]; /* by enum tare__kind */
	tare__f64 residue_ns; /* of a call, when its cost is taken off */
	tare__i64 start_ticks, start_ns;
	tare__u64 dropped, dropped_before; /* calls of threads without a table */
	char program[64];
	uint32_t state[TARE_THREADS]; /* of tables: enum tare__use */
};

/* Of a table; TARE__APART: it found no room in the file. */
enum tare__use { TARE__UNUSED, TARE__TAKEN, TARE__FREE, TARE__APART = 4 };
#define TARE__MAGIC "tare\n\x1a\x01"

TARE__HOT size_t tare__round(size_t size)
{
	return (size + TARE__PAGE - 1) / TARE__PAGE * TARE__PAGE;
}

/* Where things are in a file, which may be of a program with other room. */
TARE__HOT struct tare__record *tare__record_of(const struct tare__head *head,
					       size_t index)
{
	return (struct tare__record *)(void *)((char *)(uintptr_t)head +
					       head->head_size) +
	       index;
}

TARE__HOT struct tare__table *tare__table_of(const struct tare__head *head,
					     size_t index)
{
	return (struct tare__table *)(void *)((char *)(uintptr_t)head +
					      head->tables_at +
					      index * head->table_stride);
}

/* --- a thread --------------------------------------------------------------- */

/* A scope that is open. */
struct tare__frame {
	uintptr_t mark; /* the address of something that only this scope has */
	struct tare__node *node;
	tare__i64 start; /* ticks, where it is timed */
	uintptr_t unused;
};

/* From a node, a site leads to a node: a cache of what the tree says. */
struct tare__step {
	const struct tare__site *site;
	struct tare__node *from;
	uintptr_t to; /* as in a node */
	uintptr_t unused;
};

struct tare__timeline;

/* What the hot path looks at. */
struct tare__hot {
	struct tare__frame *top;
	struct tare__frame *limit; /* of recursive calls: see tare__enter() */
};

struct tare__thread {
	struct tare__hot hot;
	int mode;
	unsigned index; /* of the table */
	struct tare__table *table;
	struct tare__step steps[TARE__HASH];
	struct tare__frame frames[TARE_DEPTH];
};

/*
 * The thread pointer before there is a thread, and where there is no room for one:
 * they look as if every scope had been left by longjmp, which is the rare path. And
 * where it is off, what costs least.
 */
TARE__ONE struct tare__frame tare__no_frame;
TARE__ONE struct tare__hot tare__asleep = { &tare__no_frame, NULL };
TARE__ONE struct tare__hot tare__no_room = { &tare__no_frame, NULL };
#define TARE__OFF_NOW ((struct tare__hot *)1)

TARE__ONE TARE__TLS __thread struct tare__hot *tare__self = &tare__asleep;

/*
 * What a scope keeps on the stack of the program: the frame below its own, and in
 * the lowest bits how it ends. TARE__OFF alone: there is nothing to end.
 */
enum tare__end { TARE__COUNTED = 1, TARE__OFF = 2, TARE__LONG = 2 };

void tare__wake(void);
uintptr_t tare__enter_slow(const struct tare__site *site, uintptr_t mark);
void tare__leave_slow(uintptr_t scope);

/* --- the hot path ------------------------------------------------------------ */

TARE__HOT int64_t tare__tsc(void)
{
#if defined(__x86_64__) || defined(__i386__)
	return (int64_t)__builtin_ia32_rdtsc();
#else
	return 0;
#endif
}

/*
 * The stack grows down: the mark of an inner scope is below that of the outer one,
 * unless both are in one function; or the outer one was left by longjmp, its mark is
 * below the stack now, or given to the new scope.
 */
TARE__HOT int tare__is_gone(const struct tare__frame *outer, uintptr_t mark)
{
	if (__builtin_expect(outer->mark > mark, 1))
		return 0;
	/* Read anew, so that above is one instruction. */
	if (TARE__MARKS_DIFFER && TARE__GET(outer->mark) == mark)
		return 1;
#if defined(__x86_64__)
	uintptr_t stack;

	__asm__("movq %%rsp, %0" : "=r"(stack));
	return TARE__GET(outer->mark) < stack;
#else
	return TARE__GET(outer->mark) < mark; /* to be looked at */
#endif
}

TARE__HOT struct tare__frame *tare__push(struct tare__hot *me,
					 struct tare__frame *top,
					 struct tare__node *node,
					 uintptr_t mark)
{
	struct tare__frame *mine = top + 1;

	TARE__ADD(node->calls, (tare__u64)1);
	mine->mark = mark;
	mine->node = node;
	me->top = mine;
	return mine;
}

/*
 * Only recursive calls look at the limit, and it leaves room for all others: there
 * are never more of these open than there are sites.
 */
TARE__HOT uintptr_t tare__enter(const struct tare__site *site, uintptr_t mark)
{
	struct tare__hot *me = tare__self;
	struct tare__frame *top;
	struct tare__node *from;
	uintptr_t to;

	if (me == TARE__OFF_NOW)
		return TARE__OFF;
	top = me->top;
	if (TARE__RARELY(tare__is_gone(top, mark)))
		return tare__enter_slow(site, mark);
	from = top->node;
	to = from->step[0].to;
	if (TARE__RARELY(from->step[0].site != site)) {
		to = from->step[1].to;
		if (from->step[1].site != site)
			return tare__enter_slow(site, mark);
	}
	if (TARE__RARELY(to & TARE__COUNTED)) {
		if (TARE__RARELY(top >= me->limit))
			return tare__enter_slow(site, mark);
		tare__push(me, top,
			   (struct tare__node *)(to - TARE__COUNTED), mark);
		return (uintptr_t)top + TARE__COUNTED;
	}
	tare__push(me, top, (struct tare__node *)to, mark)->start = tare__tsc();
	return (uintptr_t)top;
}

TARE__HOT void tare__leave(uintptr_t *scope)
{
	struct tare__frame *top = (struct tare__frame *)*scope;

	if (TARE__RARELY(*scope & 3)) {
		if (*scope & TARE__COUNTED)
			tare__self->top =
				(struct tare__frame *)(*scope - TARE__COUNTED);
		else if (*scope != TARE__OFF)
			tare__leave_slow(*scope);
		return;
	}
	TARE__ADD(top[1].node->ticks, tare__tsc() - top[1].start);
	tare__self->top = top;
}

/* --- the process ------------------------------------------------------------- */

/* Of the rows of the table: TARE_SORT. */
enum tare__order {
	TARE__TOTTIME,
	TARE__CUMTIME,
	TARE__NCALLS,
	TARE__NAME,
	TARE__ORDERS
};

enum tare__ready { TARE__NEW, TARE__ON, TARE__NOT, TARE__ORPHAN };

struct tare__state {
	/* The only word that threads wait for: minus the process that sets up. */
	int ready; /* enum tare__ready, or that */
	int mode;
	struct tare__head *head; /* all that is mapped */
	size_t size;
	int has_key;
	pthread_key_t key; /* ends a thread's table */
	unsigned top;
	enum tare__order sort;
	double slow_ms;
	tare__i64 reset_ticks; /* when tare_reset() was called */
	int kept; /* the file is what TARE_OUT asked for */
	char out[512]; /* TARE_OUT as it was given, but absolute; or "" */
	char report[600]; /* where the report goes; "": stderr */
	char path[640]; /* of the mapped file; "": memory alone */
	const struct tare__site *known[TARE_SITES];
	/* By table; never freed: what follows a thread takes them over. */
	struct tare__thread *threads[TARE_THREADS];
	struct tare__timeline *timelines[TARE_THREADS];
};

TARE__ONE struct tare__state tare__state;

int tare_report(FILE *out);
int tare_save(const char *path);
void tare_reset(void);

void tare__warn(const char *format, ...) TARE__PRINTF(1, 2);

TARE__COLD void tare__warn(const char *format, ...)
{
	char text[1024];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	fprintf(stderr, "tare: %s\n", text);
}

int64_t tare__ns(void);

TARE__COLD int64_t tare__ns(void)
{
	struct timespec t;

	if (tare__clock_gettime(TARE__CLOCK, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000000000 + (int64_t)t.tv_nsec;
}

int64_t tare__ticks(void);

TARE__COLD int64_t tare__ticks(void)
{
	if ((tare__state.mode & ~TARE__SLOW) == TARE__CLOCKED)
		return tare__ns();
	return tare__tsc();
}

int tare__invariant(void);

/* Intel SDM volume 3, 18.17.1; AMD64 APM volume 3, E.4.9. */
TARE__COLD int tare__invariant(void)
{
#if defined(__x86_64__) || defined(__i386__)
	unsigned a, b, c, d;

	return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d >> 8 & 1);
#else
	return 0;
#endif
}

/* --- what the environment says ------------------------------------------------ */

enum { TARE__AT_SECURE = 23 }; /* of <elf.h>, which defines much besides */

const char *tare__env(const char *name);

/* A set-uid program writes nothing where its user says. */
TARE__COLD const char *tare__env(const char *name)
{
	return tare__getauxval(TARE__AT_SECURE) ? NULL : getenv(name);
}

double tare__env_number(const char *name, double most);

/*
 * From 0 to MOST; 0 when it is absent, or bad and warned about. Not by strtod(), which
 * asks the program's locale what a point is.
 */
TARE__COLD double tare__env_number(const char *name, double most)
{
	const char *text = tare__env(name), *at = text;
	double value = 0, place = 1;

	if (!text || !*text)
		return 0;
	for (; *at >= '0' && *at <= '9'; at++)
		value = value * 10 + (*at - '0');
	if (*at == '.') {
		for (at++; *at >= '0' && *at <= '9'; at++)
			value += (*at - '0') * (place /= 10);
	}
	if (*at == '\0' && at[-1] != '.' && value <= most)
		return value;
	tare__warn("%s=\"%.100s\" is no number from 0 to %.0f; taken as 0",
		   name, text, most);
	return 0;
}

size_t tare__env_word(const char *name, const char *const *words);

/* Which of WORDS it is; the first when it is absent, or bad and warned about. */
TARE__COLD size_t tare__env_word(const char *name, const char *const *words)
{
	const char *text = tare__env(name);

	if (!text || !*text)
		return 0;
	for (size_t i = 0; words[i]; i++) {
		if (strcmp(text, words[i]) == 0)
			return i;
	}
	tare__warn("%s=\"%.100s\" is not known; taken as \"%s\"", name, text,
		   words[0]);
	return 0;
}

int tare__mode_wanted(void);

/* -1: off. */
TARE__COLD int tare__mode_wanted(void)
{
	static const char *const words[] = { "time", "1",   "count",
					     "0",    "off", NULL };
	size_t word = tare__env_word("TARE", words);
	int mode = tare__invariant() ? TARE__TSC : TARE__CLOCKED;

	if (word > 2)
		return -1;
	if (word == 2)
		return TARE__COUNT;
	tare__state.slow_ms = tare__env_number("TARE_SLOW_MS", 1e9);
	return tare__state.slow_ms > 0 ? mode | TARE__SLOW : mode;
}

void tare__out_wanted(void);

/* TARE_OUT, from the directory that was current when the program began. */
TARE__COLD void tare__out_wanted(void)
{
	const char *text = tare__env("TARE_OUT");
	char here[400] = "";
	int length;

	if (!text || !*text)
		return;
	if (*text != '/' && !getcwd(here, sizeof(here)))
		here[0] = '\0';
	length = snprintf(tare__state.out, sizeof(tare__state.out), "%s%s%s",
			  here, *here ? "/" : "", text);
	if (length >= 0 && length < (int)sizeof(tare__state.out))
		return;
	tare__warn("TARE_OUT is longer than %zu bytes; writing to stderr",
		   sizeof(tare__state.out) - 1);
	tare__state.out[0] = '\0';
}

void tare__environment(void);

TARE__COLD void tare__environment(void)
{
	static const char *const orders[TARE__ORDERS + 1] = {
		"tottime", "cumtime", "ncalls", "name", NULL
	};

	tare__state.sort =
		(enum tare__order)tare__env_word("TARE_SORT", orders);
	tare__state.top = (unsigned)tare__env_number("TARE_TOP", 1e9);
	tare__out_wanted();
}

/* --- names of files ------------------------------------------------------------ */

int tare__ends(const char *text, const char *end);

TARE__COLD int tare__ends(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

void tare__name(char *path, size_t size, const char *pattern, int child);

/*
 * PATTERN with the process for each "%p". A child that finds none would write over
 * its parent: "report.txt" becomes "report.123.txt".
 */
TARE__COLD void tare__name(char *path, size_t size, const char *pattern,
			   int child)
{
	const char *base = strrchr(pattern, '/');
	const char *dot = strchr((base ? base : pattern) + 1, '.');
	size_t used = 0;

	if (strstr(pattern, "%p"))
		child = 0;
	for (; *pattern && used + 16 < size; pattern++) {
		if (child && pattern == dot) {
			used += (size_t)snprintf(path + used, size - used,
						 ".%ld", (long)getpid());
			child = 0;
		}
		if (pattern[0] == '%' && pattern[1] == 'p') {
			used += (size_t)snprintf(path + used, size - used,
						 "%ld", (long)getpid());
			pattern++;
		} else {
			path[used++] = *pattern;
		}
	}
	path[used] = '\0';
	if (child)
		snprintf(path + used, size - used, ".%ld", (long)getpid());
}

int tare__same_file(const char *path, const char *other);

TARE__COLD int tare__same_file(const char *path, const char *other)
{
	struct stat a, b;

	return stat(path, &a) == 0 && stat(other, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

int tare__prints_to(const char *path);

/* The program's own output, 1, or its errors, 2, as PATH; 0: none of them. */
TARE__COLD int tare__prints_to(const char *path)
{
	struct stat info, own;

	for (int fd = 1; fd <= 2; fd++) {
		if (stat(path, &info) == 0 && fstat(fd, &own) == 0 &&
		    info.st_dev == own.st_dev && info.st_ino == own.st_ino)
			return fd;
	}
	return 0;
}

int tare__is_stream(const char *path);

/* A terminal, a fifo, ...: it is there, and no file can be put in its place. */
TARE__COLD int tare__is_stream(const char *path)
{
	struct stat info;

	return tare__prints_to(path) ||
	       (stat(path, &info) == 0 && !S_ISREG(info.st_mode) &&
		!S_ISDIR(info.st_mode));
}

void tare__name_files(int child);

/* Where the mapped file goes, and the report. */
TARE__COLD void tare__name_files(int child)
{
	struct tare__state *state = &tare__state;
	int stream = tare__is_stream(state->out);

	state->report[0] = '\0';
	state->kept = tare__ends(state->out, ".scope") && !stream;
	if (!state->out[0] || stream) {
		snprintf(state->path, sizeof(state->path),
			 "/dev/shm/tare.%ld.scope", (long)getpid());
		memcpy(state->report, state->out, sizeof(state->out));
		return;
	}
	tare__name(state->report, sizeof(state->report), state->out, child);
	snprintf(state->path, sizeof(state->path), "%.600s%s", state->report,
		 state->kept ? "" : ".scope");
}

/* --- the mapped file ------------------------------------------------------------ */

int tare__memory(void *at, size_t size);

/* Fresh memory of ours alone AT a place that is mapped already. */
TARE__COLD int tare__memory(void *at, size_t size)
{
	return mmap(at, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | TARE__ANONYMOUS | MAP_FIXED, -1,
		    0) == MAP_FAILED ?
		       -1 :
		       0;
}

void *tare__map(size_t size);

TARE__COLD void *tare__map(size_t size)
{
	void *start = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | TARE__ANONYMOUS, -1, 0);

	return start == MAP_FAILED ? NULL : start;
}

size_t tare__extent(uint32_t tables);

/* Bytes of a file with that many tables. */
TARE__COLD size_t tare__extent(uint32_t tables)
{
	const struct tare__head *head = tare__state.head;

	if (tables > head->threads)
		tables = head->threads;
	return (size_t)(head->tables_at + tables * head->table_stride);
}

int tare__open_file(int flags);

TARE__COLD int tare__open_file(int flags)
{
	int fd = open(tare__state.path, O_RDWR | flags, 0644);

	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

int tare__fill_file(int fd);

/*
 * Give FD what is in memory so far, and map it in its place. Its blocks are asked
 * for first: writing to a mapped hole of a full disk would end the program.
 */
TARE__COLD int tare__fill_file(int fd)
{
	struct tare__state *state = &tare__state;
	size_t extent = tare__extent(state->head->table_count);
	void *file;
	int error = tare__fallocate(fd, 0, (off_t)extent);

	if (error) {
		errno = error;
		return -1;
	}
	file = mmap(NULL, extent, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (file == MAP_FAILED)
		return -1;
	memcpy(file, state->head, extent);
	munmap(file, extent);
	file = mmap(state->head, state->size, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_FIXED, fd, 0);
	return file == MAP_FAILED ? -1 : 0;
}

void tare__make_file(int child);

/*
 * From memory to a file. An older one of that name is removed, not cut: somebody
 * may have it mapped. Without a file we go on in memory.
 */
TARE__COLD void tare__make_file(int child)
{
	struct tare__state *state = &tare__state;
	int fd;

	tare__name_files(child);
	unlink(state->path);
	fd = tare__open_file(O_CREAT | O_EXCL);
	if (fd >= 0 && tare__fill_file(fd) == 0) {
		close(fd);
		return;
	}
	tare__warn("cannot write %s: %s; the report goes to stderr, if the "
		   "program is not killed",
		   state->path, strerror(errno));
	if (fd >= 0) {
		close(fd);
		unlink(state->path);
	}
	state->kept = 0;
	state->path[0] = state->report[0] = '\0';
}

int tare__grow_file(uint32_t tables);

/*
 * No descriptor is kept, which a daemon might close, and another file get: the
 * file is opened by name, and must be ours.
 */
TARE__COLD int tare__grow_file(uint32_t tables)
{
	struct tare__head mapped;
	int fd = tare__open_file(0);
	int error = errno;

	if (fd < 0)
		return error;
	if (read(fd, &mapped, sizeof(mapped)) != (ssize_t)sizeof(mapped) ||
	    mapped.pid != tare__state.head->pid ||
	    mapped.start_ns != tare__state.head->start_ns)
		error = ESTALE;
	else
		error = tare__fallocate(fd, 0, (off_t)tare__extent(tables));
	close(fd);
	return error;
}

uint32_t tare__make_table(uint32_t index);

/* Room for a table that was not there before: its enum tare__use. */
TARE__COLD uint32_t tare__make_table(uint32_t index)
{
	struct tare__head *head = tare__state.head;
	int error;

	if (!tare__state.path[0])
		return TARE__TAKEN;
	error = tare__grow_file(index + 1);
	if (error == 0)
		return TARE__TAKEN;
	tare__warn("cannot add a thread to %s: %s; it is kept in memory",
		   tare__state.path, strerror(error));
	if (tare__memory(tare__table_of(head, index),
			 (size_t)head->table_stride) < 0)
		return TARE__UNUSED;
	return TARE__TAKEN | TARE__APART;
}

/* --- threads come and go ---------------------------------------------------------- */

struct tare__thread *tare__me(void);

/* This thread, if it has a table. */
TARE__COLD struct tare__thread *tare__me(void)
{
	struct tare__hot *me = tare__self;

	if (me == TARE__OFF_NOW || me == &tare__asleep || me == &tare__no_room)
		return NULL;
	return (struct tare__thread *)(void *)me;
}

uint32_t tare__take_table(void);

/* One whose thread has ended, or a new one; TARE_THREADS: none is left. */
TARE__COLD uint32_t tare__take_table(void)
{
	struct tare__head *head = tare__state.head;
	uint32_t count = TARE__GET(head->table_count), index, use;

	for (index = 0; index < count && index < TARE_THREADS; index++) {
		use = TARE__GET(head->state[index]);
		if ((use & TARE__FREE) &&
		    __atomic_compare_exchange_n(
			    &head->state[index], &use,
			    use ^ (TARE__FREE | TARE__TAKEN), 0,
			    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return index;
	}
	index = __atomic_fetch_add(&head->table_count, 1, __ATOMIC_RELAXED);
	if (index >= TARE_THREADS) {
		TARE__PUT(head->table_count, (uint32_t)TARE_THREADS);
		return TARE_THREADS;
	}
	use = tare__make_table(index);
	if (use == TARE__UNUSED)
		return TARE_THREADS;
	/* Not before its memory is there: a reader looks at what is taken. */
	__atomic_store_n(&head->state[index], use, __ATOMIC_RELEASE);
	return index;
}

struct tare__thread *tare__thread_new(void);

/* With the tree of the thread before, if there was one. */
TARE__COLD struct tare__thread *tare__thread_new(void)
{
	struct tare__head *head = tare__state.head;
	uint32_t index = tare__take_table();
	struct tare__thread *me;

	if (index >= TARE_THREADS)
		return NULL;
	me = tare__state.threads[index];
	if (!me)
		me = (struct tare__thread *)tare__map(sizeof(*me));
	if (!me)
		return NULL;
	me->index = index;
	me->table = tare__table_of(head, index);
	if (me->table->used < TARE__FIRST) {
		memset(me->steps, 0, sizeof(me->steps));
		TARE__PUT(me->table->used, (uint32_t)TARE__FIRST);
	}
	me->mode = tare__state.mode;
	me->frames[0].mark = UINTPTR_MAX;
	me->frames[0].node = &me->table->nodes[TARE__ROOT];
	me->hot.top = me->frames;
	me->hot.limit = me->frames + TARE_DEPTH - TARE_SITES - 2;
	__atomic_store_n(&tare__state.threads[index], me, __ATOMIC_RELEASE);
	return me;
}

void tare__settle(struct tare__thread *me);
void tare__thread_end(void *data);

TARE__COLD void tare__thread_end(void *data)
{
	struct tare__thread *me = (struct tare__thread *)data;

	tare__settle(me);
	tare__self = &tare__asleep;
	__atomic_fetch_xor(&tare__state.head->state[me->index],
			   TARE__FREE | TARE__TAKEN, __ATOMIC_RELEASE);
}

int tare__is_counted(const struct tare__thread *me,
		     const struct tare__node *from,
		     const struct tare__node *node);

/*
 * No time is taken: not of any call; there is no room for it; or a function calls
 * itself, and no timeline wants to know when.
 */
TARE__COLD int tare__is_counted(const struct tare__thread *me,
				const struct tare__node *from,
				const struct tare__node *node)
{
	return me->mode == TARE__COUNT ||
	       node == &me->table->nodes[TARE__LOST] ||
	       (me->mode == TARE__TSC && node->recursive &&
		node->site == from->site);
}

void tare__end(struct tare__thread *me, struct tare__frame *mine, int64_t now);

/* The time of a scope, when it ends in another way than by the hot path. */
TARE__COLD void tare__end(struct tare__thread *me, struct tare__frame *mine,
			  int64_t now)
{
	struct tare__node *from = mine[-1].node;
	int64_t ticks = now - mine->start;

	if (tare__is_counted(me, from, mine->node))
		return;
	TARE__ADD(mine->node->ticks, ticks);
	if (mine->node->recursive && from->recursive)
		TARE__ADD(from->ticks, -ticks);
	mine->start = now;
}

/* The scopes that are open have the time up to now. */
TARE__COLD void tare__settle(struct tare__thread *me)
{
	int64_t now = tare__ticks();

	for (struct tare__frame *at = me->hot.top; at > me->frames; at--)
		tare__end(me, at, now);
}

/* --- own cost ----------------------------------------------------------------------- */

#define TARE__ROUNDS 16
#define TARE__ROUND 256

void tare__empty_scopes(const struct tare__site *site, double *inside,
			double *outside);

/* A round of empty scopes in the one that is open: what each of them costs. */
TARE__COLD void tare__empty_scopes(const struct tare__site *site,
				   double *inside, double *outside)
{
	struct tare__thread *me = tare__me();
	int64_t before = 0, start = 0, end;
	struct tare__node *node;
	char mark;

	/* The first time it goes the long way, and finds out which node it is. */
	for (int i = -1; i < TARE__ROUND; i++) {
		uintptr_t scope = tare__enter(site, TARE__MARK(mark));

		node = me->hot.top->node;
		tare__leave(&scope);
		if (i < 0) {
			before = node->ticks;
			start = tare__ticks();
		}
	}
	end = tare__ticks();
	*inside = (double)(node->ticks - before) / TARE__ROUND;
	*outside = (double)(end - start) / TARE__ROUND - *inside;
}

void tare__measure(enum tare__kind kind, double *inside, double *outside);

/* In an outer scope of the kind's: none, the same, or another one in the same. */
TARE__COLD void tare__measure(enum tare__kind kind, double *inside,
			      double *outside)
{
	static const struct tare__site sites[2] = { { "", "", 1 },
						    { "", "", 2 } };
	uintptr_t outer[2] = { TARE__OFF, TARE__OFF };
	char marks[2];

	if (kind != TARE__PLAIN)
		outer[0] = tare__enter(&sites[0], TARE__MARK(marks[1]));
	if (kind == TARE__MUTUAL)
		outer[1] = tare__enter(&sites[1], TARE__MARK(marks[0]));
	for (int i = 0; i < TARE__ROUNDS; i++)
		tare__empty_scopes(&sites[0], &inside[i], &outside[i]);
	if (kind == TARE__MUTUAL)
		tare__leave(&outer[1]);
	if (kind != TARE__PLAIN)
		tare__leave(&outer[0]);
}

double tare__lowest(const double *values);

TARE__COLD double tare__lowest(const double *values)
{
	double low = values[0];

	for (int i = 1; i < TARE__ROUNDS; i++)
		low = values[i] < low ? values[i] : low;
	return low;
}

double tare__middle(double *values);

TARE__COLD double tare__middle(double *values)
{
	for (int i = 1; i < TARE__ROUNDS; i++) {
		for (int j = i; j > 0 && values[j] < values[j - 1]; j--) {
			double swap = values[j];

			values[j] = values[j - 1];
			values[j - 1] = swap;
		}
	}
	return values[TARE__ROUNDS / 2];
}

void tare__rate(void);

/* Ticks a second, ever better as time goes by. */
TARE__COLD void tare__rate(void)
{
	struct tare__head *head = tare__state.head;
	int64_t before = tare__ticks(), ns = tare__ns();
	int64_t ticks = before + (tare__ticks() - before) / 2;

	if (ns > head->start_ns)
		head->ticks_per_s = 1e9 * (double)(ticks - head->start_ticks) /
				    (double)(ns - head->start_ns);
}

void tare__wipe(struct tare__thread *me);

void tare__timeline_drop(struct tare__thread *me);

/* As if no scope had ever been. */
TARE__COLD void tare__wipe(struct tare__thread *me)
{
	struct tare__head *head = tare__state.head;

	tare__timeline_drop(me);
	memset(me->table, 0,
	       offsetof(struct tare__table, nodes) +
		       me->table->used * sizeof(struct tare__node));
	memset(tare__record_of(head, 0), 0,
	       head->site_count * sizeof(struct tare__record));
	memset(me->steps, 0, sizeof(me->steps));
	memset(tare__state.known, 0, sizeof(tare__state.known));
	me->table->used = TARE__FIRST;
	head->site_count = 0;
}

void tare__calibrate(struct tare__thread *me);

/*
 * The least of the rounds is taken off: never more than it costs. Then it is done
 * once more, and the middle of the rounds, less that, is the residue.
 */
TARE__COLD void tare__calibrate(struct tare__thread *me)
{
	struct tare__head *head = tare__state.head;
	double inside[TARE__ROUNDS], outside[TARE__ROUNDS];
	struct tare__cost *cost = head->cost;

	tare__self = &me->hot;
	for (int kind = TARE__PLAIN; kind < TARE__KINDS; kind++) {
		tare__measure((enum tare__kind)kind, inside, outside);
		cost[kind].inside = tare__lowest(inside);
		cost[kind].outside = tare__lowest(outside);
	}
	tare__measure(TARE__PLAIN, inside, outside);
	for (int i = 0; i < TARE__ROUNDS; i++)
		inside[i] += outside[i] - cost->inside - cost->outside;
	tare__rate();
	head->residue_ns = 1e9 * tare__middle(inside) / head->ticks_per_s;
	tare__wipe(me);
	tare__self = TARE__OFF_NOW;
}

/* --- the process begins, forks, ends --------------------------------------------------- */

void tare__program(char *name, size_t size);

TARE__COLD void tare__program(char *name, size_t size)
{
	int fd = open("/proc/self/comm", O_RDONLY);
	ssize_t length = fd < 0 ? -1 : read(fd, name, size - 1);

	if (fd >= 0)
		close(fd);
	name[length > 0 ? length - 1 : 0] = '\0';
}

void tare__head_init(struct tare__head *head);

TARE__COLD void tare__head_init(struct tare__head *head)
{
	head->head_size = (sizeof(*head) + 63) / 64 * 64;
	head->record_size = sizeof(struct tare__record);
	head->table_size = sizeof(struct tare__table);
	head->node_size = sizeof(struct tare__node);
	head->sites = TARE_SITES;
	head->threads = TARE_THREADS;
	head->tables_at = tare__round(head->head_size +
				      TARE_SITES * sizeof(struct tare__record));
	head->table_stride = tare__round(sizeof(struct tare__table));
	head->mode = (uint32_t)tare__state.mode;
	head->pid = (uint32_t)getpid();
	head->start_ns = tare__ns();
	head->start_ticks = tare__ticks();
	head->ticks_per_s = 1e9;
	tare__program(head->program, sizeof(head->program));
}

int tare__map_all(void);

TARE__COLD int tare__map_all(void)
{
	struct tare__state *state = &tare__state;
	size_t head = tare__round(sizeof(struct tare__head) + 64 +
				  TARE_SITES * sizeof(struct tare__record));

	state->size = head + TARE_THREADS *
				     tare__round(sizeof(struct tare__table));
	state->head = (struct tare__head *)tare__map(state->size);
	return state->head ? 0 : -1;
}

void tare__forked(void);
void tare__at_exit(void);

int tare__set_up(struct tare__thread **me);

/* In the first thread that enters a scope, while others wait. */
TARE__COLD int tare__set_up(struct tare__thread **me)
{
	struct tare__state *state = &tare__state;

	state->mode = tare__mode_wanted();
	if (state->mode < 0)
		return TARE__NOT;
	tare__environment();
	if (tare__map_all() < 0) {
		tare__warn("no memory for %zu bytes: off", state->size);
		return TARE__NOT;
	}
	tare__head_init(state->head);
	*me = tare__thread_new();
	if (*me && state->mode != TARE__COUNT)
		tare__calibrate(*me);
	memcpy(state->head->magic, TARE__MAGIC, sizeof(state->head->magic));
	tare__make_file(0);
	state->has_key = pthread_key_create(&state->key, tare__thread_end) == 0;
	pthread_atfork(NULL, NULL, tare__forked);
	atexit(tare__at_exit);
	return TARE__ON;
}

int tare__start(struct tare__thread **me);

/*
 * Whoever comes first sets up. One who forks meanwhile leaves a child in which nobody
 * would ever be done: it begins anew.
 */
TARE__COLD int tare__start(struct tare__thread **me)
{
	struct tare__state *state = &tare__state;
	int mine = -(int)getpid();

	for (;;) {
		int ready = __atomic_load_n(&state->ready, __ATOMIC_ACQUIRE);
		int now = TARE__ON;

		if (ready == TARE__ON || ready == TARE__NOT)
			return ready;
		if (ready == mine) {
			sched_yield();
			continue;
		}
		if (!__atomic_compare_exchange_n(&state->ready, &ready, mine, 0,
						 __ATOMIC_ACQUIRE,
						 __ATOMIC_RELAXED))
			continue;
		if (ready == TARE__ORPHAN)
			tare__make_file(1);
		else
			now = tare__set_up(me);
		__atomic_store_n(&state->ready, now, __ATOMIC_RELEASE);
		return now;
	}
}

/* What interrupts this, and what the C library calls meanwhile, is not counted. */
TARE__COLD void tare__wake(void)
{
	struct tare__thread *me = NULL;
	int error = errno;

	tare__self = TARE__OFF_NOW;
	if (tare__start(&me) == TARE__ON) {
		if (!me)
			me = tare__thread_new();
		if (me && tare__state.has_key)
			pthread_setspecific(tare__state.key, me);
		tare__self = me ? &me->hot : &tare__no_room;
	}
	errno = error;
}

void tare__wake_child(struct tare__thread *me);

/* The same of the first scope in a child, where a thread is already. */
TARE__COLD void tare__wake_child(struct tare__thread *me)
{
	struct tare__thread *none = NULL;
	int error = errno;

	tare__self = TARE__OFF_NOW;
	tare__start(&none);
	tare__self = me ? &me->hot : &tare__no_room;
	errno = error;
}

void tare__forget_node(struct tare__node *nodes, uint32_t index);

/* Its links are made anew: the parent may have been at its own while we copied. */
TARE__COLD void tare__forget_node(struct tare__node *nodes, uint32_t index)
{
	struct tare__node *node = &nodes[index];

	node->ticks = node->ticks_before = 0;
	node->calls = node->calls_before = 0;
	/* The next entry shall come the long way, and make the file. */
	node->step[0].site = node->step[1].site = NULL;
	node->first = node->next = 0;
	if (index < TARE__FIRST)
		return;
	node->next = nodes[node->parent].first;
	nodes[node->parent].first = index;
}

void tare__forget(struct tare__head *head, struct tare__thread *me);

/* The child begins at zero, in the scopes that are open. */
TARE__COLD void tare__forget(struct tare__head *head, struct tare__thread *me)
{
	uint32_t mine = me ? me->index : 0;
	int64_t now = tare__ticks();

	for (uint32_t i = 0; i < TARE_THREADS; i++)
		head->state[i] = i < mine ? TARE__FREE : TARE__UNUSED;
	head->table_count = 0;
	head->dropped = head->dropped_before = head->done = 0;
	head->pid = (uint32_t)getpid();
	head->start_ns = tare__ns();
	head->start_ticks = now;
	if (!me)
		return;
	head->table_count = me->index + 1;
	head->state[me->index] = TARE__TAKEN;
	for (uint32_t i = 0; i < me->table->used; i++)
		tare__forget_node(me->table->nodes, i);
	for (struct tare__frame *at = me->hot.top; at > me->frames; at--)
		at->start = now;
}

void tare__copy_table(struct tare__table *to, const struct tare__table *from);

/* The nodes that there are now: its owner may be adding more. TO has none yet. */
TARE__COLD void tare__copy_table(struct tare__table *to,
				 const struct tare__table *from)
{
	uint32_t used = __atomic_load_n(&from->used, __ATOMIC_ACQUIRE);

	memcpy(to->nodes, from->nodes, used * sizeof(*to->nodes));
	to->used = used;
}

/*
 * In the child, before anything else: from the file that it shares with its parent
 * to memory of its own at the same place, where open scopes will look for it. A file
 * is made when it enters a scope: most children only call exec.
 */
TARE__COLD void tare__forked(void)
{
	struct tare__state *state = &tare__state;
	struct tare__thread *me = tare__me();
	size_t start, size;
	char *copy;

	if (state->ready != TARE__ON && state->ready != TARE__ORPHAN)
		return;
	start = (size_t)state->head->tables_at;
	size = start + (size_t)state->head->table_stride;
	copy = (char *)tare__map(size);
	if (copy && me)
		tare__copy_table((struct tare__table *)(void *)(copy + start),
				 me->table);
	if (copy)
		memcpy(copy, state->head, start);
	if (!copy || tare__memory(state->head, state->size) < 0) {
		tare__warn("no memory: a child's calls count as its parent's");
		return;
	}
	memcpy(state->head, copy, start);
	if (me)
		tare__copy_table(me->table,
				 (struct tare__table *)(void *)(copy + start));
	munmap(copy, size);
	memset(state->timelines, 0, sizeof(state->timelines));
	state->path[0] = '\0';
	tare__forget(state->head, me);
	state->ready = TARE__ORPHAN;
}

/* --- the rare ways of an entry --------------------------------------------------------- */

void tare__copy_tail(char *to, size_t size, const char *from);

TARE__COLD void tare__copy_tail(char *to, size_t size, const char *from)
{
	size_t length = strlen(from);

	if (length >= size)
		from += length - size + 1;
	snprintf(to, size, "%s", from);
}

int tare__site_is(const struct tare__site *site, uint32_t index);

/* Whether record INDEX, if it is written yet, is of SITE. */
TARE__COLD int tare__site_is(const struct tare__site *site, uint32_t index)
{
	const struct tare__record *record =
		tare__record_of(tare__state.head, index);

	return __atomic_load_n(&record->ready, __ATOMIC_ACQUIRE) &&
	       record->line == site->line &&
	       tare__ends(site->name, record->name) &&
	       tare__ends(site->file, record->file);
}

uint32_t tare__site_index(const struct tare__site *site);

/*
 * The record of SITE, added when it is new; TARE_SITES: no room. Two threads may add
 * one both at a time, and one of them finds the other's from then on: whoever asks
 * whether a node is of SITE asks tare__node_is(), and reports merge by name. An inline
 * function of a header has a site in each file that includes it, and one record.
 */
TARE__COLD uint32_t tare__site_index(const struct tare__site *site)
{
	struct tare__head *head = tare__state.head;
	uint32_t count = TARE__GET(head->site_count), i;
	struct tare__record *record;

	for (i = 0; i < count && i < TARE_SITES; i++) {
		if (__atomic_load_n(&tare__state.known[i], __ATOMIC_ACQUIRE) ==
		    site)
			return i;
	}
	for (i = 0; i < count && i < TARE_SITES; i++) {
		if (tare__site_is(site, i))
			return i;
	}
	i = __atomic_fetch_add(&head->site_count, 1, __ATOMIC_RELAXED);
	if (i >= TARE_SITES) {
		TARE__PUT(head->site_count, (uint32_t)TARE_SITES);
		return TARE_SITES;
	}
	record = tare__record_of(head, i);
	tare__copy_tail(record->name, sizeof(record->name), site->name);
	tare__copy_tail(record->file, sizeof(record->file), site->file);
	record->line = site->line;
	__atomic_store_n(&record->ready, 1, __ATOMIC_RELEASE);
	__atomic_store_n(&tare__state.known[i], site, __ATOMIC_RELEASE);
	return i;
}

int tare__node_is(const struct tare__node *node, const struct tare__site *site,
		  uint32_t index);

/* INDEX is a record of SITE; there may be another one. */
TARE__COLD int tare__node_is(const struct tare__node *node,
			     const struct tare__site *site, uint32_t index)
{
	return node->site == index || tare__site_is(site, node->site);
}

uint32_t tare__node_new(struct tare__table *table, uint32_t parent,
			uint32_t site, int recursive);

TARE__COLD uint32_t tare__node_new(struct tare__table *table, uint32_t parent,
				   uint32_t site, int recursive)
{
	struct tare__node *nodes = table->nodes;
	uint32_t index = table->used;

	if (index >= TARE_NODES)
		return TARE__LOST;
	nodes[index].site = site;
	nodes[index].parent = parent;
	nodes[index].recursive = (uint32_t)recursive;
	nodes[index].base = recursive ? parent : index;
	nodes[index].next = nodes[parent].first;
	nodes[parent].first = index;
	__atomic_store_n(&table->used, index + 1, __ATOMIC_RELEASE);
	return index;
}

struct tare__node *tare__child(struct tare__thread *me,
			       struct tare__node *from,
			       const struct tare__site *site);

/* Where SITE leads to, by the tree. */
TARE__COLD struct tare__node *tare__child(struct tare__thread *me,
					  struct tare__node *from,
					  const struct tare__site *site)
{
	struct tare__node *nodes = me->table->nodes;
	uint32_t index = tare__site_index(site);
	uint32_t parent = (uint32_t)(from - nodes), at;
	int recursive = 0;

	if (index >= TARE_SITES || parent == TARE__LOST)
		return &nodes[TARE__LOST];
	for (at = parent; at != TARE__ROOT && !recursive; at = nodes[at].parent) {
		recursive = tare__node_is(&nodes[at], site, index);
		if (recursive)
			index = nodes[at].site; /* one record in one stack */
	}
	if (recursive)
		parent = from->base;
	for (at = nodes[parent].first; at; at = nodes[at].next) {
		if (nodes[at].recursive == (uint32_t)recursive &&
		    tare__node_is(&nodes[at], site, index))
			return &nodes[at];
	}
	return &nodes[tare__node_new(me->table, parent, index, recursive)];
}

uintptr_t tare__find(struct tare__thread *me, struct tare__node *from,
		     const struct tare__site *site);

TARE__COLD uintptr_t tare__find(struct tare__thread *me,
				struct tare__node *from,
				const struct tare__site *site)
{
	struct tare__node *node = tare__child(me, from, site);

	return (uintptr_t)node +
	       (tare__is_counted(me, from, node) ? TARE__COUNTED : 0);
}

uintptr_t tare__step_slow(struct tare__thread *me, struct tare__node *from,
			  const struct tare__site *site);

/* The cache of what the nodes have no room for. */
TARE__COLD uintptr_t tare__step_slow(struct tare__thread *me,
				     struct tare__node *from,
				     const struct tare__site *site)
{
	/* Sites are some 24 bytes apart, nodes 96. */
	uintptr_t hash = ((uintptr_t)site >> 3) ^ ((uintptr_t)from >> 5) * 7;
	struct tare__step *home = &me->steps[hash % TARE__HASH], *step = home;

	for (int i = 0; i < TARE__PROBES && step->site; i++) {
		if (step->site == site && step->from == from)
			return step->to;
		if (++step == me->steps + TARE__HASH)
			step = me->steps;
	}
	if (step->site)
		step = home;
	step->to = tare__find(me, from, site);
	step->from = from;
	step->site = site;
	return step->to;
}

void tare__teach(struct tare__thread *me, struct tare__node *from,
		 const struct tare__site *site, uintptr_t to);

/* Let the hot path know, where it can do it: the newest first. */
TARE__COLD void tare__teach(struct tare__thread *me, struct tare__node *from,
			    const struct tare__site *site, uintptr_t to)
{
	const struct tare__node *node =
		(const struct tare__node *)(to & ~(uintptr_t)TARE__COUNTED);

	if (me->mode > TARE__COUNT ||
	    (node->recursive && !(to & TARE__COUNTED)))
		return;
	from->step[1] = from->step[0];
	from->step[0].site = site;
	from->step[0].to = to;
}

int tare__left(const struct tare__frame *outer, uintptr_t mark,
	       uintptr_t below);

/* As tare__is_gone(); BELOW is just below the stack of the scope that begins. */
TARE__COLD int tare__left(const struct tare__frame *outer, uintptr_t mark,
			  uintptr_t below)
{
	return (TARE__MARKS_DIFFER && outer->mark == mark) ||
	       outer->mark < below;
}

void tare__story_drop(struct tare__thread *me);
void tare__repair(struct tare__thread *me, uintptr_t mark, uintptr_t below);

/* Take off what longjmp left; but a signal handler may be on another stack. */
TARE__COLD void tare__repair(struct tare__thread *me, uintptr_t mark,
			     uintptr_t below)
{
	struct tare__altstack stack;
	int64_t now;

	if (!tare__left(me->hot.top, mark, below))
		return;
	if (tare__sigaltstack(NULL, &stack) == 0 && (stack.flags & 1))
		return;
	now = tare__ticks();
	while (tare__left(me->hot.top, mark, below)) {
		tare__end(me, me->hot.top, now);
		me->hot.top--;
	}
	if (me->hot.top == me->frames)
		tare__story_drop(me);
}

uintptr_t tare__open(struct tare__thread *me, const struct tare__site *site,
		     uintptr_t mark);

TARE__COLD uintptr_t tare__open(struct tare__thread *me,
				const struct tare__site *site, uintptr_t mark)
{
	struct tare__frame *top = me->hot.top, *mine;
	struct tare__node *node;
	uintptr_t to;

	if (top >= me->frames + TARE_DEPTH - 1) {
		TARE__ADD(me->table->nodes[TARE__LOST].calls, (tare__u64)1);
		return TARE__OFF;
	}
	to = tare__step_slow(me, top->node, site);
	node = (struct tare__node *)(to & ~(uintptr_t)TARE__COUNTED);
	if (node->recursive && top >= me->hot.limit) {
		TARE__ADD(me->table->nodes[TARE__LOST].calls, (tare__u64)1);
		return TARE__OFF;
	}
	tare__teach(me, top->node, site, to);
	mine = tare__push(&me->hot, top, node, mark);
	if (to & TARE__COUNTED)
		return (uintptr_t)top + TARE__COUNTED;
	mine->start = tare__ticks();
	return (uintptr_t)top +
	       (me->mode != TARE__TSC || node->recursive ? TARE__LONG : 0);
}

TARE__COLD uintptr_t tare__enter_slow(const struct tare__site *site,
				      uintptr_t mark)
{
	struct tare__thread *me;

	if (tare__self == &tare__asleep)
		tare__wake();
	me = tare__me();
	/* (Read as others write it: they may be waiting while this measures.) */
	if (TARE__GET(tare__state.ready) == TARE__ORPHAN)
		tare__wake_child(me);
	if (!me) {
		if (tare__self == &tare__no_room)
			__atomic_fetch_add(&tare__state.head->dropped, 1,
					   __ATOMIC_RELAXED);
		return TARE__OFF;
	}
	tare__repair(me, mark, (uintptr_t)__builtin_frame_address(0));
	return tare__open(me, site, mark);
}

void tare__timeline_add(struct tare__thread *me, struct tare__frame *mine,
			int64_t now);

TARE__COLD void tare__leave_slow(uintptr_t scope)
{
	struct tare__frame *top = (struct tare__frame *)(scope - TARE__LONG);
	struct tare__thread *me = tare__me();
	int64_t now = tare__ticks();

	if (!me)
		return;
	if (me->mode & TARE__SLOW)
		tare__timeline_add(me, top + 1, now);
	tare__end(me, top + 1, now);
	me->hot.top = top;
}

/* --- the slowest calls, as they went ------------------------------------------------- */

enum { TARE__EVENTS = 4096, TARE__KEPT = 12, TARE__KEPT_EACH = 3 };

struct tare__event {
	const struct tare__node *node;
	int64_t start, end; /* ticks */
};

/* One call of an outermost scope, with all in it. */
struct tare__story {
	const struct tare__node *top; /* NULL: not kept */
	int64_t ticks, end;
	int64_t shortest; /* what was shorter has been left out */
	unsigned count, left_out;
	struct tare__event events[TARE__EVENTS];
};

/* The last one is being written. */
struct tare__timeline {
	int64_t limit; /* ticks */
	struct tare__story *stories[TARE__KEPT + 1];
	struct tare__story memory[TARE__KEPT + 1];
};

struct tare__timeline *tare__timeline_of(struct tare__thread *me);

TARE__COLD struct tare__timeline *tare__timeline_of(struct tare__thread *me)
{
	struct tare__timeline *line = tare__state.timelines[me->index];

	if (line)
		return line; /* nobody else makes one */
	line = (struct tare__timeline *)tare__map(sizeof(*line));
	if (!line)
		return NULL;
	for (int i = 0; i <= TARE__KEPT; i++)
		line->stories[i] = &line->memory[i];
	line->limit = (int64_t)(tare__state.slow_ms * 1e-3 *
				tare__state.head->ticks_per_s);
	__atomic_store_n(&tare__state.timelines[me->index], line,
			 __ATOMIC_RELEASE);
	return line;
}

TARE__COLD void tare__timeline_drop(struct tare__thread *me)
{
	struct tare__timeline *line = tare__state.timelines[me->index];

	tare__state.timelines[me->index] = NULL;
	if (line)
		munmap(line, sizeof(*line));
}

void tare__story_begin(struct tare__story *story);

TARE__COLD void tare__story_begin(struct tare__story *story)
{
	story->top = NULL;
	story->shortest = 0;
	story->count = story->left_out = 0;
}

/* The outermost scope has been left by longjmp, at a time that nobody knows. */
TARE__COLD void tare__story_drop(struct tare__thread *me)
{
	struct tare__timeline *line = tare__state.timelines[me->index];

	if (line)
		tare__story_begin(line->stories[TARE__KEPT]);
}

void tare__thin(struct tare__story *story);

/* Too many scopes for one call: the short ones go, until half is free. */
TARE__COLD void tare__thin(struct tare__story *story)
{
	while (story->count > TARE__EVENTS / 2) {
		unsigned kept = 0;

		story->shortest = story->shortest * 2 + 1;
		for (unsigned i = 0; i < story->count; i++) {
			const struct tare__event *event = &story->events[i];

			if (event->end - event->start >= story->shortest)
				story->events[kept++] = *event;
		}
		story->left_out += story->count - kept;
		story->count = kept;
	}
}

int tare__is_kept(const struct tare__story *story);

/* It is of a call that has ended since the last reset. */
TARE__COLD int tare__is_kept(const struct tare__story *story)
{
	return story->top && story->end > TARE__GET(tare__state.reset_ticks);
}

int tare__alike(const struct tare__timeline *line,
		const struct tare__node *top);

/* How many calls of the scope are kept. */
TARE__COLD int tare__alike(const struct tare__timeline *line,
			   const struct tare__node *top)
{
	int count = 0;

	for (int i = 0; i < TARE__KEPT; i++)
		count += tare__is_kept(line->stories[i]) &&
			 line->stories[i]->top == top;
	return count;
}

int tare__fastest(const struct tare__timeline *line,
		  const struct tare__node *top, int alike);

/* Of scope TOP, or, without one, of those with as many calls kept; -1: none. */
TARE__COLD int tare__fastest(const struct tare__timeline *line,
			     const struct tare__node *top, int alike)
{
	int fastest = -1;

	for (int i = 0; i < TARE__KEPT; i++) {
		const struct tare__story *story = line->stories[i];

		if (!tare__is_kept(story) ||
		    (top ? story->top != top :
			   tare__alike(line, story->top) < alike))
			continue;
		if (fastest < 0 ||
		    story->ticks < line->stories[fastest]->ticks)
			fastest = i;
	}
	return fastest;
}

int tare__place(const struct tare__timeline *line,
		const struct tare__story *story);

/*
 * Where to keep STORY; -1: not at all, its like have been slower. When all places
 * are taken, a scope that has fewer gets one from those that have two more.
 */
TARE__COLD int tare__place(const struct tare__timeline *line,
			   const struct tare__story *story)
{
	int alike = tare__alike(line, story->top), place;

	for (int i = 0; i < TARE__KEPT && alike < TARE__KEPT_EACH; i++) {
		if (!tare__is_kept(line->stories[i]))
			return i;
	}
	place = tare__fastest(line, NULL, alike + 2);
	if (place >= 0)
		return place;
	place = tare__fastest(line, alike ? story->top : NULL, 1);
	if (place >= 0 && line->stories[place]->ticks < story->ticks)
		return place;
	return -1;
}

/* A scope ends: note it; with the outermost, keep the story or forget it. */
TARE__COLD void tare__timeline_add(struct tare__thread *me,
				   struct tare__frame *mine, int64_t now)
{
	struct tare__timeline *line = tare__timeline_of(me);
	struct tare__story *story;
	int place;

	if (!line)
		return;
	story = line->stories[TARE__KEPT];
	if (now - mine->start >= story->shortest) {
		struct tare__event *event = &story->events[story->count++];

		event->node = mine->node;
		event->start = mine->start;
		event->end = now;
		if (story->count == TARE__EVENTS)
			tare__thin(story);
	} else {
		story->left_out++;
	}
	if (mine > me->frames + 1)
		return;
	story->top = mine->node;
	story->ticks = now - mine->start;
	story->end = now;
	place = story->ticks < line->limit ? -1 : tare__place(line, story);
	if (place >= 0) {
		line->stories[TARE__KEPT] = line->stories[place];
		__atomic_store_n(&line->stories[place], story,
				 __ATOMIC_RELEASE);
	}
	tare__story_begin(line->stories[TARE__KEPT]);
}

/* --- a profile: the tables of one process or of several, added up ----------------------- */

/* A scope in the source: a row of the table. */
struct tare__row {
	const char *name, *file; /* in the head that it came from */
	int line;
	double calls, primitive, self, total; /* ns */
};

/* A node of the tree of calls; number 0 is what is outside all scopes. */
struct tare__call {
	size_t row, parent, first, next;
	int recursive;
	double calls, self, total; /* ns */
	double cost; /* ns: of it in its caller's figures, and of all below */
};

struct tare__profile {
	struct tare__row *rows;
	struct tare__call *calls;
	size_t row_count, call_count;
	int failed; /* out of memory: what there is is not all */
	int timed;
	unsigned processes, threads;
	double dropped, seconds, cost_ns, residue_ns, ticks_per_s;
	const struct tare__head *head; /* the last one */
};

void tare__profile_release(struct tare__profile *profile);

TARE__COLD void tare__profile_release(struct tare__profile *profile)
{
	free(profile->rows);
	free(profile->calls);
	memset(profile, 0, sizeof(*profile));
}

void *tare__grow(struct tare__profile *profile, void *array, size_t count,
		 size_t size);

/* ARRAY with room for one more, zeroed; its room is a power of two. */
TARE__COLD void *tare__grow(struct tare__profile *profile, void *array,
			    size_t count, size_t size)
{
	void *more = array;

	if ((count & (count - 1)) == 0)
		more = realloc(array, (count ? 2 * count : 1) * size);
	if (!more) {
		profile->failed = 1;
		return NULL;
	}
	memset((char *)more + count * size, 0, size);
	return more;
}

size_t tare__row_of(struct tare__profile *profile,
		    const struct tare__record *record);

TARE__COLD size_t tare__row_of(struct tare__profile *profile,
			       const struct tare__record *record)
{
	struct tare__row *rows = profile->rows;
	size_t i;

	for (i = 0; i < profile->row_count; i++) {
		if (rows[i].line == record->line &&
		    strcmp(rows[i].name, record->name) == 0 &&
		    strcmp(rows[i].file, record->file) == 0)
			return i;
	}
	rows = (struct tare__row *)tare__grow(profile, rows, i, sizeof(*rows));
	if (!rows)
		return 0;
	profile->rows = rows;
	rows[i].name = record->name;
	rows[i].file = record->file;
	rows[i].line = record->line;
	return profile->row_count++;
}

size_t tare__call_of(struct tare__profile *profile, size_t parent, size_t row,
		     int recursive);

TARE__COLD size_t tare__call_of(struct tare__profile *profile, size_t parent,
				size_t row, int recursive)
{
	struct tare__call *calls = profile->calls;
	size_t i = profile->call_count ? calls[parent].first : 0;

	for (; i; i = calls[i].next) {
		if (calls[i].row == row && calls[i].recursive == recursive)
			return i;
	}
	i = profile->call_count;
	calls = (struct tare__call *)tare__grow(profile, calls, i,
						sizeof(*calls));
	if (!calls)
		return 0;
	profile->calls = calls;
	calls[i].row = row;
	calls[i].parent = parent;
	calls[i].recursive = recursive;
	if (i) {
		calls[i].next = calls[parent].first;
		calls[parent].first = i;
	}
	return profile->call_count++;
}

enum tare__kind tare__kind_of(const struct tare__table *table,
			      const struct tare__node *node);

TARE__COLD enum tare__kind tare__kind_of(const struct tare__table *table,
					 const struct tare__node *node)
{
	const struct tare__node *nodes = table->nodes;

	if (!node->recursive)
		return TARE__PLAIN;
	return nodes[node->parent].site == node->site ? TARE__AGAIN :
							TARE__MUTUAL;
}

void tare__add_node(const struct tare__head *head,
		    const struct tare__node *node, enum tare__kind kind,
		    struct tare__call *call);

/*
 * Less what it cost itself. What a recursive call costs its caller is mostly in a
 * figure of its own kind: of these it is taken off as a whole.
 */
TARE__COLD void tare__add_node(const struct tare__head *head,
			       const struct tare__node *node,
			       enum tare__kind kind, struct tare__call *call)
{
	const struct tare__cost *cost = &head->cost[kind];
	double ns = 1e9 / head->ticks_per_s;
	double calls = (double)(TARE__GET(node->calls) -
				TARE__GET(node->calls_before));

	call->calls += calls;
	call->cost += calls * (cost->inside + cost->outside) * ns;
	call->total += ((double)(TARE__GET(node->ticks) -
				 TARE__GET(node->ticks_before)) -
			calls * (cost->inside +
				 (kind == TARE__MUTUAL ? cost->outside : 0))) *
		       ns;
}

void tare__add_nodes(struct tare__profile *profile,
		     const struct tare__head *head,
		     const struct tare__table *table, size_t *at);

/* AT[node] becomes the number of its call. */
TARE__COLD void tare__add_nodes(struct tare__profile *profile,
				const struct tare__head *head,
				const struct tare__table *table, size_t *at)
{
	uint32_t used = __atomic_load_n(&table->used, __ATOMIC_ACQUIRE);
	const struct tare__node *nodes = table->nodes;
	const struct tare__node *lost = nodes + TARE__LOST;

	at[TARE__LOST] = 0;
	for (uint32_t i = TARE__FIRST; i < used && !profile->failed; i++) {
		const struct tare__node *node = nodes + i;
		size_t row = tare__row_of(profile,
					  tare__record_of(head, node->site));

		at[i] = tare__call_of(profile, at[node->parent], row,
				      (int)node->recursive);
		tare__add_node(head, node, tare__kind_of(table, node),
			       &profile->calls[at[i]]);
	}
	profile->dropped += (double)(TARE__GET(lost->calls) -
				     TARE__GET(lost->calls_before));
}

void tare__profile_add(struct tare__profile *profile,
		       const struct tare__head *head);

/* HEAD and what follows it must stay as long as PROFILE. */
TARE__COLD void tare__profile_add(struct tare__profile *profile,
				  const struct tare__head *head)
{
	const uint32_t *state = head->state;
	size_t *at = (size_t *)calloc(head->table_size / head->node_size,
				      sizeof(*at));

	if (profile->call_count == 0)
		tare__call_of(profile, 0, 0, 0);
	if (!at)
		profile->failed = 1;
	for (uint32_t i = 0; i < head->threads && !profile->failed; i++) {
		const struct tare__table *table = tare__table_of(head, i);

		/* In a child, one that is free may never have been used. */
		if (__atomic_load_n(state + i, __ATOMIC_ACQUIRE) ==
			    TARE__UNUSED ||
		    TARE__GET(table->used) <= TARE__FIRST)
			continue;
		tare__add_nodes(profile, head, table, at);
		profile->threads++;
	}
	free(at);
	profile->processes++;
	profile->dropped += (double)(TARE__GET(head->dropped) -
				     TARE__GET(head->dropped_before));
	profile->head = head;
	profile->timed |= head->mode != TARE__COUNT;
	profile->ticks_per_s = head->ticks_per_s;
	profile->cost_ns = (head->cost->inside + head->cost->outside) * 1e9 /
			   head->ticks_per_s;
	profile->residue_ns = head->residue_ns;
}

void tare__profile_sum(struct tare__profile *profile);

/*
 * Children come after their parents: what is below a call is known when it is looked
 * at. Its own time is what its children do not have. One that is still open has none
 * yet, and at least what its children have; one below zero has lost more to its own
 * cost than it had. What is taken off is never more than was measured, so that all
 * together stays below the time that has passed.
 */
TARE__COLD void tare__profile_sum(struct tare__profile *profile)
{
	struct tare__call *calls = profile->calls;

	for (size_t i = profile->call_count; i-- > 0;) {
		struct tare__call *call = &calls[i];
		struct tare__row *row;
		double below = 0, cost = 0;

		for (size_t at = call->first; at; at = calls[at].next) {
			below += calls[at].total;
			cost += calls[at].cost;
		}
		call->cost += cost;
		call->total -= cost;
		if (call->total < below)
			call->total = below;
		call->self = call->total - below;
		if (i == 0)
			break;
		row = &profile->rows[call->row];
		row->calls += call->calls;
		row->self += call->self;
		if (!call->recursive) {
			row->primitive += call->calls;
			row->total += call->total;
		}
	}
	if (profile->call_count)
		profile->seconds = calls[0].total / 1e9;
}

/* --- the table ------------------------------------------------------------------------- */

int tare__by_self(const void *a, const void *b);
int tare__by_total(const void *a, const void *b);
int tare__by_calls(const void *a, const void *b);
int tare__by_name(const void *a, const void *b);

TARE__COLD int tare__by_name(const void *a, const void *b)
{
	return strcmp(((const struct tare__row *)a)->name,
		      ((const struct tare__row *)b)->name);
}

TARE__COLD int tare__by_calls(const void *a, const void *b)
{
	double x = ((const struct tare__row *)a)->calls;
	double y = ((const struct tare__row *)b)->calls;

	return x == y ? tare__by_name(a, b) : x < y ? 1 : -1;
}

TARE__COLD int tare__by_self(const void *a, const void *b)
{
	double x = ((const struct tare__row *)a)->self;
	double y = ((const struct tare__row *)b)->self;

	return x == y ? tare__by_calls(a, b) : x < y ? 1 : -1;
}

TARE__COLD int tare__by_total(const void *a, const void *b)
{
	double x = ((const struct tare__row *)a)->total;
	double y = ((const struct tare__row *)b)->total;

	return x == y ? tare__by_calls(a, b) : x < y ? 1 : -1;
}

void tare__profile_sort(struct tare__profile *profile, enum tare__order order);

/* For the table only: calls know their rows by number. */
TARE__COLD void tare__profile_sort(struct tare__profile *profile,
				   enum tare__order order)
{
	static int (*const by[TARE__ORDERS])(const void *, const void *) = {
		tare__by_self, tare__by_total, tare__by_calls, tare__by_name
	};

	if (profile->row_count > 1)
		qsort(profile->rows, profile->row_count,
		      sizeof(*profile->rows), by[order]);
}

void tare__print_cost(FILE *out, const struct tare__profile *profile,
		      double ns, double calls);

TARE__COLD void tare__print_cost(FILE *out, const struct tare__profile *profile,
				 double ns, double calls)
{
	if (profile->timed && calls > 0)
		fprintf(out, " %8.3f", ns / calls / 1e9);
	else
		fprintf(out, " %8s", "-");
}

void tare__print_row(FILE *out, const struct tare__profile *profile,
		     const struct tare__row *row);

TARE__COLD void tare__print_row(FILE *out, const struct tare__profile *profile,
				const struct tare__row *row)
{
	char calls[64];
	int length = snprintf(calls, sizeof(calls), "%.0f", row->calls);

	if (row->primitive != row->calls)
		snprintf(calls + length, sizeof(calls) - (size_t)length,
			 "/%.0f", row->primitive);
	fprintf(out, "%9s", calls);
	tare__print_cost(out, profile, row->self, 1);
	tare__print_cost(out, profile, row->self, row->calls);
	tare__print_cost(out, profile, row->total, 1);
	tare__print_cost(out, profile, row->total, row->primitive);
	fprintf(out, " %s:%d(%s)\n", row->file, row->line, row->name);
}

void tare__print_how(FILE *out, const struct tare__profile *profile);

/* How it was measured. */
TARE__COLD void tare__print_how(FILE *out, const struct tare__profile *profile)
{
	uint32_t mode = profile->head->mode & ~(uint32_t)TARE__SLOW;

	if (mode == TARE__TSC)
		fprintf(out, "   Clock: time-stamp counter, %.3f MHz",
			profile->ticks_per_s / 1e6);
	else
		fprintf(out, "   Clock: %s",
			mode == TARE__COUNT ? "none" : "CLOCK_MONOTONIC");
	if (profile->timed)
		fprintf(out,
			"; own cost of %.1f ns a call taken off, residue "
			"%+.1f ns",
			profile->cost_ns, profile->residue_ns);
	fprintf(out, "; %.0f calls dropped\n", profile->dropped);
}

void tare__print(FILE *out, struct tare__profile *profile,
		 enum tare__order order, size_t top);

TARE__COLD void tare__print(FILE *out, struct tare__profile *profile,
			    enum tare__order order, size_t top)
{
	static const char *const orders[TARE__ORDERS] = {
		"internal time", "cumulative time", "call count", "name"
	};
	double calls = 0, primitive = 0;
	size_t count = 0;

	for (size_t i = 0; i < profile->row_count; i++) {
		calls += profile->rows[i].calls;
		primitive += profile->rows[i].primitive;
	}
	fprintf(out,
		"%17.0f function calls (%.0f primitive calls) in %.3f seconds "
		"(%s, process %lu, %u thread%s)\n\n   Ordered by: %s\n",
		calls, primitive, profile->seconds, profile->head->program,
		(unsigned long)profile->head->pid, profile->threads,
		profile->threads == 1 ? "" : "s", orders[order]);
	tare__print_how(out, profile);
	fprintf(out, "\n   ncalls  tottime  percall  cumtime  percall "
		     "filename:lineno(function)\n");
	tare__profile_sort(profile, order);
	for (size_t i = 0; i < profile->row_count; i++) {
		if (profile->rows[i].calls > 0 && (top == 0 || count++ < top))
			tare__print_row(out, profile, &profile->rows[i]);
	}
}

/* --- other forms -------------------------------------------------------------------------- */

double tare__whole(double exact);
double tare__weight(const struct tare__profile *profile,
		    const struct tare__call *call);

/* From 0 to 2^53: up to there a double has all whole numbers. A damaged file may say more. */
TARE__COLD double tare__whole(double exact)
{
	const double most = 9007199254740992.0;

	if (!(exact > 0))
		return 0;
	return exact < most ? (double)(int64_t)(exact + 0.5) : most;
}

/* What a stack weighs: nanoseconds, or calls where no time was taken. */
TARE__COLD double tare__weight(const struct tare__profile *profile,
			       const struct tare__call *call)
{
	return tare__whole(profile->timed ? call->self : call->calls);
}

void tare__quote(FILE *out, const char *text);

/* TEXT as a JSON string. */
TARE__COLD void tare__quote(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text < ' ')
			fprintf(out, "\\u%04x", (unsigned)*text);
		else
			fputc(*text, out);
	}
	fputc('"', out);
}

void tare__write_stack(FILE *out, const struct tare__profile *profile,
		       size_t call);

TARE__COLD void tare__write_stack(FILE *out,
				  const struct tare__profile *profile,
				  size_t call)
{
	const struct tare__call *this_call = &profile->calls[call];
	const char *name = profile->rows[this_call->row].name;

	if (this_call->parent) {
		tare__write_stack(out, profile, this_call->parent);
		fputc(';', out);
	}
	for (; *name; name++)
		fputc(*name == ';' || *name == '\n' ? ':' : *name, out);
}

void tare__write_folded(FILE *out, const struct tare__profile *profile);

TARE__COLD void tare__write_folded(FILE *out,
				   const struct tare__profile *profile)
{
	for (size_t i = 1; i < profile->call_count; i++) {
		if (profile->calls[i].calls <= 0)
			continue; /* not since the last reset */
		tare__write_stack(out, profile, i);
		fprintf(out, " %.0f\n",
			tare__weight(profile, &profile->calls[i]));
	}
}

void tare__write_us(FILE *out, double ns);
void tare__write_event(FILE *out, const struct tare__row *row, double start_ns,
		       double ns, double calls, unsigned pid, unsigned tid);

/* In microseconds, with a point in any locale. */
TARE__COLD void tare__write_us(FILE *out, double ns)
{
	unsigned long long whole = (unsigned long long)tare__whole(ns);

	fprintf(out, "%llu.%03u", whole / 1000, (unsigned)(whole % 1000));
}

/* A complete event of the Trace Event Format. */
TARE__COLD void tare__write_event(FILE *out, const struct tare__row *row,
				  double start_ns, double ns, double calls,
				  unsigned pid, unsigned tid)
{
	fprintf(out, "{\"ph\":\"X\",\"pid\":%u,\"tid\":%u,\"ts\":", pid, tid);
	tare__write_us(out, start_ns);
	fprintf(out, ",\"dur\":");
	tare__write_us(out, ns);
	fprintf(out, ",\"name\":");
	tare__quote(out, row->name);
	fprintf(out, ",\"args\":{\"calls\":%.0f,\"file\":", calls);
	tare__quote(out, row->file);
	fprintf(out, ",\"line\":%d}}", row->line);
}

void tare__write_trace(FILE *out, const struct tare__profile *profile);

/*
 * Sums, not single calls: each function is drawn once below its caller, as long as
 * all its calls took. (TARE_SLOW_MS keeps single calls.)
 */
TARE__COLD void tare__write_trace(FILE *out,
				  const struct tare__profile *profile)
{
	double *free_at = (double *)calloc(profile->call_count, sizeof(double));

	fprintf(out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
	for (size_t i = 1; free_at && i < profile->call_count; i++) {
		const struct tare__call *call = &profile->calls[i];
		double start = free_at[call->parent];

		free_at[call->parent] += call->total;
		free_at[i] = start;
		fprintf(out, "%s\n", i > 1 ? "," : "");
		tare__write_event(out, &profile->rows[call->row], start,
				  call->total, call->calls, profile->head->pid,
				  0);
	}
	fprintf(out, "\n]}\n");
	free(free_at);
}

void tare__write_frames(FILE *out, const struct tare__profile *profile,
			size_t call);

TARE__COLD void tare__write_frames(FILE *out,
				   const struct tare__profile *profile,
				   size_t call)
{
	const struct tare__call *this_call = &profile->calls[call];

	if (this_call->parent) {
		tare__write_frames(out, profile, this_call->parent);
		fputc(',', out);
	}
	fprintf(out, "%zu", this_call->row);
}

void tare__write_speedscope(FILE *out, const struct tare__profile *profile);

/* https://www.speedscope.app/file-format-schema.json */
TARE__COLD void tare__write_speedscope(FILE *out,
				       const struct tare__profile *profile)
{
	double sum = 0; /* of what is written: it has to add up */

	fprintf(out, "{\"$schema\":\"https://www.speedscope.app/"
		     "file-format-schema.json\",\"shared\":{\"frames\":[");
	for (size_t i = 0; i < profile->row_count; i++) {
		fprintf(out, "%s\n{\"name\":", i ? "," : "");
		tare__quote(out, profile->rows[i].name);
		fprintf(out, ",\"file\":");
		tare__quote(out, profile->rows[i].file);
		fprintf(out, ",\"line\":%d}", profile->rows[i].line);
	}
	fprintf(out, "]},\"profiles\":[{\"type\":\"sampled\",\"name\":");
	tare__quote(out, profile->head->program);
	fprintf(out, ",\"unit\":\"%s\",\"samples\":[",
		profile->timed ? "nanoseconds" : "none");
	for (size_t i = 1; i < profile->call_count; i++) {
		fprintf(out, "%s\n[", i > 1 ? "," : "");
		tare__write_frames(out, profile, i);
		fputc(']', out);
	}
	fprintf(out, "],\"weights\":[");
	for (size_t i = 1; i < profile->call_count; i++) {
		double weight = tare__weight(profile, &profile->calls[i]);

		fprintf(out, "%s%.0f", i > 1 ? "," : "", weight);
		sum += weight;
	}
	fprintf(out, "],\"startValue\":0,\"endValue\":%.0f}]}\n", sum);
}

void tare__write_function(FILE *out, const char *key, const char *file_key,
			  const struct tare__profile *profile,
			  const struct tare__call *call);

/* A recursive call is another function, as with callgrind's --separate-recs=2. */
TARE__COLD void tare__write_function(FILE *out, const char *key,
				     const char *file_key,
				     const struct tare__profile *profile,
				     const struct tare__call *call)
{
	const struct tare__row *row = &profile->rows[call->row];

	fprintf(out, "%s=%s\n%s=%s%s\n", file_key, row->file, key, row->name,
		call->recursive ? "'2" : "");
}

void tare__write_callgrind(FILE *out, const struct tare__profile *profile);

TARE__COLD void tare__write_callgrind(FILE *out,
				      const struct tare__profile *profile)
{
	double sum = 0;

	fprintf(out, "# callgrind format\nversion: 1\ncreator: tare.h\n"
		     "pid: %lu\ncmd: %s\npositions: line\nevents: %s\n",
		(unsigned long)profile->head->pid, profile->head->program,
		profile->timed ? "Nanoseconds" : "Calls");
	for (size_t i = 1; i < profile->call_count; i++) {
		const struct tare__call *call = &profile->calls[i];
		const struct tare__call *caller = &profile->calls[call->parent];
		double weight = tare__weight(profile, call);
		int line = profile->rows[call->row].line;

		fputc('\n', out);
		tare__write_function(out, "fn", "fl", profile, call);
		fprintf(out, "%d %.0f\n", line, weight);
		sum += weight;
		if (!call->parent || call->calls <= 0)
			continue;
		tare__write_function(out, "fn", "fl", profile, caller);
		tare__write_function(out, "cfn", "cfi", profile, call);
		fprintf(out, "calls=%.0f %d\n%d %.0f\n", call->calls, line,
			profile->rows[caller->row].line,
			profile->timed ? call->total : 0);
	}
	fprintf(out, "\ntotals: %.0f\n", sum);
}

/* --- pprof: profile.proto, written by hand -------------------------------------------------- */

struct tare__bytes {
	unsigned char *data;
	size_t length, room;
	int failed;
};

void tare__put_byte(struct tare__bytes *bytes, unsigned byte);

TARE__COLD void tare__put_byte(struct tare__bytes *bytes, unsigned byte)
{
	if (bytes->length == bytes->room) {
		size_t room = bytes->room ? 2 * bytes->room : 256;
		void *data = realloc(bytes->data, room);

		if (!data) {
			bytes->failed = 1;
			return;
		}
		bytes->data = (unsigned char *)data;
		bytes->room = room;
	}
	bytes->data[bytes->length++] = (unsigned char)byte;
}

void tare__put_number(struct tare__bytes *bytes, uint64_t value);

/* A varint: seven bits a byte, the lowest first. */
TARE__COLD void tare__put_number(struct tare__bytes *bytes, uint64_t value)
{
	for (; value >= 128; value >>= 7)
		tare__put_byte(bytes, (unsigned)(value & 127) | 128);
	tare__put_byte(bytes, (unsigned)value);
}

void tare__put_field(struct tare__bytes *bytes, unsigned field, uint64_t value);

TARE__COLD void tare__put_field(struct tare__bytes *bytes, unsigned field,
				uint64_t value)
{
	tare__put_number(bytes, field << 3);
	tare__put_number(bytes, value);
}

void tare__put_data(struct tare__bytes *bytes, unsigned field,
		    const void *data, size_t length);

TARE__COLD void tare__put_data(struct tare__bytes *bytes, unsigned field,
			       const void *data, size_t length)
{
	tare__put_number(bytes, field << 3 | 2);
	tare__put_number(bytes, length);
	for (size_t i = 0; i < length; i++)
		tare__put_byte(bytes, ((const unsigned char *)data)[i]);
}

void tare__put_message(struct tare__bytes *bytes, unsigned field,
		       struct tare__bytes *message);

/* MESSAGE is empty afterwards. */
TARE__COLD void tare__put_message(struct tare__bytes *bytes, unsigned field,
				  struct tare__bytes *message)
{
	tare__put_data(bytes, field, message->data, message->length);
	bytes->failed |= message->failed;
	message->length = 0;
}

void tare__put_types(struct tare__bytes *all, struct tare__bytes *one);

/* Strings 1 to 4 are calls, count, time, nanoseconds. */
TARE__COLD void tare__put_types(struct tare__bytes *all,
				struct tare__bytes *one)
{
	for (unsigned i = 1; i <= 3; i += 2) {
		tare__put_field(one, 1, i);
		tare__put_field(one, 2, i + 1);
		tare__put_message(all, 1, one); /* sample_type */
	}
}

void tare__put_samples(struct tare__bytes *all, struct tare__bytes *one,
		       const struct tare__profile *profile);

TARE__COLD void tare__put_samples(struct tare__bytes *all,
				  struct tare__bytes *one,
				  const struct tare__profile *profile)
{
	for (size_t i = 1; i < profile->call_count; i++) {
		const struct tare__call *call = &profile->calls[i];

		for (size_t at = i; at; at = profile->calls[at].parent)
			tare__put_field(one, 1, profile->calls[at].row + 1);
		tare__put_field(one, 2, (uint64_t)tare__whole(call->calls));
		tare__put_field(one, 2, (uint64_t)tare__whole(call->self));
		tare__put_message(all, 2, one); /* sample */
	}
}

void tare__put_places(struct tare__bytes *all, struct tare__bytes *one,
		      struct tare__bytes *line,
		      const struct tare__profile *profile);

/* Location and function of row i are number i + 1; its strings 5 + 2 i and the next. */
TARE__COLD void tare__put_places(struct tare__bytes *all,
				 struct tare__bytes *one,
				 struct tare__bytes *line,
				 const struct tare__profile *profile)
{
	for (size_t i = 0; i < profile->row_count; i++) {
		uint64_t number = (uint64_t)profile->rows[i].line;

		tare__put_field(one, 1, i + 1);
		tare__put_field(line, 1, i + 1);
		tare__put_field(line, 2, number);
		tare__put_message(one, 4, line);
		tare__put_message(all, 4, one); /* location */
		tare__put_field(one, 1, i + 1);
		tare__put_field(one, 2, 5 + 2 * i);
		tare__put_field(one, 4, 6 + 2 * i);
		tare__put_field(one, 5, number);
		tare__put_message(all, 5, one); /* function */
	}
}

void tare__write_pprof(FILE *out, const struct tare__profile *profile);

/* github.com/google/pprof, proto/profile.proto; pprof reads it uncompressed, too. */
TARE__COLD void tare__write_pprof(FILE *out,
				  const struct tare__profile *profile)
{
	static const char *const words[] = { "", "calls", "count", "time",
					     "nanoseconds" };
	struct tare__bytes all = { NULL, 0, 0, 0 }, one = all, line = all;

	tare__put_types(&all, &one);
	tare__put_samples(&all, &one, profile);
	tare__put_places(&all, &one, &line, profile);
	for (size_t i = 0; i < 5; i++)
		tare__put_data(&all, 6, words[i], strlen(words[i]));
	for (size_t i = 0; i < profile->row_count; i++) {
		const struct tare__row *row = &profile->rows[i];

		tare__put_data(&all, 6, row->name, strlen(row->name));
		tare__put_data(&all, 6, row->file, strlen(row->file));
	}
	tare__put_field(&all, 14, profile->timed ? 3 : 1); /* the default type */
	if (!all.failed)
		fwrite(all.data, 1, all.length, out);
	free(all.data);
	free(one.data);
	free(line.data);
}

/* --- files of all forms ------------------------------------------------------------------------ */

void tare__write(FILE *out, struct tare__profile *profile, const char *path);

/* In the form that PATH's name asks for. */
TARE__COLD void tare__write(FILE *out, struct tare__profile *profile,
			    const char *path)
{
	if (tare__ends(path, ".folded"))
		tare__write_folded(out, profile);
	else if (tare__ends(path, ".trace.json"))
		tare__write_trace(out, profile);
	else if (tare__ends(path, ".speedscope.json"))
		tare__write_speedscope(out, profile);
	else if (tare__ends(path, ".callgrind"))
		tare__write_callgrind(out, profile);
	else if (tare__ends(path, ".pb"))
		tare__write_pprof(out, profile);
	else
		tare__print(out, profile, tare__state.sort, tare__state.top);
}

void tare__up_to_now(void);

TARE__COLD void tare__up_to_now(void)
{
	struct tare__thread *me = tare__me();

	if (me)
		tare__settle(me);
	tare__rate();
}

void tare__collect(struct tare__profile *profile);

TARE__COLD void tare__collect(struct tare__profile *profile)
{
	tare__up_to_now();
	memset(profile, 0, sizeof(*profile));
	tare__profile_add(profile, tare__state.head);
	tare__profile_sum(profile);
	if (profile->failed)
		tare__warn("no memory for the report: it is not complete");
}

void tare__write_raw(FILE *out);

/* As far as there are tables: a thread may be making room in the file. */
TARE__COLD void tare__write_raw(FILE *out)
{
	const struct tare__head *head = tare__state.head;
	uint32_t tables = 0;

	for (uint32_t i = 0; i < TARE_THREADS; i++) {
		if (__atomic_load_n(&head->state[i], __ATOMIC_ACQUIRE) !=
		    TARE__UNUSED)
			tables = i + 1;
	}
	fwrite(head, 1, tare__extent(tables), out);
}

void tare__write_slow(FILE *out);
void tare__write_any(FILE *out, const char *path);

TARE__COLD void tare__write_any(FILE *out, const char *path)
{
	struct tare__profile profile;

	if (tare__ends(path, ".scope")) {
		tare__up_to_now();
		tare__write_raw(out);
	} else if (tare__ends(path, ".slow.json")) {
		tare__write_slow(out);
	} else {
		tare__collect(&profile);
		tare__write(out, &profile, path);
		tare__profile_release(&profile);
	}
}

FILE *tare__draft(const char *path, char *draft, size_t size);

/*
 * Made anew: what is there under that name already may be a link that somebody has put
 * into a directory of all, or the draft of a process that was killed.
 */
TARE__COLD FILE *tare__draft(const char *path, char *draft, size_t size)
{
	int length = snprintf(draft, size, "%s.%ld.new", path, (long)getpid());
	FILE *out = NULL;
	int fd;

	if (length < 0 || (size_t)length >= size) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	unlink(draft);
	fd = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0666);
	if (fd >= 0)
		out = tare__fdopen(fd, "w");
	if (fd >= 0 && !out) {
		close(fd);
		unlink(draft);
	}
	return out;
}

FILE *tare__create(const char *path, char *draft, size_t size);

/*
 * To write PATH with: under a name of its own, DRAFT, until it is whole; or, where
 * PATH is a stream or a link, itself, and DRAFT is "". What we print to goes on where
 * it is: opened anew it would begin at the start of its file.
 */
TARE__COLD FILE *tare__create(const char *path, char *draft, size_t size)
{
	int print_to = tare__prints_to(path);
	char link;

	draft[0] = '\0';
	if (print_to) {
		fflush(stdout);
		print_to = dup(print_to);
		return print_to < 0 ? NULL : tare__fdopen(print_to, "w");
	}
	if (tare__same_file(path, tare__state.path)) {
		errno = EBUSY;
		return NULL;
	}
	if (tare__is_stream(path) || tare__readlink(path, &link, 1) >= 0)
		return fopen(path, "w");
	return tare__draft(path, draft, size);
}

TARE__COLD int tare_save(const char *path)
{
	char draft[1024];
	FILE *out;
	int failed;

	if (tare__state.ready != TARE__ON)
		return -1;
	out = tare__create(path, draft, sizeof(draft));
	if (!out) {
		tare__warn("cannot write %s: %s", path, strerror(errno));
		return -1;
	}
	tare__write_any(out, path);
	failed = ferror(out);
	if (fclose(out) != 0 || failed ||
	    (draft[0] && rename(draft, path) < 0)) {
		tare__warn("cannot write %s: %s", path, strerror(errno));
		if (draft[0])
			unlink(draft);
		return -1;
	}
	return 0;
}

TARE__COLD int tare_report(FILE *out)
{
	struct tare__profile profile;

	if (tare__state.ready != TARE__ON)
		return -1;
	tare__collect(&profile);
	tare__print(out, &profile, tare__state.sort, tare__state.top);
	tare__profile_release(&profile);
	return fflush(out) == 0 ? 0 : -1;
}

void tare__reset_table(struct tare__table *table);

/* What is there now is subtracted from now on: no thread needs to take part. */
TARE__COLD void tare__reset_table(struct tare__table *table)
{
	uint32_t used = __atomic_load_n(&table->used, __ATOMIC_ACQUIRE);

	for (uint32_t i = 0; i < used; i++) {
		struct tare__node *node = &table->nodes[i];

		TARE__PUT(node->ticks_before, TARE__GET(node->ticks));
		TARE__PUT(node->calls_before, TARE__GET(node->calls));
	}
}

TARE__COLD void tare_reset(void)
{
	struct tare__head *head = tare__state.head;

	if (__atomic_load_n(&tare__state.ready, __ATOMIC_ACQUIRE) != TARE__ON)
		return;
	tare__up_to_now();
	TARE__PUT(tare__state.reset_ticks, tare__ticks());
	for (uint32_t i = 0; i < TARE_THREADS; i++) {
		if (__atomic_load_n(&head->state[i], __ATOMIC_ACQUIRE) !=
		    TARE__UNUSED)
			tare__reset_table(tare__table_of(head, i));
	}
	TARE__PUT(head->dropped_before, TARE__GET(head->dropped));
}

void tare__write_story(FILE *out, const struct tare__story *story,
		       uint32_t thread, int *first);

/* Its thread may be at its next story already, in the same place. */
TARE__COLD void tare__write_story(FILE *out, const struct tare__story *story,
				  uint32_t thread, int *first)
{
	const struct tare__head *head = tare__state.head;
	double ns = 1e9 / head->ticks_per_s;

	for (unsigned i = 0; i < story->count; i++) {
		const struct tare__event *event = &story->events[i];
		const struct tare__node *node = TARE__GET(event->node);
		const struct tare__record *record =
			tare__record_of(head, node ? node->site : 0);
		struct tare__row row = { record->name, record->file,
					 record->line, 0, 0, 0, 0 };

		if (!node)
			break;
		fprintf(out, "%s\n", *first ? "" : ",");
		*first = 0;
		tare__write_event(
			out, &row,
			(double)(event->start - head->start_ticks) * ns,
			(double)(event->end - event->start) * ns, 1, head->pid,
			thread);
	}
}

/* The slowest calls of each outermost scope, thread by thread. */
TARE__COLD void tare__write_slow(FILE *out)
{
	int first = 1;

	tare__rate();
	fprintf(out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
	for (uint32_t i = 0; i < TARE_THREADS; i++) {
		const struct tare__timeline *line = __atomic_load_n(
			&tare__state.timelines[i], __ATOMIC_ACQUIRE);

		for (int k = 0; line && k < TARE__KEPT; k++) {
			const struct tare__story *story = __atomic_load_n(
				&line->stories[k], __ATOMIC_ACQUIRE);

			if (!tare__is_kept(story))
				continue;
			tare__write_story(out, story, i, &first);
		}
	}
	fprintf(out, "\n]}\n");
}

int tare__counted(void);

/* Any call at all: a child that enters no scope has nothing to say. */
TARE__COLD int tare__counted(void)
{
	const struct tare__head *head = tare__state.head;

	for (uint32_t i = 0; i < TARE_THREADS; i++) {
		if (TARE__GET(head->state[i]) != TARE__UNUSED &&
		    tare__table_of(head, i)->used > TARE__FIRST)
			return 1;
	}
	return 0;
}

void tare__exit_slow(void);

TARE__COLD void tare__exit_slow(void)
{
	char path[700];

	if (!(tare__state.mode & TARE__SLOW))
		return;
	if (tare__state.report[0] && !tare__is_stream(tare__state.report))
		snprintf(path, sizeof(path), "%s.slow.json",
			 tare__state.report);
	else
		snprintf(path, sizeof(path), "tare.%ld.slow.json",
			 (long)getpid());
	tare_save(path);
}

/* The mapped file is what was asked for, or it goes when the report is there. */
TARE__COLD void tare__at_exit(void)
{
	struct tare__state *state = &tare__state;
	int status;

	if (state->ready != TARE__ON || !tare__counted())
		return;
	if (state->has_key)
		pthread_key_delete(state->key);
	state->has_key = 0;
	tare__exit_slow();
	if (state->kept) {
		tare__up_to_now();
		TARE__PUT(state->head->done, 1u);
		return;
	}
	status = state->report[0] ? tare_save(state->report) :
				    tare_report(stderr);
	if (status == 0 && state->path[0])
		unlink(state->path);
}

/* --- regions: what other profilers are to look at ------------------------------------------ */

/*
 * Found out at the first region. What these tools have gathered before it is thrown
 * away (callgrind, gperftools, jemalloc), or was never gathered, where the tool has
 * been started so: perf record -D -1. heaptrack keeps it.
 */
enum tare__watcher {
	TARE__VALGRIND = 1,
	TARE__PERF = 2,
	TARE__GPERFTOOLS = 4,
	TARE__HEAPTRACK = 8,
	TARE__JEMALLOC = 16,
};

enum { TARE__UNKNOWN = 0, TARE__NOBODY = 1, TARE__SOMEBODY = 2 };

struct tare__focus {
	int who; /* looks on: TARE__UNKNOWN ... */
	int watchers;
	int depth; /* regions that are open, in all threads */
	pthread_mutex_t lock; /* of all this, but `who` */
	void (*pause)(void), (*resume)(void);
	int (*mallctl)(const char *, void *, size_t *, void *, size_t);
};

TARE__ONE struct tare__focus tare__focus = {
	0, 0, 0, PTHREAD_MUTEX_INITIALIZER, NULL, NULL, NULL
};

/* The numbers are valgrind's ABI: valgrind.h, callgrind.h, cachegrind.h. */
enum {
	TARE__RUNNING_ON_VALGRIND = 0x1001,
	TARE__CALLGRIND = 'C' << 24 | 'T' << 16,
	TARE__CALLGRIND_ZERO = TARE__CALLGRIND + 1,
	TARE__CALLGRIND_START = TARE__CALLGRIND + 4,
	TARE__CALLGRIND_STOP = TARE__CALLGRIND + 5,
	TARE__CACHEGRIND_START = 'C' << 24 | 'G' << 16, /* from 3.22 */
	TARE__CACHEGRIND_STOP = TARE__CACHEGRIND_START + 1,
};

uintptr_t tare__valgrind(uintptr_t request);

/* Instructions that do nothing, in an order that no compiler uses. */
TARE__COLD uintptr_t tare__valgrind(uintptr_t request)
{
	volatile uintptr_t words[6] = { request, 0, 0, 0, 0, 0 };
	uintptr_t answer = 0;

#if defined(__x86_64__)
	__asm__ volatile("rolq $3, %%rdi; rolq $13, %%rdi\n\t"
			 "rolq $61, %%rdi; rolq $51, %%rdi\n\t"
			 "xchgq %%rbx, %%rbx"
			 : "=d"(answer)
			 : "a"(&words[0]), "0"(answer)
			 : "cc", "memory");
#elif defined(__i386__)
	__asm__ volatile("roll $3, %%edi; roll $13, %%edi\n\t"
			 "roll $29, %%edi; roll $19, %%edi\n\t"
			 "xchgl %%ebx, %%ebx"
			 : "=d"(answer)
			 : "a"(&words[0]), "0"(answer)
			 : "cc", "memory");
#endif
	(void)words;
	return answer;
}

void tare__perf(const char *command);

/* Tell perf record, and wait until it has done so, a second at most. */
TARE__COLD void tare__perf(const char *command)
{
	const char *control = tare__env("TARE_PERF_CTL");
	const char *answer = tare__env("TARE_PERF_ACK");
	int fd = open(control ? control : "", O_WRONLY | O_NONBLOCK);
	struct pollfd ready = { -1, POLLIN, 0 };
	char text[64];

	if (answer)
		ready.fd = open(answer, O_RDONLY | O_NONBLOCK);
	if (fd < 0 || write(fd, command, strlen(command)) < 0) {
		tare__warn("TARE_PERF_CTL: cannot write to %s: %s", control,
			   strerror(errno));
		tare__focus.watchers &= ~TARE__PERF;
	} else if (ready.fd >= 0 && poll(&ready, 1, 1000) == 1 &&
		   read(ready.fd, text, sizeof(text)) < 0) {
		tare__warn("TARE_PERF_ACK: cannot read %s: %s", answer,
			   strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	if (ready.fd >= 0)
		close(ready.fd);
}

/* gperftools/profiler.h */
struct tare__profiler_state {
	int enabled;
	time_t start;
	char name[1024];
	int samples;
};

struct tare__profiler_options {
	int (*filter)(void *);
	void *argument;
};

int tare__in_region(void *nothing);

/* Asked by gperftools, in its signal handler, at every sample. */
TARE__COLD int tare__in_region(void *nothing)
{
	(void)nothing;
	return TARE__GET(tare__focus.depth) > 0;
}

void *tare__symbol(const char *name);

TARE__COLD void *tare__symbol(const char *name)
{
	return tare__dlsym ? tare__dlsym(NULL, name) : NULL;
}

/* A function by name, of the type of POINTER. */
#define TARE__FIND(pointer, name)                                              \
	do {                                                                   \
		void *found = tare__symbol(name);                              \
                                                                               \
		memcpy(&(pointer), &found, sizeof(pointer));                   \
	} while (0)

int tare__find_gperftools(void);

/* Its CPU profiler is running: begin anew, into the same file, with a filter. */
TARE__COLD int tare__find_gperftools(void)
{
	struct tare__profiler_options options = { tare__in_region, NULL };
	struct tare__profiler_state state;
	void (*current)(struct tare__profiler_state *);
	int (*start)(const char *, const struct tare__profiler_options *);
	void (*stop)(void);

	TARE__FIND(current, "ProfilerGetCurrentState");
	TARE__FIND(start, "ProfilerStartWithOptions");
	TARE__FIND(stop, "ProfilerStop");
	if (!current || !start || !stop)
		return 0;
	current(&state);
	if (!state.enabled)
		return 0;
	stop();
	return start(state.name, &options) ? TARE__GPERFTOOLS : 0;
}

int tare__find_jemalloc(void);

TARE__COLD int tare__find_jemalloc(void)
{
	char on = 0;
	size_t size = sizeof(on);

	TARE__FIND(tare__focus.mallctl, "mallctl");
	if (!tare__focus.mallctl ||
	    tare__focus.mallctl("opt.prof", &on, &size, NULL, 0) != 0 || !on)
		return 0;
	tare__focus.mallctl("prof.reset", NULL, NULL, NULL, 0);
	return TARE__JEMALLOC;
}

void tare__look_around(void);

TARE__COLD void tare__look_around(void)
{
	struct tare__focus *focus = &tare__focus;

	if (tare__valgrind(TARE__RUNNING_ON_VALGRIND)) {
		focus->watchers |= TARE__VALGRIND;
		/* Zeroed while it runs, its sum would be below zero at the end. */
		tare__valgrind(TARE__CALLGRIND_STOP);
		tare__valgrind(TARE__CALLGRIND_ZERO);
	}
	if (tare__env("TARE_PERF_CTL"))
		focus->watchers |= TARE__PERF;
	TARE__FIND(focus->pause, "heaptrack_pause");
	TARE__FIND(focus->resume, "heaptrack_resume");
	if (focus->pause && focus->resume)
		focus->watchers |= TARE__HEAPTRACK;
	focus->watchers |= tare__find_gperftools() | tare__find_jemalloc();
	TARE__PUT(focus->who,
		  focus->watchers ? TARE__SOMEBODY : TARE__NOBODY);
}

void tare__focus_set(int on);

TARE__COLD void tare__focus_set(int on)
{
	struct tare__focus *focus = &tare__focus;
	char active = on != 0;

	if (focus->watchers & TARE__VALGRIND) {
		tare__valgrind(on ? TARE__CALLGRIND_START :
				    TARE__CALLGRIND_STOP);
		tare__valgrind(on ? TARE__CACHEGRIND_START :
				    TARE__CACHEGRIND_STOP);
	}
	if (focus->watchers & TARE__PERF)
		tare__perf(on ? "enable\n" : "disable\n");
	if (focus->watchers & TARE__HEAPTRACK)
		(on ? focus->resume : focus->pause)();
	if (focus->watchers & TARE__JEMALLOC)
		focus->mallctl("prof.active", NULL, NULL, &active,
			       sizeof(active));
}

int tare__region_begin(void);

/* 1: tare__region_end() is wanted. */
TARE__COLD int tare__region_begin(void)
{
	struct tare__focus *focus = &tare__focus;

	pthread_mutex_lock(&focus->lock);
	if (TARE__GET(focus->who) == TARE__UNKNOWN)
		tare__look_around();
	if (focus->watchers) {
		TARE__PUT(focus->depth, TARE__GET(focus->depth) + 1);
		if (focus->depth == 1)
			tare__focus_set(1);
	}
	pthread_mutex_unlock(&focus->lock);
	return TARE__GET(focus->who) == TARE__SOMEBODY;
}

void tare__region_end(void);

TARE__COLD void tare__region_end(void)
{
	struct tare__focus *focus = &tare__focus;

	pthread_mutex_lock(&focus->lock);
	TARE__PUT(focus->depth, TARE__GET(focus->depth) - 1);
	if (focus->depth == 0)
		tare__focus_set(0);
	pthread_mutex_unlock(&focus->lock);
}

TARE__HOT int tare__region_enter(void)
{
	if (TARE__RARELY(TARE__GET(tare__focus.who) != TARE__NOBODY))
		return tare__region_begin();
	return 0;
}

TARE__HOT void tare__region_leave(int *watched)
{
	if (TARE__RARELY(*watched))
		tare__region_end();
}

#ifdef __cplusplus
} /* extern "C" */

/* An object whose end ends the scope, also when an exception passes. */
struct tare__guard {
	uintptr_t scope;

	inline __attribute__((always_inline))
	tare__guard(const struct tare__site *site, uintptr_t mark)
		: scope(tare__enter(site, mark))
	{
	}
	inline __attribute__((always_inline)) ~tare__guard()
	{
		tare__leave(&scope);
	}
	tare__guard(const tare__guard &) = delete;
	tare__guard &operator=(const tare__guard &) = delete;
};

struct tare__region {
	int watched;

	inline __attribute__((always_inline)) tare__region() : watched(tare__region_enter())
	{
	}
	inline __attribute__((always_inline)) ~tare__region()
	{
		tare__region_leave(&watched);
	}
	tare__region(const tare__region &) = delete;
	tare__region &operator=(const tare__region &) = delete;
};

#endif

/* --- the macros ------------------------------------------------------------------------------- */

/* Names of their own for each use, several in one line too. */
#define TARE__JOIN(a, b) a##b

#ifdef __cplusplus
#define TARE__BEGIN(scope, site, mark)                                         \
	tare__guard scope(&(site), TARE__MARK(mark))
#define TARE__REGION(region) tare__region region
#else
#define TARE__BEGIN(scope, site, mark)                                         \
	uintptr_t scope __attribute__((cleanup(tare__leave), unused)) =        \
		tare__enter(&(site), TARE__MARK(mark))
#define TARE__REGION(region)                                                   \
	int region __attribute__((cleanup(tare__region_leave), unused)) =      \
		tare__region_enter()
#endif

#define TARE__NAMED(name, site, mark, scope)                                   \
	static const struct tare__site site = { name, __FILE__, __LINE__ };    \
	uint8_t mark;                                                          \
	TARE__BEGIN(scope, site, mark)
#define TARE__SCOPE(name, n)                                                   \
	TARE__NAMED(name, TARE__JOIN(tare__site_, n),                          \
		    TARE__JOIN(tare__mark_, n), TARE__JOIN(tare__scope_, n))
#define TARE__ONE_REGION(n) TARE__REGION(TARE__JOIN(tare__region_, n))

#define TARE_FN() TARE__SCOPE(__func__, __COUNTER__)
#define TARE_SCOPE(name) TARE__SCOPE("" name "", __COUNTER__)
#define TARE_REGION(name) TARE__ONE_REGION(__COUNTER__)

#endif /* TARE_OFF */
#endif /* TARE_H */
