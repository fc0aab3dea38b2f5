#!/bin/sh
# popfetch against the pop3d of GNU mailutils, which writes fields of its own
# into the mail.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$SOURCE/tests/interop/servers.sh"

server_lay mailutils /usr/sbin/pop3d
cat >"$over/etc/pop3d.conf" <<CONF
mode daemon;
logging { syslog yes; }
tls { ssl-certificate-file /etc/server.pem; ssl-key-file /etc/server.pem; }
server 127.0.0.1:$port { tls-mode ondemand; }
server 127.0.0.1:$tls_port { tls-mode connection; }
CONF
# It writes another blank line into a message that is a header alone.
unwanted='no-blank-line header-only'
mail_make
fill_mbox
server_start_in_world <<START
mount --bind "$tmp/spool" /var/mail
exec /usr/sbin/pop3d --no-config --foreground --config-file=/etc/pop3d.conf
START
normal='sed -E /^(X-IMAPbase|X-UID|X-UIDL|Status):/d'
mail_read

logs_in USER "$urls"
logs_in USER "$url"
logs_in USER --tls none "$url"
fetches 'in clear' --tls none "$url"
fetches STLS "$url"
fetches 'implicit TLS' "$urls"
looks "$urls"
empties "$urls"
refuses "$urls"
finish
