#!/bin/sh
# The test server itself, held to the RFCs by a client that shares nothing
# with libpop3.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

# talk LINE...: all lines at once; $tmp/out has what came, CRs cut off, but
# $tmp/raw as it came.
talk() {
	$octets dialogue 127.0.0.1 "$port" "$@" >"$tmp/raw" </dev/null
	tr -d '\r' <"$tmp/raw" >"$tmp/out"
}

# login LINE...: the same behind a login; its own answers are cut off.
login() {
	talk 'USER jim' 'PASS secret' "$@" QUIT
	tail -n +4 "$tmp/out" | sed '$d' >"$tmp/answers"
}

# tls LINE...: in TLS, by STLS unless $implicit is set.
tls() {
	# shellcheck disable=SC2086
	printf '%s\r\n' "$@" QUIT | timeout 20 openssl s_client -quiet \
		${implicit:--starttls pop3} -connect "127.0.0.1:$port" \
		-CAfile ca.pem -verify_return_error 2>"$tmp/err" |
		tr -d '\r' >"$tmp/out"
}

# ---- RFC 1939 -----------------------------------------------------------------

printf 'Subject: a\n\n.dot\nx\n..\n' >drop/a.eml
printf 'Subject: b\r\n\r\nfoo\rbar\r\n.' >drop/b.eml
: >drop/c.eml
printf 'odd/uid %%\n' >drop/c.eml.uid
: >drop/.hidden
server_start

talk 'USER jim' 'PASS secret' STAT QUIT
is "$(cat out)" "+OK pop3-test-server ready
+OK send PASS
+OK maildrop has 3 messages
+OK 3 53
+OK bye" 'a session of four pipelined commands'
ok 'every line ends in CRLF' perl -0777 -ne 'exit(/(?<!\r)\n/)' raw

login LIST UIDL 'LIST 2' 'UIDL 3'
is "$(cat answers)" "+OK scan listing follows
1 27
2 26
3 0
.
+OK unique-id listing follows
1 a
2 b
3 odd/uid %
.
+OK 2 26
+OK 3 odd/uid %" 'scan and unique-id listings; sizes are the octets sent'

login 'RETR 1'
is "$(cat answers)" "+OK 27 octets
Subject: a

..dot
x
...
." 'lines that begin with a dot are stuffed'
login 'RETR 2'
is "$(tr '\r' % <raw | sed -n '/^Subject/,/^\.%$/p')" "Subject: b%
%
foo%bar%
..%
.%" 'CRLF stays, a bare CR stays, the last line is ended'
login 'RETR 3'
is "$(cat answers)" "+OK 0 octets
." 'an empty message is no line at all'

login 'TOP 1 0' 'TOP 1 1' 'TOP 1 9' 'TOP 3 1'
is "$(cat answers)" "+OK 27 octets
Subject: a

.
+OK 27 octets
Subject: a

..dot
.
+OK 27 octets
Subject: a

..dot
x
...
.
+OK 0 octets
." 'TOP sends the header, the blank line and so many lines'

login LAST 'RETR 2' LAST 'DELE 2' 'LIST 2' 'DELE 2' STAT LIST RSET STAT LAST
is "$(grep -v -e '^Subject' -e '^$' -e '^foo' -e '^\.\.' answers)" \
	"+OK 0
+OK 26 octets
.
+OK 2
+OK message 2 deleted
-ERR message 2 is deleted
-ERR message 2 is deleted
+OK 2 27
+OK scan listing follows
1 27
3 0
.
+OK maildrop has 3 messages
+OK 3 53
+OK 0" 'DELE marks, numbers stay, RSET unmarks, LAST tells'

login NOOP 'NOOP x' RETR 'RETR 4' 'RETR 0' 'RETR x' 'TOP 1' 'TOP 1 x' FOO '' \
	'USER jim' stls 'RETR 99999999999999999999' "$(printf 'NOOP\r\nNOOP')"
