#!/bin/sh
# Holds the exported symbols and libpop3(3) against the prototypes marked
# POP3_API, and each public header against both compilers, alone, as C11 and as
# C++.
# shellcheck disable=SC2319 # what report is told is what a condition says
set -u
: "${BUILD:?}" "${SOURCE:?}"
cd "$SOURCE" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
count=0

report() { # OK? NAME [DIAGNOSTICS-FILE]
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$3"
		failed=1
	fi
}

# A prototype's name is the last word in front of its first parenthesis.
for header in include/pop3/*.h; do
	grep -v '^#' "$header" | tr '\n\t' '  ' | grep -oE 'POP3_API [^;#]*\(' |
		sed -E 's/\(.*//; s/ *$//; s/.*[ *]//'
done | sort -u > "$work/declared"
nm -D --defined-only "$BUILD"/libpop3.so |
	awk '$2 ~ /^[TDBRVi]$/ { sub(/@.*/, "", $3); print $3 }' |
	grep -v '^POP3_0$' | sort -u > "$work/exported"
diff "$work/declared" "$work/exported" > "$work/difference"
[ -s "$work/declared" ] && [ ! -s "$work/difference" ]
report $? 'the library exports what the headers declare, no more, no less' \
	"$work/difference"

objdump -p "$BUILD/libpop3.so" | grep -q 'SONAME *libpop3\.so\.0$'
report $? 'the soname is libpop3.so.0' /dev/null

# A plugin is unloaded while a name server is still to answer.
cat >"$work/plugin.c" <<-'EOF'
	#include <dlfcn.h>
	#include <netdb.h>
	#include <pop3/lookup.h>
	#include <sys/syscall.h>
	#include <unistd.h>
	static int gate[2], gone_on[2];
	int getaddrinfo(const char *name, const char *service,
	    const struct addrinfo *hints, struct addrinfo **out)
	{
		char octet;

		return read(gate[0], &octet, 1) == 1 ? EAI_NONAME : EAI_FAIL;
	}
	/* By which the thread tells that it is done, where it still can. */
	ssize_t write(int fd, const void *octets, size_t n)
	{
		syscall(SYS_write, gone_on[1], "", 1);
		return syscall(SYS_write, fd, octets, n);
	}
	int main(int argc, char **argv)
	{
		void *library = dlopen(argv[1], RTLD_NOW);
		__typeof__(pop3_lookup_start) *start;
		__typeof__(pop3_lookup_free) *end;
		struct pop3_lookup *lookup;
		char octet;

		if (library == NULL || pipe(gate) != 0 || pipe(gone_on) != 0)
			return 1;
		*(void **)&start = dlsym(library, "pop3_lookup_start");
		*(void **)&end = dlsym(library, "pop3_lookup_free");
		if (start("pop.test", 995, POP3_FAMILY_ANY, NULL, &lookup) != 0)
			return 1;
		end(lookup);
		if (dlclose(library) != 0 ||
		    syscall(SYS_write, gate[1], "", 1) != 1)
			return 1;
		return read(gone_on[0], &octet, 1) == 1 ? 0 : 1;
	}
EOF
{
	"${CC:-cc}" -std=gnu11 ${SAN:+-fsanitize=$SAN} -Iinclude -rdynamic \
		-o "$work/plugin" "$work/plugin.c" -ldl &&
		"$work/plugin" "$BUILD/libpop3.so"
} >"$work/errors" 2>&1
report $? 'a lookup that nobody waits for outlives dlclose()' "$work/errors"

# Both versions are written once each, in the Makefile and in the header.
version=$(sed -n 's/^VERSION := //p' Makefile)
grep -q "#define POP3_VERSION[[:space:]]*\"$version\"" include/pop3/api.h
report $? 'header and Makefile name one version' /dev/null

# What is new since the first version says so, and not of a version to come.
newest=$({
	echo "${version%.*}"
	sed -n 's/.*Since \([0-9]*\.[0-9]*\).*/\1/p' include/pop3/*.h
} | sort -V | tail -n 1)
[ "$newest" = "${version%.*}" ]
report $? 'no function is there since a later version' /dev/null

(cd include && ls pop3/*.h) >"$work/headers"
sed -n 's/^ \*	\(pop3\/[a-z]*\.h\) .*/\1/p' include/pop3.h |
	sort >"$work/named"
sed -n 's/^#include <\(.*\)>$/\1/p' include/pop3.h >"$work/included"
{
	diff "$work/headers" "$work/named"
	diff "$work/headers" "$work/included"
} >"$work/difference"
[ ! -s "$work/difference" ]
report $? 'pop3.h names and includes every header' "$work/difference"

sed -n 's/^\.It Fn //p' man/libpop3.3 | sort -u |
	diff "$work/declared" - >"$work/difference"
report $? 'libpop3(3) explains each function, and no other' "$work/difference"
sed -n 's/^\.In \(pop3\/[^ ]*\).*/\1/p' man/libpop3.3 | sort -u |
	diff "$work/headers" - >"$work/difference"
report $? 'libpop3(3) names each header, and no other' "$work/difference"

warn='-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
	-fsyntax-only -Iinclude'
compilers='gcc -std=c11 -Wstrict-prototypes -x c
clang -std=c11 -Wstrict-prototypes -x c
g++ -std=c++11 -x c++
clang++ -std=c++11 -x c++'
compiles() { # CLAIM FILE
	while IFS= read -r how; do
		command -v "${how%% *}" >/dev/null 2>&1 || continue
		# shellcheck disable=SC2086 # lists of words
		$how $warn - <"$2" >"$work/errors" 2>&1
		report $? "$1 (${how%% -x*})" "$work/errors"
	done <<-EOF
		$compilers
	EOF
}

for header in include/pop3.h include/pop3/*.h; do
	name=${header#include/}
	echo "#include <$name>" >"$work/alone"
	compiles "$name compiles alone" "$work/alone"
done

cat >"$work/begins" <<-EOF
	#include <pop3/session.h>
	int main(void);
	int main(void)
	{
		struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;

		options.host = "localhost";
		return options.size == sizeof options ? 0 : 1;
	}
EOF
compiles 'the options of a session begin' "$work/begins"

# The programs of libpop3(3), which are C alone.
compilers=$(printf '%s\n' "$compilers" | grep -v '++')
warn="$warn -Wno-unused-parameter -D_POSIX_C_SOURCE=200809L"
sed 's/\\e/\\/g' man/libpop3.3 | awk -v work="$work" '
	/^\.Ed/ { on = 0 }
	on { print > (work "/program" number) }
	/^\.Bd -literal/ { on = 1; number++ }'
for number in 1 2; do
	compiles "program $number of libpop3(3) compiles" "$work/program$number"
done

echo "1..$count"
exit $failed
