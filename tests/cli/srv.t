#!/bin/sh
# --srv: the server that a domain's DNS names.  The name server is ours, on
# port 53 of a network of the test's own, with the files that tell of it.
# shellcheck source-path=SCRIPTDIR source=network.sh
. "${0%/*}/network.sh"
network_enter "$@"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${0%/*}/lib.sh"

network_begin
names() { # RECORD...
	printf '%s\n' 'pop.example.org A 127.0.0.1' \
		'mail.example.net A 127.0.0.1' "$@" >records
}

certificates_make
message a one
message b two

# find ARGUMENT...: --srv, for somebody at example.org
find_server() {
	run --tls-ca-file ca.pem --password-file password --state-dir state \
		--srv --timeout 10 -v "$@"
}

server_start --tls-cert other.pem --implicit
secure=$port secure_log=$log
names "_pop3s._tcp.example.org SRV 10 0 $port pop.example.org"
network_await pop.example.org
find_server --keep --maildir Mail pops://jim@example.org
exits 0 'the server that the domain names is found'
is "$(files Mail)" 2 'and gives its mail'
like err "connected to 127\.0\.0\.1:$port" 'which is on the port named'
find_server --stat --tls-host other.example.org pops://jim@example.org
exits 77 'its certificate is looked at'
find_server --stat pop://jim@example.org
exits 68 'where STLS is wanted'
like err "names no server for '_pop3._tcp', but one with TLS" \
	'TLS from the first octet is not taken for it, but told'

# Another on a port of its own.
server_start --tls-cert other.pem
names "_pop3._tcp.example.org SRV 10 0 $port pop.example.org"
find_server --stat pop://jim@example.org
exits 0 'one that begins in the clear is found, too'
like err "connected to 127\.0\.0\.1:$port, TLS" 'and TLS made by STLS'
find_server --stat pops://jim@example.org
exits 68 'it is not taken where TLS is wanted from the first octet'
like err 'begins in the clear \(STLS\)' 'but told'

names "_pop3s._tcp.example.org SRV 20 0 $secure pop.example.org" \
	'_pop3s._tcp.example.org SRV 10 0 1 pop.example.org'
find_server --stat pops://jim@example.org
exits 0 'where the first of two does not answer the second does'

: >"$secure_log"
names "_pop3s._tcp.example.net SRV 10 0 $secure pop.example.org"
find_server --stat pops://jim@example.net
exits 77 'a host outside of the domain needs a certificate for the domain'
unlike "$secure_log" ' C: ' 'and learns nothing'

names '_pop3s._tcp.example.org SRV 0 0 0 .'
find_server --stat pops://jim@example.org
exits 68 'a domain that says that it has no such server is believed'
names
find_server --stat pops://jim@example.org
exits 68 'one that says nothing has none'
like err "the domain 'example.org' names no server for '_pop3s._tcp'" \
	'which is told'

names '_pop3s._tcp.example.org FAILS'
find_server --stat pops://jim@example.org
exits 75 'a name server that fails is no word of the domain'
like err "cannot ask for the servers of 'example\.org' just now" \
	'which is told'
names '_pop3s._tcp.example.org SILENT'
find_server --stat --timeout 1 pops://jim@example.org
exits 75 'one that is silent is not waited for beyond the time limit'
like err "no connection to 'example\.org' within 1 second" 'which is told'

# Two minutes and a half, if it were for the C library.
echo 'options timeout:30 attempts:5' >>resolv.conf
names 'slow.example.org SILENT'
run --diagnose --timeout 1 pops://jim@slow.example.org
exits 75 'nor is it by --diagnose'
is "$(cut -f 1 out | tr '\n' ' ')" 'name failed advice ' \
	'whose first steps are the name and its addresses'
server_start
pf --lmtp slow.example.org:24 --timeout 1
exits 75 'nor for an LMTP server'
is "$(cat err)" \
	"popfetch: cannot look up LMTP server 'slow.example.org:24' just now" \
	'which is told'
finish
