#!/bin/bash
# Holds each room of libpop3 against its wall: the undefined symbols of all
# its objects together may be the rooms it stands on, and what is on its
# list of the outside world below.  popfetch includes public headers only, and
# each of its rooms no header but its own and those of the rooms it may use.
# shellcheck disable=SC2319 # what report is told is what a condition says
set -u
: "${BUILD:?}" "${SOURCE:?}"
cd "$SOURCE" || exit 1
failed=0
count=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

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

# The outside world of each room, as extended regular expressions; without
# strcasecmp(), for which no I is an i in a Turkish locale.
declare -A world below
memory='malloc|calloc|realloc|free|mem(chr|rchr|cmp|cpy|move|set|mem)'
strings='str(len|cmp|ncmp|chr|rchr|spn|cspn|str|cpy|dup|ndup|pbrk|nlen)'
compiler='__u?(div|mod)di3|__stack_chk_fail|__assert_fail|_GLOBAL_OFFSET_TABLE_|__(mem|str)[a-z]*_chk|__tls_get_addr|__(asan|ubsan|lsan)_.*|__errno_location'
common="$memory|$strings|$compiler"
# base formats error texts.  No clock but net's is read, and no room has what it
# does not use.
world[base]="$common|v?snprintf|__v?snprintf_chk|strerror_r|__xpg_strerror_r"
world[engine]="$memory|$strings|__stack_chk_fail|__assert_fail|_GLOBAL_OFFSET_TABLE_|__(mem|str)[a-z]*_chk|__(asan|ubsan|lsan)_.*"
world[sasl]="$common|EVP_.*|gsasl_.*"
world[text]="$common|iconv|iconv_open|iconv_close"
world[net]="$common|SSL_.*|TLS_.*|OPENSSL_.*|X509_.*|X509V3_.*|ERR_.*|BIO_.*|ASN1_.*|GENERAL_NAME.*|d2i_.*|i2d_.*|EVP_.*|CRYPTO_.*|RAND_bytes|idn2_.*|res_query|__h_errno_location|ns_[a-z0-9_]*|(get|free)addrinfo|inet_(ntop|pton)|getnameinfo|socket|bind|connect|send|recv|(get|set)sockopt|getpeername|fcntl(64)?|poll|read|write|close|pipe2?|clock_gettime|pthread_.*|sigfillset|snprintf|strftime|time|stat(64)?"
world[state]="$common|open(at)?(64)?|close|read|pwrite(64)?|ftruncate(64)?|fsync|fdatasync|fstat(64)?|renameat|unlinkat|flock|nanosleep|madvise|sysconf|getrandom|snprintf|geteuid"
world[session]="$common|snprintf|gsasl_check_version|idn2_check_version|OpenSSL_version"

# What a room may use of the others: all below it.
below[base]=''
below[engine]='base'
below[sasl]='base'
below[text]='base'
below[net]='base'
below[state]='base'
below[session]='base engine sasl text net'

# Calls for large files and times have names of their own, __stat64_time64 where
# a word has 32 bits and stat64 elsewhere.
symbols() { # nm-LETTERS-EXPRESSION ARCHIVE...
	letters=$1
	shift
	nm -A "$@" 2>/dev/null | awk -v letters="$letters" '
		NF >= 2 && $(NF - 1) ~ letters { print $NF }' |
		sed -E -e 's/^__(.*)_time64$/\1/' -e 's/^(__)?([a-z_]+)64$/\2/' |
		sort -u
}

for room in base engine sasl text net state session; do
	archive=$BUILD/libpop3/$room.a
	set -- "$archive"
	for other in ${below[$room]}; do
		set -- "$@" "$BUILD/libpop3/$other.a"
	done
	symbols '^[UwW]$' "$archive" > "$work/wanted"
	symbols '^[TDBRVGSu]$' "$@" > "$work/had"
	comm -23 "$work/wanted" "$work/had" |
		grep -Evx "${world[$room]}" > "$work/beyond"
	[ -s "$archive" ] && [ ! -s "$work/beyond" ]
	report $? "$room stays within its wall" "$work/beyond"
done

grep -rnE '#include.*libpop3/' popfetch > "$work/private"
[ ! -s "$work/private" ]
report $? 'popfetch includes public headers only' "$work/private"

