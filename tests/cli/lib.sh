# shellcheck shell=sh disable=SC2034
# lib.sh - what the tests of the command share; each begins with
#
#	. "${0%/*}/lib.sh"
#
# and ends with "finish".  Variables that begin with _ are this file's own.  A
# test has a folder of its own, $tmp, which is also its home, and leaves nothing
# behind: neither files nor processes.

set -u
# Under nohup, what the tests send would be ignored.
if { sh -c 'kill -s HUP $$'; } 2>/dev/null; then
	exec perl -e '$SIG{HUP} = "DEFAULT"; exec @ARGV' "$0" "$@"
fi
: "${BUILD:?is the build directory}" "${SOURCE:?is the source directory}"

popfetch=$BUILD/popfetch/popfetch
server=$BUILD/tests/server/pop3-test-server
octets="perl $SOURCE/tests/cli/octets.pl"

tmp=$(mktemp -d "${TMPDIR:-/tmp}/popfetch-test.XXXXXX") || exit 1
top=$tmp
umask 022
HOME=$tmp/home
LC_ALL=C.UTF-8
TZ=UTC
export HOME LC_ALL TZ
unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME XDG_CACHE_HOME NO_COLOR
mkdir -p "$HOME" "$tmp/drop"
(umask 077 && echo secret >"$tmp/password")
cd "$tmp" || exit 1

# ---- The end ----------------------------------------------------------------

children=
clean_up() {
	status=$?
	trap - EXIT
	for _child in $children; do
		kill "$_child" 2>/dev/null
	done
	for _child in $children; do
		wait "$_child" 2>/dev/null
	done
	cd /
	rm -rf "$top"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 1' HUP INT PIPE TERM

# child_forget PID: it has ended and been waited for.
child_forget() {
	_rest=
	for _child in $children; do
		[ "$_child" = "$1" ] || _rest="$_rest $_child"
	done
	children=$_rest
}

# ---- TAP --------------------------------------------------------------------

tests=0
failures=0

# result STATUS CLAIM [DIAGNOSTIC FILE...]
result() {
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
		return 0
	fi
	failures=$((failures + 1))
	echo "not ok $tests - $2"
	shift 2
	for _file in "$@"; do
		[ ! -s "$_file" ] || sed "s/^/#   ${_file##*/}: /" "$_file" |
			cut -c 1-200 | head -n 20
	done
	return 1
}

# ok CLAIM COMMAND [ARGUMENT]...
ok() {
	_claim=$1
	shift
	"$@" >"$tmp/ok.out" 2>&1
	result $? "$_claim" "$tmp/ok.out"
}

# not_ok CLAIM COMMAND [ARGUMENT]...
not_ok() {
	_claim=$1
	shift
	! "$@" >"$tmp/ok.out" 2>&1
	result $? "$_claim" "$tmp/ok.out"
}

# is GOT EXPECTED CLAIM
is() {
	[ "$1" = "$2" ]
	result $? "$3" && return
	echo "$1" | sed 's/^/#        got: /' | head -n 20
	echo "$2" | sed 's/^/#   expected: /' | head -n 20
	return 1
}

# like FILE EXTENDED-REGEX CLAIM
like() {
	grep -Eq -e "$2" "$1"
	result $? "$3" && return
	echo "#   nothing in ${1##*/} is like: $2"
	sed "s/^/#   ${1##*/}: /" "$1" | cut -c 1-200 | head -n 20
	return 1
}

# unlike FILE EXTENDED-REGEX CLAIM
unlike() {
	! grep -E -e "$2" "$1" >"$tmp/ok.out"
	result $? "$3" "$tmp/ok.out"
}

# same FILE FILE CLAIM: octet for octet
same() {
	cmp "$1" "$2" >"$tmp/ok.out" 2>&1
	result $? "$3" "$tmp/ok.out"
}

# empty FILE CLAIM
empty() {
	[ ! -s "$1" ]
	result $? "$2" "$1"
}

finish() {
	echo "1..$tests"
	[ "$failures" -eq 0 ]
	exit
}

# ---- The server -------------------------------------------------------------

# await COMMAND [ARGUMENT]...: until it succeeds, but not for ever.
await() {
	for _ in $(seq 1 750); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.02
	done
	echo "# waited in vain for: $*"
	return 1
}

# free_ports COUNT: of loopback, for a server that cannot say which it took
free_ports() {
	perl -MIO::Socket::INET -e '
		my @s = map { IO::Socket::INET->new(Listen => 1,
			LocalAddr => "127.0.0.1") } 1 .. $ARGV[0];
		print join(" ", map { $_->sockport } @s), "\n"' "$1"
}

servers=0
server_pid=
port_again=0

# server_start [OPTION]...: serves $tmp/drop unless told otherwise.  Sets
# $port, $url (pop://), $urls (pops://), $log and $server_pid.  What follows
# server_stop has the same port: to popfetch it is the same server.
server_start() {
	servers=$((servers + 1))
	log=$tmp/server-$servers.log
	: >"$log"
	case " $* " in
	*" --generate "* | *" --maildrop "*) ;;
	*) set -- --maildrop "$tmp/drop" "$@" ;;
	esac
	"$server" --port "$port_again" --port-file "$tmp/port-$servers" \
		--log "$log" "$@" </dev/null &
	server_pid=$!
	children="$children $server_pid"
	await test -s "$tmp/port-$servers" || exit 1
	read -r _ port <"$tmp/port-$servers"
	url=pop://jim@127.0.0.1:$port
	urls=pops://jim@127.0.0.1:$port
	port_again=0
}