is "$(cut -c 1-4 answers | tr '\n' ' ')" \
	'+OK -ERR -ERR -ERR -ERR -ERR -ERR -ERR -ERR -ERR -ERR -ERR -ERR +OK +OK ' \
	'what is not well said gets -ERR'
talk "$(printf 'NOOP\nCAPA')" "$(printf '%02000d' 1)" QUIT
is "$(cut -c 1-4 out | uniq | tr '\n' ' ')" '+OK  -ERR +OK  TOP UIDL RESP AUTH PIPE UTF8 USER SASL IMPL . -ERR +OK  ' \
	'a bare LF ends no command line'

talk STAT 'PASS secret' 'USER jim' 'PASS wrong' 'PASS secret' 'USER nobody' \
	'PASS secret' 'USER jim' 'PASS secret' 'PASS secret' QUIT
is "$(sed 1d out | cut -c 1-11 | tr '\n' ,)" \
	'-ERR not in,-ERR USER c,+OK send PA,-ERR [AUTH],-ERR USER c,+OK send PA,-ERR [AUTH],+OK send PA,+OK maildro,-ERR not in,+OK bye,' \
	'USER and PASS, right, wrong and out of order'

# ---- UPDATE -------------------------------------------------------------------

talk 'USER jim' 'PASS secret' 'DELE 1' FOO
ok 'no QUIT, no deletion' test -e drop/a.eml
login 'DELE 3'
not_ok 'QUIT deletes' test -e drop/c.eml
not_ok 'and what names the unique-id' test -e drop/c.eml.uid
ok 'nothing else' test -e drop/a.eml

# ---- Login --------------------------------------------------------------------

plain=$(printf '\0jim\0secret' | openssl base64)
talk "AUTH PLAIN $plain" STAT QUIT
is "$(sed -n 2,3p out)" "+OK maildrop has 2 messages
+OK 2 53" 'AUTH PLAIN with an initial response'
talk 'AUTH PLAIN' "$plain" STAT QUIT
is "$(sed -n 2,4p out)" "+ 
+OK maildrop has 2 messages
+OK 2 53" 'AUTH PLAIN without one'
talk 'AUTH PLAIN' '*' 'AUTH PLAIN x' 'AUTH PLAIN =' 'AUTH FOO' \
	"AUTH PLAIN $(printf '\0jim\0wrong' | openssl base64)" QUIT
is "$(sed 1d out | cut -c 1-11 | tr '\n' ,)" \
	'+ ,-ERR cancel,-ERR this i,-ERR this i,-ERR no suc,-ERR [AUTH],+OK bye,' \
	'AUTH cancelled, no base64, empty, unknown, wrong'
talk 'APOP jim x' QUIT
like out '^-ERR unknown' 'no APOP without a timestamp'

like "$log" '^1 clear C: USER jim$' 'the log has what the client said'
like "$log" '^1 clear S: \+OK 3 53$' 'and what the server said'

log_forget
$octets hold 127.0.0.1 "$port" 'USER jim' 'PASS secret' NOOP >first &
holder=$!
children="$children $holder"
await grep -q 'C: NOOP' "$log"
talk 'USER jim' 'PASS secret' QUIT
like out '^-ERR \[IN-USE\]' 'a second session is told IN-USE'
kill "$holder"
wait "$holder" 2>/dev/null
child_forget "$holder"
# shellcheck disable=SC2317,SC2329
free() {
	talk 'USER jim' 'PASS secret' QUIT
	grep -q '^+OK maildrop' out
}
ok 'and is let in when the first has gone' await free

server_stop
server_start --apop --user ann --password tanstaaf
digest() {
	perl -MIO::Socket::INET -MDigest::MD5=md5_hex -e '
		$s = IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or die;
		<$s> =~ /(<.*>)/ or die;
		print $s "APOP ann ", md5_hex("$1$ARGV[1]"), "\r\nQUIT\r\n";
		print <$s>' "$port" "$1" | tr -d '\r' >out
}
digest tanstaaf
like out '^\+OK maildrop' 'APOP with the right digest'
digest wrong
like out '^-ERR \[AUTH\]' 'APOP with a wrong one'
server_stop

