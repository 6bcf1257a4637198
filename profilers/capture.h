/* capture.h: the files that processes under a tool left behind. */
#ifndef TARE_CAPTURE_H
#define TARE_CAPTURE_H

#include "base/buf.h"
#include "base/reason.h"
#include "profilers/evidence.h"
#include "profilers/profiler.h"

/* The files of one tool: how they are called, and how one is read. */
struct capture_format {
	const char *prefix; /* of their names in CAPTURE->out */
	const char *hint;   /* why there may be none, and what to do */

	/*
	 * Add to EVIDENCE, which is fresh for each file, what TEXT says (of a
	 * directory: empty). PATH is the file's, REST what follows the prefix
	 * in its name. 1 when the
	 * file is not wanted, -1 with WHY, which need not name the file.
	 */
	int (*parse)(const struct capture *capture, const char *path,
		     const char *rest, const struct buf *text,
		     struct evidence *evidence, struct reason *why);
};

/*
 * Merge into EVIDENCE what all files of FORMAT say, in the order of their
 * names. -1 with WHY, naming the file, when one cannot be used, and with the
 * hint when there is none at all. A file counts as a process unless its parser
 * counts them.
 */
int capture_read(const struct capture *capture,
		 const struct capture_format *format, struct evidence *evidence,
		 struct reason *why);

/* Write TEXT as CAPTURE->text/NAME. */
int capture_save(const struct capture *capture, const char *name,
		 const struct buf *text, struct reason *why);

/* Write TEXT, the file PATH, under its own name into CAPTURE->text. */
int capture_keep(const struct capture *capture, const char *path,
		 const struct buf *text, struct reason *why);

/* Write the functions of EVIDENCE as a table, as CAPTURE->text/NAME. */
int capture_stats(const struct capture *capture, const char *name,
		  const struct evidence *evidence, struct reason *why);

/* Write the sites of EVIDENCE as a table, as CAPTURE->text/NAME. */
int capture_sites(const struct capture *capture, const char *name,
		  const struct evidence *evidence, struct reason *why);

/* Complete the functions of EVIDENCE with where CAPTURE->binary has them. */
int capture_places(const struct capture *capture, struct evidence *evidence,
		   struct reason *why);

#endif
