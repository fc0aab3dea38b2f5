#!/bin/sh
# popfetch against a Dovecot behind a real nginx, whose mail proxy takes the
# login and then steps aside: what it announces is not what the server behind
# it does.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=dovecot.sh
. "$SOURCE/tests/interop/dovecot.sh"
# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$SOURCE/tests/interop/servers.sh"

proxy_find nginx /usr/sbin/nginx
module=$root/usr/lib/nginx/modules/ngx_mail_module.so
[ -e "$module" ] || skip_all 'libnginx-mod-mail is not installed'
dovecot_start
mail_make
maildrop_fill sent
perl "$SOURCE/tests/interop/nginx-auth.pl" "$port" >auth.port &
children="$children $!"
await test -s auth.port || exit 1

place_choose
mkdir nginx
cat >nginx/nginx.conf <<CONF
load_module $module;
daemon off;
master_process off;
pid $tmp/nginx/pid;
error_log stderr;
events {
}
mail {
	auth_http 127.0.0.1:$(cat auth.port)/;
	proxy_pass_error_message on;
	pop3_auth plain apop cram-md5;
	ssl_certificate $tmp/server.crt;
	ssl_certificate_key $tmp/server.key;
	server {
		listen 127.0.0.1:$port;
		protocol pop3;
		starttls on;
	}
	server {
		listen 127.0.0.1:$other_port;
		protocol pop3;
		starttls only;
	}
	server {
		listen 127.0.0.1:$tls_port ssl;
		protocol pop3;
	}
}
CONF
nginx_start() {
	proxy_start "$port" "$root/usr/sbin/nginx" -p "$tmp/nginx/" \
		-c "$tmp/nginx/nginx.conf"
}
nginx_start
mail_read

for mechanism in USER PLAIN LOGIN CRAM-MD5 APOP; do
	logs_in "$mechanism" --tls none "$url"
	logs_in "$mechanism" "$urls"
done
fetches 'in clear' --tls none "$url"
fetches STLS "pop://jim@localhost:$other_port"
fetches 'implicit TLS' "$urls"
looks "$urls"
pull --stat "$url"
exits 0 'STLS where it is offered'
pull --stat --tls none "pop://jim@localhost:$other_port"
exits 77 'no TLS where it is wanted'
refuses --tls none "$url"
pull --stat --tls none "pop://downs@localhost:$port"
exits 75 'a server behind it that is down passes'
like err ': internal server error$' 'and is told in its words'

# It goes away while a program takes the mail.
cat >take <<'SH'
cat >"$(mktemp taken/XXXXXX)"
[ ! -e doomed ] || kill "$(cat doomed)" 2>/dev/null || exit 0
SH
mkdir taken
echo "$proxy_pid" >doomed
rm -rf state
pull --mda 'sh ./take' "$urls"
exits 69 'a fetch that it cuts'
rm doomed
wait "$proxy_pid" 2>/dev/null
child_forget "$proxy_pid"
nginx_start
pull --mda 'sh ./take' "$urls"
exits 0 'goes on when it is there again'
digests taken >got.sums
is "$(comm -13 expected.sums got.sums)" '' 'and gives no message twice'
is "$(files taken)" "$((total - 1))" 'nor leaves one out'
pull --stat "$urls"
is "$(cat out)" "0	0" 'the maildrop is empty then'
finish