server_stop() {
	kill "$server_pid"
	wait "$server_pid"
	child_forget "$server_pid"
	server_pid=
	port_again=$port
}

# server_fault SPEC [OPTION]...: a fresh server that misbehaves.
server_fault() {
	_spec=$1
	shift
	[ -z "$server_pid" ] || server_stop
	server_start --fault "$_spec" "$@"
}

# How often the client said something: said EXTENDED-REGEX
said() {
	grep -Ec -e "^[0-9]+ [a-z]+ C: ($1)\$" "$log"
}

# log_forget: what is said from now on counts.
log_forget() {
	: >"$log"
}

# sessions_over LOG: before the file goes away that a server waits for ("hold"),
# whose sessions may not have seen it yet where the client did not wait for them.
# Not where the log was forgotten within a session.
sessions_over() {
	test "$(grep -c ' connected' "$1")" -eq "$(grep -c ' closed: ' "$1")"
}

# A certificate authority ca.pem, and server.pem (chain and key) of it for
# localhost and 127.0.0.1; other.pem is for another name, self.pem is signed
# by itself.
certificates_make() {
	names='subjectAltName=DNS:localhost,IP:127.0.0.1'
	key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
	# shellcheck disable=SC2086
	{
		openssl req -x509 $key -keyout ca.key -out ca.pem -days 2 \
			-subj '/CN=test authority'
		openssl req -x509 $key -keyout self.key -out self.crt \
			-days 2 -subj /CN=localhost -addext "$names"
		openssl req $key -keyout server.key -out server.csr \
			-subj /CN=localhost
		echo "$names" >server.ext
		openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key \
			-CAcreateserial -days 2 -extfile server.ext \
			-out server.crt
		echo 'subjectAltName=DNS:pop.example.org' >other.ext
		openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key \
			-CAcreateserial -days 2 -extfile other.ext \
			-out other.crt
	} >openssl.log 2>&1 || exit 1
	cat server.crt server.key >server.pem
	cat other.crt server.key >other.pem
	cat self.crt self.key >self.pem
}

# tls_1_2 COMMAND [ARGUMENT]...: where OpenSSL knows no later TLS.
tls_1_2() {
	cat >"$tmp/tls-1.2.cnf" <<-'CONF'
	openssl_conf = openssl
	[openssl]
	ssl_conf = ssl
	[ssl]
	system_default = defaults
	[defaults]
	MaxProtocol = TLSv1.2
	CONF
	OPENSSL_CONF=$tmp/tls-1.2.cnf
	export OPENSSL_CONF
	"$@"
	unset OPENSSL_CONF
}

# ---- Mail -------------------------------------------------------------------

# message NAME [LINE]...: puts a small message into the maildrop.
message() {
	_name=$1
	shift
	{
		printf 'From: Robot <robot@example.org>\n'
		printf 'To: jim@example.net\n'
		printf 'Date: Mon, 02 Nov 2026 08:15:00 +0000\n'
		printf 'Subject: %s\n' "$_name"
		printf 'Message-ID: <%s@example.org>\n\n' "$_name"
		[ $# -eq 0 ] || printf '%s\n' "$@"
	} >"$tmp/drop/$_name.eml"
}

drop_empty() {
	rm -rf "$tmp/drop"
	mkdir "$tmp/drop"
}

# What is left in the maildrop, by name.
left() {
	find "$tmp/drop" -name '*.eml' | sed 's|.*/||; s|\.eml$||' | sort |
		tr '\n' ' '
}

# What is in the Maildir $tmp/Mail, in the order of delivery, which the names
# there have.
subjects() {
	find "$tmp/Mail" -type f | sort | while read -r _file; do
		sed -n 's/^Subject: //p' "$_file"
	done | tr '\n' ' '
}

# files DIR: how many there are
files() {
	find "$1" -type f 2>/dev/null | wc -l | tr -d ' '
}

# ---- popfetch ---------------------------------------------------------------

# run [ARGUMENT]...: popfetch itself; leaves out, err and $status behind.
run() {
	timeout -k 5 120 "$popfetch" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}

# run_trusting [ARGUMENT]...: the same, with the tests' authority for TLS;
# where there is none, naming one would be a contradiction.
run_trusting() {
	case " $* " in
	*' --tls none '*) ;;
	*) set -- --tls-ca-file "$tmp/ca.pem" "$@" ;;
	esac
	run "$@"
}

