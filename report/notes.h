/* notes.h: footnotes: every distinct reason once, in the order of its first use. */
#ifndef TARE_NOTES_H
#define TARE_NOTES_H

/* Zeroed is empty; the texts are owned. */
struct notes {
	unsigned count;
	char **texts;
};

/*
 * The number of the note that says TEXT, from 1. Texts that differ in long numbers only,
 * process ids and sizes, are one.
 */
unsigned notes_number(struct notes *notes, const char *text);

void notes_release(struct notes *notes);

#endif
