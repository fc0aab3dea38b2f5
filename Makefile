# libpop3 and popfetch.  "make help" lists what can be asked for.
#
# A file is added by adding the file: every *.c below a room belongs to it,
# every *.c below tests/unit/ROOM is one test program, every *.t one script.

VERSION := 0.1.0
SOMAJOR := 0

PREFIX      ?= /usr/local
BINDIR      ?= $(PREFIX)/bin
LIBDIR      ?= $(PREFIX)/lib
INCLUDEDIR  ?= $(PREFIX)/include
MANDIR      ?= $(PREFIX)/share/man
DOCDIR      ?= $(PREFIX)/share/doc/popfetch
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR  ?= $(PREFIX)/share/zsh/site-functions
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d
# Where the manager of a user looks for units; /usr/lib/systemd/user for a
# package.  Empty where there is no systemd: no units are installed.
SYSTEMDUSERUNITDIR ?= $(PREFIX)/lib/systemd/user

CC         ?= cc
AR         ?= ar
INSTALL    ?= install
PKG_CONFIG ?= pkg-config
CFLAGS     ?= -O2 -g
# SAN=address,undefined builds everything once more under the sanitizers.
SAN ?=

WARN := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes
comma := ,
BUILD := build$(if $(SAN),-$(subst $(comma),-,$(SAN)))
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer \
	-fno-sanitize-recover=all)
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$(2)')

LIB_PKGS  := openssl libgsasl libidn2
CMD_PKGS  := libconfuse jansson libedit
TEST_PKGS := criterion
# Found once, and quietly: "make deps" says what is missing.
LIB_CFLAGS  := $(shell $(PKG_CONFIG) --cflags $(LIB_PKGS) 2>/dev/null)
LIB_LIBS    := $(shell $(PKG_CONFIG) --libs $(LIB_PKGS) 2>/dev/null)
CMD_CFLAGS  := $(shell $(PKG_CONFIG) --cflags $(CMD_PKGS) 2>/dev/null)
CMD_LIBS    := $(shell $(PKG_CONFIG) --libs $(CMD_PKGS) 2>/dev/null) -llockfile
TEST_LIBS   := $(shell $(PKG_CONFIG) --libs $(TEST_PKGS) 2>/dev/null)
# The C library has iconv, or GNU libiconv stands beside it.
ICONV_LIBS  := $(shell printf '\043include <iconv.h>\nint main(void){return \
	iconv_open("","")==0;}' | $(CC) -x c - -o /dev/null 2>/dev/null || \
	echo -liconv)
# The C library parses DNS answers, or libresolv does.
RESOLV_LIBS := $(shell printf '\043include <sys/types.h>\n\043include \
	<arpa/nameser.h>\n\043include <resolv.h>\nint main(void){ns_msg m; \
	return ns_initparse(0,0,&m)+res_query("",1,1,0,0);}' | \
	$(CC) -x c - -o /dev/null 2>/dev/null || echo -lresolv)
LIB_LIBS += $(RESOLV_LIBS)

# Where a word has 32 bits, files beyond two gigabytes and times beyond 2038, too.
ALL_CPPFLAGS = -Iinclude -I. -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
	-D_TIME_BITS=64 $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 $(WARN) -fPIC -fvisibility=hidden $(CFLAGS) $(SANFLAGS)
ALL_LDFLAGS  = $(LDFLAGS) $(SANFLAGS)
COMPILE      = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP

# Several goals come one behind the other: most have a make of their own, and two
# would write the same files at once.
ifneq ($(word 2,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# ---- The rooms, in the order in which they may use each other ---------------

ROOMS := base engine sasl text net state session
room_objs = $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard libpop3/$(1)/*.c)))
room_libs = $(foreach r,$(1),$(BUILD)/libpop3/$(r).a)

LIB_OBJS := $(foreach r,$(ROOMS),$(call room_objs,$(r)))
CMD_OBJS := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard popfetch/*.c popfetch/*/*.c)))
CMD_LIB_OBJS := $(filter-out $(BUILD)/popfetch/main.o,$(CMD_OBJS))

STATIC := $(BUILD)/libpop3.a
SHARED := $(BUILD)/libpop3.so.$(VERSION)
PC     := $(BUILD)/libpop3.pc

