/*
 * view.h: what profilers say about each line of the source, side by side.
 *
 * Life cycle: view_init(), view_add() for each profile, the one to be believed first,
 * view_finish(), use, view_release(). Every column is of one profile: of the first that
 * says it. Values are in the unit of their column; NAN: not said.
 */
#ifndef TARE_VIEW_H
#define TARE_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "profilers/evidence.h"
#include "profilers/table.h"

enum view_column {
	VIEW_USER,
	VIEW_KERNEL,
	VIEW_LIBRARY,
	VIEW_CALLS,
	VIEW_ALLOCATIONS,
	VIEW_BYTES,
	VIEW_PEAK,
	VIEW_LEAKED,
	VIEW_TEMPORARY,
	VIEW_COPIED,
	VIEW_COLUMNS
};

enum view_kind { VIEW_SHARE, VIEW_COUNT, VIEW_SIZE };

/* What is said together, by one profile. */
enum view_group { GROUP_CPU, GROUP_CALLS, GROUP_MEMORY, GROUP_PEAK, GROUP_COPY,
		  GROUP_COUNT };

/* A column, as --sort, JSON and CSV call it, and as a table is headed. */
struct view_field {
	const char *key, *title, *meaning;
	enum view_kind kind;
	enum view_group group;
};

extern const struct view_field view_fields[VIEW_COLUMNS];
extern const char *const view_groups[GROUP_COUNT]; /* "CPU" */

/* As an option takes them. */
#define VIEW_KEYS                                                              \
	"user|kernel|library|calls|allocations|bytes|peak|leaked|temporary|copied"

struct view_line {
	char *file;
	int line;
	char *function; /* NULL: unknown */
	char *into;	/* NULL: not inlined */
	char *text;	/* of the source; NULL: not found */
	double value[VIEW_COLUMNS];
};

struct view_function {
	char *name, *file; /* NULL when unknown */
	int line;
	double self, total; /* as the CPU columns */
	double calls, allocations, bytes;
};

/* A number of a function, as JSON calls it. */
struct function_field {
	const char *key;
	enum view_group group;
	size_t offset; /* of a double in struct view_function */
};

enum { FUNCTION_FIELDS = 5 };
extern const struct function_field function_fields[FUNCTION_FIELDS];

/* Where a group of columns comes from. */
struct view_said {
	char *profiler; /* "perf"; NULL: nobody says it */
	char *note;	/* what the tool used */
	char *error;	/* measured, in this run; NULL: not known */
	char *unit;
	double samples; /* NAN: it counts */
};

/* Of two names of a file the first that was met is used: see names.c. */
struct view_name {
	char *met, *used;
};

struct view {
	struct view_line *lines; /* by file, then line */
	size_t line_count;
	struct view_function *functions; /* by self, then bytes; falling */
	size_t function_count;
	double total[VIEW_COLUMNS]; /* of the process; CPU: all of it */
	double cpu;		    /* the same, whatever lines say */
	struct view_said said[GROUP_COUNT];
	struct buf notes; /* what is missing, a line each */

	/* Private: the names of files that were met, each with the one it goes by. */
	struct view_name *names;
	size_t name_count;
	struct table line_table, function_table, name_table;
};

void view_init(struct view *view);
void view_release(struct view *view);

/*
 * Add what EVIDENCE of PROFILER says that nobody said before. ERROR: how wrong it was
 * found to be; or NULL. -1: out of memory.
 */
int view_add(struct view *view, const struct evidence *evidence,
	     const char *profiler, const char *error);

/* Find the entry, or append one about which nothing is said; NULL: no memory. */
struct view_line *view_line(struct view *view, const char *name, int line);
struct view_function *view_function(struct view *view, const char *name);

/* The name that FILE goes by; NULL: no memory. */
const char *view_name(struct view *view, const char *file);

/* Drop lines about which nothing is said, and order the rest. */
void view_finish(struct view *view);

/* What PROFILE has of the column's total, from 0 to 1; NAN when it is not said. */
double view_share(const struct view *view, const struct view_line *line,
		  enum view_column column);

/* The largest share of a line in any column but temporary allocations. */
double view_weight(const struct view *view, const struct view_line *line);

/* User, kernel and library time; NAN when nobody says it. */
double view_cpu(const struct view_line *line);

bool view_has(const struct view *view, enum view_column column);

/* The column of that key; VIEW_COLUMNS when there is none. */
enum view_column view_column(const char *key);

/*
 * Order lines by COLUMN, falling; of NULL: by CPU, or else by the first that is said.
 * Returns positions of lines, malloc'd, of which there are line_count; NULL: no memory.
 */
size_t *view_order(const struct view *view, const char *key);

/* The same by view_weight(), of two alike the first. */
size_t *view_heaviest(const struct view *view);

/* A value as a table has it: "12.3" (per cent), "1029", "3.42" (MB); "" for none. */
void view_text(const struct view *view, const struct view_line *line,
	       enum view_column column, char *text, size_t size);

#endif
