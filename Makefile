# make            the program, build/cc/utter        make test     unit and kernel tests
# make everything all programs, tests' and tools' too  make probe  mutated connections and texts
# make lint       style, layers, analysis            make bench    kernels and layers
# make fmt        formats the sources                make clean
#
# SAN=address,undefined (or thread), CC=clang, OPT=-O3, CI=1 (warnings are errors), V=1 (whole commands), EXTRA=...
# CC=aarch64-linux-gnu-gcc ROOT=DIR: for 64-bit ARM, with that machine's libraries from DIR (tools/arm64-root.sh).
# Objects go to build/<compiler>-<sanitizer>/, so that variants do not disturb each other.  What is linked follows from
# the sources that are there: an object whose source has gone is never used.
CC     ?= cc
OPT    ?= -O2
SAN    ?=
comma  := ,
B      := build/$(notdir $(CC))$(if $(SAN),-$(subst $(comma),_,$(SAN)))
Q      := $(if $(V),,@)
ROOT   ?=
SYSROOT := $(if $(ROOT),--sysroot=$(ROOT))
ARCH   := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))

# ---------------------------------------------------------------------------------- flags
PKGS   := libuv jansson sqlite3 libcrypto libarchive libutf8proc soxr alsa
LLHTTP := /usr/share/llhttp
LLHTTP_H := /usr/share/include/llhttp

# Libraries of the machine we build for.
PKGCONFIG := $(if $(ROOT),PKG_CONFIG_SYSROOT_DIR=$(ROOT) PKG_CONFIG_LIBDIR=$(ROOT)/usr/lib/$(ARCH)-linux-gnu/pkgconfig) \
             pkg-config

WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wpointer-arith -Wwrite-strings \
          -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wdouble-promotion $(if $(CI),-Werror)
CFLAGS := -std=c17 -D_GNU_SOURCE $(OPT) -g $(WARN) -Isrc -fno-math-errno -ffp-contract=off \
          -fno-omit-frame-pointer -fvisibility=hidden -isystem $(LLHTTP_H) -MMD -MP \
          $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all) \
          $(SYSROOT) $(shell $(PKGCONFIG) --cflags $(PKGS)) $(EXTRA)
LIBS   := $(shell $(PKGCONFIG) --libs $(PKGS)) -lmp3lame -lsonic -lm -lpthread

# ---------------------------------------------------------------------------------- what there is
to_objects = $(patsubst %.c,$(B)/%.o,$(1))

# Kernels for another kind of processor.
ELSEWHERE := $(if $(filter x86_64,$(ARCH)),,%_avx2.c %_avx512.c %_avx512bf16.c %_amx.c) \
             $(if $(filter aarch64,$(ARCH)),,%_neon.c %_neonbf16.c)

# Everything but main.c; every program is its own file and these.
SRCS      := $(filter-out $(ELSEWHERE),$(wildcard src/*/*.c src/*/*/*.c))
OBJS      := $(call to_objects,$(SRCS)) $(patsubst $(LLHTTP)/%.c,$(B)/llhttp/%.o,$(wildcard $(LLHTTP)/*.c))

UNIT      := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/*/test_*.c tests/unit/*/*/test_*.c))
CHECKKERN := $(B)/tests/checkkern
# They compare the network with its oracle; tests/model/run-stages.sh runs them.
MODEL     := $(patsubst %.c,$(B)/%,$(wildcard tests/model/test_*.c))
FUZZ_TEXT := $(B)/fuzz/fuzz_ssml $(B)/fuzz/fuzz_pages $(B)/fuzz/fuzz_text
PROBE     := $(B)/tests/http/testserver $(B)/fuzz/fuzz_http $(FUZZ_TEXT)
BENCH     := $(B)/bench/bench_layers

all: $(B)/utter
unit: $(UNIT) $(CHECKKERN)
model-tests: $(MODEL)
probes: $(PROBE)
everything: all unit model-tests $(PROBE) $(BENCH)

# ---------------------------------------------------------------------------------- objects
$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

# Somebody else's code, as Debian ships it: our warnings do not apply.
$(B)/llhttp/%.o: $(LLHTTP)/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -g -DLLHTTP_STRICT_MODE=1 $(SYSROOT) $(if $(SAN),-fsanitize=$(SAN)) -I$(LLHTTP_H) -w -c -o $@ $<

# Each instruction set has files with flags of their own; nothing else may use them (tools/check-isa.sh).
$(B)/src/kern/%_avx2.o:   CFLAGS += -mavx2 -mfma -mf16c
$(B)/src/kern/%_avx512.o: CFLAGS += -mavx2 -mfma -mf16c -mavx512f -mavx512bw -mavx512dq -mavx512vl
$(B)/src/kern/%_avx512bf16.o $(B)/src/kern/%_amx.o: \
	CFLAGS += -mavx2 -mfma -mf16c -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512bf16
$(B)/src/kern/%_amx.o:    CFLAGS += -mamx-tile -mamx-bf16
# Scheduling before registers are given out would hoist the loads of a tile and spill its sums.
$(B)/src/kern/%_neonbf16.o: CFLAGS += -march=armv8.2-a+bf16
$(B)/src/kern/%_neon.o $(B)/src/kern/%_neonbf16.o: CFLAGS += $(if $(findstring clang,$(CC)),,-fno-schedule-insns)

$(B)/tests/%_avx2.o: CFLAGS += -mavx2 -mfma -mf16c
$(B)/tests/unit/%.o: CFLAGS += -Itests/unit
$(B)/src/api/page.o: web/index.html

# ---------------------------------------------------------------------------------- programs
$(B)/utter:       $(B)/src/main.o
$(UNIT):          LIBS += -lcmocka
$(UNIT) $(MODEL) $(PROBE) $(BENCH): %: %.o
$(MODEL):         $(B)/tests/model/dump.o
$(FUZZ_TEXT):     $(B)/fuzz/mutate.o
$(CHECKKERN):     $(call to_objects,$(filter-out $(ELSEWHERE),$(wildcard tests/checkkern*.c)))

$(B)/utter $(UNIT) $(CHECKKERN) $(MODEL) $(PROBE) $(BENCH): $(OBJS)
	@echo "  LD $@"
	$(Q)$(CC) $(CFLAGS) -o $@ $(filter %.o,$^) $(LIBS)

# ---------------------------------------------------------------------------------- to run
test: unit
	tests/run-unit.sh $(B)

probe: $(PROBE)
	python3 tests/http/probe.py $(B)/tests/http/testserver
	$(B)/fuzz/fuzz_http
	$(B)/fuzz/fuzz_ssml
	$(B)/fuzz/fuzz_pages
	$(B)/fuzz/fuzz_text

bench: $(CHECKKERN) $(BENCH)
	$(CHECKKERN) --bench
	$(BENCH)

lint:
	tools/lint.sh

fmt:
	clang-format -i $$(git ls-files '*.[ch]')

clean:
	rm -rf build

.PHONY: all unit model-tests probes everything test probe bench lint fmt clean
-include $(patsubst %.c,$(B)/%.d,$(SRCS) src/main.c $(wildcard tests/*.c tests/*/*.c tests/unit/*/*.c \
           tests/unit/*/*/*.c fuzz/*.c bench/*.c))