all: $(STATIC) $(SHARED) $(PC) $(BUILD)/popfetch/popfetch completions ## Build library, command and completions (default)

# A compiler that lacks a header does not say where it comes from.
libraries:
	@$(PKG_CONFIG) --exists $(LIB_PKGS) $(CMD_PKGS) 2>/dev/null || echo \
		'libraries are missing here: "make deps" installs them' >&2

$(BUILD)/%.o: %.c | libraries
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(LIB_CFLAGS) $(CMD_CFLAGS) -c -o $@ $<

define room_rule
$$(BUILD)/libpop3/$(1).a: $$(call room_objs,$(1))
	$$(call say,AR,$$@)
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(Q)$$(AR) rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_rule,$(r))))

$(STATIC): $(LIB_OBJS)
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

# Never unloaded: the thread of a lookup that nobody waits for runs on in it.
$(SHARED): $(LIB_OBJS) libpop3/libpop3.map
	$(call say,LD,$@)
	$(Q)$(CC) -shared -Wl,-soname,libpop3.so.$(SOMAJOR) \
		-Wl,--version-script,libpop3/libpop3.map -Wl,-z,nodelete \
		$(ALL_LDFLAGS) \
		-o $@ $(LIB_OBJS) $(LIB_LIBS) $(ICONV_LIBS)
	@ln -sf $(@F) $(BUILD)/libpop3.so.$(SOMAJOR)
	@ln -sf libpop3.so.$(SOMAJOR) $(BUILD)/libpop3.so

# Made anew each time: "make" may have had another PREFIX than "make install".
$(PC): libpop3/libpop3.pc.in Makefile anew
	@mkdir -p $(@D)
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
		-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' \
		-e 's|@LIB_PKGS@|$(LIB_PKGS)|' \
		-e 's|@ICONV_LIBS@|$(ICONV_LIBS) $(RESOLV_LIBS)|' \
		$< > $@

# Which library the command has: its own copy, or LIBPOP3=shared, for packages.
LIBPOP3 ?= static
CMD_LIBPOP3 := $(if $(filter shared,$(LIBPOP3)),$(SHARED),$(STATIC))
$(BUILD)/popfetch/popfetch: $(CMD_OBJS) $(CMD_LIBPOP3)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS) $(CMD_LIBS) $(ICONV_LIBS)

# The command as a library, for its unit tests and the generator below.
$(BUILD)/popfetch.a: $(CMD_LIB_OBJS)
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

# ---- What is made from the option table --------------------------------------

COMPLETIONS := $(addprefix $(BUILD)/completions/,popfetch.bash _popfetch \
	popfetch.fish)
completions: $(COMPLETIONS) ## Generate the shell completions

$(BUILD)/tools/completions: $(BUILD)/tools/completions.o $(BUILD)/popfetch.a \
		$(STATIC)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS) $(CMD_LIBS) $(ICONV_LIBS)

$(BUILD)/completions/popfetch.bash: SHELL_NAME := bash
$(BUILD)/completions/_popfetch: SHELL_NAME := zsh
$(BUILD)/completions/popfetch.fish: SHELL_NAME := fish
$(COMPLETIONS): $(BUILD)/tools/completions
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)$< $(SHELL_NAME) > $@.new && mv $@.new $@

# ---- The test server and the tests -------------------------------------------

