/* mappings.c: the executable mappings of a process, from its /proc/PID/maps. */
#include "mappings.h"

#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"

/* "5559c9c87000-5559c9c88000 r-xp 00001000 fe:00 2408452    /build/sample" */
static bool read_mapping(struct scan line, struct mapping *mapping,
			 bool *executable)
{
	struct scan word, range;
	const char *dash;

	if (!scan_word(&line, &word))
		return false;
	dash = memchr(word.at, '-', scan_left(&word));
	if (!dash)
		return false;
	range = (struct scan){ word.at, dash };
	word.at = dash + 1;
	if (!scan_hex(&range, &mapping->start) ||
	    !scan_hex(&word, &mapping->end) || !scan_word(&line, &word))
		return false;
	*executable = scan_left(&word) == 4 && word.at[2] == 'x';
	for (int i = 0; i < 3; i++)
		if (!scan_word(&line, &word))
			return false;
	scan_skip_spaces(&line);
	mapping->path = line;
	return mapping->start < mapping->end;
}

/* The stack is above all code, and mappings are in the order of addresses. */
int mappings_read(struct mappings *mappings, struct scan maps,
		  struct reason *why)
{
	struct scan line;
	bool whole = false;

	while (scan_line(&maps, &line)) {
		struct mapping mapping, *grown;
		bool executable;

		if (scan_left(&line) == 0)
			continue;
		if (!read_mapping(line, &mapping, &executable))
			return reason_set(why,
					  "its list of mappings is damaged, or "
					  "cut short");
		whole |= scan_equals(&mapping.path, "[stack]");
		if (!executable)
			continue;
		grown = array_grow(mappings->entries, mappings->count,
				   sizeof(*grown));
		if (!grown)
			return reason_set(why, "no memory for mappings");
		grown[mappings->count++] = mapping;
		mappings->entries = grown;
	}
	if (!whole || mappings->count == 0)
		return reason_set(why, "its list of mappings is cut short");
	return 0;
}

void mappings_release(struct mappings *mappings)
{
	free(mappings->entries);
	*mappings = (struct mappings){ .count = 0 };
}

struct scan mappings_path(const struct mappings *mappings, uint64_t address)
{
	for (size_t i = 0; i < mappings->count; i++) {
		const struct mapping *m = &mappings->entries[i];

		if (address >= m->start && address < m->end)
			return m->path;
	}
	return scan_text("", 0);
}
