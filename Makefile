# Builds tare and its services, and runs everything: `make help`.

.DEFAULT_GOAL := all
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

BUILD ?= build
ifeq ($(origin CC),default)
CC := gcc
endif
# `make V=1` shows the commands.
say = $(if $(V),,@printf "  %-4s %s\n" $(1) $@;)
WARN := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wno-unknown-attributes -Wno-attributes
BASE := -std=gnu11 -D_GNU_SOURCE -I. -include base/banned.h -MMD -MP $(WARN)
# Frames and calls stay as written, in every flavour: they are the yardstick. Functions
# begin where cache lines do, or a loop may be a sixth slower for what stands before it.
HONEST := -O2 -g -fno-omit-frame-pointer -fno-optimize-sibling-calls -falign-functions=64
CFLAGS += $(BASE) $(HONEST)
# For all that serves or is installed. HOT keeps it out of what is measured.
HARDEN := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fcf-protection \
	-fPIE -pie -Wl,-z,relro,-z,now
APP_LIBS := -lfcgi -ljson-c -lm
TARE_LIBS := -lfcgi -lcurl -ljson-c -lgsl -lgslcblas -ldw -lelf -lz -lzstd -liberty -lm

sources = $(sort $(wildcard $(addsuffix /*.c,$(1))))
objects = $(patsubst %.c,$(BUILD)/o/$(1)/%.o,$(2))

# What both programs have, tare alone, and tare-app alone; t/layers.sh knows their order.
COMMON := base workloads
LAYERS := profilers export view stats client bench torture report
APP_SOURCES := $(call sources,$(COMMON) fcgi)
TARE_SOURCES := $(call sources,$(COMMON) $(LAYERS) cli)
# All of both but their main programs.
LIBRARY_SOURCES := $(call sources,$(COMMON) $(LAYERS)) \
	$(filter-out fcgi/main.c,$(call sources,fcgi))
UNIT_SOURCES := $(LIBRARY_SOURCES) $(call sources,t/unit)
FUZZ_SOURCES := $(LIBRARY_SOURCES) $(call sources,t/fuzz)

# A flavour is a build of tare-app: a name and what it is compiled with.
FLAVOURS := plain gprof uftrace nofp bpftrace scope
FLAGS_plain := $(HARDEN)
FLAGS_gprof := $(HARDEN) -pg
# Five bytes at the start of each function that a tracer can turn into a call: behind
# an endbr64 uftrace 0.13 does not find them.
FLAGS_uftrace := $(HARDEN) -fcf-protection=none -fpatchable-function-entry=5
# The plain build once more: traps are in the file, and stop whoever runs it.
FLAGS_bpftrace := $(HARDEN)
# FRAME() is a scope of include/tare.h.
FLAGS_scope := $(HARDEN) -DTARE_SCOPES
FLAGS_nofp := $(HARDEN) -fomit-frame-pointer -DTARE_NO_FRAMES
# For tests, of `none` alone: gprof and heaptrack do not get on with it.
FLAGS_asan := -fsanitize=address,undefined -fno-sanitize-recover=undefined

# For fuzzing, by clang, which brings libFuzzer; cover counts lines as well.
FLAGS_fuzz := $(FLAGS_asan) -fsanitize=fuzzer-no-link,float-cast-overflow \
	-fno-sanitize-recover=float-cast-overflow
FLAGS_cover := -fsanitize=fuzzer-no-link -fprofile-instr-generate \
	-fcoverage-mapping

APPS := $(FLAVOURS:%=$(BUILD)/%/tare-app)
# For `tare torture`: each once more, at a fixed address; and what misbehaves.
NOPIES := $(FLAVOURS:%=$(BUILD)/%-nopie/tare-app)
MISBEHAVE := $(BUILD)/misbehave.so

## help: list the targets
.PHONY: help
help:
	@echo 'make bench                  weigh every profiler on every endpoint (ARGS="--quick" for a minute)'
	@echo 'make test                   every test, ends with "N passed, N failed"'
	@echo
	@sed -n 's/^## \([a-z-]*\): \(.*\)/  \1\t\2/p' Makefile | expand -t 16

## all: build the services and the tare command
.PHONY: all
all: $(APPS) $(NOPIES) $(MISBEHAVE) $(BUILD)/tare

## setup: install the Debian packages that are missing
.PHONY: setup
setup: $(BUILD)/.setup-run
setup-test: $(BUILD)/.setup-test

$(BUILD)/.setup-run: conf/packages conf/setup
	@conf/setup build run more
	@mkdir -p $(@D) && touch $@
$(BUILD)/.setup-test: conf/packages conf/setup t/browser/package-lock.json
	@conf/setup build run more test
	@cd t/browser && npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p $(@D) && touch $@ $(BUILD)/.setup-run
$(BUILD)/.setup-lint: conf/packages conf/setup
	@conf/setup build run more test lint
	@mkdir -p $(@D) && touch $@

# Objects need the headers that the set-up installs.
define flavour
$$(BUILD)/o/$(1)/%.o: %.c Makefile | $$(BUILD)/.setup-run
	@mkdir -p $$(@D)
	$$(call say,CC) $$(CC) $$(CFLAGS) $$(FLAGS_$(1)) -c $$< -o $$@
$$(BUILD)/$(1)/tare-app: $(call objects,$(1),$(APP_SOURCES))
	@mkdir -p $$(@D)
	$$(call say,LINK) $$(CC) $$(CFLAGS) $$(FLAGS_$(1)) $$^ $$(LDFLAGS) $$(APP_LIBS) -o $$@
$$(BUILD)/$(1)-nopie/tare-app: $(call objects,$(1),$(APP_SOURCES))
	@mkdir -p $$(@D)
	$$(call say,LINK) $$(CC) $$(CFLAGS) $$(FLAGS_$(1)) -no-pie $$^ $$(LDFLAGS) $$(APP_LIBS) -o $$@
endef
$(foreach f,$(FLAVOURS) asan fuzz cover,$(eval $(call flavour,$(f))))

$(MISBEHAVE): torture/preload/misbehave.c Makefile | $(BUILD)/.setup-run
	@mkdir -p $(@D)
	$(call say,LINK) $(CC) $(CFLAGS) -fPIC -shared $< $(LDFLAGS) -o $@

# Its script is put into it by the assembler.
$(foreach f,plain asan fuzz cover,$(BUILD)/o/$(f)/export/flamegraph.o): export/flamegraph.js

# $(call programs,DIRECTORY,FLAVOUR): what is linked once, not once a flavour.
define programs
$(1)/tare: $(call objects,$(2),$(TARE_SOURCES))
	@mkdir -p $$(@D)
	$$(call say,LINK) $$(CC) $$(CFLAGS) $$(FLAGS_$(2)) $$^ $$(LDFLAGS) $$(TARE_LIBS) -o $$@
$(1)/unit: $(call objects,$(2),$(UNIT_SOURCES))
	@mkdir -p $$(@D)
	$$(call say,LINK) $$(CC) $$(CFLAGS) $$(FLAGS_$(2)) $$^ $$(LDFLAGS) $$(TARE_LIBS) -lcmocka -o $$@
endef
$(eval $(call programs,$(BUILD),plain))
$(eval $(call programs,$(BUILD)/asan,asan))

$(BUILD)/fuzz/% $(BUILD)/cover/%: CC := clang
$(BUILD)/o/fuzz/% $(BUILD)/o/cover/%: CC := clang
define fuzzer
$(BUILD)/$(1)/fuzz: $(call objects,$(1),$(FUZZ_SOURCES))
	@mkdir -p $$(@D)
	$$(call say,LINK) $$(CC) $$(CFLAGS) $$(FLAGS_$(1)) -fsanitize=fuzzer $$^ $$(LDFLAGS) $$(TARE_LIBS) -lfcgi -o $$@
endef
$(eval $(call fuzzer,fuzz))
$(eval $(call fuzzer,cover))

T_PROGRAMS := $(patsubst t/service/%.c,$(BUILD)/t/%,$(call sources,t/service))
T_ABUSE := $(BUILD)/t/leap.so \
	$(patsubst t/abuse/%.c,$(BUILD)/t/%,$(filter-out t/abuse/leap.c,$(call sources,t/abuse)))

# The sanitized tare finds the flavours beside itself; TARE_APP names its own.
$(APPS:$(BUILD)/%=$(BUILD)/asan/%): $(BUILD)/asan/%: $(BUILD)/%
	@mkdir -p $(@D)
	@ln -f $< $@

$(T_PROGRAMS): $(BUILD)/t/%: $(BUILD)/o/plain/t/service/%.o
	@mkdir -p $(@D)
	$(call say,LINK) $(CC) $(CFLAGS) $^ $(LDFLAGS) -lcurl -lpthread -o $@
$(filter-out %.so,$(T_ABUSE)): $(BUILD)/t/%: $(BUILD)/o/plain/t/abuse/%.o $(BUILD)/o/plain/base/buf.o
	@mkdir -p $(@D)
	$(call say,LINK) $(CC) $(CFLAGS) $^ $(LDFLAGS) -lcurl -ljson-c -o $@
$(BUILD)/t/leap.so: t/abuse/leap.c Makefile
	@mkdir -p $(@D)
	$(call say,LINK) $(CC) $(CFLAGS) -fPIC -shared $< -o $@
$(BUILD)/t/count_malloc.so: t/truth/count_malloc.c Makefile
	@mkdir -p $(@D)
	$(call say,LINK) $(CC) $(CFLAGS) -fPIC -shared $< -o $@

-include $(shell find $(BUILD)/o $(BUILD)/lint -name '*.d' 2>/dev/null)

## bench: weigh the profilers; options of `tare bench` in ARGS
.PHONY: bench
bench: $(BUILD)/.setup-run
	@$(MAKE) -j$$(nproc) all
	@$(BUILD)/tare bench $(ARGS)

## up: serve every variant behind nginx, in the background
## down: stop what `make up` started
.PHONY: up down
up: $(BUILD)/.setup-run all
	@$(BUILD)/tare up $(ARGS)
down: all
	@$(BUILD)/tare down $(ARGS)

## up-compose: docker compose up, its results being the caller's
## down-compose: docker compose down, with the profiles saved
.PHONY: up-compose down-compose
up-compose:
	@conf/compose up --build $(ARGS)
down-compose:
	@conf/compose down $(ARGS)

## torture: what every profiler loses in every event of a service's life
.PHONY: torture
torture: $(BUILD)/.setup-run
	@$(MAKE) -j$$(nproc) all
	@$(BUILD)/tare torture $(ARGS)

## torture-docs: the same, and its matrix renewed in docs/torture.md
.PHONY: torture-docs
torture-docs: $(BUILD)/.setup-run
	@$(MAKE) -j$$(nproc) all
	@$(BUILD)/tare torture --format md $(ARGS) >$(BUILD)/torture.md
	@sed -i -e '/^<!-- matrix/,/^<!-- end/{//!d}' \
		-e '/^<!-- matrix/r $(BUILD)/torture.md' docs/torture.md

## report: show the latest run again
.PHONY: report
report: all
	@$(BUILD)/tare report $(ARGS)

## profile: a workload by source line, with no server (WORKLOAD=, PROFILER=, ARGS=)
.PHONY: profile
profile: $(BUILD)/.setup-run
	@$(MAKE) -j$$(nproc) all
	@$(BUILD)/tare profile $(or $(WORKLOAD),mixed) \
		$(if $(PROFILER),--profilers $(PROFILER)) $(ARGS)

## test: every test, set-up included (T=word: only such suites and tests)
.PHONY: test test-programs
test: $(BUILD)/.setup-test
	@$(MAKE) -j$$(nproc) all test-programs
	@BUILD=$(BUILD) t/run $(T)
test-programs: $(BUILD)/unit $(T_PROGRAMS) $(T_ABUSE) $(BUILD)/t/count_malloc.so \
	$(BUILD)/asan/unit $(BUILD)/asan/tare $(BUILD)/asan/tare-app \
	$(BUILD)/fuzz/fuzz $(APPS:$(BUILD)/%=$(BUILD)/asan/%)

## test-abuse: load, faults and hostile input, at length, with a table (T=suite, SHORT=1)
.PHONY: test-abuse
test-abuse: $(BUILD)/.setup-test
	@$(MAKE) -j$$(nproc) all $(T_ABUSE) $(BUILD)/asan/tare-app
	@BUILD=$(BUILD) t/abuse/run $(if $(SHORT),-s) $(T)

## fuzz: libFuzzer on everything that reads foreign bytes (T=target, SECONDS=each)
.PHONY: fuzz fuzz-coverage
fuzz: $(BUILD)/.setup-test
	@$(MAKE) -j$$(nproc) $(BUILD)/fuzz/fuzz
	@BUILD=$(BUILD) t/fuzz/run -s $(or $(SECONDS),10) $(T)

## fuzz-coverage: lines of the readers that fuzzing reaches, at least 90 %
fuzz-coverage: $(BUILD)/.setup-lint
	@$(MAKE) -j$$(nproc) $(BUILD)/cover/fuzz
	@BUILD=$(BUILD) t/fuzz/coverage

# What takes longer is done again only for what has changed.
CHECKED := $(patsubst %.c,$(BUILD)/lint/%.ok,$(call sources,$(COMMON) fcgi \
	$(LAYERS) cli t/unit t/service t/abuse t/truth t/fuzz))
$(BUILD)/lint/%.ok: %.c .clang-tidy t/static t/analyzer.h t/cppcheck.cfg | $(BUILD)/.setup-lint
	@mkdir -p $(@D)
	$(call say,LINT) t/static $< $@

## accept: perf within 3 points of the truth, with 10 s of CPU time a question
.PHONY: accept
accept: all
	@TARE=$(BUILD)/tare t/accept/accuracy.sh $(ARGS)

## lint: layers, sizes, headers, warnings of two compilers, shell scripts
## analyze: gcc -fanalyzer, cppcheck and clang-tidy, of what has changed
.PHONY: lint analyze
lint: $(BUILD)/.setup-lint
	@$(MAKE) -j$$(nproc) all
	@TARE=$(BUILD)/tare t/lint
analyze: $(CHECKED)

## docs: the documents' tables anew, from docs/results.json
.PHONY: docs
docs: all
	@TARE=$(BUILD)/tare docs/update

## clean: remove what was built, keep what was measured
.PHONY: clean
clean:
	rm -rf $(BUILD)

## test-compose: docker compose, on a real engine (started where none runs)
.PHONY: test-compose
test-compose: $(BUILD)/.setup-test
	@bats t/compose

## test-compose-all: every other variant in its container, with the larger image
.PHONY: test-compose-all
test-compose-all: $(BUILD)/.setup-test
	@bats t/compose/all
