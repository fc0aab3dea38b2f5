#!/bin/sh
# TLS: nothing secret goes out in the clear, nothing said in the clear counts.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

certificates_make
message a one
message b two
$octets arriving drop >sent
secret="secret|$(printf '\0jim\0secret' | base64)"

# with URL [ARGUMENT]...
with() {
	url_=$1
	shift
	run --password-file password --state-dir state --timeout 10 \
		--tls-ca-file ca.pem "$@" "$url_"
}

# refuses STATUS CLAIM: the last run, and told no secret
refuses() {
	exits "$1" "$2"
	unlike "$log" "C: .*($secret|USER|AUTH|APOP)" 'nothing secret is said'
	ok 'why is' test -s err
	server_stop
}

# ---- It works ---------------------------------------------------------------------

server_start --tls-cert server.pem --implicit
with "$urls" --keep --maildir Mail
exits 0 'implicit TLS'
silent 'in silence'
$octets files Mail >got
same got sent 'octet for octet'
unlike "$log" 'clear C:' 'all in TLS'
with "pops://jim@localhost:$port" --stat
exits 0 'by name'
server_stop

server_start --tls-cert server.pem
with "$url" --keep --all --mbox mbox
exits 0 'STLS'
silent 'in silence'
$octets mbox mbox >got
same got sent 'octet for octet'
unlike "$log" "clear C: .*($secret|USER|AUTH|APOP)" 'no secret in the clear'
like "$log" 'tls C: CAPA' 'the capabilities are asked for again in TLS'
unlike "$log" 'clear C: (CAPA|STLS).*clear C: STLS' 'one STLS'
server_stop

server_start --tls-cert other.pem
with "$url" --stat --tls-host pop.example.org
exits 0 '--tls-host names what the certificate must say'
with "$url" --stat --tls-host pop..example.org
exits 64 'and is a name that there can be'
server_stop
server_start --tls-cert self.pem
with "$url" --stat --insecure-skip-verify
exits 0 '--insecure-skip-verify'
server_stop
server_start
pf --stat
exits 0 '--tls none'
unlike "$log" STLS 'says no STLS'
printf 'defaults { insecure-skip-verify = true password-file = "%s" }
account a { tls = none host = 127.0.0.1 user = jim port = %s }\n' \
	"$tmp/password" "$port" >clear.conf
run --config clear.conf --stat a
exits 0 'where the defaults trust any certificate, too'
unlike err 'certificate' 'of which there is none'
server_stop

# ---- Not trusted --------------------------------------------------------------------

for how in '' --implicit; do
	scheme=$([ -z "$how" ] && echo pop || echo pops)
	# shellcheck disable=SC2086
	server_start --tls-cert self.pem $how
	with "$scheme://jim@127.0.0.1:$port" --stat
	refuses 77 "a certificate signed by itself, $scheme"
	# shellcheck disable=SC2086
	server_start --tls-cert other.pem $how
	with "$scheme://jim@127.0.0.1:$port" --stat
	refuses 77 "a certificate for another name, $scheme"
	like err '; check --host; .* by --tls-host$' 'and it is said what to do'
	# shellcheck disable=SC2086
	server_start --tls-cert server.pem $how
	run --password-file password --stat "$scheme://jim@127.0.0.1:$port"
	refuses 77 "an authority the system does not know, $scheme"
	like err '; .* say --tls-ca-file; .* ca-certificates;' 'and it is said what to do'
done

# ---- No TLS -------------------------------------------------------------------------

server_start
with "$url" --stat
refuses 77 'a server without STLS'
like err 'STLS; try pops://' 'and it is said what to do'
server_start
run --stat --tls starttls --host 127.0.0.1 --port "$port" --user jim
refuses 77 'the same, without a URL'
like err 'STLS; try --tls implicit' 'by an option where there is no URL'
server_start --fault no-stls --tls-cert server.pem
with "$url" --stat
refuses 77 'one that hides it'
server_start --fault stls-err --tls-cert server.pem
with "$url" --stat
refuses 77 'one that refuses it'
server_start --fault no-capa
with "$url" --stat
refuses 77 'one that has no CAPA, either'
server_start
with "$urls" --stat
refuses 76 'no TLS where implicit TLS should be'
like err '; .* try pop:// for pops://' 'and it is said what to do'
server_start --tls-cert server.pem --fault close:STLS
with "$url" --stat
refuses 69 'a connection closed instead of STLS'

# ---- Attacks ------------------------------------------------------------------------

server_start --tls-cert server.pem --fault 'inject-after-stls:+OK forged'
with "$url" --stat
refuses 76 'an answer injected behind STLS'
empty out 'does not come through'
server_start --tls-cert server.pem --fault 'err:CAPA:1'
with "$url" --stat
[ "$status" -eq 0 ] || exits 77 'CAPA refused in the clear'
unlike "$log" "clear C: .*($secret|USER|AUTH)" 'CAPA refused: no secret in clear'
server_stop

for fault in close-notify-cut:2:60 cut:2:60; do
	rm -rf Mail state
	server_start --tls-cert server.pem --implicit --fault "$fault"
	with "$urls" --maildir Mail
	exits 69 "69: $fault inside a message"
	like err 'connection closed inside message 2$' 'which is said'
	ok 'nothing of it is delivered' \
		sh -c '! grep -rq "Subject: b" Mail'
	ok 'it stays on the server' test -e drop/b.eml
	server_stop
	server_start --tls-cert server.pem --implicit
	with "$urls" --maildir Mail
	exits 0 'the next run'
	$octets files Mail >got
	same got sent 'has each message exactly once'
	is "$(files drop)" 0 'and empties the maildrop'
	server_stop
	message a one
	message b two
done

finish
