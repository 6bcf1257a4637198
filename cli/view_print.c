/* view_print.c: a view on its way to the terminal, its pager, or a file. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/output.h"
#include "base/proc.h"
#include "base/terminal.h"
#include "cli/view.h"
#include "view/diff.h"
#include "view/show.h"

void view_check(const struct view_options *options, const char *verb)
{
	int forms = options->json + options->csv +
		    (options->standalone != NULL) + options->cli;
	struct stat st;

	if (forms > 1)
		die(EXIT_USAGE,
		    "%s: one of --cli, --json, --csv and --standalone at a time",
		    verb);
	for (size_t i = 0; i < options->source.count; i++) {
		const char *path = options->source.word[i];

		if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
			die(EXIT_USAGE,
			    "%s: --source takes a directory, which \"%s\" is "
			    "not",
			    verb, path);
	}
}

/* Columns of the terminal; 0: it is none. */
static unsigned terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ?
		       size.ws_col :
		       80;
}

static bool wants_colour(void)
{
	const char *off = getenv("NO_COLOR"); /* https://no-color.org */

	return isatty(STDOUT_FILENO) && !(off && *off);
}

/* A program and its arguments, which point into the text. */
struct pager {
	char *text;
	const char *argv[17];
};

/* What $PAGER says, as far as no shell is needed to know. */
static bool take_pager(struct pager *pager, const char *text)
{
	const size_t most = sizeof(pager->argv) / sizeof(*pager->argv) - 1;
	size_t count = 0;
	char *rest;

	if (!text || strpbrk(text, "|&;<>()$`\\\"'\n"))
		return false;
	pager->text = rest = strdup(text);
	for (char *word; rest && (word = strsep(&rest, " \t"));)
		if (*word && count < most)
			pager->argv[count++] = word;
		else if (*word)
			return false;
	return count > 0 && proc_in_path(pager->argv[0]);
}

static void choose_pager(struct pager *pager)
{
	*pager = (struct pager){ .text = NULL };
	if (take_pager(pager, getenv("PAGER")))
		return;
	pager->argv[0] = "less";
	pager->argv[1] = NULL;
}

/* Through PAGER. -1: it does not start. */
static int page(const struct pager *pager, const struct buf *out)
{
	static const char *const env[] = { "LESS=FRSX", NULL };
	struct proc_start start = { .argv = pager->argv, .env = env };
	struct reason why;
	int ends[2];
	pid_t pid;

	/* A pager that had the end that we write to would never see an end of it. */
	if (!proc_in_path(pager->argv[0]) || pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	start.stdin_fd = ends[0];
	start.stdout_fd = STDOUT_FILENO;
	start.stderr_fd = STDERR_FILENO;
	/* Who leaves the pager has seen enough. */
	signal(SIGPIPE, SIG_IGN);
	pid = proc_spawn(&start, &why);
	close(ends[0]);
	if (pid > 0)
		file_put(ends[1], out->text, out->len);
	close(ends[1]);
	if (pid > 0)
		proc_wait(pid, -1, NULL, NULL);
	return pid > 0 ? 0 : -1;
}

/* Through $PAGER, or less. -1: there is none. */
static int page_out(const struct buf *out)
{
	struct buf harmless;
	struct pager pager;
	int status = -1;

	buf_init(&harmless);
	terminal_add(&harmless, out->text, out->len);
	choose_pager(&pager);
	if (!harmless.failed)
		status = page(&pager, &harmless);
	buf_release(&harmless);
	free(pager.text);
	return status;
}

/* JSON, which is put, to OUT. */
static void add_json(struct json_object *json, struct buf *out)
{
	buf_addf(out, "%s\n",
		 json_object_to_json_string_ext(
			 json, JSON_C_TO_STRING_PRETTY |
				       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(json);
}

/* OUT to the page's file, the pager, or standard output; released. */
static void put(const struct view_options *options, struct buf *out)
{
	bool plain = options->json || options->csv || options->cli;
	struct reason why;

	if (out->failed)
		die(EXIT_FAILED, "view: no memory");
	if (options->standalone || plain || !isatty(STDOUT_FILENO) ||
	    page_out(out) < 0) {
		if (output_write(options->standalone, out, &why) < 0)
			die(EXIT_FAILED, "view: %s", why.text);
	}
	buf_release(out);
}

static void open_sources(const struct view_options *options,
			 struct sources *sources, struct view *view)
{
	const char *directories[18] = { NULL };
	size_t count = 0;

	for (; count < options->source.count; count++)
		directories[count] = options->source.word[count];
	directories[count] = ".";
	if (sources_open(sources, view, directories) < 0)
		die(EXIT_FAILED, "view: no memory for the source");
}

static struct show how(const struct view_options *options, const char *title)
{
	return (struct show){
		.title = title,
		.function = options->function,
		.file = options->file,
		.sort = options->sort,
		.top = options->top,
		.reduced = options->reduced ||
			   !(options->cli || options->standalone),
		.colour = wants_colour(),
		.width = terminal_width(),
	};
}

/* A name that nothing has was mistyped, more likely than not. */
static void check_wanted(const struct show *show, const struct view *view)
{
	bool found = !show->function && !show->file;

	for (size_t i = 0; i < view->line_count && !found; i++)
		found = show_wants(show, &view->lines[i]);
	if (!found)
		die(EXIT_USAGE, "view: the profile has no line%s%s%s%s",
		    show->function ? " of function " : "",
		    show->function ? show->function : "",
		    show->file ? " of a file with " : "",
		    show->file ? show->file : "");
}

void view_print(const struct view_options *options, const char *title,
		struct view *view)
{
	struct show show = how(options, title);
	struct sources sources;
	struct buf out;

	check_wanted(&show, view);
	buf_init(&out);
	open_sources(options, &sources, view);
	if (options->json)
		add_json(show_json(&show, view, &sources), &out);
	else if (options->csv)
		show_csv(&show, view, &out);
	else if (options->standalone)
		show_html(&show, view, &sources, &out);
	else
		show_text(&show, view, &sources, &out);
	sources_close(&sources);
	put(options, &out);
}

void view_print_difference(const struct view_options *options,
			   const char *title, struct view *before,
			   struct view *after)
{
	struct show show = how(options, title);
	struct sources old, new;
	struct buf out;

	buf_init(&out);
	open_sources(options, &old, before);
	open_sources(options, &new, after);
	if (options->json)
		add_json(diff_json(&show, before, after), &out);
	else if (options->csv)
		diff_csv(&show, before, after, &out);
	else if (options->standalone)
		diff_html(&show, before, after, &out);
	else
		diff_text(&show, before, after, &out);
	sources_close(&old);
	sources_close(&new);
	put(options, &out);
}
