#!/bin/sh
# popfetch against a Dovecot behind a real perdition, which knows USER and PASS
# only, and announces neither TOP nor PIPELINING, which there are behind it.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=dovecot.sh
. "$SOURCE/tests/interop/dovecot.sh"
# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$SOURCE/tests/interop/servers.sh"

proxy_find perdition /usr/sbin/perdition.pop3
dovecot_start
maildrop_port=$port
mail_make
maildrop_fill sent

# perdition_start PORT OPTION...
perdition_start() {
	listen=$1
	shift
	proxy_start "$listen" "$root/usr/sbin/perdition.pop3" --no_daemon \
		--config_file /dev/null --pid_file= --map_library= \
		--log_facility "$tmp/perdition.syslog" \
		--username "$(id -nu "$mail_uid")" \
		--group "$(id -ng "$mail_uid")" \
		--bind_address 127.0.0.1 --listen_port "$listen" \
		--outgoing_server 127.0.0.1 --outgoing_port "$maildrop_port" \
		--ssl_cert_file "$tmp/server.crt" \
		--ssl_key_file "$tmp/server.key" "$@"
}
place_choose
perdition_start "$tls_port" --ssl_mode ssl_listen
perdition_start "$port" --ssl_mode tls_listen
mail_read

logs_in USER --tls none "$url"
logs_in USER "$url"
pull --stat --auth PLAIN "$urls"
exits 77 'it has no AUTH'
unlike err 'password' 'which is no refused password'
fetches 'in clear' --tls none "$url"
fetches 'implicit TLS' "$urls"
looks "$urls"
empties "$urls"
refuses "$urls"
finish