# In a static program they would be one function, or two of one name.
libraries=$(pkg-config --libs-only-l openssl libgsasl libidn2 libconfuse \
	jansson libedit)
for library in $libraries -llockfile; do
	archive=$(${CC:-cc} -print-file-name="lib${library#-l}.a")
	[ ! -e "$archive" ] || symbols '^[TDBR]$' "$archive"
done | sort -u | comm -12 - <(symbols '^[TDBR]$' "$BUILD/popfetch.a" \
	"$BUILD/libpop3.a") > "$work/double"
[ ! -s "$work/double" ]
report $? 'no name is one of a library, too' "$work/double"

symbols '^U$' "$BUILD/popfetch.a" |
	grep -E '^(strn?casecmp|strcasestr|tolower|toupper|isalpha|isalnum)(_l)?$' \
	> "$work/locale"
[ ! -s "$work/locale" ]
report $? 'letters have no other case in another locale' "$work/locale"

grep -nE '#include <histedit.h>' -r popfetch |
	grep -v '^popfetch/shell/shell-edit.c:' > "$work/libedit"
[ ! -s "$work/libedit" ]
report $? 'libedit stays behind one file' "$work/libedit"

# The rooms of the command, and what each may use of the others.
declare -A uses
uses[text]=''
uses[system]=''
uses[talk]='text system'
uses[options]='text talk'
uses[result]='text system talk options'
uses[secret]='text system talk options'
uses[visit]='text system talk options result secret'
uses[deliver]='text system talk options'
uses[maildrop]='text system result visit'
uses[fetch]='text system talk options visit deliver maildrop'
uses[shell]='text system talk visit'
uses[errand]='text system talk options result visit deliver maildrop fetch shell'
uses[invocation]='text system talk options result secret deliver'
uses[configure]='text system talk options secret visit deliver invocation'
uses[jobs]='text system talk options result secret visit fetch errand'

for folder in popfetch/*/; do
	room=$(basename "$folder")
	allowed="$room ${uses[$room]-}"
	allowed=${allowed% }
	grep -nHE '#include "popfetch/' "$folder"*.[ch] |
		grep -Ev "\"popfetch/(${allowed// /|})/" > "$work/includes"
	[ -n "${uses[$room]+known}" ] && [ ! -s "$work/includes" ]
	report $? "popfetch/$room includes no header of a room above it" \
		"$work/includes"
done

# What is pure in the command: no file, no process, no clock.
pure="$common|pop3_.*|snprintf|fprintf|__(sn|f)printf_chk|fputs|fwrite|putc|qsort|strftime|gmtime_r|__gmtime64_r|mbrtowc|wcwidth|MB_CUR_MAX|__ctype_.*"
for sources in 'text/*.c' maildrop/plan.c; do
	# shellcheck disable=SC2086 # the names of files that are there
	set -- popfetch/$sources
	set -- "${@/#/$BUILD/}"
	set -- "${@/%.c/.o}"
	symbols '^[UwW]$' "$@" > "$work/wanted"
	symbols '^[TDBRVGSu]$' "$@" > "$work/had"
	comm -23 "$work/wanted" "$work/had" | grep -Evx "$pure" > "$work/beyond"
	[ -s "$1" ] && [ ! -s "$work/beyond" ]
	report $? "popfetch/$sources is pure" "$work/beyond"
done

# A room includes its own headers and those of the rooms below it.
for room in base engine sasl text net state session; do
	allowed="$room ${below[$room]}"
	allowed=${allowed% }
	grep -nHE '#include "libpop3/' libpop3/"$room"/*.[ch] |
		grep -Ev "\"libpop3/(${allowed// /|})/" > "$work/includes"
	[ ! -s "$work/includes" ]
	report $? "$room includes no header of another room" "$work/includes"
done

# A mutable global has no place in the library.  (Constant tables of pointers
# are in .data.rel.ro, which the loader makes read-only.)
for room in base engine sasl text net state session; do
	objdump -t "$BUILD/libpop3/$room.a" 2>/dev/null | awk '
		/file format/ { file = $1 }
		/ O / && $4 ~ /^\.(t?data|t?bss)/ && $4 !~ /rel\.ro/ {
			print file, $NF }' > "$work/globals"
	[ -n "${SAN:-}" ] || [ ! -s "$work/globals" ]
	report $? "$room keeps no mutable global" "$work/globals"
done

echo "1..$count"
exit $failed