# pf [ARGUMENT]...: the same for the server started last, in clear.
pf() {
	run --tls none --password-file "$tmp/password" \
		--state-dir "$tmp/state" "$@" "$url"
}

# on_terminal COLUMNS COMMAND [ARGUMENT]...: on a terminal of that width, which
# standard output and, unless a test says otherwise, standard error are; out is
# what it got, with LF line ends.  Its input is standard input.
on_terminal() {
	_columns=$1
	shift
	{
		echo "stty cols $_columns -echo"
		for _word in "$@"; do
			printf "'%s' " "$(printf '%s' "$_word" |
				sed "s/'/'\\\\''/g")"
		done
		echo "${on_terminal_redirect-}"
	} >"$tmp/on-terminal"
	TERM=${TERM_OF_TEST-xterm} timeout -k 5 120 script -qec \
		"sh $tmp/on-terminal" /dev/null >"$tmp/typescript"
	status=$?
	tr -d '\r' <"$tmp/typescript" >"$tmp/out"
}

# pf_on_terminal COLUMNS [ARGUMENT]...: as pf, with standard output there.
pf_on_terminal() {
	_columns=$1
	shift
	on_terminal_redirect=2\>$tmp/err
	on_terminal "$_columns" "$popfetch" --tls none --password-file \
		"$tmp/password" --state-dir "$tmp/state" "$@" "$url" </dev/null
	unset on_terminal_redirect
}

# pf_start [ARGUMENT]...: the same in the background; sets $pf_pid.
pf_start() {
	"$popfetch" --tls none --password-file "$tmp/password" \
		--state-dir "$tmp/state" "$@" "$url" \
		>"$tmp/out" 2>"$tmp/err" </dev/null &
	pf_pid=$!
	children="$children $pf_pid"
}

pf_wait() {
	wait "$pf_pid" 2>/dev/null
	status=$?
	child_forget "$pf_pid"
}

# Forgets what popfetch has seen and delivered.
start_over() {
	rm -rf "$tmp/state" "$tmp/Mail" "$tmp/mbox"
}

# world NAME: enters a world of its own, where $tmp has another maildrop, server
# and state, and nothing comes between it and the others.  What takes long is
# begun in each, and looked at when one is entered again.
world() {
	for _kept in server_pid port url urls log pf_pid; do
		eval "echo \"$_kept='\${$_kept-}'\""
	done >"$tmp/world"
	tmp=$top/$1
	if [ -e "$tmp/world" ]; then
		# shellcheck source=/dev/null
		. "$tmp/world"
	else
		mkdir "$tmp" "$tmp/drop"
		cp "$top/password" "$tmp"
		server_pid=
		port_again=0
	fi
	cd "$tmp" || exit 1
}

# exits STATUS CLAIM: what the last run came to
exits() {
	[ "$status" -eq "$1" ]
	result $? "$2" "$tmp/err" && return
	echo "#   exit status $status, expected $1"
	return 1
}

# silent CLAIM: the last run had nothing to say
silent() {
	[ ! -s "$tmp/out" ] && [ ! -s "$tmp/err" ]
	result $? "$1" "$tmp/out" "$tmp/err"
}

# stands WAY: got has digests of what stands in Mail/WAY, an mbox or a Maildir.
stands() {
	case $1 in
	mbox) $octets mbox "$tmp/Mail/mbox" ;;
	maildir) $octets files "$tmp/Mail/maildir/new" ;;
	esac >"$tmp/got"
}

# mended WAY [ARGUMENT]...: the next run makes all well, whatever came between,
# and all stands in Mail/WAY that sent has the digests of.
mended() {
	_way=$1
	shift
	server_stop
	server_start
	pf "$@" "--$_way" "Mail/$_way"
	exits 0 'the next run ends well'
	stands "$_way"
	same got sent 'each message stands there exactly once'
	is "$(find Mail -path '*/tmp/*' -o -name '*.lock' | wc -l |
		tr -d ' ')" 0 'nothing lies about'
	is "$(find state -name '*.spool*' -size +0 | wc -l | tr -d ' ')" 0 \
		'in no spool, either'
	[ "${1-}" = --keep ] || is "$(files drop)" 0 'the maildrop is empty'
}
