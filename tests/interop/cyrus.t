#!/bin/sh
# popfetch against a real Cyrus: by each mechanism of cyrus-sasl, NTLM and the
# channel bindings among them.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$SOURCE/tests/interop/servers.sh"

server_lay cyrus /usr/lib/cyrus/bin/pop3d
cat >"$over/etc/imapd.conf" <<CONF
configdirectory: /var/lib/cyrus
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
defaultpartition: default
partition-default: /var/spool/cyrus/mail
altnamespace: yes
unixhierarchysep: yes
allowplaintext: yes
allowstarttls: yes
allowapop: yes
autocreate_quota: 0
autocreate_post: yes
servername: localhost
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_mech_list: PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM SCRAM-SHA-1 SCRAM-SHA-256
tls_server_cert: /etc/server.pem
tls_server_key: /etc/server.pem
CONF
cat >"$over/etc/cyrus.conf" <<CONF
START {
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -r"
}
SERVICES {
  imap cmd="/usr/lib/cyrus/bin/imapd" listen="127.0.0.1:$other_port" prefork=0
  pop3 cmd="/usr/lib/cyrus/bin/pop3d" listen="127.0.0.1:$port" prefork=0
  pop3s cmd="/usr/lib/cyrus/bin/pop3d -s" listen="127.0.0.1:$tls_port" prefork=0
}
EVENTS {
}
CONF
server_start_in_world <<'START'
chown cyrus /etc/server.pem
mkdir -p /var/lib/cyrus/socket /var/lib/cyrus/db /var/spool/cyrus/mail \
	/run/cyrus/proc /run/cyrus/lock /run/cyrus/socket
printf secret | saslpasswd2 -p -c -u localhost jim
chown -R cyrus:mail /var/lib/cyrus /var/spool/cyrus /run/cyrus /etc/sasldb2
exec setpriv --reuid cyrus --regid mail --init-groups \
	/usr/lib/cyrus/bin/master -D -p /run/cyrus/master.pid \
	-C /etc/imapd.conf -M /etc/cyrus.conf
START
mail_make
perl "$SOURCE/tests/interop/append.pl" "$other_port" sent || exit 1
mail_read

for mechanism in USER APOP PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM SCRAM-SHA-1 \
	SCRAM-SHA-256; do
	logs_in "$mechanism" "$urls"
	logs_in "$mechanism" --tls none "$url"
done

# What Cyrus binds to is right for TLS 1.2 alone.
pull -v --stat "$urls"
exits 0 'over TLS 1.3 somebody logs in who names no mechanism'
like err 'by SCRAM-SHA-256$' 'without the binding that Cyrus gets wrong'
pull --stat --auth SCRAM-SHA-256-PLUS "$urls"
exits 77 'with it, when it is named, nobody does'
tls_1_2 pull -v --stat "$urls"
exits 0 'over TLS 1.2 somebody logs in'
like err 'by SCRAM-SHA-256-PLUS$' 'bound to the connection'
tls_1_2 logs_in SCRAM-SHA-1-PLUS "$url"

pull --trace --keep --maildir Twice "$urls"
pull --trace --keep --maildir Twice "$urls"
exits 0 'what was announced over TLS 1.3 is believed the next time'
unlike err 'C: CAPA' 'and not asked for'
unlike err '-ERR' 'and does not bring the binding back'

fetches 'in clear' --tls none "$url"
fetches STLS "$url"
fetches 'implicit TLS' "$urls"
looks "$urls"
empties "$urls"
refuses "$urls"
finish
