#!/bin/sh
# How --configure finds a server: the domain's DNS, the usual names, their
# ports.  For this the test needs names and ports of its own, and so runs in
# a network namespace, with a name server that it starts.

# shellcheck source-path=SCRIPTDIR source=network.sh
. "${0%/*}/network.sh"
network_enter "$@"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${0%/*}/lib.sh"

certificates_make
message a one
conf=$HOME/.config/popfetch/popfetch.conf

# ---- Names and servers ---------------------------------------------------------

cat >records <<-RECORDS
	_pop3s._tcp.within.test SRV 10 0 995 second.within.test
	_pop3s._tcp.within.test SRV 0 0 1995 first.within.test
	first.within.test A 127.0.0.10
	second.within.test A 127.0.0.11
	_pop3._tcp.clear.test SRV 0 0 1110 box.clear.test
	box.clear.test A 127.0.0.12
	_pop3s._tcp.hosted.test SRV 0 0 995 pop.hoster.test
	_pop3s._tcp.vouched.test SRV 0 0 996 pop.hoster.test
	pop.hoster.test A 127.0.0.13
	pop3.usual.test A 127.0.0.14
	pop.down.test A 127.0.0.15
	mail.down.test A 127.0.0.14
	mail.stls.test A 127.0.0.16
	pop.plain.test A 127.0.0.17
	pop.xn--bcher-kva.test A 127.0.0.14
	pop.slow.test A 127.0.0.18
	mail.slow.test A 127.0.0.14
	_pop3s._tcp.mute.test SILENT
	pop.mute.test A 127.0.0.14
	pop.stranger.test A 127.0.0.14
	outlook.office365.com A 127.0.0.19
	ready.test A 127.0.0.1
RECORDS
network_begin
network_await ready.test

# certify NAME SUBJECT...: NAME.pem, for these hosts
certify() {
	_name=$1
	shift
	printf 'subjectAltName=DNS:%s\n' "$(echo "$*" | sed 's/ /,DNS:/g')" \
		>"$_name.ext"
	openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key \
		-CAcreateserial -days 2 -extfile "$_name.ext" \
		-out "$_name.crt" >>openssl.log 2>&1 || exit 1
	cat "$_name.crt" server.key >"$_name.pem"
}
certify names first.within.test box.clear.test pop3.usual.test \
	mail.down.test mail.stls.test pop.xn--bcher-kva.test pop.slow.test \
	mail.slow.test \
	pop.mute.test
certify hoster pop.hoster.test
certify vouched vouched.test
certify microsoft outlook.office365.com

# serve ADDRESS PORT [ARGUMENT]...
serve() {
	_address=$1
	port_again=$2
	shift 2
	server_start --listen "$_address" "$@"
}
serve 127.0.0.10 1995 --implicit --tls-cert names.pem
serve 127.0.0.12 1110 --tls-cert names.pem
serve 127.0.0.13 995 --implicit --tls-cert hoster.pem
hoster_log=$log
serve 127.0.0.13 996 --implicit --tls-cert vouched.pem
serve 127.0.0.14 995 --implicit --tls-cert names.pem --user 'jim+a'
usual_log=$log
serve 127.0.0.16 110 --tls-cert names.pem
serve 127.0.0.17 110
plain_log=$log
serve 127.0.0.18 995 --implicit --tls-cert names.pem --fault stall:CAPA
slow_log=$log

serve 127.0.0.19 995 --implicit --tls-cert microsoft.pem
microsoft_log=$log

# configure ADDRESS [ARGUMENT]...
configure() {
	rm -rf "$HOME"
	mkdir "$HOME"
	run --tls-ca-file "$tmp/ca.pem" --password-file "$tmp/password" \
		--configure "$@"
}

# found HOST PORT TLS CLAIM
found() {
	is "$status $(sed -n 's/^	\(host\|port\|tls\) = //p' "$conf" |
		tr '\n' ' ')" "0 \"$1\" $2 $3 " "$4"
}

# ---- The DNS of the domain -------------------------------------------------------

configure jim@within.test --user jim
found first.within.test 1995 implicit 'the first server that the domain names'
empty err 'in silence'
run --stat
exits 0 'and the account is as it was found'
configure jim@clear.test
found box.clear.test 1110 starttls 'the service that begins in the clear'
configure jim@hosted.test
exits 77 'a server elsewhere, whose certificate is for itself'
like err "the certificate of 'hosted.test'" 'is refused, since DNS may be lied about'
unlike "$hoster_log" 'C: (AUTH|USER)' 'before anything is said'
configure jim@vouched.test
found pop.hoster.test 996 implicit 'one whose certificate is for the domain'
like "$conf" '^	tls-host = "vouched.test"$' 'which it must be from then on'
run --stat
exits 0 'and is'
configure jim@nowhere.test --srv --host within.test
found first.within.test 1995 implicit '--srv --host asks that domain'
configure jim@usual.test --srv
exits 68 '--srv asks nothing else'

# asked ANSWER [EXPECTED ANSWER]...: a person is
asked() {
	rm -rf "$HOME"
	mkdir "$HOME"
	perl "$SOURCE/tests/cli/terminal.pl" 'names a server elsewhere' "$@" \
		-- "$popfetch" --tls-ca-file ca.pem --password-file password \
		--configure jim@hosted.test >screen
	status=$?
}
asked yes Name '' 'Where to' '' Leave ''
found pop.hoster.test 995 implicit 'a person may say that it is right'
unlike "$conf" '^	tls-host' 'and its own certificate is'
: >"$hoster_log"
asked no 'POP3 server' '^D'
exits 66 'or that it is not'
empty "$hoster_log" 'and it is not even connected to'

# ---- The usual names -------------------------------------------------------------

configure jim+a@usual.test
found pop3.usual.test 995 implicit 'a usual name'
is "$(sed -n 's/^	user = //p' "$conf")" '"jim+a"' \
	'the local part of a plus address is all of it'
configure jim+a@down.test
found mail.down.test 995 implicit 'the next, where one is down'
configure jim@stls.test
found mail.stls.test 110 starttls 'STLS, where nothing else is'
configure jim+a@bücher.test
found pop.bücher.test 995 implicit 'an internationalised domain'
configure jim+a@slow.test --timeout 1
found mail.slow.test 995 implicit 'the next, where one says nothing'
configure jim+a@mute.test --timeout 1
found pop.mute.test 995 implicit 'a name server that does not know of SRV'
configure jim+a@usual.test --port 995
found pop3.usual.test 995 implicit '--port alone'
configure jim@stls.test --tls starttls
found mail.stls.test 110 starttls '--tls alone'
configure jim+a@usual.test --tls starttls
exits 69 'is kept to'

configure jim@plain.test
exits 77 'a server without TLS'
like err "no POP3 server with TLS is found .* '--host'" 'is none that is taken'
unlike "$plain_log" 'C: (AUTH|USER)' 'and is told nothing'
rm -rf "$HOME"
mkdir "$HOME"
run --password-file "$tmp/password" --configure jim@plain.test --tls none
found pop.plain.test 110 none 'but where the command line says so'

: >"$usual_log"
configure jim@stranger.test
exits 77 'a certificate for other names'
like err "the certificate of 'pop.stranger.test'" 'is told'
unlike "$usual_log" 'C: (AUTH|USER)' 'and the server nothing'
rm -rf "$HOME"
mkdir "$HOME"
run --password-file "$tmp/password" --configure jim@usual.test
exits 77 'an authority that is not known'
like err "the certificate of 'pop3.usual.test' .*; .*--tls-ca-file" \
	'is told, with what to do'
unlike err 'no POP3 server' 'for a server was found'
unlike "$usual_log" 'C: (AUTH|USER)' 'and is told nothing'
configure jim@nowhere.test
exits 68 'a domain without any of them'
like err "no POP3 server with TLS is found for 'jim@nowhere.test'" 'is told'
not_ok 'and nothing is written' test -e "$HOME/.config"

# ---- Providers -------------------------------------------------------------------

rm -rf "$HOME"
mkdir "$HOME"
run --tls-ca-file ca.pem --configure jim@Outlook.com
found outlook.office365.com 995 implicit 'a provider that is known'
like err 'takes an access token in place of a password \(XOAUTH2\)' \
	'and takes no password: it is told what to do'
unlike "$microsoft_log" 'C: (AUTH|USER)' 'and no login is tried'
like "$conf" '^	auth = "XOAUTH2"$' 'the configuration waits for the token'
like "$conf" '"popfetch-token ~/.config/popfetch/Outlook.com.token"$' \
	'from the command that gets it'
rm -rf "$HOME"
mkdir "$HOME"
# shellcheck disable=SC2016 # the shell of the password command is meant
run --tls-ca-file ca.pem --configure jim@outlook.com 'a $(b)'
like "$conf" "popfetch/'a .\\$\\(b\\)'.token\"\$" 'in whose shell names are quoted'
configure jim@outlook.com --auth PLAIN
exits 0 'whoever knows better'
like "$microsoft_log" 'C: AUTH PLAIN' 'is believed'

# ---- A signal --------------------------------------------------------------------

rm -rf "$HOME"
mkdir "$HOME"
: >"$slow_log"
perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$popfetch" --tls-ca-file ca.pem \
	--configure jim@slow.test >out 2>err </dev/null &
pf_pid=$!
children="$children $pf_pid"
await grep -q 'C: CAPA' "$slow_log"
kill -INT "$pf_pid"
pf_wait
is "$status" 130 'a signal ends the search'
empty err 'without a word'

# ---- A person --------------------------------------------------------------------

rm -rf "$HOME"
mkdir "$HOME"
perl "$SOURCE/tests/cli/terminal.pl" \
	'POP3 server' 'jim@x' 'POP3 server' absent.test \
	'POP3 server' pop.stranger.test \
	'POP3 server' box.clear.test:1110 \
	Name '' 'Where to' '' Leave '' -- \
	"$popfetch" --tls-ca-file ca.pem --password-file password \
	--configure jim@nowhere.test >screen
status=$?
found box.clear.test 1110 starttls 'a person says which it is'
like screen 'HOST or HOST:PORT is wanted' 'is asked again'
like screen "'absent.test'" 'and told what is not there'
like screen "'pop.stranger.test'.*; check --host; .*--tls-host" \
	'and what to do about a certificate'
rm -rf "$HOME"
mkdir "$HOME"
perl "$SOURCE/tests/cli/terminal.pl" 'HOST:PORT' '^C' -- "$popfetch" \
	--password-file password --configure jim@usual.test >screen
is "$(tr '\r\n' '  ' <screen | grep -o "certificate of 'pop3.usual" |
	wc -l | tr -d ' ')" 1 'a certificate is told of once'

finish
