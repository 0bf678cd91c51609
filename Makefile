# make            the program, build/cc/utter        make test     unit and kernel tests
# make probe      the HTTP server by a raw client, mutated connections
# make lint       style, layers, analysis            make bench    kernels
# SAN=address,undefined (or thread), CC=clang, OPT=-O3, V=1
# Objects go to build/<compiler>-<sanitizer>/, so that variants do not disturb each other.
CC     ?= cc
OPT    ?= -O2
SAN    ?=
comma  := ,
B      := build/$(notdir $(CC))$(if $(SAN),-$(subst $(comma),_,$(SAN)))
Q      := $(if $(V),,@)

PKGS   := libuv jansson sqlite3 libcrypto libarchive libutf8proc soxr alsa
LLHTTP := /usr/share/llhttp
LLHTTP_H := /usr/share/include/llhttp

WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wpointer-arith -Wwrite-strings \
          -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wdouble-promotion $(if $(CI),-Werror)
CFLAGS := -std=c17 -D_GNU_SOURCE $(OPT) -g $(WARN) -Isrc -fno-math-errno -ffp-contract=off \
          -fno-omit-frame-pointer -fvisibility=hidden -isystem $(LLHTTP_H) -MMD -MP \
          $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all) \
          $(shell pkg-config --cflags $(PKGS)) $(EXTRA)
LIBS   := $(shell pkg-config --libs $(PKGS)) -lmp3lame -lsonic -lm -lpthread

SRCS   := $(wildcard src/*/*.c src/*/*/*.c)
OBJS   := $(patsubst %.c,$(B)/%.o,$(SRCS)) $(patsubst $(LLHTTP)/%.c,$(B)/llhttp/%.o,$(wildcard $(LLHTTP)/*.c))
UNIT   := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/*/test_*.c tests/unit/*/*/test_*.c))

all: $(B)/utter

$(B)/utter: $(B)/src/main.o $(OBJS)
	@echo "  LD $@"
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

$(B)/src/api/page.o: web/index.html

# Each instruction set has files with flags of their own; nothing else may use them (tools/check-isa.sh).
$(B)/src/kern/%_avx2.o:   CFLAGS += -mavx2 -mfma -mf16c
$(B)/src/kern/%_avx512.o: CFLAGS += -mavx2 -mfma -mf16c -mavx512f -mavx512bw -mavx512dq -mavx512vl
$(B)/src/kern/%.o:        OPT := -O3

$(B)/llhttp/%.o: $(LLHTTP)/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -g -DLLHTTP_STRICT_MODE=1 $(if $(SAN),-fsanitize=$(SAN)) -I$(LLHTTP_H) -w -c -o $@ $<

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

$(B)/tests/unit/%.o: CFLAGS += -Itests/unit

$(B)/tests/unit/%: $(B)/tests/unit/%.o $(OBJS)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LIBS) -lcmocka

CHECKKERN := $(patsubst %.c,$(B)/%.o,$(wildcard tests/checkkern*.c) bench/peak.c)

# Programs that compare the network with its oracle; tests/model/run-stages.sh runs them.
MODEL_TESTS := $(patsubst %.c,$(B)/%,$(wildcard tests/model/test_*.c))
$(B)/tests/model/%: $(B)/tests/model/%.o $(B)/tests/model/dump.o $(OBJS)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

model-tests: $(MODEL_TESTS)

$(B)/tests/checkkern: $(CHECKKERN) $(OBJS)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

$(B)/tests/http/%: $(B)/tests/http/%.o $(OBJS)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

$(B)/fuzz/%: $(B)/fuzz/%.o $(OBJS)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

$(B)/bench/bench_layers: $(B)/bench/bench_layers.o $(B)/bench/peak.o $(OBJS)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

unit: $(UNIT) $(B)/tests/checkkern

test: unit
	tests/run-unit.sh $(B)

probe: $(B)/tests/http/testserver $(B)/fuzz/fuzz_http
	python3 tests/http/probe.py $(B)/tests/http/testserver
	$(B)/fuzz/fuzz_http

bench: $(B)/tests/checkkern $(B)/bench/bench_layers
	$(B)/tests/checkkern --bench
	$(B)/bench/bench_layers

lint:
	tools/lint.sh

fmt:
	clang-format -i $$(git ls-files '*.[ch]')

clean:
	rm -rf build

.PHONY: all unit model-tests test probe bench lint fmt clean
.PRECIOUS: $(B)/%.o
-include $(OBJS:.o=.d) $(B)/src/main.d $(UNIT:=.d) $(MODEL_TESTS:=.d) $(CHECKKERN:.o=.d) $(B)/bench/bench_layers.d \
         $(B)/tests/http/testserver.d $(B)/fuzz/fuzz_http.d
