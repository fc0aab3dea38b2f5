#!/bin/sh
# The example that logs in by SASL over an engine, in a loop of its own
# (tests/examples/engine-login.c), and so pop3/sasl.h as others use it.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

# log_in [MECHANISM]
log_in() {
	timeout 60 "$BUILD/tests/examples/engine-login" 127.0.0.1 "$port" jim \
		"$@" <"$tmp/password" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

logged_in() { # MECHANISM CLAIM
	exits 0 "$2"
	is "$(head -n 1 out)" "$1" "which is by $1"
	like out '^1 [0-9]+$' 'and shows the maildrop'
}

message a
server_start --apop

log_in PLAIN
logged_in PLAIN 'a mechanism that is named logs in'
is "$(said 'AUTH PLAIN AGppbQBzZWNyZXQ=')" 1 'in the line of AUTH'
log_in plain
logged_in PLAIN 'in any case'
log_forget
log_in
logged_in USER 'in the clear the secret is said by USER alone'
is "$(said 'AUTH.*')" 0 'and not by PLAIN, though that is announced'
log_in APOP
logged_in APOP 'APOP logs in by the timestamp of the greeting'
log_forget
log_in LOGIN
exits 1 'a mechanism that the server does not have, does not'
like err '^engine-login: LOGIN: no such mechanism$' 'in its words'
is "$(said 'USER.*')" 0 'and no other is tried'
log_in ROT13
exits 1 'nor does one that nobody has'
like err "mechanism 'ROT13' is not known here" 'which is said'
log_in SCRAM-SHA-256-PLUS
exits 1 'nor one that wants TLS'
like err 'there is no TLS connection to bind it to' 'which is said'

echo mistaken >password
log_forget
for mechanism in PLAIN APOP USER ''; do
	# shellcheck disable=SC2086 # a word or none
	log_in $mechanism
	exits 1 "a wrong password does not, by ${mechanism:-what is chosen}"
	like err ': wrong user or (password|digest)$' 'in the words of the server'
	unlike err mistaken 'and the password is not shown'
	empty out 'nor the maildrop'
done
is "$(said '(AUTH|PASS|APOP) .*')" 4 'it is said once each time'

# ---- Where the initial response waits -----------------------------------------

echo secret >password
server_fault no-capa
log_in PLAIN
logged_in PLAIN 'where nothing is announced'
is "$(said 'AUTH PLAIN')" 1 'the line has one argument'
log_in APOP
exits 1 'without a timestamp there is no APOP'
like err 'APOP: the server does not have it' 'which is said'

head -c 300 /dev/zero | tr '\0' x >password
server_stop
server_start --password "$(cat password)"
log_in PLAIN
logged_in PLAIN 'with a password that is longer than the line can be'
is "$(said 'AUTH PLAIN')" 1 'it comes behind it'

# ---- Servers that are not ours -------------------------------------------------

# serve RULE...
serve() {
	rm -f odd.port
	log=$tmp/odd.log
	: >"$log"
	perl "$SOURCE/tests/cli/odd.pl" odd.port "$log" '' "$@" &
	children="$children $!"
	await test -s odd.port || exit 1
	port=$(cat odd.port)
}

announced='CAPA => +OK|SASL PLAIN CRAM-MD5 SCRAM-SHA-256|.|'
echo secret >password
serve "$announced" 'AUTH .* => +OK welcome|' '\* => +OK welcome|'
log_in
exits 1 'a server that says +OK and proves nothing is not logged in to'
like err 'SCRAM-SHA-256: a challenge of the server is no base64' 'which is said'
is "$(grep -v '^--' odd.log | tail -n 1)" '*' 'and nothing more is said to it'

serve "$announced" 'AUTH SCRAM.* => -ERR not today|' \
	'AUTH CRAM-MD5 => + PDFAeD4=|' \
	'amltI.* => +OK|' 'STAT => +OK 1 2|'
log_in
logged_in CRAM-MD5 'before any secret was said, the next mechanism is tried'
is "$(grep -Ec 'c2VjcmV0|secret|PLAIN' odd.log)" 0 \
	'and the secret is not said by any'

serve "$announced" 'AUTH SCRAM.* => -ERR not today|' \
	'AUTH CRAM-MD5 => + PDFAeD4=|' 'amltI.* => -ERR no|'
log_in
exits 1 'behind one that shows what guesses can be tried on, none is'
like err '^engine-login: CRAM-MD5: no$' 'which is said'
is "$(grep -c '^AUTH' odd.log)" 2 'two were'
is "$(grep -c '^USER' odd.log)" 0 'and USER not'
finish
