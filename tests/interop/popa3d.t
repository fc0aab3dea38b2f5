#!/bin/sh
# popfetch against a real popa3d, which says "+OK" and "-ERR" and not a word
# more, and knows neither CAPA nor TLS.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$SOURCE/tests/interop/servers.sh"

server_lay popa3d /usr/sbin/popa3d
unwanted=no-blank-line
mail_make
fill_mbox
server_start_in_world <<START
mkdir -p /var/empty /run/popa3d
mount --bind "$tmp/spool" /var/mail
exec perl "$SOURCE/tests/interop/inetd.pl" $port /usr/sbin/popa3d
START
mail_read

logs_in USER --tls none "$url"
pull -v --stat --tls none "$url"
like err 'by USER$' 'without CAPA it is USER'
pull --stat "$url"
exits 77 'without TLS nothing is said'
fetches 'in clear' --tls none "$url"
looks --tls none "$url"
empties --tls none "$url"
refuses --tls none "$url"
finish
