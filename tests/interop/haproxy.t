#!/bin/sh
# popfetch against a Dovecot behind a real HAProxy: as it is, and where TLS ends
# at the proxy, so that Dovecot announces STLS inside of it.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=dovecot.sh
. "$SOURCE/tests/interop/dovecot.sh"
# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$SOURCE/tests/interop/servers.sh"

proxy_find haproxy /usr/sbin/haproxy
dovecot_start
maildrop_port=$port
mail_make
maildrop_fill sent

place_choose
cat >haproxy.cfg <<CONF
defaults
	mode tcp
	retries 0
	timeout connect 5s
	timeout client 1m
	timeout server 1m
listen as-it-is
	bind 127.0.0.1:$port
	server dovecot 127.0.0.1:$maildrop_port
listen tls-ends
	bind 127.0.0.1:$tls_port ssl crt $tmp/server.pem
	server dovecot 127.0.0.1:$maildrop_port
listen nobody-behind
	bind 127.0.0.1:$other_port
	server nobody 127.0.0.1:1
CONF
proxy_start "$port" "$root/usr/sbin/haproxy" -db -f "$tmp/haproxy.cfg"
mail_read

fetches STLS "$url"
fetches 'TLS that ends at the proxy' "$urls"
pull --capa "$urls"
like out '^STLS$' 'inside of which STLS is announced, and not said'
pull --stat --tls none "pop://jim@localhost:$other_port"
exits 69 'a proxy with nobody behind it'
like err 'closed before the greeting' 'closes at once'
looks "$urls"
empties "$urls"
refuses "$urls"
finish
