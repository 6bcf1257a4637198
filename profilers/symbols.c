/* symbols.c: where the functions of a program are defined, from its DWARF. */
#include "symbols.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"
#include "profilers/offline.h"

struct function {
	const char *name; /* owned by libdw, as is file */
	const char *file;
	int line;
};

struct symbols {
	Dwfl *dwfl;
	char *root;
	struct function *functions; /* by name, then file, then line */
	size_t count;
	bool failed; /* no memory */
	uint64_t low;
	uint64_t code_end;
};

const char *path_below(const char *path, const char *root)
{
	size_t length = strlen(root);

	return strncmp(path, root, length) == 0 ? path + length : path;
}

static void add_function(struct symbols *symbols, struct function function)
{
	struct function *grown;

	if (symbols->failed)
		return;
	grown = array_grow(symbols->functions, symbols->count, sizeof(*grown));
	if (!grown) {
		symbols->failed = true;
		return;
	}
	grown[symbols->count++] = function;
	symbols->functions = grown;
}

/* The program's root is where the unit that defines main was compiled. */
static void set_root(struct symbols *symbols, Dwarf_Die *function)
{
	Dwarf_Die unit;
	Dwarf_Attribute attribute;
	const char *directory;

	if (symbols->root || !dwarf_diecu(function, &unit, NULL, NULL))
		return;
	directory =
		dwarf_formstring(dwarf_attr(&unit, DW_AT_comp_dir, &attribute));
	if (directory && *directory &&
	    asprintf(&symbols->root, "%s/", directory) < 0)
		symbols->failed = true;
}

/* dwarf_getfuncs() gives the functions of a unit, definitions only. */
static int each_function(Dwarf_Die *die, void *data)
{
	struct symbols *symbols = data;
	struct function function = {
		.name = dwarf_diename(die),
		.file = dwarf_decl_file(die),
	};

	if (!function.name || !function.file ||
	    dwarf_decl_line(die, &function.line) < 0)
		return DWARF_CB_OK;
	if (strcmp(function.name, "main") == 0)
		set_root(symbols, die);
	add_function(symbols, function);
	return DWARF_CB_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct function *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = strcmp(x->file, y->file);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static void read_functions(struct symbols *symbols, Dwfl_Module *module)
{
	Dwarf_Die *unit = NULL;
	Dwarf_Addr bias;

	while ((unit = dwfl_module_nextcu(module, unit, &bias)))
		dwarf_getfuncs(unit, each_function, symbols, 0);
	if (symbols->count > 1)
		qsort(symbols->functions, symbols->count,
		      sizeof(*symbols->functions), by_name);
}

static void read_range(struct symbols *symbols, Dwfl_Module *module)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(module, &bias);
	size_t count = 0;

	if (elf)
		elf_getphdrnum(elf, &count);
	symbols->low = UINT64_MAX;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(elf, (int)i, &segment) ||
		    segment.p_type != PT_LOAD)
			continue;
		if (segment.p_vaddr < symbols->low)
			symbols->low = segment.p_vaddr;
		if (segment.p_flags & PF_X)
			symbols->code_end = segment.p_vaddr + segment.p_memsz;
	}
}

struct symbols *symbols_open(const char *binary, struct reason *why)
{
	struct symbols *symbols = calloc(1, sizeof(*symbols));
	Dwfl_Module *module;

	if (!symbols)
		goto no_memory;
	symbols->dwfl = offline_open(binary, &module, why);
	if (!symbols->dwfl)
		goto out;
	read_range(symbols, module);
	read_functions(symbols, module);
	if (!symbols->failed)
		return symbols;
no_memory:
	reason_set(why, "no memory for the symbols of %s", binary);
out:
	symbols_close(symbols);
	return NULL;
}

void symbols_close(struct symbols *symbols)
{
	if (!symbols)
		return;
	if (symbols->dwfl)
		dwfl_end(symbols->dwfl);
	free(symbols->functions);
	free(symbols->root);
	free(symbols);
}

/* NAME as it was written: "fib" for the compiler's copy "fib.constprop.0". */
static size_t written_length(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && dot > name ? (size_t)(dot - name) : strlen(name);
}

/* Order of FUNCTION and the first LENGTH bytes of NAME. */
static int compare_name(const struct function *function, const char *name,
			size_t length)
{
	int order = strncmp(function->name, name, length);

	return order ? order : function->name[length] != '\0';
}

int symbols_function(const struct symbols *symbols, const char *name,
		     const char **file, int *line)
{
	size_t length = written_length(name);
	size_t low = 0, high = symbols->count;

	/* Lower bound: the first of several of one name. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_name(&symbols->functions[middle], name, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == symbols->count ||
	    compare_name(&symbols->functions[low], name, length) != 0)
		return -1;
	*file = path_below(symbols->functions[low].file, symbols_root(symbols));
	*line = symbols->functions[low].line;
	return 0;
}

const char *symbols_root(const struct symbols *symbols)
{
	return symbols->root ? symbols->root : "";
}

void symbols_range(const struct symbols *symbols, uint64_t *low,
		   uint64_t *code_end)
{
	*low = symbols->low;
	*code_end = symbols->code_end;
}
