/* inlined.c: the functions and lines of an instruction, from its object's DWARF. */
#include "inlined.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"

void paths_release(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->list[i]);
	free(paths->list);
	*paths = (struct paths){ 0 };
}

static struct scan scan_of(const char *text)
{
	return scan_text(text ? text : "", text ? strlen(text) : 0);
}

/* FILE as it is when absolute, else below DIRECTORY, where it was compiled. */
static struct scan full_path(struct paths *paths, const char *directory,
			     const char *file)
{
	char **grown;
	char *path;

	if (!file || *file == '/' || !directory)
		return scan_of(file);
	grown = array_grow(paths->list, paths->count,
			   sizeof(*grown));
	if (!grown)
		return scan_of(file);
	paths->list = grown;
	if (asprintf(&path, "%s/%s", directory, file) < 0)
		return scan_of(file);
	grown[paths->count++] = path;
	return scan_of(path);
}

/* File and line of the instruction itself. */
static void read_line(struct paths *paths, Dwfl_Module *module,
		      Dwarf_Addr address, struct frame *frame)
{
	Dwfl_Line *line = dwfl_module_getsrc(module, address);
	int number = 0;
	const char *file = line ? dwfl_lineinfo(line, NULL, &number, NULL, NULL,
						NULL) :
				  NULL;

	if (!file)
		return;
	frame->file = full_path(paths, dwfl_line_comp_dir(line), file);
	frame->line = number;
}

/* Where the code of the inlined function SCOPE was put into its caller. */
static void read_call(struct paths *paths, Dwarf_Die *unit,
		      Dwarf_Die *scope, struct frame *frame)
{
	Dwarf_Attribute attribute;
	Dwarf_Files *files;
	Dwarf_Word file = 0, line = 0;
	const char *directory;
	size_t count;

	dwarf_formudata(dwarf_attr(scope, DW_AT_call_file, &attribute), &file);
	dwarf_formudata(dwarf_attr(scope, DW_AT_call_line, &attribute), &line);
	directory = dwarf_formstring(
		dwarf_attr(unit, DW_AT_comp_dir, &attribute));
	if (dwarf_getsrcfiles(unit, &files, &count) == 0 && file < count) {
		frame->file =
			full_path(paths, directory,
				  dwarf_filesrc(files, file, NULL, NULL));
		frame->line = (int)line;
	}
}

/*
 * A wrapper that is to be seen as a part of its caller: that of a header of glibc which
 * checks sizes (_FORTIFY_SOURCE), with the attribute `artificial`.
 */
static bool is_artificial(Dwarf_Die *scope)
{
	Dwarf_Attribute attribute;
	bool flag = false;

	return dwarf_formflag(dwarf_attr_integrate(scope, DW_AT_artificial,
						   &attribute),
			      &flag) == 0 &&
	       flag;
}

/* Turn the first frame, the innermost, into those of the inlined functions. */
static size_t read_inlined(struct paths *paths, Dwfl_Module *module,
			   Dwarf_Addr address, struct frame *frames,
			   size_t most)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = dwfl_module_addrdie(module, address, &bias);
	Dwarf_Die *scopes = NULL;
	int count = unit ? dwarf_getscopes(unit, address - bias, &scopes) : 0;
	const struct scan outer = frames[0].function;
	size_t n = 1;

	for (int i = 0; i < count && n < most; i++) {
		if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram)
			break;
		if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
			continue;
		if (is_artificial(&scopes[i])) {
			read_call(paths, unit, &scopes[i], &frames[n - 1]);
			continue;
		}
		frames[n - 1].function = scan_of(dwarf_diename(&scopes[i]));
		frames[n] = frames[n - 1];
		frames[n].function = outer;
		frames[n - 1].inlined = true;
		read_call(paths, unit, &scopes[i], &frames[n]);
		n++;
	}
	free(scopes);
	return n;
}

size_t inlined_frames(Dwfl_Module *module, uint64_t address,
		      struct paths *paths, struct frame *frames, size_t most)
{
	frames[0].function = scan_of(dwfl_module_addrname(module, address));
	read_line(paths, module, address, &frames[0]);
	if (scan_left(&frames[0].function) == 0)
		return 1;
	return read_inlined(paths, module, address, frames, most);
}
