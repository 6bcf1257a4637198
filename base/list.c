/* list.c: the words of a comma-separated list, "a,b,c". */
#include "list.h"

#include <string.h>

#include "base/file.h"

char *list_next(const char **list)
{
	const char *word = *list + strspn(*list, ",");
	size_t length = strcspn(word, ",");

	*list = word + length;
	return length ? path_format("%.*s", (int)length, word) : NULL;
}