SERVER := $(BUILD)/tests/server/pop3-test-server
SERVER_OBJS := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/server/*.c)))
server: $(SERVER) ## Build the small POP3 server of demo and tests
$(SERVER): $(SERVER_OBJS)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs openssl)

# A unit test of a room links that room and the rooms it may use, no more.
uses_base    := base
uses_engine  := engine base
uses_sasl    := sasl base
uses_text    := text base
uses_net     := net base
uses_state   := state base
uses_session := session net text sasl engine base
UNIT_SRCS := $(sort $(wildcard tests/unit/*/*.c tests/unit/popfetch/*/*.c))
UNITS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(UNIT_SRCS))
# With what POSIX leaves to X/Open: nftw(), pseudo-terminals.
$(BUILD)/tests/unit/%.o: ALL_CPPFLAGS += -D_XOPEN_SOURCE=700

define unit_rule
$$(BUILD)/tests/unit/$(1)/%: $$(BUILD)/tests/unit/$(1)/%.o \
		$$(call room_libs,$$(uses_$(1)))
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(TEST_LIBS) $$(LIB_LIBS) \
		$$(ICONV_LIBS)
endef
$(foreach r,$(ROOMS),$(eval $(call unit_rule,$(r))))
$(BUILD)/tests/unit/popfetch/%: $(BUILD)/tests/unit/popfetch/%.o \
		$(BUILD)/popfetch.a $(STATIC)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIB_LIBS) $(CMD_LIBS) \
		$(ICONV_LIBS)

# Programs that tests run: the epoll example and the like, one file each.
EXAMPLES := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/examples/*.c)))
examples: $(EXAMPLES)
$(BUILD)/tests/examples/%: $(BUILD)/tests/examples/%.o $(STATIC)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS) $(ICONV_LIBS)

# Parsers of what a server, a file or a person says: with clang's libFuzzer, all
# below them built for it, and, for "make check", with the seeds alone.
FUZZERS := $(patsubst %.c,$(BUILD)/%,$(sort $(filter-out \
	tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c))))
FUZZED  := $(BUILD)/popfetch/errand/import-format.o \
	   $(BUILD)/popfetch/text/letter-case.o $(STATIC)
$(FUZZERS): %: %.o $(FUZZED)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIB_LIBS) \
		$(ICONV_LIBS)
REPLAYS := $(FUZZERS:%=%-replay)
$(REPLAYS): %-replay: %.o $(BUILD)/tests/fuzz/replay.o $(FUZZED)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS) $(ICONV_LIBS)

# The killer of tests/crash, and a popfetch whose batches are small, so that
# twelve messages make several.
KILLER := $(BUILD)/tests/crash/killer
$(KILLER): $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/crash/*.c)))
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

BATCHES := $(BUILD)/tests/crash/popfetch-batches
BATCHED := $(shell grep -l -e /batch.h -e /staging.h popfetch/*/*.c)
BATCHED_OBJS := $(patsubst popfetch/%.c,$(BUILD)/tests/crash/%.o,$(BATCHED))
$(BATCHED_OBJS): $(BUILD)/tests/crash/%.o: popfetch/%.c
	$(call say,CC,$< in small batches)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -DBATCH_MESSAGES_MAX=5 $(CMD_CFLAGS) -c -o $@ $<
$(BATCHES): $(filter-out $(BATCHED:%.c=$(BUILD)/%.o),$(CMD_OBJS)) \
		$(BATCHED_OBJS) $(STATIC)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS) $(CMD_LIBS) $(ICONV_LIBS)

