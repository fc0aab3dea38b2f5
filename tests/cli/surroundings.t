#!/bin/bash
# What popfetch may find itself in: descriptors that are closed or full, an
# environment with nothing in it, a clock that is wrong, ten thousand accounts.

# shellcheck disable=SC2030,SC2031 # some variables are a subshell's
# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

message a
message b
server_start

lines() { wc -l <"$1" | tr -d ' '; }

# tells CLAIM REGEX: the last run said one line, which is like that
tells() {
	[ "$(lines err)" = 1 ] && grep -Eq -e "^popfetch: .*$2" err
	result $? "$1" err
}

# ---- Descriptors ----------------------------------------------------------------

with_password="$popfetch --tls none --password-file password --state-dir state"
big=$tmp/big && mkdir "$big"
perl -e 'print "Subject: big\n\n", ("x" x 70 . "\n") x 20_000' >"$big/a.eml"
for words in --list '--list --headers' '--retr 1' '--top 1' --stat --capa --diagnose \
	'--json --list' '--json --retr 1' '--stdout --keep'; do
	# shellcheck disable=SC2086
	timeout 60 $with_password $words "$url" >&- 2>err </dev/null
	status=$?
	exits 74 "$words with standard output closed"
	tells 'is told' 'cannot write to standard output: '
done
for words in --help --version --print-config; do
	timeout 60 "$popfetch" $words >&- 2>err </dev/null
	status=$?
	exits 74 "$words with standard output closed"
done
# shellcheck disable=SC2086
{
	timeout 60 $with_password --keep --maildir closed "$url" \
		<&- >&- 2>&-
	status=$?
	exits 0 'a fetch needs none of the three'
	is "$(files closed/new)" 2 'and delivers'
	timeout 60 $with_password --trace -v --stat "$url" >out 2>&- </dev/null
	status=$?
	exits 0 'talk needs no standard error'
	is "$(lines out)" 1 'and goes nowhere else'
	timeout 60 $with_password --stat "$url" >out 2>err <&-
	status=$?
	exits 0 '--stat with standard input closed'
	timeout 60 "$popfetch" --tls none --stat "$url" >out 2>err <&-
	status=$?
	exits 64 'and without a password'
	tells 'nobody is asked' 'no terminal to ask on'
}
if unshare -rm mount -t tmpfs none /mnt 2>/dev/null; then
	# shellcheck disable=SC2016
	timeout 60 unshare -rm sh -c 'mount -t tmpfs none /dev &&
		exec "$@" >&- 2>&-' sh "$popfetch" --tls none -v --keep \
		--password-file password --state-dir bare-state \
		--maildir bare "$url" </dev/null
	status=$?
	exits 0 'nor one without /dev/null'
	is "$(files bare/new)" "$(files closed/new)" 'which delivers, too'
else
	echo "ok $((tests += 1)) # SKIP no namespaces"
fi
# full WORDS: with standard output full
full() {
	[ -c /dev/full ] || return 0
	# shellcheck disable=SC2086
	timeout 60 $with_password $1 "$url" >/dev/full 2>err
	status=$?
	exits 74 "$1 where nothing more can be written"
	tells 'is told' 'cannot write to standard output: '
}
for words in --list '--retr 1' '--json --retr 1' --help; do
	full "$words"
done
server_stop
server_start --maildrop "$big"
for words in '--retr 1' '--json --retr 1' '--retr 1-'; do
	full "$words"
done
for words in '--retr 1' '--json --retr 1' '--top 1 --lines 99999'; do
	# shellcheck disable=SC2086
	$with_password $words "$url" 2>err | head -c 100 >/dev/null
	is "${PIPESTATUS[0]}" 141 "$words: a reader that leaves ends it"
	empty err 'quietly'
	# shellcheck disable=SC2086
	(
		trap '' PIPE
		$with_password $words "$url" 2>err | head -c 100 >/dev/null
	)
	empty err 'also where SIGPIPE was ignored'
done
server_stop
server_start

# ---- The environment ------------------------------------------------------------

stat_is_well() {
	exits 0 "$1"
	is "$(cut -f 1 out)" 2 'is no trouble'
}
home=$(getent passwd "$(id -u)" | cut -d : -f 6)
for value in unset '' relative; do
	(
		case $value in
		unset) unset HOME ;;
		*) HOME=$value ;;
		esac
		run --print-config
		exit "$status"
	)
	is "$?" 0 "HOME '$value'"
	like out "state-dir = \"$home/.local/state/popfetch\"" \
		'is the one of the user database'
done
for value in '' relative ./here; do
	XDG_STATE_HOME=$value XDG_CONFIG_HOME=$value pf --stat
	stat_is_well "XDG variables of '$value'"
	XDG_STATE_HOME=$value run --print-config
	like out "state-dir = \"$HOME/.local/state/popfetch\"" 'and not believed'
done
LC_ALL=no_SUCH.locale pf --stat
stat_is_well 'a locale that is not there'
LC_ALL=C pf --list --headers
exits 0 'a locale of C'
ok 'and ASCII' perl -ne 'exit 1 if /[^\x00-\x7f]/' out
(
	unset LC_ALL TZ TERM
	timeout 60 "$popfetch" --tls none --password-file password --stat "$url" \
		>out 2>err
)
status=$?
stat_is_well 'hardly any environment'
env -i "$popfetch" --tls none --password-file password --state-dir state --stat \
	"$url" >out 2>err </dev/null
status=$?
stat_is_well 'none at all'

# ---- The clock ------------------------------------------------------------------

# Where a word has 32 bits, faketime does not know the calls for longer times.
if command -v faketime >/dev/null 2>&1 && [ -z "$SAN" ] &&
	[ "$(getconf LONG_BIT)" -ge 64 ]; then
	for year in 1970 2038 2100; do
		start_over
		server_stop
		server_start --login-delay 5
		# shellcheck disable=SC2086
		at_year() {
			timeout 60 faketime "$year-06-01 00:00:00" $with_password \
				"$@" "$url" >out 2>err </dev/null
			status=$?
		}
		at_year --keep --maildir Mail
		exits 0 "a fetch in $year"
		at_year --keep --maildir Mail
		exits 75 'whose pause is kept'
		server_stop
		server_start
		pf --keep --maildir Mail
		exits 0 'but not for decades'
		is "$(files Mail/new)" 2 'nothing comes twice'
	done
else
	echo "ok $((tests += 1)) # SKIP no faketime that works here"
fi

# ---- Many accounts --------------------------------------------------------------

perl -e 'print "defaults { tls = none }\n"; for (1 .. 10_000) {
	print "account account-$_ {\n\thost = pop-$_.example.org\n";
	print "\tuser = user-$_\n\tmaildir = \"~/Mail/account-$_\"\n}\n" }' >many.conf
if [ -n "$SAN" ]; then
	echo "ok $((tests += 1)) # SKIP sanitizers need all memory"
	finish
fi
(
	ulimit -v 400000
	run --config many.conf --list-accounts
	exit "$status"
)
status=$?
exits 0 '10,000 accounts fit into memory'
is "$(lines out)" 10000 'and are all there'
run --config many.conf --print-config account-9999
is "$(grep -c '^account' out)" 1 'one of them is found'
like out 'host = "pop-9999' 'and is the right one'

finish
