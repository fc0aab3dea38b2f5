#!/bin/sh
# popfetch logs in to a real Dovecot by each mechanism that both have.  (It has
# NTLM only through Samba's winbind, and -PLUS since 2.4: cyrus.t has both.)
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=dovecot.sh
. "$SOURCE/tests/interop/dovecot.sh"
# shellcheck source-path=SCRIPTDIR source=kerberos.sh
. "$SOURCE/tests/interop/kerberos.sh"

# ---- Tokens, tickets, certificates -------------------------------------------

perl "$SOURCE/tests/interop/tokens.pl" >tokens.port &
children="$children $!"
await test -s tokens.port || exit 1
password='plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256'
# Since 2.4 Dovecot binds to the connection, too.
case $(dovecot_language) in
2_3) bound='' strongest=SCRAM-SHA-256 ;;
*)
	bound='scram-sha-1-plus scram-sha-256-plus'
	strongest=SCRAM-SHA-256-PLUS
	;;
esac
gssapi=
if [ ! -e /usr/lib/dovecot/modules/auth/libmech_gssapi.so ]; then
	no_gssapi='dovecot-gssapi is not installed'
elif kerberos_start; then
	gssapi=gssapi no_gssapi=
else
	no_gssapi='no KDC can be started here'
fi

{
	cat <<-CONF
	auth_mechanisms = $password $bound apop xoauth2 oauthbearer external $gssapi
	auth_krb5_keytab = $keytab
	auth_gssapi_hostname = localhost
	auth_debug = yes
	auth_ssl_username_from_cert = yes
	service anvil {
	  unix_listener anvil-auth-penalty {
	    mode = 0
	  }
	}
	CONF
	dovecot_vouchers "http://127.0.0.1:$(cat tokens.port)/"
} >dovecot-more.conf