# ---- TLS ----------------------------------------------------------------------

certificates_make
server_start --tls-cert server.pem
tls CAPA 'USER jim' 'PASS secret' STAT
like out '^\+OK 2 53$' 'STLS and a session in TLS'
unlike out '^STLS' 'STLS is not announced in TLS'
like "$log" '^1 tls C: PASS secret$' 'the log says what was in TLS'
talk CAPA QUIT
like out '^STLS$' 'STLS is announced in clear'
talk STLS 'USER jim'
like "$log" 'octets in clear behind STLS' 'octets behind STLS end the session'
talk UTF8 STLS QUIT
is "$(sed -n 2,3p out)" "+OK UTF8
-ERR not after UTF8" 'no STLS after UTF8'
server_stop

server_start --tls-cert server.crt --tls-key server.key --implicit
implicit=-ign_eof tls CAPA 'USER jim' 'PASS secret' STAT
like out '^\+OK 2 53$' 'implicit TLS'
server_stop

# ---- Made-up messages -----------------------------------------------------------

server_start --generate 3:1000
login LIST UIDL 'DELE 2' 'TOP 1 0'
is "$(sed -n 2,9p answers | tr '\n' ,)" \
	'1 1000,2 1000,3 1000,.,+OK unique-id listing follows,1 made-up-1,2 made-up-2,3 made-up-3,' \
	'made-up messages are listed'
like answers '^Subject: made-up message 1$' 'and have a header'
login UIDL
is "$(sed -n 2,4p answers | tr '\n' ,)" '1 made-up-1,2 made-up-3,.,' \
	'deleted ones are gone for later sessions'
for size in 2 3 64 250 999 1001 1024 1025 1026 1087 1088 1089 100000; do
	server_stop
	server_start --generate "1:$size"
	login 'RETR 1'
	is "$(perl -0777 -ne 's/.*?octets\r\n//s; s/\r\n\.\r\n\+OK bye.*//s;
		s/^\.//mg; print 2 + length' raw)" "$size" \
		"a made-up message of $size octets"
done
server_stop

# ---- Faults ---------------------------------------------------------------------

message one 'line one' 'line two'
fault() {
	server_fault "$@"
	login 'RETR 1' NOOP LIST UIDL
}

fault 'err:RETR:1:[SYS/TEMP] later: much'
is "$(sed -n 1,2p answers | tr '\n' ,)" \
	'-ERR [SYS/TEMP] later: much,+OK,' 'err'
fault err:LIST
like answers '^-ERR fault$' 'err without a text'
fault 'err:PASS::[IN-USE] x'
like out '^-ERR \[IN-USE\] x$' 'err without a number'
fault err:RETR:2
like answers '^\+OK 27 octets$' 'err for another message'
fault close:NOOP
is "$(tail -n 1 out)" . 'close'
fault garbage:NOOP
like out '^\?' 'garbage'
fault cut:1:14
is "$(tail -n 2 raw | tr -d '\r' | tr '\n' %)" 'Subject: a%%' 'cut inside'
fault cut:1:27
is "$(tail -n 1 out)" '...' 'cut before the terminator'
fault cut-session:40
is "$(wc -c <raw | tr -d ' ')" 40 'cut-session'
fault 'greeting:-ERR [SYS/PERM] go away'
is "$(head -n 1 out)" '-ERR [SYS/PERM] go away' 'greeting'
fault 'login:[LOGIN-DELAY] wait'
like out '^-ERR \[LOGIN-DELAY\] wait$' 'login'
fault bare-lf
unlike raw "$(printf '\r$')" 'bare-lf'
fault late-bare-lf
is "$(grep -c "$(printf '\r$')" raw)" 1 'late-bare-lf'
fault duplicate-uids
like answers '^2 a$' 'duplicate-uids'
fault empty-uids
like answers '^2 $' 'empty-uids'
fault long-uids:300
is "$(sed -n '/^1 ax*$/p' answers | wc -c | tr -d ' ')" 303 'long-uids'
fault long-uids:5000
is "$(sed -n '/^1 ax*$/p' answers | wc -c | tr -d ' ')" 5003 'long-uids of any length'
fault other-uids
like answers '^2 other-b$' 'other-uids'
fault uidl-without:1
unlike answers '^1 a$' 'uidl-without'
like answers '^2 b$' 'leaves out one alone'
fault show:1
like answers '^1 a$' 'show'
unlike answers '^2 ' 'hides the rest'
fault wrong-sizes
like answers '^1 13$' 'wrong-sizes'
fault no-uidl
like answers '^-ERR unknown' 'no-uidl'
fault no-pipelining
unlike out 'maildrop has' 'no-pipelining loses what came at once'
fault lose-behind-login
like out 'maildrop has' 'lose-behind-login answers the login'
empty answers 'and nothing behind it'

