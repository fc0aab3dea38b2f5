#!/bin/sh
# popfetch against a real Courier, which gives other mail than it has to whoever
# does not say UTF8, and wants a pause between two logins.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$SOURCE/tests/interop/servers.sh"

server_lay courier /usr/lib/courier/courier/courierpop3d
mail_make
fill_maildir
server_start_in_world <<START
set +u
sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/
	s/^daemons=.*/daemons=1/' /etc/courier/authdaemonrc
mkdir -p /run/courier/authdaemon /var/lib/courier
userdb jim set uid=61777 gid=61777 home=$tmp/jim mail=$tmp/jim/Maildir
userdb jim set systempw="\$(echo secret | userdbpw -md5)"
userdb jim set hmac-md5pw="\$(echo secret | userdbpw -hmac-md5)"
chmod 600 /etc/courier/userdb
makeuserdb
chown -R courier /run/courier /var/lib/courier /etc/courier /etc/server.pem
set -a
. /etc/courier/authdaemonrc
set +a
PATH=/usr/lib/courier/courier-authlib:/usr/libexec/courier-authlib:\$PATH
authdaemond &
prefix=/usr exec_prefix=/usr bindir=/usr/bin sbindir=/usr/sbin
set -a
. /etc/courier/pop3d
. /etc/courier/pop3d-ssl
POP3AUTH='PLAIN LOGIN CRAM-MD5' POP3AUTH_TLS='PLAIN LOGIN CRAM-MD5'
POP3_STARTTLS=YES TLS_CERTFILE=/etc/server.pem TLS_CACHEFILE=
set +a
serve() { # PORT [WRAPPER]...
	port=\$1
	shift
	couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=40 \
		-nodnslookup "\$port" "\$@" \
		/usr/lib/courier/courier/courierpop3login \
		/usr/lib/courier/courier/courierpop3d Maildir
}
serve $tls_port /usr/bin/couriertls -server -tcpd &
serve $port
START
mail_read

for mechanism in USER PLAIN LOGIN CRAM-MD5; do
	logs_in "$mechanism" "$urls"
	logs_in "$mechanism" --tls none "$url"
done
run --tls-ca-file ca.pem --password-file password --state-dir state \
	--stat "$url"
exits 75 'the pause that it wants between two logins is made'

fetches 'in clear' --tls none "$url"
ok 'mail with 8-bit header fields comes as it is' \
	grep -rqF 'Subject: eight-bit' Mail
fetches STLS "$url"
fetches 'implicit TLS' "$urls"
looks "$urls"
empties "$urls"
refuses "$urls"
finish