dovecot_start
mkdir sent
cp "$SOURCE"/tests/mail/* sent
maildrop_fill sent

# A key for jim, by the authority that Dovecot asks.
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout jim.key -out jim.csr -subj /CN=jim >openssl.log 2>&1 &&
	openssl x509 -req -in jim.csr -CA ca.pem -CAkey ca.key \
		-CAcreateserial -days 2 -out jim.crt >>openssl.log 2>&1 ||
	exit 1

visit() {
	run_trusting --state-dir "$tmp/state" -v --stat "$@"
}

with_password() {
	visit --password-file "$tmp/password" "$@"
}

# logged_in MECHANISM CLAIM
logged_in() {
	exits 0 "$2" && like err "logged in by $1\$" "by $1"
}

# ---- By password -------------------------------------------------------------

printf wrong >wrong && chmod 600 wrong
for mechanism in USER $(echo "$password" | tr '[:lower:]' '[:upper:]'); do
	with_password --auth "$mechanism" "$urls"
	logged_in "$mechanism" "$mechanism inside TLS"
	with_password --auth "$mechanism" --tls none "$url"
	logged_in "$mechanism" "$mechanism in the clear, when named"
	visit --password-file wrong --auth "$mechanism" "$urls"
	exits 77 "$mechanism with a wrong password is refused"
	like err "login refused for 'jim' \\($mechanism\\)" \
		'and the refusal names it'
	unlike err 'wrong' 'and not the password'
done
with_password --auth APOP "$urls"
logged_in APOP 'APOP when named'

with_password "$urls"
logged_in "$strongest" 'without a name the strongest is chosen in TLS'
with_password "$url"
logged_in "$strongest" 'and behind STLS'
with_password --tls none --trace "$url"
logged_in SCRAM-SHA-256 'and in the clear'
unlike err 'secret|c2VjcmV0' 'where the secret is not in the trace'

# TLS 1.2 has another binding.
for mechanism in $(echo "$bound" | tr '[:lower:]' '[:upper:]'); do
	with_password --auth "$mechanism" "$urls"
	logged_in "$mechanism" "$mechanism over TLS 1.3"
	tls_1_2 with_password --auth "$mechanism" "$urls"
	logged_in "$mechanism" "$mechanism over TLS 1.2"
	like err ', TLSv1\.2, ' 'which it was'
	with_password --auth "$mechanism" "$url"
	logged_in "$mechanism" "$mechanism behind STLS"
	with_password --auth "$mechanism" --tls none "$url"
	exits 77 "$mechanism in the clear has nothing to bind to"
	visit --password-file wrong --auth "$mechanism" "$urls"
	exits 77 "$mechanism with a wrong password is refused"
	unlike err 'wrong' 'and the password not shown'
done
if [ -z "$bound" ]; then
	with_password --auth SCRAM-SHA-256-PLUS "$urls"
	exits 77 'what this Dovecot does not have is refused'
	like err 'SCRAM-SHA-256-PLUS.*Unsupported' 'and said to be unsupported'
fi

# ---- By an engine ------------------------------------------------------------

# Which the example drives in a loop of its own, through pop3/sasl.h.
engine_login() { # PASSWORD-FILE [MECHANISM]
	file=$1
	shift
	timeout 60 "$BUILD/tests/examples/engine-login" localhost "$port" jim \
		"$@" <"$file" >out 2>err
	status=$?
}

for mechanism in USER APOP $(echo "$password" | tr '[:lower:]' '[:upper:]'); do
	engine_login password "$mechanism"
	exits 0 "an engine logs in by $mechanism"
	like out '^5 [0-9]+$' 'and sees the maildrop'
	engine_login wrong "$mechanism"
	exits 1 'and not with a wrong password'
	empty out 'which shows none'
done
engine_login password
exits 0 'an engine logs in by what is best'
is "$(head -n 1 out)" SCRAM-SHA-256 'which is SCRAM'

# ---- By token ----------------------------------------------------------------

(umask 077 && echo good-token >good && echo stale-token >stale)
{
	printf good
	head -c 6000 /dev/zero | tr '\0' t
} >large
chmod 600 large
for mechanism in XOAUTH2 OAUTHBEARER; do
	visit --auth "$mechanism" --password-file good "$urls"
	logged_in "$mechanism" "$mechanism with a good token"
	visit --auth "$mechanism" --password-file large "$urls"
	logged_in "$mechanism" "$mechanism with a token of 6,004 octets"
	visit --auth "$mechanism" --password-file stale "$urls"
	exits 77 "$mechanism with a stale token is refused"
	like err 'invalid_token|"status"' 'with the words of the error'
	unlike err 'stale-token' 'and not the token'
	cat >token-command <<-'COMMAND'
	#!/bin/sh
	echo asked >>asked
	[ "$(wc -l <asked)" -eq 1 ] && cat stale || cat good
	COMMAND
	chmod 755 token-command
	rm -f asked
	visit --auth "$mechanism" --password-command ./token-command "$urls"
	logged_in "$mechanism" "$mechanism after a stale token with a fresh one"
	is "$(wc -l <asked | tr -d ' ')" 2 'the command was run twice'
	echo 'echo asked >>asked; cat stale' >token-command
	rm -f asked
	visit --auth "$mechanism" --password-command 'sh ./token-command' \
		"$urls"
	exits 77 "$mechanism with two stale tokens is refused"
	is "$(wc -l <asked | tr -d ' ')" 2 'the command was not run again'
done

# ---- By what one has ---------------------------------------------------------

if "$popfetch" --help | grep -q -e --tls-cert; then
	visit --auth external --tls-cert jim.crt --tls-key jim.key "$urls"
	logged_in EXTERNAL 'EXTERNAL by a client certificate, without a password'
	visit --auth EXTERNAL --password-file "$tmp/password" "$urls"
	exits 77 'EXTERNAL without one is refused'
	visit --auth EXTERNAL --tls-cert jim.crt --tls-key jim.key \
		--user joe "$urls"
	not_ok 'a certificate opens no maildrop of another' test "$status" -eq 0
else
	ok 'EXTERNAL # SKIP this popfetch has no --tls-cert' true
fi

# MIT's library keeps a few octets when it is asked for its mechanisms.
echo leak:libgssapi_krb5 >leaks
LSAN_OPTIONS=suppressions=$tmp/leaks
export LSAN_OPTIONS
if [ -n "$gssapi" ]; then
	visit --auth gssapi "$urls"
	logged_in GSSAPI 'GSSAPI by a ticket, without a password'
	visit --auth GSSAPI --tls none "$url"
	logged_in GSSAPI 'GSSAPI in the clear'
	kdestroy 2>/dev/null
	visit --auth GSSAPI "$urls"
	exits 77 'GSSAPI without a ticket fails'
	like err 'no ticket of Kerberos' 'and says why'
else
	ok "GSSAPI # SKIP $no_gssapi" true
fi
finish