for name in capa:CAPA top:TOP uidl:UIDL pipelining:PIPELINING \
	user:USER sasl:SASL stls:STLS; do
	server_fault "no-${name%:*}" --tls-cert server.pem
	talk CAPA QUIT
	unlike out "^${name#*:}\\b" "no-${name%:*} announces no ${name#*:}"
done
server_fault stls-err --tls-cert server.pem
talk STLS QUIT
like out '^-ERR' 'stls-err'
server_fault inject-after-stls:+OK\ forged --tls-cert server.pem
talk STLS
like out '^\+OK forged$' 'inject-after-stls'
server_fault raw-lf
printf 'Subject: r\r\n\r\na\n.\r\n.b\r\n' >drop/raw.eml
login 'RETR 4' 'RETR 3'
like raw '^\.\.b' 'raw-lf'
is "$(perl -0777 -ne 'print /a\n\.\r\n\.\.b/ ? 1 : 0' raw)" 1 \
	'a dot behind a bare LF begins no line'
rm drop/raw.eml

for name in quit-lost:2 quit-drop:3 quit-err:3; do
	drop_empty
	message 1
	message 2
	message 3
	server_fault "${name%:*}"
	talk 'USER jim' 'PASS secret' 'DELE 1' QUIT
	is "$(files drop)" "${name#*:}" "${name%:*} leaves ${name#*:}"
done
like out '^-ERR' 'quit-err says so'

server_fault err:STAT --faulty-sessions 1
login STAT
like answers '^-ERR' 'the first session is faulty'
login STAT
like answers '^\+OK' 'the second is not'
"$server" --help >out
like out '^  quit-lost ' 'help names the faults'
not_ok 'no such fault' "$server" --generate 1:2 --fault foo
not_ok 'a field too many' "$server" --generate 1:2 --fault no-capa:1
not_ok 'a message that ends no line' "$server" --generate 1:1
not_ok 'a field too few' "$server" --generate 1:2 --fault cut:1

# ---- The end of it ----------------------------------------------------------------

# shellcheck disable=SC2317,SC2329
gone() { ! kill -0 "$1"; }
server_stop
"$server" --generate 1:2 --port-file port-once --once &
once=$!
children="$children $once"
await test -s port-once
read -r _ port <port-once
talk QUIT
wait "$once"
is "$?" 0 '--once ends after one session'
child_forget "$once"
(
	sleep 60 &
	echo $! >sleeper
	wait
) | "$server" --generate 1:2 --port-file port-stdin --with-stdin &
stdin=$!
children="$children $stdin"
await test -s port-stdin
kill "$(cat sleeper)"
ok '--with-stdin ends with it' await gone "$stdin"
wait "$stdin"
child_forget "$stdin"

finish
