#!/bin/sh
# Whom popfetch trusts: fingerprints, revocations, versions, certificates of
# its own; and resuming, which must not weaken any of it.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

certificates_make
message a one
secret="PASS|AUTH|USER|$(printf '\0jim\0secret' | base64)"

# with [ARGUMENT]...: --stat of the server started last
with() {
	run --password-file password --state-dir state --timeout 10 --stat \
		"$@" "$urls"
}

# refused CLAIM
refused() {
	exits 77 "$1"
	unlike "$log" "C: .*($secret)" 'nothing secret is said'
}

# fingerprint CERTIFICATE
fingerprint() {
	openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//'
}

# ---- Fingerprints ---------------------------------------------------------------

server_start --tls-cert self.pem --implicit
with --tls-fingerprint "$(fingerprint self.crt)"
exits 0 '--tls-fingerprint of a certificate signed by itself'
with --tls-fingerprint "$(fingerprint self.crt | tr -d : | tr A-F a-f)"
exits 0 'in small letters without colons'
key=$(openssl x509 -in self.crt -noout -pubkey |
	openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | base64)
with --tls-fingerprint "sha256//$key"
exits 0 'of the key, in base64'
log_forget
with --tls-fingerprint "$(fingerprint server.crt)"
refused 'another fingerprint'
like err "its own is $(fingerprint self.crt)" 'shows the real one'
like err 'say the new fingerprint by --tls-fingerprint once' 'and what to do'
unlike err 'tls-ca-file' 'but nothing that would have no effect'
with --tls-fingerprint "$(fingerprint ca.pem)" --tls-ca-file self.crt
refused 'a wrong one counts more than a right authority'
with --tls-fingerprint "$(fingerprint ca.pem)" --insecure-skip-verify
exits 64 'any certificate and this one alone'
like err 'contradicts' 'is told'
printf 'defaults { insecure-skip-verify = true }
account a { host = 127.0.0.1 port = %s user = jim
	tls-fingerprint = "%s" password-file = "%s" }\n' \
	"$port" "$(fingerprint ca.pem)" "$tmp/password" >trust.conf
log_forget
run --config trust.conf --state-dir state --stat a
refused "an account's fingerprint counts more than trust in any"
run --config trust.conf --state-dir state --stat --insecure-skip-verify a
exits 0 'unless the command line trusts any'
with --tls-fingerprint 12:34
exits 64 'no fingerprint at all'
server_stop

# ---- Revocation -----------------------------------------------------------------

cat >ca.conf <<-CONF
	[ca]
	default_ca = test
	[test]
	database = $tmp/index
	default_md = sha256
	default_crl_days = 2
	rand_serial = yes
	[names]
	commonName = supplied
CONF
: >index
ca() {
	openssl ca -config ca.conf -cert ca.pem -keyfile ca.key "$@"
}
{
	ca -gencrl -out none.crl
	ca -revoke server.crt
	ca -gencrl -out some.crl
} >>openssl.log 2>&1
server_start --tls-cert server.pem --implicit
with --tls-ca-file ca.pem --tls-crl-file none.crl
exits 0 '--tls-crl-file without the certificate'
log_forget
with --tls-ca-file ca.pem --tls-crl-file some.crl
refused 'with it'
like err 'it was revoked' 'says that it was revoked'
unlike err 'tls-fingerprint' 'and no way around the list'
with --tls-ca-file ca.pem --tls-crl-file ca.pem
exits 65 'a file without a list'
server_stop

# ---- Versions and ciphers -------------------------------------------------------

server_start --tls-cert server.pem --implicit
with --tls-ca-file ca.pem --tls-min-version 1.3 -v
exits 0 '--tls-min-version 1.3'
like err 'TLSv1.3' 'makes TLS 1.3'
server_stop
tls_1_2 server_start --tls-cert server.pem --implicit
with --tls-ca-file ca.pem --tls-min-version 1.3
exits 76 'a server without it'
like err 'try --tls-min-version 1\.2' 'is one to take less of'
with --tls-ca-file ca.pem --tls-min-version 1.2
exits 0 'which helps'
server_stop
server_start --tls-cert server.pem --implicit
with --tls-ca-file ca.pem --tls-min-version 1.1
exits 64 'there is no 1.1'
with --tls-ca-file ca.pem --tls-ciphers TLS_CHACHA20_POLY1305_SHA256 -v
exits 0 '--tls-ciphers'
like err 'TLS_CHACHA20_POLY1305_SHA256' 'chooses the cipher'
with --tls-ca-file ca.pem --tls-ciphers NO-SUCH
exits 64 'none that is known'

# ---- Dates ----------------------------------------------------------------------

ca -batch -in server.csr -extfile server.ext -startdate 20250101000000Z \
	-enddate 20250201000000Z -policy names -outdir . \
	-notext -out old.crt >>openssl.log 2>&1
cat old.crt server.key >old.pem
server_stop
server_start --tls-cert old.pem --implicit
with --tls-ca-file ca.pem
refused 'a certificate that is out of date'
like err "expired on 2025-02-01 .*; check this machine's clock; .* renew" \
	'says so, and what can be done'
unlike err 'tls-' 'which is nothing here'
server_stop
server_start --tls-cert server.pem --implicit

