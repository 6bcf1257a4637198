/* table.c: finds an entry of a growing array by its key. */
#include "table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void table_release(struct table *table)
{
	free(table->slots);
	*table = (struct table){ 0 };
}

void table_forget(struct table *table)
{
	if (table->slots)
		memset(table->slots, 0, table->room * sizeof(*table->slots));
	table->known = 0;
}

static const char *text_of(const char *text)
{
	return text ? text : "";
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo 1991), the NUL included. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
	const unsigned char *p = (const unsigned char *)text_of(text);

	do
		hash = (hash ^ *p) * UINT64_C(0x100000001b3);
	while (*p++);
	return hash;
}

static uint64_t hash_key(const struct table_key *key)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)key->line;

	hash = hash_text(hash_text(hash, key->name), key->file);
	return hash ^ hash >> 32;
}

static bool same_key(const struct table_key *a, const struct table_key *b)
{
	return a->line == b->line &&
	       strcmp(text_of(a->name), text_of(b->name)) == 0 &&
	       strcmp(text_of(a->file), text_of(b->file)) == 0;
}

static void key_at(const struct table_array *array, size_t position,
		   struct table_key *key)
{
	*key = (struct table_key){ 0 };
	array->key_of((const char *)array->entries + position * array->stride,
		      key);
}

/* The slot that holds KEY, or the empty one where it would go. */
static uint32_t *find_slot(const struct table *table,
			   const struct table_array *array,
			   const struct table_key *key)
{
	size_t mask = table->room - 1;

	for (size_t i = hash_key(key) & mask;; i = (i + 1) & mask) {
		uint32_t *slot = &table->slots[i];
		struct table_key other;

		if (*slot == 0)
			return slot;
		key_at(array, *slot - 1, &other);
		if (same_key(key, &other))
			return slot;
	}
}

static int make_room(struct table *table, size_t count)
{
	size_t room = table->room ? table->room : 64;

	while (room / 2 <= count)
		room *= 2;
	if (room == table->room)
		return 0;
	table_release(table);
	table->slots = calloc(room, sizeof(*table->slots));
	if (!table->slots)
		return -1;
	table->room = room;
	return 0;
}

int table_find(struct table *table, const struct table_array *array,
	       const struct table_key *key, size_t *position)
{
	struct table_key other;
	uint32_t *slot;

	if (array->count >= UINT32_MAX || make_room(table, array->count) < 0)
		return -1;
	for (; table->known < array->count; table->known++) {
		key_at(array, table->known, &other);
		slot = find_slot(table, array, &other);
		/* Of two entries with one key, the first is found. */
		if (*slot == 0)
			*slot = (uint32_t)table->known + 1;
	}
	slot = find_slot(table, array, key);
	*position = *slot ? *slot - 1 : TABLE_NONE;
	return 0;
}
