/*
 * table.h: finds an entry of a growing array by its key.
 *
 * The array belongs to somebody else; the table holds positions in it. Entries
 * may be appended at will: they are taken in at the next lookup. When entries
 * move or change their key, table_forget() must be called.
 */
#ifndef TARE_TABLE_H
#define TARE_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* What tells entries apart. A NULL counts as the empty text. */
struct table_key {
	const char *name;
	const char *file;
	int line;
};

/* How the array is laid out; KEY_OF points KEY into ENTRY. */
struct table_array {
	const void *entries;
	size_t count;
	size_t stride;
	void (*key_of)(const void *entry, struct table_key *key);
};

struct table {
	uint32_t *slots; /* position + 1, or 0; linear probing */
	size_t room;	 /* of slots, a power of two, at most half full */
	size_t known;	 /* entries taken in so far */
};

#define TABLE_NONE SIZE_MAX

void table_release(struct table *table);
void table_forget(struct table *table);

/* Position of KEY in the array, or TABLE_NONE. -1 without memory, else 0. */
int table_find(struct table *table, const struct table_array *array,
	       const struct table_key *key, size_t *position);

#endif