SCRIPTS := $(sort $(wildcard tests/cli/*.t tests/interop/*.t))
HOUSE   := $(sort $(wildcard tests/house/*.t))
# What a target needs is installed first, and then found by another make.
MAKE_NOW = $(Q)+$(MAKE) --no-print-directory $(if $(V),,--silent)

# What a test finds in its environment.
TESTENV = BUILD='$(abspath $(BUILD))' SOURCE='$(CURDIR)' SAN='$(SAN)' \
	CC='$(CC)' ASAN_OPTIONS=detect_leaks=1:abort_on_error=1 \
	UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
PROVE = $(TESTENV) prove --merge --jobs 2 --timer $(if $(V),--verbose) \
	--exec tests/run

all-tests: all $(SERVER) $(call room_libs,$(ROOMS)) $(UNITS) $(EXAMPLES) $(REPLAYS)

tests: ## Build all tests without running them
	$(Q)tools/deps check
	$(MAKE_NOW) all-tests

check: ## Install what is missing, build, run every test
	$(Q)tools/deps check
	$(MAKE_NOW) all-tests
	$(Q)$(PROVE) $(UNITS) $(SCRIPTS) $(HOUSE)

# For who builds a package, where nothing may be installed.
units: $(UNITS)
	$(Q)$(PROVE) $(if $(ROOM),$(filter $(BUILD)/tests/unit/$(ROOM)/%,$(UNITS)),$(UNITS))

unit: ## Run the unit tests alone (ROOM=engine for one room)
	$(Q)tools/deps check
	$(MAKE_NOW) units

cli: ## Run the tests of the command against our server
	$(Q)tools/deps check
	$(MAKE_NOW) all server examples
	$(Q)$(PROVE) $(sort $(wildcard tests/cli/*.t))

interop: ## Run the tests against real servers
	$(Q)tools/deps check
	$(MAKE_NOW) all server examples
	$(Q)$(PROVE) $(sort $(wildcard tests/interop/*.t))

servers: ## Unpack the servers that interop can use beside Dovecot
	$(Q)tools/servers build-servers

check-crash: ## Kill, fail and cut the power at each system call of a fetch, and series of runs in trouble
	$(Q)tools/deps check
	$(MAKE_NOW) all server $(KILLER) $(BATCHES)
	$(Q)$(PROVE) $(sort $(wildcard tests/crash/*.t))

fuzzers: $(FUZZERS)

FUZZ_SAN := fuzzer-no-link,address,undefined
fuzz: ## Throw octets at each parser, for FUZZ_SECONDS (60) each
	$(Q)tools/deps fuzz
	$(MAKE_NOW) CC=clang CFLAGS='-O1 -g' \
		SAN=$(FUZZ_SAN) fuzzers
	$(Q)tests/fuzz/run build-$(subst $(comma),-,$(FUZZ_SAN))/tests/fuzz

layers: ## Hold each room against its wall
	$(Q)tools/deps build
	$(MAKE_NOW) $(call room_libs,$(ROOMS)) $(BUILD)/popfetch.a $(STATIC)
	$(Q)$(TESTENV) tests/house/layers.t

abi: ## Hold the exported symbols against the headers
	$(Q)tools/deps build
	$(MAKE_NOW) $(SHARED)
	$(Q)$(TESTENV) tests/house/abi.t

lint: ## Formatting, warnings of both compilers, man pages, scripts
	$(Q)tools/deps check
	$(Q)$(TESTENV) tests/house/lint.t

# ---- The bench -------------------------------------------------------------------

BENCH_SHARED   := mail stream canned-answers
BENCH_PROGRAMS := $(filter-out $(BENCH_SHARED),$(patsubst \
	tests/bench/%.c,%,$(sort $(wildcard tests/bench/*.c))))
BENCH := $(addprefix $(BUILD)/tests/bench/,$(BENCH_PROGRAMS))
$(BENCH): %: %.o $(BENCH_SHARED:%=$(BUILD)/tests/bench/%.o)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs openssl)

bench-programs: all $(BENCH) $(EXAMPLES)

bench: ## Measure popfetch beside its peers, the wire and the disk (long)
	$(Q)tools/deps bench
	$(MAKE_NOW) bench-programs
	$(Q)$(TESTENV) tests/bench/run

bench-quick: ## The same on smaller maildrops, within two minutes
	$(Q)tools/deps bench
	$(MAKE_NOW) bench-programs
	$(Q)$(TESTENV) tests/bench/run quick

compare: ## What popfetch and its peers do when something goes wrong
	$(Q)tools/deps bench
	$(MAKE_NOW) bench-programs server
	$(Q)$(TESTENV) tests/bench/compare

# ---- Set-up --------------------------------------------------------------------

deps: ## Install what building needs, through the system's package manager
	$(Q)tools/deps build

demo: deps ## Show it all: our server, sample mail, list, top, fetch
	$(MAKE_NOW) all server
	$(Q)$(TESTENV) tools/demo

picture: ## README's picture of a terminal (needs tmux and jq)
	$(MAKE_NOW) all server
	$(Q)$(TESTENV) tools/picture

# ---- Installing ----------------------------------------------------------------

MAN_PAGES := $(sort $(wildcard man/*.[1-9]))
INSTALLED_MAN = $(foreach page,$(notdir $(MAN_PAGES)),$(MANDIR)/$(patsubst \
	.%,man%,$(suffix $(page)))/$(page))
# Of contrib, everything is documentation, and the units go to work besides.
SYSTEMD_UNITS := $(sort $(wildcard contrib/systemd/*.service \
	contrib/systemd/*.timer))
CONTRIB := $(sort $(shell find contrib -type f))
CONTRIB_DIRS := $(sort $(patsubst %/,%,$(dir $(CONTRIB))))

install: all ## Install below $(DESTDIR)$(PREFIX)
	$(INSTALL) -d $(addprefix $(DESTDIR),$(BINDIR) $(LIBDIR)/pkgconfig \
		$(INCLUDEDIR)/pop3 $(dir $(INSTALLED_MAN)) \
		$(BASHCOMPDIR) $(ZSHCOMPDIR) $(FISHCOMPDIR) \
		$(SYSTEMDUSERUNITDIR) $(CONTRIB_DIRS:%=$(DOCDIR)/%))
	$(INSTALL) -m 755 $(BUILD)/popfetch/popfetch $(DESTDIR)$(BINDIR)/
	$(INSTALL) -m 644 $(STATIC) $(DESTDIR)$(LIBDIR)/
	$(INSTALL) -m 644 $(SHARED) $(DESTDIR)$(LIBDIR)/
	ln -sf libpop3.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libpop3.so.$(SOMAJOR)
	ln -sf libpop3.so.$(SOMAJOR) $(DESTDIR)$(LIBDIR)/libpop3.so
	$(INSTALL) -m 644 $(PC) $(DESTDIR)$(LIBDIR)/pkgconfig/
	$(INSTALL) -m 644 include/pop3.h $(DESTDIR)$(INCLUDEDIR)/
	$(INSTALL) -m 644 include/pop3/*.h $(DESTDIR)$(INCLUDEDIR)/pop3/
	for page in $(notdir $(MAN_PAGES)); do $(INSTALL) -m 644 man/$$page \
		$(DESTDIR)$(MANDIR)/man$${page##*.}/$$page || exit; done
	$(INSTALL) -m 644 $(BUILD)/completions/popfetch.bash \
		$(DESTDIR)$(BASHCOMPDIR)/popfetch
	$(INSTALL) -m 644 $(BUILD)/completions/_popfetch $(DESTDIR)$(ZSHCOMPDIR)/
	$(INSTALL) -m 644 $(BUILD)/completions/popfetch.fish \
		$(DESTDIR)$(FISHCOMPDIR)/
	$(INSTALL) -m 644 README.md CHANGELOG.md LICENSE $(DESTDIR)$(DOCDIR)/
	for file in $(CONTRIB); do \
		mode=644; ! [ -x $$file ] || mode=755; \
		$(INSTALL) -m $$mode $$file $(DESTDIR)$(DOCDIR)/$$file || exit; \
	done
	$(if $(SYSTEMDUSERUNITDIR),for unit in $(notdir $(SYSTEMD_UNITS)); do \
		to=$(DESTDIR)$(SYSTEMDUSERUNITDIR)/$$unit; rm -f $$to; \
		sed 's|/usr/bin/popfetch|$(BINDIR)/popfetch|' \
			contrib/systemd/$$unit > $$to && chmod 644 $$to || exit; \
	done)

uninstall: ## Remove what install put there
	rm -f $(addprefix $(DESTDIR),$(BINDIR)/popfetch $(LIBDIR)/libpop3.a \
		$(LIBDIR)/libpop3.so $(LIBDIR)/libpop3.so.$(SOMAJOR) \
		$(LIBDIR)/libpop3.so.$(VERSION) $(LIBDIR)/pkgconfig/libpop3.pc \
		$(INCLUDEDIR)/pop3.h $(INSTALLED_MAN) \
		$(BASHCOMPDIR)/popfetch $(ZSHCOMPDIR)/_popfetch \
		$(FISHCOMPDIR)/popfetch.fish \
		$(if $(SYSTEMDUSERUNITDIR),$(SYSTEMD_UNITS:contrib/systemd/%=$(SYSTEMDUSERUNITDIR)/%)))
	rm -rf $(DESTDIR)$(INCLUDEDIR)/pop3 $(DESTDIR)$(DOCDIR)

# ---- Packages ------------------------------------------------------------------

dist: ## A tarball of the source, the same each time: dist/popfetch-VERSION.tar.xz
	$(Q)tools/dist $(VERSION)

deb: ## Debian packages, looked at by lintian: dist/debian/*.deb
	$(Q)tools/deps package
	$(Q)tools/deb $(VERSION)

distcheck: ## Build and install from that tarball, without git
	$(Q)tools/deps check
	$(Q)DISTCHECK=yes $(TESTENV) tests/house/dist.t

clean: ## Remove what was built
	rm -rf build build-* dist

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | \
		awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'
	@echo '  V=1 shows the commands, SAN=address,undefined builds sanitized.'

# Whatever "make help" lists is no file.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*\#\# .*/\1/p' Makefile) \
	all-tests units examples bench-programs fuzzers libraries anew
.SECONDARY:
.DELETE_ON_ERROR:

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