# ---- Resuming -------------------------------------------------------------------

# resumed [ARGUMENT]...: whether the next run resumes the last one
# shellcheck disable=SC2317,SC2329 # it is reached by ok and not_ok
resumed() {
	with -v --tls-ca-file ca.pem "$@"
	[ "$status" -eq 0 ] && grep -q ', resumed$' err
}

rm -rf state
with --tls-ca-file ca.pem
not_ok 'where there is no state there is no ticket' test -e state
mkdir state
not_ok 'the first run does not resume' resumed
ok 'the second does' resumed
ticket=$(find state -name '*.tls')
is "$(find state -type f | wc -l | tr -d ' ')" 1 'there is one file'
is "$(stat -c %a "$ticket")" 600 'that only we can read'
ok 'the third does, too' resumed
not_ok 'not with other options' resumed --tls-min-version 1.3
ok 'again with the same' resumed --tls-min-version 1.3
cat none.crl some.crl >lists.crl
cp none.crl lists.crl
not_ok 'not with a list of revoked ones' resumed --tls-crl-file lists.crl
ok 'again with the same' resumed --tls-crl-file lists.crl
cp some.crl lists.crl
with --tls-ca-file ca.pem --tls-crl-file lists.crl
exits 77 'a list that has changed counts at once'
not_ok 'another certificate to trust' resumed
cat self.crt >>ca.pem
not_ok 'in the same file is another option, too' resumed

cp "$ticket" kept
with --insecure-skip-verify -v
exits 0 '--insecure-skip-verify'
unlike err resumed 'resumes nothing'
same "$ticket" kept 'and keeps nothing'

ok 'what is kept resumes' resumed
printf garbage >"$ticket"
not_ok 'a broken ticket does not' resumed
is "$status" 0 'and does not matter'
unlike err 'ticket|tls:' 'nor is it told'
ok 'it has been replaced' resumed
chmod 644 "$ticket"
not_ok 'one that others can read is not used' resumed
is "$(stat -c %a "$ticket")" 600 'and replaced'
: >"$ticket"
not_ok 'an empty one is none' resumed
server_stop
server_start --tls-cert server.pem --implicit
not_ok 'a server that was started anew does not know it' resumed
is "$status" 0 'and that does not matter, either'
server_stop
server_start --tls-cert other.pem --implicit
with --tls-ca-file ca.pem
exits 77 'another server with another name is not let in by a ticket'
server_stop
# Some fall silent where one is offered.
perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new(Listen => 5, ReuseAddr => 1,
		LocalAddr => "127.0.0.1:$ARGV[0]") or die;
	open my $ready, ">", "mute" or die;
	push @ARGV, $s->accept while 1' "$port" &
mute=$!
children="$children $mute"
await test -e mute
ok 'there still is one' test -e "$ticket"
with --tls-ca-file ca.pem --timeout 1
exits 75 'a server that says nothing to it'
not_ok 'is not shown it again' test -e "$ticket"
kill "$mute"
wait "$mute" 2>/dev/null
child_forget "$mute"

# ---- Our own certificate -----------------------------------------------------------

{
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout jim.key -out jim.csr -subj /CN=jim
	openssl x509 -req -in jim.csr -CA ca.pem -CAkey ca.key \
		-CAcreateserial -days 2 -out jim.crt
	openssl pkcs8 -topk8 -in jim.key -out locked.key \
		-passout pass:sesame
} >>openssl.log 2>&1

server_start

# asking [ARGUMENT]...: through TLS that wants a certificate of us
asking() {
	rm -f relay.port
	perl "$SOURCE/tests/cli/relay.pl" tls "$port" relay.port server.pem \
		ca.pem </dev/null >/dev/null 2>&1 &
	relay_pid=$!
	children="$children $relay_pid"
	await test -s relay.port || exit 1
	read -r tls_port <relay.port
	# shellcheck disable=SC2016 # those are perl's
	await perl -e '
		open my $tcp, "<", "/proc/net/tcp" or exit 0;
		my $port = sprintf ":%04X", $ARGV[0];
		exit !grep { /$port 0+:0000 0A/ } <$tcp>' "$tls_port"
	run --password-file password --state-dir state --timeout 10 --stat \
		--tls-ca-file ca.pem "$@" "pops://jim@127.0.0.1:$tls_port"
	kill "$relay_pid" 2>/dev/null
	wait "$relay_pid" 2>/dev/null
	child_forget "$relay_pid"
}

asking --tls-cert jim.crt --tls-key jim.key
exits 0 '--tls-cert and --tls-key'
asking
exits 76 'without them such a server refuses'
like err "required'; the server wants a certificate of yours: --tls-cert$" \
	'and its alert is understood'
asking --tls-cert old.pem
exits 76 'one that is out of date'
like err "expired'; the server does not take .* of --tls-cert: check" \
	'is told from none'
cat jim.crt jim.key >both.pem
asking --tls-cert both.pem
exits 0 'both in one file'
with --tls-key jim.key
exits 64 'a key alone'
with --tls-cert nowhere.pem
exits 66 'a certificate that is not there'
asking --tls-cert jim.crt --tls-key locked.key
[ "$status" -ne 0 ]
result $? 'an encrypted key without a terminal'
server_stop

finish
